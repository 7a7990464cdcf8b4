"""Queries over instances, their open work and their data."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from engine import canonical_json
from engine.db import AnyRow
from engine.errors import NotFound
from engine.execution.snapshot import data_in
from engine.history import store
from engine.history.chain import Event, key_of
from engine.history.event_types import REGISTRY
from engine.history.models import events
from engine.history.problems import UNREADABLE
from engine.history.statuses import InstanceStatus, WorkItemStatus
from engine.history.versions import runs_on
from engine.identity import queries as identity
from engine.instances.models import ITEM, instances, work_items
from engine.instances.projection import WorkItem
from engine.instances.rows import work_item
from engine.instances.views import role_sets
from engine.notifications import outbox


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance as it stands. `versions` are the numbers it runs on, by process id; moments in UTC."""

    folio: str
    process_id: str
    versions: Mapping[str, int]
    status: InstanceStatus
    end: str | None
    started_by: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenTask:
    """An open work item, with the ids of the people who may complete it: the assignee alone once it is assigned."""

    item: WorkItem
    folio: str
    candidates: tuple[str, ...]


def instance(connection: Connection, folio: str) -> Instance:
    """One instance. Raises NotFound (kind ``instance``)."""
    return instance_of(instance_row(connection, folio))


def all_instances(connection: Connection) -> list[Instance]:
    """Every instance, the newest first."""
    return [instance_of(row) for row in connection.execute(select(instances).order_by(instances.c.id.desc()))]


def history(connection: Connection, folio: str) -> list[Event]:
    """The whole history of an instance, in order. Raises NotFound (kind ``instance``)."""
    return store.read(connection, instance_row(connection, folio).id, folio)


def key(connection: Connection, folio: str) -> bytes:
    """The key with which the events of an instance commit to their values. Raises NotFound (kind ``instance``)."""
    return key_of(instance_row(connection, folio).key)


def versions_run_on(connection: Connection, folio: str) -> list[dict[str, int]]:
    """The numbers of the versions that an instance was put on, by process id, each time, in order; what somebody wrote
    so that it cannot be read is left out. Raises NotFound (kind ``instance``)."""
    types = [each.name for each in REGISTRY.values() if each.versions_at is not None]
    query = select(*(events.c[name] for name in store.COLUMNS)).where(
        events.c.instance_id == instance_row(connection, folio).id, events.c.type.in_(types)
    )
    found = []
    for row in connection.execute(query.order_by(events.c.seq)):
        with suppress(*UNREADABLE):
            each = runs_on(Event(folio, *row))
            if each is not None:
                found.append(dict(each.versions))
    return found


def sent(connection: Connection, folio: str) -> list[outbox.Message]:
    """The notifications that an instance has sent, in order. Raises NotFound (kind ``instance``)."""
    return outbox.messages(connection, instance_row(connection, folio).id)


def posted(connection: Connection, folio: str) -> dict[str, outbox.Posted]:
    """The letters of an instance that bring a link, by the link's id. Raises NotFound (kind ``instance``)."""
    return outbox.posted(connection, instance_row(connection, folio).id)


def data(connection: Connection, folio: str) -> dict[str, object] | None:
    """The data of an instance as its open work sees it, or as its end left it; None where its snapshot was dropped, and
    only its history knows (`engine.instances.execution_queries.data`). Raises NotFound (kind ``instance``)."""
    row = instance_row(connection, folio)
    return None if row.snapshot is None else data_in(row.snapshot)


def tasks(connection: Connection, *, folio: str | None = None, person: str | None = None) -> list[OpenTask]:
    """The open work, oldest first: all of it, that of one instance, or what `person` may complete.

    Raises NotFound (kind ``instance`` or ``person``) for an unknown folio or person.
    """
    query = _tasks().where(work_items.c.status == WorkItemStatus.OPEN)
    query = query.order_by(work_items.c.enabled_at, work_items.c.id)
    if folio is not None:
        query = query.where(work_items.c.instance_id == instance_row(connection, folio).id)
    if person is not None:
        keys = role_sets.keys_of(connection, identity.person(connection, person).id)
        free = or_(work_items.c.assignee.is_(None), work_items.c.assignee == person)
        query = query.where(work_items.c.roles.in_(keys), free)
    held = identity.holders(connection)
    return [_open_task(row[0], work_item(row[1:]), held) for row in connection.execute(query)]


def task(connection: Connection, id: str) -> tuple[WorkItem, str]:
    """A work item, open or not, and the folio of its instance. Raises NotFound (kind ``task``)."""
    row = connection.execute(_tasks().where(work_items.c.id == id)).first()
    if row is None:
        raise NotFound(kind="task", id=id)
    return work_item(row[1:]), row[0]


def _tasks() -> Select[Any]:
    return select(instances.c.folio, *ITEM).join(instances, instances.c.id == work_items.c.instance_id)


def _open_task(folio: str, item: WorkItem, held: Mapping[str, tuple[str, ...]]) -> OpenTask:
    may = sorted({person for role in item.roles for person in held.get(role, ())})
    return OpenTask(item, folio, tuple(may) if item.assignee is None else (item.assignee,))


def instance_row(connection: Connection, folio: str) -> AnyRow:
    """The row of an instance. Raises NotFound (kind ``instance``)."""
    row = connection.execute(select(instances).where(instances.c.folio == folio)).first()
    if row is None:
        raise NotFound(kind="instance", id=folio)
    return row


def instance_of(row: AnyRow) -> Instance:
    """The instance that a row of `instances` holds."""
    versions = canonical_json.loads(row.versions)
    assert isinstance(versions, dict)
    numbers = {name: number for name, number in versions.items() if isinstance(number, int)}
    stands = InstanceStatus(row.status), row.end, row.started_by, row.started_at, row.ended_at
    return Instance(row.folio, row.process_id, numbers, *stands)
