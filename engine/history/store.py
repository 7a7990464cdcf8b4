"""Writing and reading events."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, insert, select

from engine.errors import StaleHistory
from engine.history.chain import Event
from engine.history.models import events
from engine.statements import Statement

COLUMNS = ("seq", "type", "scope", "element", "pass", "index", "actor", "at", "data", "prev_hash", "hash")
_ADD = Statement(insert(events), ["instance_id", *COLUMNS])


def append(connection: Connection, instance_id: int, chained: Sequence[Event]) -> None:
    """Write `chained` events behind the history of the instance, in one statement.

    Raises StaleHistory when another command wrote one of these places first; inside `statements.together` that may be
    known as late as its end: wrap that in `racing`.
    """
    rows = [
        {
            "instance_id": instance_id,
            "seq": event.seq,
            "type": event.type,
            "scope": event.scope,
            "element": event.element,
            "pass": event.pass_,
            "index": event.index,
            "actor": event.actor,
            "at": event.at,
            "data": event.data,
            "prev_hash": event.prev_hash,
            "hash": event.hash,
        }
        for event in chained
    ]
    with racing(connection, chained[0]):
        _ADD.run_many(connection, rows)


@contextmanager
def racing(connection: Connection, first: Event) -> Iterator[None]:
    """Say it as StaleHistory, of the `first` event written, when another command wrote one of these places before."""
    driver: Any = connection.dialect.loaded_dbapi
    try:
        yield
    except driver.IntegrityError as error:
        if events.name not in str(error):
            raise
        raise StaleHistory(folio=first.folio, seq=first.seq) from error


def read(connection: Connection, instance_id: int, folio: str, *, after: int = 0) -> list[Event]:
    """The events of an instance in order, those with a seq greater than `after`."""
    query = (
        select(*(events.c[name] for name in COLUMNS))
        .where(events.c.instance_id == instance_id, events.c.seq > after)
        .order_by(events.c.seq)
    )
    return [Event(folio, *row) for row in connection.execute(query)]
