"""Sessions: stored in the database so that they can be ended, and known by a token that only the browser has."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from engine.clock import from_text
from engine.identity.models import people, person_rights, person_roles, sessions
from engine.identity.queries import Person, rights_of
from engine.statements import Statement

IDLE = timedelta(hours=4)
"""A session ends when it was not used for so long."""
LIFETIME = timedelta(hours=12)
"""However much it is used, a session ends after so long: a day at work."""
SEEN = timedelta(minutes=5)
"""The precision with which the last use of a session is stored; each update is a write."""


@dataclass(frozen=True, slots=True)
class Acting:
    """The person of a session, with the rights they have now. `stale`: note that it was used (`touch`)."""

    person: Person
    stale: bool


_FIND = Statement(
    select(
        sessions.c.started_at,
        sessions.c.seen_at,
        people.c.id,
        people.c.name,
        people.c.email,
        person_roles.c.role_id,
        person_rights.c.right_id,
        person_rights.c.process_id,
    )
    .join(people, people.c.id == sessions.c.person_id)
    .outerjoin(person_roles, person_roles.c.person_id == people.c.id)
    .outerjoin(person_rights, person_rights.c.person_id == people.c.id)
    .where(sessions.c.key == bindparam("key"), people.c.active)
)


def begin(connection: Connection, person_id: str, *, at: datetime) -> str:
    """Begin a session and give its token."""
    connection.execute(delete(sessions).where(sessions.c.started_at < at - LIFETIME))
    token = secrets.token_urlsafe(32)
    row = {"key": key_of(token), "person_id": person_id, "started_at": at, "seen_at": at}
    connection.execute(insert(sessions), row)
    return token


def find(connection: Connection, token: str, *, at: datetime) -> Acting | None:
    """The person of the session with this token; None when it has ended or the person was deactivated."""
    rows = _FIND.run(connection, {"key": key_of(token)}).fetchall()
    if not rows:
        return None
    started_at, seen_at, id_, name, email = rows[0][:5]
    idle = at - from_text(seen_at)
    if idle > IDLE or at - from_text(started_at) > LIFETIME:
        return None
    roles = frozenset(row[5] for row in rows if row[5])
    rights = rights_of((row[6], row[7]) for row in rows)
    return Acting(Person(id_, name, email, True, roles, *rights), idle > SEEN)


def touch(connection: Connection, token: str, *, at: datetime) -> None:
    """Note that a session was used."""
    connection.execute(update(sessions).where(sessions.c.key == key_of(token)).values(seen_at=at))


def end(connection: Connection, token: str) -> None:
    """End a session; nothing happens when it has ended."""
    connection.execute(delete(sessions).where(sessions.c.key == key_of(token)))


def end_all(connection: Connection, person_id: str) -> None:
    """End every session of a person."""
    connection.execute(delete(sessions).where(sessions.c.person_id == person_id))


def key_of(token: str) -> str:
    """The stored hash of a token. A token is random, so no salt is needed."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
