"""Queries over instances, their open work and their data."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, literal, or_, select

from engine import canonical_json
from engine.db import AnyRow
from engine.errors import NotFound
from engine.execution.snapshot import data_in
from engine.history import store
from engine.history.chain import Event, key_of
from engine.history.disposals import Disposal, disposal_of
from engine.history.disposals import is_disposed as is_disposal
from engine.history.event_types import REGISTRY
from engine.history.models import events
from engine.history.problems import UNREADABLE
from engine.history.statuses import InstanceStatus, WorkItemStatus
from engine.history.versions import runs_on
from engine.identity import queries as identity
from engine.identity.substitutions import acting
from engine.instances.models import ITEM, instances, role_sets, work_items
from engine.instances.projection import WorkItem
from engine.instances.reading import Reader
from engine.instances.rows import work_item
from engine.notifications import outbox
from engine.notifications.notices import Notice
from engine.notifications.notices import notices as notices_of
from engine.statements import Query


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


def instance(connection: Connection, reader: Reader, folio: str) -> Instance:
    """One instance. Raises NotFound (kind ``instance``), as all of these, for what `reader` does not see."""
    return instance_of(instance_row(connection, reader, folio))


def all_instances(connection: Connection, reader: Reader) -> list[Instance]:
    """Every instance that `reader` sees, the newest first."""
    query = select(instances).where(*reader.conditions()).order_by(instances.c.id.desc())
    return [instance_of(row) for row in connection.execute(query)]


def history(connection: Connection, reader: Reader, folio: str) -> list[Event]:
    """The whole history of an instance, in order. Raises NotFound (kind ``instance``)."""
    return store.read(connection, instance_row(connection, reader, folio).id, folio)


def key(connection: Connection, reader: Reader, folio: str) -> bytes:
    """The key with which the events of an instance commit to their values. Raises NotFound (kind ``instance``)."""
    return key_of(instance_row(connection, reader, folio).key)


def disposal(connection: Connection, reader: Reader, folio: str) -> Disposal | None:
    """The disposal of the values of an instance; None where they are there. Raises NotFound (kind ``instance``)."""
    row = instance_row(connection, reader, folio)
    return None if row.snapshot is not None else disposal_of(_last(connection, row))


def is_disposed(connection: Connection, row: AnyRow) -> bool:
    """Whether the values of the instance of a row were disposed of."""
    return row.snapshot is None and is_disposal(_last(connection, row))


def _last(connection: Connection, row: AnyRow) -> list[Event]:
    return store.read(connection, row.id, row.folio, after=row.head_seq - 1)


def versions_run_on(connection: Connection, reader: Reader, folio: str) -> list[dict[str, int]]:
    """The numbers of the versions that an instance was put on, by process id, each time, in order; what somebody wrote
    so that it cannot be read is left out. Raises NotFound (kind ``instance``)."""
    found = []
    types = tuple(each.name for each in REGISTRY.values() if each.versions_at is not None)
    for row in _put_on(types).all(connection, id=instance_row(connection, reader, folio).id):
        with suppress(*UNREADABLE):
            each = runs_on(Event(folio, *row))
            if each is not None:
                found.append(dict(each.versions))
    return found


def sent(connection: Connection, reader: Reader, folio: str) -> list[outbox.Message]:
    """The notifications that an instance has sent, in order. Raises NotFound (kind ``instance``)."""
    return outbox.messages(connection, instance_row(connection, reader, folio).id)


def posted(connection: Connection, reader: Reader, folio: str) -> dict[str, outbox.Posted]:
    """The letters of an instance that bring a link, by the link's id. Raises NotFound (kind ``instance``)."""
    return outbox.posted(connection, instance_row(connection, reader, folio).id)


def data(connection: Connection, reader: Reader, folio: str) -> dict[str, object] | None:
    """The data of an instance as its open work sees it, or as its end left it; None where its snapshot was dropped, and
    only its history knows (`engine.instances.execution_queries.data`). Raises NotFound (kind ``instance``)."""
    row = instance_row(connection, reader, folio)
    return None if row.snapshot is None else data_in(row.snapshot)


