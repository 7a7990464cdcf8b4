"""Making again from history everything that is stored besides it, and comparing."""

from dataclasses import replace

from sqlalchemy import select

from engine.history import store
from engine.history.chain import first_break
from engine.instances import rebuild
from engine.instances.ledger import to_work_item
from engine.instances.models import instances, work_item_roles, work_items
from engine.instances.projection import WorkItem, project
from tests.support import Company


def assert_rebuilds(company: Company, folio: str) -> None:
    """The chain holds; snapshot, head, status and every work item follow from history, to the byte."""
    with company.database.reading() as connection:
        row = connection.execute(select(instances).where(instances.c.folio == folio)).one()
        history = store.read(connection, row.id, folio)
        assert first_break(history) is None
        assert (row.head_seq, row.head_hash) == (history[-1].seq, history[-1].hash)
        versions = history[0].values["versions"]
        assert isinstance(versions, dict)
        executable = company.runtime.library.executable(connection, row.process_id, versions)
        assert bytes(row.snapshot) == rebuild.snapshot(executable, history)
        stored = {}
        for item in connection.execute(select(work_items).where(work_items.c.instance_id == row.id)):
            held = select(work_item_roles.c.role_id).where(work_item_roles.c.work_item_id == item.id)
            stored[item.id] = to_work_item(item, tuple(sorted(role.role_id for role in connection.execute(held))))
        again = project(history)
        assert stored == {item.id: _sorted(item) for item in again.items.values()}
        assert (row.status, row.end, row.ended_at) == (again.status, again.end, again.ended_at)


def _sorted(item: WorkItem) -> WorkItem:
    return replace(item, roles=tuple(sorted(item.roles)))
