"""The last N events of an instance, read through the (instance_id, seq) index in O(N)."""

from sqlalchemy import Connection, select

from engine.history.chain import Event
from engine.history.models import events
from engine.history.store import COLUMNS
from engine.instances.models import instances

_COLUMNS = [events.c[name] for name in COLUMNS]


def latest(connection: Connection, folio: str, most: int) -> list[Event]:
    """The last events of an instance, at most `most`, in order; none for an unknown folio."""
    query = (
        select(*_COLUMNS)
        .join(instances, instances.c.id == events.c.instance_id)
        .where(instances.c.folio == folio)
        .order_by(events.c.seq.desc())
        .limit(most)
    )
    return [Event(folio, *row) for row in reversed(connection.execute(query).all())]