def tasks(
    connection: Connection,
    reader: Reader,
    *,
    folio: str | None = None,
    person: str | None = None,
    at: datetime | None = None,
) -> list[OpenTask]:
    """The open work that `reader` sees, oldest first: all of it, that of one instance, or what `person` may complete;
    with `at` also what they may complete in the place of those for whom they stand in at that moment.

    Raises NotFound (kind ``instance`` or ``person``) for an unknown folio or person.
    """
    if folio is not None and person is None:
        found: Iterable[Any] = _OPEN_OF_ONE.all(connection, id=instance_row(connection, reader, folio).id)
        held = identity.holders(connection)
        return [_open_task(row[0], work_item(row[1:]), held) for row in found]
    query = _OPEN.where(*reader.conditions())
    if folio is not None:
        query = query.where(work_items.c.instance_id == instance_row(connection, reader, folio).id)
    if person is not None:
        who = identity.person(connection, person) if at is None else acting(connection, person, at)
        keys = select(role_sets.c.key).where(role_sets.c.role_id.in_(sorted(who.working_roles)))
        free = or_(work_items.c.assignee.is_(None), work_items.c.assignee.in_(who.work_of))
        query = query.where(work_items.c.roles.in_(keys), free)
    held = identity.holders(connection)
    return [_open_task(row[0], work_item(row[1:]), held) for row in connection.execute(query)]


def task(connection: Connection, reader: Reader, id: str) -> tuple[WorkItem, AnyRow]:
    """A work item, open or not, and the row of its instance. Raises NotFound (kind ``task``)."""
    row = _TASK.first(connection, id=id)
    instance: AnyRow | None = None if row is None else _BY_ID.first(connection, id=row[0])
    if row is None or instance is None or not reader.sees(connection, instance):
        raise NotFound(kind="task", id=id)
    return work_item(row[1:]), instance


_TASKS = select(instances.c.folio, *ITEM).join(instances, instances.c.id == work_items.c.instance_id)
_TASK = Query(select(work_items.c.instance_id, *ITEM).where(work_items.c.id == bindparam("id")))
_BY_ID = Query(select(instances).where(instances.c.id == bindparam("id")))
_OPEN = _TASKS.where(work_items.c.status == WorkItemStatus.OPEN).order_by(work_items.c.enabled_at, work_items.c.id)
_OPEN_OF_ONE = Query(_OPEN.where(work_items.c.instance_id == bindparam("id")), kept=True)
_ROW = Query(select(instances).where(instances.c.folio == bindparam("folio")), kept=True)


@lru_cache
def _put_on(types: tuple[str, ...]) -> Query:
    query = select(*(events.c[name] for name in store.READ)).where(events.c.type.in_(map(literal, types)))
    return Query(query.where(events.c.instance_id == bindparam("id")).order_by(events.c.seq), kept=True)


def _open_task(folio: str, item: WorkItem, held: Mapping[str, tuple[str, ...]]) -> OpenTask:
    may = sorted({person for role in item.roles for person in held.get(role, ())})
    return OpenTask(item, folio, tuple(may) if item.assignee is None else (item.assignee,))


def instance_row(connection: Connection, reader: Reader, folio: str) -> AnyRow:
    """The row of an instance. Raises NotFound (kind ``instance``), also where `reader` does not see it."""
    row: AnyRow | None = _ROW.first(connection, folio=folio)
    if row is None or not reader.sees(connection, row):
        raise NotFound(kind="instance", id=folio)
    return row


def instance_of(row: AnyRow) -> Instance:
    """The instance that a row of `instances` holds."""
    versions = canonical_json.loads(row.versions)
    assert isinstance(versions, dict)
    numbers = {name: number for name, number in versions.items() if isinstance(number, int)}
    stands = InstanceStatus(row.status), row.end, row.started_by, row.started_at, row.ended_at
    return Instance(row.folio, row.process_id, numbers, *stands)


def notices(
    connection: Connection, reader: Reader, folio: str, history: Sequence[Event], *, at: datetime
) -> Mapping[int, list[Notice]]:
    """What became of the notices that the events of an instance asked for, by the number of the event; `at` is now.

    Raises NotFound (kind ``instance``).
    """
    return notices_of(connection, instance_row(connection, reader, folio).id, history, at=at)
