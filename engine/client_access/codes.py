"""One-time codes: whoever answers by a link shows that they read the mail of whom it is for.

A code is derived, as tokens are (`engine.client_access.tokens`): from the link and the how-manieth code of it this is.
The database holds neither it nor its digest, and the letter gets it when it leaves. It is good for `LIFE`, for `TRIES`
tries, and until another one is sent.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from engine.client_access.models import client_codes
from engine.db import AnyRow
from engine.errors import Conflict, EngineError, Invalid

PURPOSE = b"cauce client code 1\0"
DIGITS = 6
LIFE = timedelta(minutes=20)
TRIES = 5
PAUSE, WINDOW, MOST = timedelta(minutes=1), timedelta(hours=1), 5
"""Another code is sent after so long, and at most so many within the window."""


class CodeRequired(Conflict):
    """The answer must be confirmed by a code that was sent to the client. Nothing was stored."""

    code = "code_required"


class WrongCode(Invalid):
    """It is not the code that was sent last. Details: `left`, how often it may still be tried."""

    code = "wrong_client_code"


class TooManyCodes(EngineError):
    """Too many codes were asked for. Details: `seconds`, `minutes` until the next one."""

    code = "too_many_codes"


@dataclass(frozen=True, slots=True)
class Standing:
    """The code that was sent last: the how-manieth it is, when, how often it was tried, and when it was right."""

    number: int
    sent_at: datetime
    tries: int
    confirmed_at: datetime | None

    def is_good(self, at: datetime) -> bool:
        """Whether it may still be tried."""
        return at < self.sent_at + LIFE and self.tries < TRIES


def code_of(key: bytes, link: str, number: int) -> str:
    """The code number `number` of a link; `key` is the one that links are signed with."""
    signed = hmac.digest(key, PURPOSE + f"{link} {number}".encode(), "sha256")
    return f"{int.from_bytes(signed[:8]) % 10**DIGITS:0{DIGITS}}"


def another(connection: Connection, link: str, *, again: bool, at: datetime) -> int | None:
    """The number of a code to be sent now; None where the last one is good, unless `again`: somebody misses it.

    Raises TooManyCodes.
    """
    before = _row(connection, link)
    if before is None:
        row = {"link_id": link, "number": 1, "sent_at": at, "first_at": at, "sent": 1, "tries": 0}
        connection.execute(insert(client_codes), row)
        return 1
    standing = _standing(before)
    if standing.is_good(at) and not again:
        return None
    within = at < before.first_at + WINDOW
    until = standing.sent_at + PAUSE if again else at
    until = max(until, before.first_at + WINDOW) if within and before.sent >= MOST else until
    if until > at:
        seconds = int((until - at).total_seconds()) + 1
        raise TooManyCodes(seconds=seconds, minutes=-(-seconds // 60))
    counted = {"first_at": before.first_at, "sent": before.sent + 1} if within else {"first_at": at, "sent": 1}
    values = {"number": standing.number + 1, "sent_at": at, "tries": 0, "confirmed_at": None, **counted}
    connection.execute(update(client_codes).where(client_codes.c.link_id == link).values(values))
    return standing.number + 1


def tried(connection: Connection, key: bytes, link: str, typed: str, *, at: datetime) -> WrongCode | None:
    """Count a try, and note it where it is right; gives what is wrong and raises nothing, since the count must stay."""
    row = _row(connection, link)
    standing = None if row is None else _standing(row)
    if standing is None or not standing.is_good(at):
        return WrongCode(left=0)
    given = "".join(char for char in typed if char.isascii() and char.isdigit())
    right = hmac.compare_digest(given, code_of(key, link, standing.number))
    values = {"confirmed_at": at} if right else {"tries": standing.tries + 1}
    connection.execute(update(client_codes).where(client_codes.c.link_id == link).values(values))
    return None if right else WrongCode(left=TRIES - standing.tries - 1)


def is_confirmed(connection: Connection, link: str, *, at: datetime) -> bool:
    """Whether whoever has the link showed lately that they read the mail of whom it is for."""
    row = _row(connection, link)
    return row is not None and row.confirmed_at is not None and at < row.confirmed_at + LIFE


def forget(connection: Connection, link: str) -> None:
    """What was confirmed by a code is done: it is good for one answer."""
    connection.execute(delete(client_codes).where(client_codes.c.link_id == link))


def _row(connection: Connection, link: str) -> AnyRow | None:
    query = select(client_codes).where(client_codes.c.link_id == link).with_for_update()
    return connection.execute(query).first()


def _standing(row: AnyRow) -> Standing:
    return Standing(row.number, row.sent_at, row.tries, row.confirmed_at)
