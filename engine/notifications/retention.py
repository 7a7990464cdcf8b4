"""Retention of the outbox: removes rows that were delivered long ago.

Histories hold what happened; the outbox only what is to be sent. A delivered row is kept for people who ask what became
of a message; after that it only makes the table larger. Pending and dead rows stay until somebody sees to them.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from engine.db import Database
from engine.notifications.models import outbox
from engine.notifications.statuses import LetterStatus

KEPT = timedelta(days=90)
"""How long a message is kept after its delivery."""
SHARE = 500
"""How many are removed in one transaction: on SQLite nobody else writes meanwhile."""


def remove_arrived(database: Database, *, at: datetime, kept: timedelta = KEPT) -> int:
    """Remove the messages that were delivered more than `kept` before `at`; gives how many. Raises StoreUnavailable."""
    removed = 0
    while True:
        with database.transaction() as connection:
            share = _remove(connection, at - kept)
        removed += share
        if share < SHARE:
            return removed


def _remove(connection: Connection, before: datetime) -> int:
    old = (
        select(outbox.c.id)
        .where(outbox.c.status == LetterStatus.DELIVERED, outbox.c.delivered_at < before)
        .order_by(outbox.c.id)
        .limit(SHARE)
    )
    return connection.execute(delete(outbox).where(outbox.c.id.in_(old.scalar_subquery()))).rowcount
