"""Follows what happens and takes it into the facts: the job between histories and what auditors ask of them.

It has the place of the last event that it looked at. What it writes and its new place are one transaction; a new
installation of the program begins at the first event there is. Where a version says that instances are found by other
values than before, the values of all are read again, share by share.
"""

import hashlib
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from engine import canonical_json
from engine.clock import Clock
from engine.db import Database
from engine.definitions import queries as definitions
from engine.facts import keeping
from engine.facts.folding import World, facts_of
from engine.facts.keeping import Around, alone
from engine.facts.models import fact_progress
from engine.history import store
from engine.history.chain import Event
from engine.history.models import events
from engine.instances.models import instances
from engine.instances.runtime import Runtime
from engine.webhooks import feed

SHARE = 50
"""Instances whose values are read again in one transaction."""
_ROW = 1


def follow(database: Database, runtime: Runtime, clock: Clock, *, until: datetime, around: Around = alone) -> int:
    """Take in what happened since, until that moment; gives how many events that were. Raises StoreUnavailable."""
    done = 0
    while (count := step(database, runtime, around)) and clock() < until:
        done += count
    return done + count


def step(database: Database, runtime: Runtime, around: Around = alone) -> int:
    """Take in the next events, of which there are `feed.WINDOW` at the most, or else read values of some instances
    again; gives how many events or instances that were. Raises StoreUnavailable."""
    with database.reading() as connection:
        progress = connection.execute(select(fact_progress)).first()
        basis = searchable_now(connection, keeping.world(connection, runtime))
    after = None if progress is None else progress.after
    place = after or 0
    end = feed.settled(database, place, feed.WINDOW)
    if progress is not None and end == place and progress.searchable == basis and progress.again_after is None:
        return 0
    with database.transaction() as connection:
        keeping.take_turn(connection)
        if connection.execute(select(fact_progress.c.after)).scalar() != after:
            return 0  # another worker was faster
        world = keeping.world(connection, runtime)
        if progress is None:
            connection.execute(insert(fact_progress).values(id=_ROW, after=0, searchable=basis, again_after=None))
        elif progress.searchable != basis:
            connection.execute(update(fact_progress).values(searchable=basis, again_after=0))
        if end != place:
            keeping.take_in(connection, world, _happened(connection, place, end), around)
            connection.execute(update(fact_progress).values(after=end))
            return end - place
        return _again(connection, world)


def searchable_now(connection: Connection, world: World) -> str:
    """The digest of all that is searchable by what the versions say now."""
    said = {id: sorted(map(list, world.searchable([id]))) for id in sorted(definitions.editions(connection))}
    return hashlib.sha256(canonical_json.dumps(said).encode()).hexdigest()


def _happened(connection: Connection, place: int, end: int) -> dict[int, list[Event]]:
    query = (
        select(events.c.instance_id, instances.c.folio, *(events.c[name] for name in store.READ))
        .join(instances, instances.c.id == events.c.instance_id)
        .where(events.c.position > place, events.c.position <= end)
        .order_by(events.c.position)
    )
    found: dict[int, list[Event]] = {}
    for instance_id, folio, *event in connection.execute(query):
        found.setdefault(instance_id, []).append(Event(folio, *event))
    return found


def _again(connection: Connection, world: World) -> int:
    """Read the values of the next instances again; gives of how many."""
    after = connection.execute(select(fact_progress.c.again_after)).scalar()
    if after is None:
        return 0
    query = select(instances.c.id, instances.c.folio).where(instances.c.id > after).order_by(instances.c.id)
    found: list[Any] = list(connection.execute(query.limit(SHARE)))
    ids = [row.id for row in found]
    known, before = keeping.instances_of(connection, ids), keeping.values_of(connection, ids)
    for row in found:
        if row.id not in known:
            continue  # its events are still to come, or it has no facts
        history = store.read(connection, row.id, row.folio)[: known[row.id].events]
        with suppress(*keeping.UNFIT):  # somebody wrote into it since: whoever rebuilds it takes its facts away
            values = facts_of(history, world).values
            keeping.save_values(connection, row.id, before.get(row.id, {}), values)
    connection.execute(update(fact_progress).values(again_after=ids[-1] if len(ids) == SHARE else None))
    return len(ids)
