"""Sessions: stored in the database so that they can be told apart and ended, and known by a token that only the browser
has."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, insert, or_, select, update

from engine.clock import from_text, to_text
from engine.identity.models import people, person_rights, person_roles, roles, second_factors, sessions
from engine.identity.queries import HEADED, Person, headed_in, rights_of
from engine.identity.substitutions import stands_in, with_absent
from engine.identity.throttle import storable
from engine.statements import Statement

IDLE = timedelta(hours=4)
"""A session ends when it was not used for so long."""
LIFETIME = timedelta(hours=12)
"""However much it is used, a session ends after so long: a day at work."""
SEEN = timedelta(minutes=5)
"""The precision with which the last use of a session is stored; each update is a write."""
HALF_LASTS = timedelta(minutes=10)
"""How long whoever gave their password has to give a code."""
_LONGEST_AGENT = 300


class Way(StrEnum):
    """How somebody came in. The values are stored."""

    PASSWORD = "password"
    OIDC = "oidc"
    """By the company's own sign-on, which asks for a second factor or does not."""
    DEMONSTRATION = "demonstration"
    """By a click, as whomever they chose."""


@dataclass(frozen=True, slots=True)
class Came:
    """From where a request comes: the network address, and what its browser calls itself."""

    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Acting:
    """The person of a session, with the rights they have now. `stale`: note that it was used (`touch`).

    `lacks_factor`: one of their roles asks for a second factor, and they have none: until they do, they may do nothing
    but get one.
    """

    person: Person
    stale: bool
    lacks_factor: bool


@dataclass(frozen=True, slots=True)
class Open:
    """A session that goes on, as its person is shown it. `key`, the stored hash of its token, is what ends it."""

    key: str
    way: str
    address: str
    agent: str
    started_at: datetime
    seen_at: datetime


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
        sessions.c.way,
        sessions.c.half,
        roles.c.second_factor,
        second_factors.c.last_step,
        stands_in(people.c.id),
        *HEADED,
    )
    .join(people, people.c.id == sessions.c.person_id)
    .outerjoin(person_roles, person_roles.c.person_id == people.c.id)
    .outerjoin(roles, roles.c.id == person_roles.c.role_id)
    .outerjoin(person_rights, person_rights.c.person_id == people.c.id)
    .outerjoin(second_factors, second_factors.c.person_id == people.c.id)
    .where(sessions.c.key == bindparam("key"), people.c.active)
)


def begin(
    connection: Connection,
    person_id: str,
    *,
    at: datetime,
    way: Way = Way.PASSWORD,
    came: Came = Came(),
    half: bool = False,
) -> str:
    """Begin a session and give its token. `half`: of somebody who has yet to give a code."""
    connection.execute(delete(sessions).where(_is_over(at)))
    token = secrets.token_urlsafe(32)
    row = {"key": key_of(token), "person_id": person_id, "started_at": at, "seen_at": at, "half": half}
    row |= {"way": way, "address": storable(came.address)[:100], "agent": storable(came.agent)[:_LONGEST_AGENT]}
    connection.execute(insert(sessions), row)
    return token


def find(connection: Connection, token: str, *, at: datetime) -> Acting | None:
    """The person of the session with this token; None when it has ended, is a half, or the person has left."""
    return _found(connection, token, False, at)


def find_half(connection: Connection, token: str, *, at: datetime) -> Person | None:
    """The person who gave their password for the half with this token and has yet to give a code; None: it ended."""
    found = _found(connection, token, True, at)
    return None if found is None else found.person


def touch(connection: Connection, token: str, *, at: datetime) -> None:
    """Note that a session was used."""
    connection.execute(update(sessions).where(sessions.c.key == key_of(token)).values(seen_at=at))


def open_of(connection: Connection, person_id: str, *, at: datetime) -> list[Open]:
    """The sessions of a person that go on, the one used last first."""
    names = (sessions.c[name] for name in ("key", "way", "address", "agent", "started_at", "seen_at"))
    mine = select(*names).where(sessions.c.person_id == person_id, ~_is_over(at), ~sessions.c.half)
    return [Open(*row) for row in connection.execute(mine.order_by(sessions.c.seen_at.desc(), sessions.c.key))]


def end(connection: Connection, token: str) -> bool:
    """End a session; gives whether it had not ended before."""
    return bool(connection.execute(delete(sessions).where(sessions.c.key == key_of(token))).rowcount)


def end_all(connection: Connection, person_id: str) -> None:
    """End every session of a person."""
    connection.execute(delete(sessions).where(sessions.c.person_id == person_id))


def end_of(connection: Connection, person_id: str, *, key: str | None = None, but: str | None = None) -> int:
    """End the session of a person with this `key`, or all but the one with the token `but`; gives how many."""
    which = delete(sessions).where(sessions.c.person_id == person_id)
    if key is not None:
        which = which.where(sessions.c.key == key)
    if but is not None:
        which = which.where(sessions.c.key != key_of(but))
    return connection.execute(which).rowcount


def key_of(token: str) -> str:
    """The stored hash of a token. A token is random, so no salt is needed."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _found(connection: Connection, token: str, half: bool, at: datetime) -> Acting | None:
    rows = _FIND.run(connection, {"key": key_of(token), "at": to_text(at)}).fetchall()
    if not rows:
        return None
    started_at, seen_at, id_, name, email = rows[0][:5]
    way, is_half, _, has_factor, stands_in_for_somebody, *heads = rows[0][8:]
    age, idle = at - from_text(started_at), at - from_text(seen_at)
    if bool(is_half) is not half or age > (HALF_LASTS if half else LIFETIME) or idle > IDLE:
        return None
    held = frozenset(row[5] for row in rows if row[5])
    rights = rights_of((row[6], row[7]) for row in rows)
    lacks = way == Way.PASSWORD and has_factor is None and any(row[10] for row in rows)
    who = Person(id_, name, email, True, held, *rights, heads=headed_in(*heads))
    return Acting(with_absent(connection, who, at) if stands_in_for_somebody else who, idle > SEEN, lacks)


def _is_over(at: datetime) -> ColumnElement[bool]:
    too_old = or_(sessions.c.started_at < at - LIFETIME, sessions.c.seen_at < at - IDLE)
    return or_(too_old, and_(sessions.c.half, sessions.c.started_at < at - HALF_LASTS))
