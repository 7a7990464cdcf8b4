"""The book of one instance, opened for writing: its locked row, its history's head, its state.

Every command opens it, writes events through it and is done; nothing else writes history, snapshots or work items.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, insert, select, update

from engine import canonical_json
from engine.db import AnyRow
from engine.errors import InstanceEnded, NotFound
from engine.execution.compiler import Executable
from engine.execution.runner import Execution, Place, Step
from engine.history import store
from engine.history.chain import Event, NewEvent, link
from engine.identity.queries import holders
from engine.instances import rebuild
from engine.instances.models import instances, work_item_roles, work_items
from engine.instances.narration import Narrator
from engine.instances.projection import Projection, WorkItem, project
from engine.instances.runtime import Runtime
from engine.notifications import outbox


@dataclass
class Ledger:
    """An instance whose row this transaction holds. `versions` are the numbers it runs on, by process id."""

    connection: Connection
    runtime: Runtime
    id: int
    folio: str
    process_id: str
    versions: Mapping[str, int]
    status: str
    head: tuple[int, str]
    snapshot: bytes | None

    @classmethod
    def open(cls, connection: Connection, runtime: Runtime, folio: str) -> "Ledger":
        """Lock the instance for this transaction. Raises NotFound (kind ``instance``)."""
        row = connection.execute(select(instances).where(instances.c.folio == folio).with_for_update()).first()
        if row is None:
            raise NotFound(kind="instance", id=folio)
        versions = canonical_json.loads(row.versions)
        assert isinstance(versions, dict)
        head = (row.head_seq, row.head_hash)
        snapshot = None if row.snapshot is None else bytes(row.snapshot)
        numbers = {name: number for name, number in versions.items() if isinstance(number, int)}
        return cls(connection, runtime, row.id, folio, row.process_id, numbers, row.status, head, snapshot)

    @property
    def executable(self) -> Executable:
        """The process on the versions that the instance runs on."""
        return self.runtime.library.executable(self.connection, self.process_id, self.versions)

    def require_running(self) -> None:
        """Raises InstanceEnded unless the instance is running."""
        if self.status != "running":
            raise InstanceEnded(folio=self.folio, status=self.status)

    def execution(self) -> Execution:
        """The run, restored from the snapshot or, where that was dropped, from history."""
        snapshot = self.snapshot
        if snapshot is None:
            snapshot = rebuild.snapshot(self.executable, store.read(self.connection, self.id, self.folio))
        return Execution(self.executable, snapshot)

    def item(self, id: str) -> WorkItem:
        """A work item of this instance. Raises NotFound (kind ``task``)."""
        row = self.connection.execute(select(work_items).where(work_items.c.id == id)).first()
        if row is None:
            raise NotFound(kind="task", id=id)
        query = select(work_item_roles.c.role_id).where(work_item_roles.c.work_item_id == id)
        roles = tuple(sorted(role.role_id for role in self.connection.execute(query)))
        return to_work_item(row, roles)

    def open_items(self) -> list[WorkItem]:
        """Its open work, in the order in which it was enabled."""
        query = select(work_items.c.id).where(work_items.c.instance_id == self.id, work_items.c.status == "open")
        ids = [row.id for row in self.connection.execute(query.order_by(work_items.c.enabled_at, work_items.c.id))]
        return [self.item(id_) for id_ in ids]

    def record(self, events: Sequence[NewEvent], *, at: datetime, known: Sequence[WorkItem] = ()) -> Projection:
        """Write events that move nothing in the diagram; `known` are the work items they change."""
        return self._write(events, at, known, self.snapshot)

    def advance(
        self, cause: NewEvent, step: Step, data: Mapping[str, object], *, at: datetime, item: WorkItem | None = None
    ) -> Projection:
        """Write what `step`, set off by `cause`, did: events, work items, snapshot, notifications.

        `data` is what the completed element left; `item` the completed work, None for a start. Raises ExecutionFailed.
        """
        executable = self.executable
        node = executable.node(item.process_id, item.place.element) if item is not None else None
        narrator = Narrator(executable, self.runtime.calendar, partial(holders, self.connection))
        narration = narrator.tell(cause, node, data, step, at)
        first = self.head[0] + 1
        known = [item] if item is not None else []
        known += [self._at(place) for place in step.withdrawn]
        projection = self._write(narration.events, at, known, step.snapshot)
        outgoing = [
            outbox.Outgoing(f"{self.folio}.{first + sent.position}.{number}", sent.notification, sent.roles, sent.data)
            for number, sent in enumerate(narration.sent)
        ]
        outbox.send(self.connection, self.id, outgoing, at=at)
        return projection

    def _at(self, place: Place) -> WorkItem:
        query = select(work_items.c.id).where(
            work_items.c.instance_id == self.id,
            work_items.c.scope == place.scope,
            work_items.c.element == place.element,
            work_items.c["pass"] == place.pass_,
            work_items.c.index.is_(None) if place.index is None else work_items.c.index == place.index,
        )
        return self.item(self.connection.execute(query).scalar_one())

    def _write(
        self, events: Iterable[NewEvent], at: datetime, known: Sequence[WorkItem], snapshot: bytes | None
    ) -> Projection:
        chained = link(self.folio, self.head, at, events)
        store.append(self.connection, self.id, chained)
        projection = project(chained, known)
        self._keep(chained, projection, snapshot)
        self._keep_items(projection, {item.place for item in known})
        return projection

    def _keep(self, chained: Sequence[Event], projection: Projection, snapshot: bytes | None) -> None:
        self.head = (chained[-1].seq, chained[-1].hash)
        self.status, self.snapshot = projection.status, snapshot
        self.connection.execute(
            update(instances)
            .where(instances.c.id == self.id)
            .values(
                status=projection.status,
                end=projection.end,
                ended_at=projection.ended_at,
                head_seq=self.head[0],
                head_hash=self.head[1],
                snapshot=snapshot,
            )
        )

    def _keep_items(self, projection: Projection, known: set[Place]) -> None:
        new = [item for place, item in projection.items.items() if place not in known]
        for place in known:
            item = projection.items[place]
            changed = {name: getattr(item, name) for name in ("status", "assignee", "closed_at", "closed_by")}
            self.connection.execute(update(work_items).where(work_items.c.id == item.id).values(**changed))
        if new:
            self.connection.execute(insert(work_items), [_row(self.id, item) for item in new])
            roles = [{"work_item_id": item.id, "role_id": role} for item in new for role in item.roles]
            self.connection.execute(insert(work_item_roles), roles)


def _row(instance_id: int, item: WorkItem) -> dict[str, object]:
    place = item.place
    own = ("id", "process_id", "name", "lane", "area", "status", "assignee", "enabled_at", "due_at")
    return {
        "instance_id": instance_id,
        "scope": place.scope,
        "element": place.element,
        "pass": place.pass_,
        "index": place.index,
        **{name: getattr(item, name) for name in own},
        "closed_at": item.closed_at,
        "closed_by": item.closed_by,
    }


def to_work_item(row: AnyRow, roles: tuple[str, ...]) -> WorkItem:
    """A work item from its row and its roles."""
    values = row._mapping
    return WorkItem(
        id=values["id"],
        place=Place(values["scope"], values["element"], values["pass"], values["index"]),
        process_id=values["process_id"],
        name=values["name"],
        lane=values["lane"],
        area=values["area"],
        roles=roles,
        status=values["status"],
        assignee=values["assignee"],
        enabled_at=values["enabled_at"],
        due_at=values["due_at"],
        closed_at=values["closed_at"],
        closed_by=values["closed_by"],
    )
