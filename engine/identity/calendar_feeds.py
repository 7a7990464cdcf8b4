"""Private addresses of calendars: whoever has one reads when their person's work is due, and nothing else.

A calendar program keeps no session and no password: the address is the key. The database knows it by its SHA-256, so
that who reads the database reads no calendar. A person has one at the most; another one ends it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from engine.errors import NotFound
from engine.identity.models import calendar_feeds
from engine.identity.queries import Person, person
from engine.identity.record import ChangeType, record
from engine.identity.substitutions import with_absent
from engine.statements import Query

BYTES = 32


@dataclass(frozen=True, slots=True)
class Feed:
    """That a person has an address; `lanes`: with what nobody has taken in their lanes, besides what they have."""

    made_at: datetime
    lanes: bool


_OF = Query(
    select(calendar_feeds.c.made_at, calendar_feeds.c.lanes).where(calendar_feeds.c.person_id == bindparam("person"))
)
_BY_KEY = Query(
    select(calendar_feeds.c.person_id, calendar_feeds.c.lanes).where(calendar_feeds.c.key == bindparam("key"))
)


def make(connection: Connection, *, lanes: bool, actor: str, at: datetime) -> str:
    """Give the actor an address, in the place of the one they had; gives its secret part, which is told this once.

    Raises NotFound (kind ``person``).
    """
    person(connection, actor)
    secret = secrets.token_urlsafe(BYTES)
    data = {"key": _key(secret), "lanes": lanes}
    entry = record(connection, ChangeType.CALENDAR_FEED_MADE, actor, data, actor=actor, at=at)
    connection.execute(delete(calendar_feeds).where(calendar_feeds.c.person_id == actor))
    connection.execute(insert(calendar_feeds), {"person_id": actor, "made_at": entry.moment, **data})
    return secret


def revoke(connection: Connection, *, actor: str, at: datetime) -> None:
    """End the address of the actor. Raises NotFound (kind ``calendar_feed``) where they have none."""
    if not connection.execute(delete(calendar_feeds).where(calendar_feeds.c.person_id == actor)).rowcount:
        raise NotFound(kind="calendar_feed", id=actor)
    record(connection, ChangeType.CALENDAR_FEED_REVOKED, actor, {}, actor=actor, at=at)


def of_person(connection: Connection, person_id: str) -> Feed | None:
    """The address that a person has; None where they have none."""
    row = _OF.first(connection, person=person_id)
    return None if row is None else Feed(row.made_at, row.lanes)


def find(connection: Connection, secret: str, *, at: datetime) -> tuple[Person, bool]:
    """Whose address it is, with whose work they do at `at`, and whether it has that of their lanes. Raises NotFound
    (kind ``calendar_feed``) for one that is none or no more, and for one of whoever has left."""
    row = _BY_KEY.first(connection, key=_key(secret))
    if row is None:
        raise NotFound(kind="calendar_feed", id="")
    try:
        who = person(connection, row.person_id)
    except NotFound as error:
        raise NotFound(kind="calendar_feed", id="") from error
    return with_absent(connection, who, at), row.lanes


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
