"""Letting go of what arrived long ago.

The outbox is a list of what is to be told, and no memory: that something happened, and so was told, stands in history,
and history makes no message a second time. A row that has arrived is kept for people who ask what became of a message;
after that it only makes the table, and the looking for what waits, bigger. What waits, and what did not arrive, stays
until somebody sees to it.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from engine.db import Database
from engine.notifications.models import outbox

KEPT = timedelta(days=90)
"""How long a message is kept after it has arrived."""
SHARE = 500
"""How many are removed in one transaction: on SQLite nobody else writes meanwhile."""


def remove_arrived(database: Database, *, at: datetime, kept: timedelta = KEPT) -> int:
    """Remove the messages that arrived more than `kept` before `at`; gives how many. Raises StoreUnavailable."""
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
        .where(outbox.c.status == "delivered", outbox.c.delivered_at < before)
        .order_by(outbox.c.id)
        .limit(SHARE)
    )
    return connection.execute(delete(outbox).where(outbox.c.id.in_(old.scalar_subquery()))).rowcount
