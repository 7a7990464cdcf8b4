"""Compares the outbox with the ledger of deliveries."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Text, select, type_coerce

from engine.history.ledger import Entry
from engine.history.problems import Kind, Problem
from engine.identity.past import PeoplePast
from engine.notifications.models import outbox
from engine.notifications.outbox import NO_RECIPIENTS
from engine.notifications.record import DeliveryType
from engine.notifications.statuses import LetterStatus
from engine.verification.rows import GONE

_BECOMES = {
    DeliveryType.DELIVERED: LetterStatus.DELIVERED,
    DeliveryType.GIVEN_UP: LetterStatus.DEAD,
    DeliveryType.RETRIED: LetterStatus.PENDING,
}
"""What an entry makes the status of its letter; one that reached some stays what it was."""


def delivery_problems(
    connection: Connection, _name: str, entries: Sequence[Entry], _people: PeoplePast
) -> Iterator[Problem]:
    """The letters whose row says something else than became of them. A row that arrived may be gone: it is not kept."""
    last = {entry.subject: entry for entry in entries if entry.type in _BECOMES}
    columns = outbox.c.key, outbox.c.status, type_coerce(outbox.c.delivered_at, Text), outbox.c.error
    for key, status, delivered_at, error in connection.execute(select(*columns).order_by(outbox.c.id)):
        entry = last.get(key)
        expected: str = LetterStatus.PENDING if entry is None else _BECOMES[DeliveryType(entry.type)]
        if entry is None and status == LetterStatus.DEAD and error == NO_RECIPIENTS:
            continue  # written for nobody: nothing was ever sent
        if status != expected:
            yield Problem(Kind.ROW_CHANGED, None, expected, str(status), f"letter {key} status")
        elif entry is not None and status == LetterStatus.DELIVERED and delivered_at != entry.at:
            yield Problem(Kind.ROW_CHANGED, None, entry.at, str(delivered_at or GONE), f"letter {key} delivered_at")
