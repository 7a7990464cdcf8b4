"""Writing and reading events."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, insert, select

from engine.errors import StaleHistory
from engine.history.chain import Event
from engine.history.models import events
from engine.statements import Statement

COLUMNS = ("seq", "type", "scope", "element", "pass", "index", "actor", "at", "data", "prev_hash", "hash")
_stored = attrgetter(*(name if name != "pass" else "pass_" for name in COLUMNS))
_ADD = Statement(insert(events), ["instance_id", *COLUMNS])


def append(connection: Connection, instance_id: int, chained: Sequence[Event]) -> None:
    """Write `chained` events behind the history of the instance, in one statement.

    Raises StaleHistory when another command wrote one of these places first; inside `statements.together` that may be
    known as late as its end: wrap that in `racing`.
    """
    with racing(connection, chained[0]):
        _ADD.run_rows(connection, [(instance_id, *_stored(event)) for event in chained])


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
