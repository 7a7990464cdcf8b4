"""The outbox."""

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    literal_column,
    text,
)

from engine.db import Moment, metadata, one_of
from engine.notifications.statuses import LetterStatus

# `key` is the idempotency key: an event sends each of its messages once, however often delivery is tried.
# `next_attempt_at` is also the lease: whoever takes a row moves it into the future, so a worker that dies in the middle
# needs nobody to notice; the row simply falls due again. Letters of one `line` leave one after another, in the order in
# which they were written: behind one that waits, or did not arrive, the others wait.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("instance_id", Integer, ForeignKey("instances.id"), index=True),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Moment, nullable=False),
    Column("delivered_at", Moment),
    Column("error", Text),
    Column("line", Text),
    one_of("status", LetterStatus),
)

# Of the rows that matter to a worker only, so that looking for work costs the same after a million deliveries.
Index(
    "ix_outbox_pending",
    outbox.c.next_attempt_at,
    outbox.c.id,
    sqlite_where=text(f"status = '{LetterStatus.PENDING}'"),
)

# Of the dead letters only: people count and list them without reading what arrived, and a letter that has not died, as
# every letter that a completion writes to somebody, costs nothing here.
Index(
    "ix_outbox_dead",
    outbox.c.id,
    sqlite_where=text(f"status = '{LetterStatus.DEAD}'"),
)

# What of a line has not arrived: its first is the one that may leave. And what has, for people who look at its last.
UNSENT, ARRIVED = f"status <> '{LetterStatus.DELIVERED}'", f"status = '{LetterStatus.DELIVERED}'"
Index("ix_outbox_line", outbox.c.line, outbox.c.id, sqlite_where=text(f"line IS NOT NULL AND {UNSENT}"))
Index("ix_outbox_line_arrived", outbox.c.line, outbox.c.id, sqlite_where=text(f"line IS NOT NULL AND {ARRIVED}"))


def has_status(status: LetterStatus) -> ColumnElement[bool]:
    """That a row has this status.

    Written out, not bound: with a value that it does not know yet SQLite cannot use an index over those rows only.
    """
    return outbox.c.status == literal_column(f"'{status}'")
