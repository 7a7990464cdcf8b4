"""Accounts: setting passwords, by a link that an administrator makes or directly; ending sessions."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from engine.errors import NotAllowed, NotFound
from engine.identity import passwords, queries, sessions
from engine.identity.commands import require_administrator
from engine.identity.models import password_links, people, sign_in_attempts
from engine.identity.models import passwords as stored
from engine.identity.queries import Person
from engine.identity.record import ChangeType
from engine.identity.record import record as note
from engine.identity.role_ids import ADMINISTRATOR

LINK_LASTS = timedelta(hours=24)


def set_password(connection: Connection, person_id: str, password: str, *, actor: str, at: datetime) -> None:
    """Set the password of a person: they themselves may, and an administrator. Their sessions end.

    Raises NotFound (kind ``person``), NotAllowed, WeakPassword.
    """
    found = queries.person(connection, person_id)
    if actor != person_id and ADMINISTRATOR not in queries.person(connection, actor).roles:
        raise NotAllowed(actor=actor, roles=[ADMINISTRATOR])
    _set(connection, found, password, actor, at)


def make_link(connection: Connection, person_id: str, *, actor: str, at: datetime) -> str:
    """The token of a link with which a person chooses their password: once, within `LINK_LASTS`; earlier ones end.

    Only its hash is stored: it cannot be told again. Raises NotAllowed, NotFound (kind ``person``).
    """
    require_administrator(connection, actor)
    queries.person(connection, person_id)
    _withdraw_links(connection, person_id)
    token = secrets.token_urlsafe(32)
    row = {"key": sessions.key_of(token), "person_id": person_id, "made_at": at, "expires_at": at + LINK_LASTS}
    connection.execute(insert(password_links), row)
    note(connection, ChangeType.PASSWORD_LINK_MADE, person_id, {"key": row["key"]}, actor=actor, at=at)
    return token


def person_of_link(connection: Connection, token: str, *, at: datetime) -> Person:
    """The person of a link. Raises NotFound (kind ``password_link``) when it is used, withdrawn, expired or made up."""
    query = select(password_links.c.person_id).where(
        password_links.c.key == sessions.key_of(token),
        password_links.c.used_at.is_(None),
        password_links.c.expires_at > at,
    )
    person_id = connection.execute(query).scalar()
    if person_id is None:
        raise NotFound(kind="password_link", id="…")
    return queries.person(connection, person_id)


def choose_password(connection: Connection, token: str, password: str, *, at: datetime) -> Person:
    """Set the password of the link's person, and use it up. Raises NotFound (kind ``password_link``), WeakPassword."""
    found = person_of_link(connection, token, at=at)
    unused = update(password_links).where(
        password_links.c.key == sessions.key_of(token), password_links.c.used_at.is_(None)
    )
    if not connection.execute(unused.values(used_at=at)).rowcount:  # used by another request since it was read
        raise NotFound(kind="password_link", id="…")
    _set(connection, found, password, found.id, at)
    return found


def with_password(connection: Connection) -> frozenset[str]:
    """The ids of the people who have a password."""
    return frozenset(connection.execute(select(stored.c.person_id)).scalars())


def end_sessions(
    connection: Connection,
    person_id: str,
    *,
    key: str | None = None,
    but: str | None = None,
    actor: str,
    at: datetime,
) -> int:
    """End sessions of a person, on record: the one with this `key` (`sessions.Open`), or all but the one with the token
    `but`; gives how many. They themselves may, and an administrator.

    Raises NotAllowed, NotFound (kind ``person``).
    """
    if actor != person_id:
        require_administrator(connection, actor)
    queries.anybody(connection, person_id)
    _hold(connection, person_id)
    ended = sessions.end_of(connection, person_id, key=key, but=but)
    if ended:
        note(connection, ChangeType.SESSIONS_ENDED, person_id, {"count": ended}, actor=actor, at=at)
    return ended


def _hold(connection: Connection, person_id: str) -> None:
    """Wait for whoever comes in as this person and has not committed: their session is to be ended with the others."""
    connection.execute(select(people.c.id).where(people.c.id == person_id).with_for_update())


def _set(connection: Connection, person: Person, password: str, actor: str, at: datetime) -> None:
    passwords.require_usable(password, person.id, [person.name, person.email or ""])
    _hold(connection, person.id)
    connection.execute(delete(stored).where(stored.c.person_id == person.id))
    hash_ = passwords.hashed(password)
    known = {"digest": passwords.digest(hash_)}
    entry = note(connection, ChangeType.PASSWORD_SET, person.id, known, actor=actor, at=at)
    connection.execute(insert(stored), {"person_id": person.id, "hash": hash_, "set_at": entry.moment})
    connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.person_id == person.id))
    _withdraw_links(connection, person.id)
    sessions.end_all(connection, person.id)


def _withdraw_links(connection: Connection, person_id: str) -> None:
    unused = password_links.c.used_at.is_(None)
    connection.execute(delete(password_links).where(password_links.c.person_id == person_id, unused))
