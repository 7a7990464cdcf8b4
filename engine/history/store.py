"""Writing and reading events."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from engine.errors import StaleHistory
from engine.history.chain import Event
from engine.history.models import events
from engine.statements import Statement

COLUMNS = (
    "seq", "type", "scope", "element", "pass", "index", "actor", "role", "channel", "at", "clock", "data", "commitment",
    "prev_hash", "hash",
)  # fmt: skip
_ADD = Statement(insert(events), ["instance_id", *COLUMNS])


def append(connection: Connection, instance_id: int, chained: Sequence[Event]) -> None:
    """Write `chained` events behind the history of the instance, in one statement.

    Raises StaleHistory when another command wrote one of these numbers first; inside `statements.together` that may be
    known as late as its end: wrap that in `racing`.
    """
    with racing(connection, chained[0]):
        _ADD.run_rows(connection, [(instance_id, *event[1:]) for event in chained])


class racing:
    """Context manager: raises StaleHistory for the `first` event written when another command wrote that seq first."""

    __slots__ = ("_connection", "_first")

    def __init__(self, connection: Connection, first: Event) -> None:
        self._connection = connection
        self._first = first

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            return
        driver: Any = self._connection.dialect.loaded_dbapi
        # The other one: a file was removed between the check of the form and this event. Asked again, it is missed.
        lost = events.name in str(error) or "fk_recorded_files" in str(error)
        if isinstance(error, driver.IntegrityError) and lost:
            raise StaleHistory(folio=self._first.folio, seq=self._first.seq) from error


def read(connection: Connection, instance_id: int, folio: str, *, after: int = 0) -> list[Event]:
    """The events of an instance in order, those with a seq greater than `after`."""
    query = (
        select(*(events.c[name] for name in COLUMNS))
        .where(events.c.instance_id == instance_id, events.c.seq > after)
        .order_by(events.c.seq)
    )
    return [Event(folio, *row) for row in connection.execute(query)]
