"""Making again from history everything that is stored besides it, and comparing."""

from functools import partial

from sqlalchemy import select

from engine import canonical_json
from engine.history import store
from engine.history.chain import first_break, head_of, key_of
from engine.history.versions import versions_of
from engine.instances import snapshots
from engine.instances.models import ITEM, TIMER, instances, timers, work_items
from engine.instances.projection import project
from engine.instances.rows import timer, work_item
from tests.support import Company


def assert_rebuilds(company: Company, folio: str) -> None:
    """The chain holds; snapshot, head, status, every work item and every timer follow from history, to the byte."""
    with company.database.reading() as connection:
        row = connection.execute(select(instances).where(instances.c.folio == folio)).one()
        history = store.read(connection, row.id, folio)
        assert first_break(history, key_of(row.key)) is None
        assert (row.head_seq, row.head_hash, row.head_at) == head_of(history)
        executables = partial(company.runtime.library.executable, connection)
        assert bytes(row.snapshot) == snapshots.snapshot_of(executables, history)
        assert canonical_json.loads(row.versions) == versions_of(history)[-1].versions
        mine = select(*ITEM).where(work_items.c.instance_id == row.id)
        stored = {item.visit: item for item in map(work_item, connection.execute(mine))}
        ours = select(*TIMER).where(timers.c.instance_id == row.id)
        waiting = {each.visit: each for each in map(timer, connection.execute(ours))}
        again = project(history)
        assert (stored, waiting) == (again.items, again.timers)
        assert (row.status, row.end, row.ended_at) == (again.status, again.end, again.ended_at)
