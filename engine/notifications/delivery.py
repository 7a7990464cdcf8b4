"""Delivery, after the commit and at least once.

A row is taken in one transaction, delivered in none, and what came of it is written in another. A worker that dies in
between leaves the row taken until its lease ends; then another delivers it, perhaps a second time, under the same key.
The clocks of several machines need to agree as well as a lease is long, or the same happens without a death.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, Select, Update, exists, literal_column, or_, select, update

from bpmn.messages import Message, lazy_gettext
from engine import canonical_json
from engine.clock import Clock
from engine.db import Database
from engine.notifications import backoff
from engine.notifications import record as ledger
from engine.notifications.models import has_status, outbox
from engine.notifications.record import Receipt
from engine.notifications.statuses import LetterStatus

BATCH = 50
GAVE_UP = "gave_up"
DISPOSED = "disposed"
"""Why a letter is given up that had not left when the values of its instance were disposed of."""
log = logging.getLogger("cauce.delivery")


@dataclass(frozen=True, slots=True)
class Letter:
    """A row taken for delivery. `attempt` counts from 1."""

    id: int
    key: str
    kind: str
    payload: Mapping[str, object]
    created_at: datetime
    attempt: int


class DeliveryFailed(Exception):
    """A letter did not arrive, or not everywhere.

    `reason` is what the other side said; `permanent`: trying again is of no use; `reached`: the recipients who have it
    all the same; `unreachable`: there was nobody to hand it to, so the next letter would fare no better; `pause`: how
    long the other side asks to be left alone.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        reached: Sequence[str] = (),
        unreachable: bool = False,
        pause: timedelta | None = None,
    ) -> None:
        super().__init__(reason)
        readable = "".join(char if char.isprintable() else " " for char in reason)  # no database takes every character
        self.reason = " ".join(readable.split())[:500]
        self.permanent = permanent
        self.reached = tuple(reached)
        self.unreachable = unreachable
        self.pause = pause or timedelta()


class Channel(Protocol):
    """A way out: e-mail or webhook."""

    def send(self, letter: Letter, at: datetime) -> Receipt:
        """Deliver one letter, at the given moment; gives what the other side said. Raises DeliveryFailed."""


def deliver(
    database: Database,
    channels: Mapping[str, Channel],
    clock: Clock,
    lease: timedelta,
    *,
    until: datetime | None = None,
) -> int:
    """Deliver what is due through the channel of its kind, a bounded number of letters, none begun after `until`; gives
    how many were tried.

    Kinds without a channel wait. Raises StoreUnavailable.
    """
    open_to = dict(channels)
    for tried in range(BATCH):
        if not open_to or (until is not None and clock() >= until):
            return tried
        with database.transaction() as connection:
            letter = take(connection, list(open_to), at=clock(), lease=lease)
        if letter is None:
            return tried
        failure: DeliveryFailed | None = None
        came: DeliveryFailed | Receipt
        try:
            came = open_to[letter.kind].send(letter, clock())
        except DeliveryFailed as error:
            came = failure = error
            if error.unreachable:
                del open_to[letter.kind]
        with database.transaction() as connection:
            record(connection, letter, came, at=clock())
        log.info(_came_of(letter, failure))
    return BATCH


def _came_of(letter: Letter, failure: DeliveryFailed | None) -> Message:
    kind, key, attempt = letter.kind, letter.key, letter.attempt
    if failure is None:
        return lazy_gettext("{kind} {key} delivered at attempt {attempt}", kind=kind, key=key, attempt=attempt)
    values = {"kind": kind, "key": key, "attempt": attempt, "reason": failure.reason}
    return lazy_gettext("{kind} {key} failed at attempt {attempt}: {reason}", **values)


