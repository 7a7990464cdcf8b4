"""The end of a history as whoever wants to go on with it saw it."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from engine.errors import Conflict, NotFound
from engine.instances.models import instances


class ChangedSince(Conflict):
    """It is not as the actor saw it any more. Details: `id`."""

    code = "changed_since"


def head(connection: Connection, folio: str) -> int:
    """The number of the last event of an instance. Raises NotFound (kind ``instance``)."""
    return _number(connection, folio, hold=False)


def hold(connection: Connection, folio: str, seen: Collection[str] | None) -> None:
    """Lock an instance whose last event has one of the numbers in `seen`, written out; None: any. What is locked stays
    so until the transaction ends. Raises NotFound (kind ``instance``), ChangedSince."""
    if seen is not None and str(_number(connection, folio, hold=True)) not in seen:
        raise ChangedSince(id=folio)


def _number(connection: Connection, folio: str, *, hold: bool) -> int:
    query = select(instances.c.head_seq).where(instances.c.folio == folio)
    found: int | None = connection.scalar(query.with_for_update() if hold else query)
    if found is None:
        raise NotFound(kind="instance", id=folio)
    return found
