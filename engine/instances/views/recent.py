"""The last N events of an instance, read through the (instance_id, seq) index in O(N)."""

from sqlalchemy import Connection, bindparam, select

from engine.history.chain import Event
from engine.history.models import events
from engine.history.store import COLUMNS
from engine.instances.models import instances
from engine.statements import Statement

_LATEST = Statement(
    select(*(events.c[name] for name in COLUMNS))
    .join(instances, instances.c.id == events.c.instance_id)
    .where(instances.c.folio == bindparam("folio"))
    .order_by(events.c.seq.desc())
    .limit(bindparam("most"))
)


def latest(connection: Connection, folio: str, most: int) -> list[Event]:
    """The last events of an instance, at most `most`, in order; none for an unknown folio."""
    return [Event(folio, *row) for row in reversed(_LATEST.run(connection, {"folio": folio, "most": most}).fetchall())]
