"""Which instances of a list have no values any more: an empty cell would say that there were none."""

from collections.abc import Sequence

from sqlalchemy import Connection, Text, and_, literal, select

from engine.history.event_types import VALUES_DISPOSED
from engine.history.models import events
from engine.instances.models import instances


def disposed_among(connection: Connection, folios: Sequence[str]) -> frozenset[str]:
    """Those of the instances whose values were disposed of: it is the last event of a history."""
    if not folios:
        return frozenset()
    last = and_(events.c.instance_id == instances.c.id, events.c.seq == instances.c.head_seq)
    query = (
        select(instances.c.folio)
        .join(events, last)
        .where(instances.c.folio.in_([literal(folio, Text) for folio in folios]), events.c.type == VALUES_DISPOSED.name)
    )
    return frozenset(connection.execute(query).scalars())
