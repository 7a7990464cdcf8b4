"""Writing and reading events."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from engine.db import tell_by
from engine.errors import StaleHistory
from engine.history.chain import Event
from engine.history.models import events
from engine.pipelining import go_on
from engine.statements import Statement

COLUMNS = (
    "seq", "type", "scope", "element", "pass", "index", "actor", "role", "channel", "at", "clock", "data", "commitment",
    "prev_hash", "hash", "in_place_of",
)  # fmt: skip
_ADD = Statement(insert(events).inline(), ["instance_id", *COLUMNS])  # inline: nobody asks which place they got
READ = (*COLUMNS, "opening")
_READ = Statement(
    select(*(events.c[name] for name in READ))
    .where(events.c.instance_id == bindparam("id"), events.c.seq > bindparam("after"))
    .order_by(events.c.seq)
)


def append(connection: Connection, instance_id: int, chained: Sequence[Event]) -> None:
    """Write `chained` events behind the history of the instance, in one statement; on PostgreSQL this and the
    `Statement`s after it are not waited for (`engine.pipelining`).

    The transaction raises StaleHistory when another command wrote one of these numbers first: here, or as late as its
    end.
    """
    tell_by(connection, partial(_raced, connection, chained[0]))
    go_on(connection)
    _ADD.run_rows(connection, [(instance_id, *event[1:-1]) for event in chained])


def _raced(connection: Connection, first: Event, error: BaseException) -> StaleHistory | None:
    """What an error says that another command caused which wrote the seq of the `first` event first."""
    driver: Any = connection.dialect.loaded_dbapi
    cause = getattr(error, "orig", error)  # what SQLAlchemy was about to send is none of it
    # The other one: a file was removed between the check of the form and this event. Asked again, it is missed.
    lost = events.name in str(cause) or "fk_recorded_files" in str(cause)
    raced = isinstance(cause, driver.IntegrityError) and lost
    return StaleHistory(folio=first.folio, seq=first.seq) if raced else None


def leave(connection: Connection, instance_id: int, opened: Sequence[Event]) -> None:
    """Put events that are without their values in the place of what they were, behind the event that says so: the
    database allows nothing else (`engine.migrations.triggers.allow_disposal_of_values`)."""
    place = (events.c.instance_id == instance_id) & (events.c.seq == bindparam("number"))
    rows = [{"number": event.seq, "left": event.data, "shows": event.opening} for event in opened]
    connection.execute(update(events).where(place).values(data=bindparam("left"), opening=bindparam("shows")), rows)


def read(connection: Connection, instance_id: int, folio: str, *, after: int = 0) -> list[Event]:
    """The events of an instance in order, those with a seq greater than `after`."""
    return [Event(folio, *row) for row in _READ.run(connection, {"id": instance_id, "after": after})]