def take(connection: Connection, kinds: Sequence[str], *, at: datetime, lease: timedelta) -> Letter | None:
    """Take the letter that has been due longest, until `at` + `lease`; None when nothing is due.

    The attempt is counted here, before it is made: a letter that kills whoever delivers it comes to its end too.
    """
    due = next_due(kinds, at).with_for_update(skip_locked=True)  # SQLite has one writer, and ignores it
    while True:
        row = connection.execute(
            update(outbox)
            .where(outbox.c.id == due.scalar_subquery())
            .values(attempts=outbox.c.attempts + 1, next_attempt_at=at + lease)
            .returning(outbox)
        ).first()
        if row is None:
            return None
        payload = canonical_json.loads(row.payload)
        assert isinstance(payload, dict)
        letter = Letter(row.id, row.key, row.kind, payload, row.created_at, row.attempts)
        if letter.attempt <= backoff.LIMIT:
            return letter
        _close(connection, letter, row.error or GAVE_UP, at=at)


def next_due(kinds: Sequence[str], at: datetime) -> Select[tuple[int]]:
    """The id of the letter that has been due longest, of each line its first: one that waits, or did not arrive, holds
    back those behind it.

    One that nobody has tried is due, and so is one that waits for longer than any wait or lease: who wrote that had a
    clock that was ahead, and the letter would else wait until the others have caught up.
    """
    waits = outbox.c.next_attempt_at
    due = or_(waits <= at, outbox.c.attempts == 0, waits > at + backoff.UTMOST)
    return (
        select(outbox.c.id)
        .where(has_status(LetterStatus.PENDING), outbox.c.kind.in_(kinds), due, may_leave())
        .order_by(outbox.c.next_attempt_at, outbox.c.id)
        .limit(1)
    )


def may_leave() -> ColumnElement[bool]:
    """That no letter of its line is in the way of one."""
    ahead = outbox.alias("ahead")
    arrived: ColumnElement[str] = literal_column(f"'{LetterStatus.DELIVERED}'")
    in_the_way = exists().where(ahead.c.line == outbox.c.line, ahead.c.id < outbox.c.id, ahead.c.status != arrived)
    return or_(outbox.c.line.is_(None), ~in_the_way)


def record(connection: Connection, letter: Letter, came: DeliveryFailed | Receipt, *, at: datetime) -> None:
    """Write what came of an attempt, and enter it in the ledger of deliveries where that is final.

    An arrival always counts. A failure only counts while nobody else has taken the letter since, for then the lease was
    over, and what becomes of it is the other one's to say.
    """
    if not isinstance(came, DeliveryFailed):
        entry = ledger.delivered(connection, letter.key, letter.kind, ledger.of_letter(came, letter.payload), at=at)
        delivered = {"status": LetterStatus.DELIVERED, "delivered_at": entry.moment, "error": None}
        connection.execute(update(outbox).where(outbox.c.id == letter.id).values(delivered))
        return
    failure = came
    if failure.reached:
        told = [ledger.without_clients(each, letter.payload) for each in failure.reached]
        ledger.reached(connection, letter.key, letter.kind, told, at=at)
        reached = {*texts(letter.payload.get("reached", [])), *failure.reached}
        payload = canonical_json.dumps({**letter.payload, "reached": sorted(reached)})
        connection.execute(update(outbox).where(outbox.c.id == letter.id).values(payload=payload))
    if failure.permanent or letter.attempt >= backoff.LIMIT:
        _close(connection, letter, failure.reason, at=at)
        return
    again_at = at + max(backoff.wait(letter.key, letter.attempt), failure.pause)
    connection.execute(_held(letter).values(next_attempt_at=again_at, error=failure.reason))


def _close(connection: Connection, letter: Letter, error: str, *, at: datetime) -> None:
    if connection.execute(_held(letter).values(status=LetterStatus.DEAD, error=error)).rowcount:
        told = ledger.without_clients(error, letter.payload)
        ledger.given_up(connection, letter.key, letter.kind, told, at=at)


def _held(letter: Letter) -> Update:
    held = outbox.c.status == LetterStatus.PENDING, outbox.c.attempts == letter.attempt
    return update(outbox).where(outbox.c.id == letter.id, *held)


def texts(value: object) -> list[str]:
    """The texts of a list in a payload."""
    return [str(item) for item in value] if isinstance(value, list) else []
