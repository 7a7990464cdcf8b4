"""The session of one instance: its row locked for this transaction, the head of its history, its snapshot.

Every command opens a session and writes events through it. Nothing else writes history, snapshots or work items.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from bpmn.messages import lazy_gettext
from engine import canonical_json
from engine.calendar.office import OfficeCalendar
from engine.client_access import links
from engine.client_access.invitations import link_key, with_links
from engine.clock import from_text, to_text
from engine.db import channel_of
from engine.errors import InstanceEnded, NotFound
from engine.execution.compiler import Executable
from engine.execution.runner import Enabled, Execution, Step
from engine.history import store
from engine.history.chain import Event, Head, NewEvent, event_at, head_of, link, visit_of
from engine.history.event_types import INCIDENT_RAISED, INCIDENT_RESOLVED, USER_TASK_DUE_CHANGED, type_of
from engine.history.statuses import InstanceStatus, WorkItemStatus
from engine.history.visits import Visit
from engine.identity.directory import Directory
from engine.identity.queries import Person
from engine.instances import incidents, snapshots
from engine.instances.event_recorder import EventRecorder
from engine.instances.incidents import Incident
from engine.instances.models import instance_role_sets, role_sets
from engine.instances.projection import Projection, Timer, WorkItem, project, role_key, roles_of
from engine.instances.row_statements import (
    INSERT_TIMER,
    INSTANCE,
    ITEM_COLUMNS,
    LOCK_INSTANCE,
    LOCK_ITEM,
    LOCK_TIMER,
    MOVE_INSTANCE,
    MOVE_TIMER,
    OPEN_ITEMS,
    TIMER_PLACE,
    UPDATE_HEAD,
    UPDATE_INSTANCE,
    UPDATE_TIMER,
    UPSERT_ITEM,
    UPSERT_MOVED_ITEM,
    WAITING_TIMERS,
)
from engine.instances.rows import item_row, text_of, timer, timer_values, work_item
from engine.instances.runtime import Runtime
from engine.instances.views import search
from engine.instances.views.role_sets import remember
from engine.instances.visible import Visible, plain, seen_by
from engine.notifications import outbox
from engine.notifications.outbox import StepNotification
from engine.notifications.places import named

_ROLES = ITEM_COLUMNS.index("roles")
_ABOUT_INCIDENTS = {INCIDENT_RAISED.name, INCIDENT_RESOLVED.name}


@dataclass
class InstanceSession:
    """An instance whose row this transaction has locked. `versions` are the versions it runs on, by process id; `roles`
    is the key of the roles that work of it was ever for."""

    connection: Connection
    runtime: Runtime
    people: Directory
    calendar: OfficeCalendar
    id: int
    folio: str
    process_id: str
    versions: Mapping[str, int]
    status: InstanceStatus
    head: Head
    key: bytes
    started_by: str
    roles: str
    snapshot: bytes | None
    open_incidents: int
    _executable: Executable | None = None
    _incidents: Mapping[str, Incident] | None = None
    _clock: datetime | None = None

    @classmethod
    def open(cls, connection: Connection, runtime: Runtime, folio: str) -> "InstanceSession":
        """Lock an instance for this transaction. Raises NotFound (kind ``instance``)."""
        row = LOCK_INSTANCE.run(connection, {"folio": folio}).fetchone()
        if row is None:
            raise NotFound(kind="instance", id=folio)
        return cls._of(connection, runtime, row)

    @classmethod
    def open_at(cls, connection: Connection, runtime: Runtime, id: str) -> "tuple[InstanceSession, WorkItem]":
        """Lock the instance of a work item for this transaction. Raises NotFound (kind ``task``)."""
        row = LOCK_ITEM.run(connection, {"id": id}).fetchone()
        if row is None:
            raise NotFound(kind="task", id=id)
        return cls._of(connection, runtime, row[: len(INSTANCE)]), work_item(row[len(INSTANCE) :])

    @classmethod
    def open_timer(cls, connection: Connection, runtime: Runtime, id: str) -> "tuple[InstanceSession, Timer]":
        """Lock the instance of a timer for this transaction. Raises NotFound (kind ``timer``)."""
        row = LOCK_TIMER.run(connection, {"id": id}).fetchone()
        if row is None:
            raise NotFound(kind="timer", id=id)
        return cls._of(connection, runtime, row[: len(INSTANCE)]), timer(row[len(INSTANCE) :])

    @classmethod
    def _of(cls, connection: Connection, runtime: Runtime, row: Sequence[Any]) -> "InstanceSession":
        id_, folio, process_id, versions, status, seq, hash_, at, key, *stands = row
        *stands, people_stamp, calendar_stamp = stands
        numbers = _numbers(versions)
        people = runtime.people.at(connection, people_stamp)
        calendar = runtime.days.at(connection, calendar_stamp, runtime.calendar)
        where = connection, runtime, people, calendar, id_, folio, process_id, numbers
        return cls(*where, InstanceStatus(status), Head(seq, hash_, at), bytes.fromhex(key), *stands)

    @property
    def executable(self) -> Executable:
        """The process on the versions that the instance runs on."""
        if self._executable is None:
            self._executable = self.runtime.library.executable(self.connection, self.process_id, self.versions)
        return self._executable

    def require_running(self) -> None:
        """Raises InstanceEnded unless the instance is running."""
        if self.status is not InstanceStatus.RUNNING:
            raise InstanceEnded(folio=self.folio, status=self.status)

    def moment(self, at: datetime) -> datetime:
        """`at`, or the time of the last event where that is later: time does not go back within an instance.

        A clock that was set back must not keep people from their work, so nothing is refused; what the clock said is
        recorded with the events that this session writes.
        """
        if to_text(at) >= self.head.at:
            return at
        self._clock = at
        return from_text(self.head.at)

    def acting(self, actor: str, at: datetime) -> Person:
        """Who gives a command, with those for whom they stand in. Raises NotFound (kind ``person``)."""
        return self.people.acting(actor, at)

    def execution(self) -> Execution:
        """The execution, restored from the snapshot or, where there is none, from the history."""
        snapshot = self.snapshot
        if snapshot is None:
            snapshot = self.snapshot = snapshots.snapshot_of(
                partial(self.runtime.library.executable, self.connection),
                store.read(self.connection, self.id, self.folio),
            )
        return Execution(self.executable, snapshot)

    def open_items(self) -> list[WorkItem]:
        """The open work items, in the order in which they were enabled."""
        values = {"instance": self.id, "status": WorkItemStatus.OPEN}
        return [work_item(row) for row in OPEN_ITEMS.run(self.connection, values)]

    def waiting_timers(self) -> list[Timer]:
        """The waiting timers, in the order in which they are due."""
        return [timer(row) for row in WAITING_TIMERS.run(self.connection, {"instance": self.id})]

    def incidents(self) -> Mapping[str, Incident]:
        """The open incidents, by the id of the work item or timer."""
        if not self.open_incidents:
            return {}
        if self._incidents is None:
            self._incidents = incidents.open_of(self.connection, self.id)
        return self._incidents

    def resolved(self, closed: Iterable[WorkItem | Timer], cause: NewEvent) -> list[NewEvent]:
        """The events that resolve the incidents of what does not wait any more, by whoever caused that."""
        if not self.open_incidents:
            return []
        over = [each.visit for each in closed if each.id in self.incidents()]
        return [event_at(INCIDENT_RESOLVED, visit, actor=cause.actor, role=cause.role) for visit in over]

    def record(
        self,
        events: Sequence[NewEvent],
        *,
        at: datetime,
        known: Sequence[WorkItem | Timer] = (),
        sent: Sequence[StepNotification] = (),
    ) -> Projection:
        """Write events that move no token, and the `sent` notifications; `known` are the work items and timers that the
        events are about."""
        chained, projection = self._write(events, at, known, self.snapshot)
        self._send(chained, sent, at)
        return projection

    def advance(
        self,
        cause: NewEvent,
        step: Step,
        data: Mapping[str, object],
        *,
        at: datetime,
        item: WorkItem | Timer | None = None,
        before: Sequence[NewEvent] = (),
    ) -> Projection:
        """Write everything that `step`, set off by `cause`, did: events, work items, timers, snapshot, notifications.

        `data` is the data after the completed element; `item` the completed work item or the timer that fired, None
        at the start of the instance; `before` are events about it that precede the cause.
        Raises ExecutionFailed; nothing is written then.
        """
        executable, at = self.executable, self.moment(at)
        node = executable.node(item.process_id, item.visit.element) if item is not None else None
        recorded = EventRecorder(executable, self.calendar, self.people).record_step(cause, node, data, step, at)
        if before and item is not None:
            self.record(before, at=at, known=[item])
        known = [item] if item is not None else []
        if step.withdrawn:
            known += [each for each in self.open_items() if each.visit in step.withdrawn]
        if step.timers_withdrawn:
            known += [each for each in self.waiting_timers() if each.visit in step.timers_withdrawn]
        told = *recorded.events, *self.resolved(known, cause)
        events, notifications = self.with_links(executable, step.enabled, told, recorded.notifications, cause, at=at)
        chained, projection = self._write(events, at, known, step.snapshot)
        self._send(chained, notifications, at, [each for each in projection.items.values() if each.is_open])
        return projection

    def with_links(
        self,
        executable: Executable,
        enabled: Sequence[Enabled],
        events: Sequence[NewEvent],
        notifications: Sequence[StepNotification],
        cause: NewEvent,
        *,
        at: datetime,
    ) -> tuple[Sequence[NewEvent], Sequence[StepNotification]]:
        """As `invitations.with_links`, of the next events of this instance, which `cause` sets off."""
        return with_links(
            executable,
            enabled,
            events,
            notifications,
            self.people,
            self.folio,
            self.head.seq + 1,
            key=lambda: link_key(self.connection, self.runtime.secrets, at=at),
            cause=cause,
            at=at,
            zone=self.runtime.calendar.zone,
        )

    def record_move(
        self,
        events: Sequence[NewEvent],
        executable: Executable,
        versions: Mapping[str, int],
        snapshot: bytes,
        *,
        at: datetime,
        known: Sequence[WorkItem | Timer],
        sent: Sequence[StepNotification] = (),
    ) -> Projection:
        """Write the events of a move to other versions and what follows from them; `known` is all that waited.

        See `engine.instances.relocation`.
        """
        self.versions, self._executable = versions, executable
        chained, projection = self._write(events, at, known, snapshot, moves=True)
        self._send(chained, sent, at)
        return projection

    def _send(
        self,
        chained: Sequence[Event],
        sent: Sequence[StepNotification],
        at: datetime,
        waiting: Sequence[WorkItem] = (),
    ) -> None:
        """Write what leaves the house: nothing confidential, whoever reads it there; of personal data what the diagram
        itself writes into a letter."""
        events = [event for event in chained if type_of(event).handed_off] if self.runtime.webhook else []
        if not sent and not events:
            return
        marks = self.runtime.library.marks(self.connection, self.versions)
        told = seen_by(marks, None, unmasked=True)
        outgoing = [
            outbox.Outgoing(
                f"{self.folio}.{chained[each.position].seq}.{number}",
                each.notification,
                each.roles,
                each.data if told.everything else _told(each, told),
                each.to,
                each.link,
                client=each.client,
                writer=each.writer,
                reply_to=each.reply_to,
                actions=self._actions(each, waiting),
            )
            for number, each in enumerate(sent)
        ]
        if events:
            events = [*map(seen_by(marks, None).bare, events)]
        salt = partial(outbox.salt_of, self.key)
        emails = partial(self.people.emails, at=at)
        outbox.send(self.connection, self.id, outgoing, emails, events, salt=salt, at=at)

    def _actions(self, sent: StepNotification, waiting: Sequence[WorkItem]) -> list[dict[str, str]]:
        """Where a letter to our own people leads: to the steps that begin to wait for them with it, or to the
        instance."""
        if sent.link is not None or sent.client is not None:
            return []
        mine = [item for item in waiting if not set(item.roles).isdisjoint(sent.roles)]
        if not mine:
            text = self.runtime.words(lazy_gettext("Open {folio}", folio=self.folio))
            return [{"text": text, "path": f"/oportunidades/{self.folio}"}]
        return [{"text": item.name, "path": f"/bandeja/{item.id}"} for item in mine]

    def _write(
        self,
        events: Sequence[NewEvent],
        at: datetime,
        known: Sequence[WorkItem | Timer],
        snapshot: bytes | None,
        *,
        moves: bool = False,
    ) -> tuple[list[Event], Projection]:
        at = self.moment(at)
        channel = channel_of(self.connection)
        events = self._in_place_of(events, known, self._clock or at)
        chained = link(self.folio, self.key, self.head, at, events, channel=channel, clock=self._clock)
        about = [event for event in chained if event.type in _ABOUT_INCIDENTS]
        projection = project(chained, known, [event.payload for event in events])
        items = [item_row(self.id, item) for item in projection.items.values()]
        remember(self.connection, role_sets, self.runtime.role_sets, {row[_ROLES] for row in items})
        if not projection.roles.issubset(roles_of(self.roles)):
            self.roles = role_key(projection.roles.union(roles_of(self.roles)))
            remember(self.connection, instance_role_sets, self.runtime.instance_role_sets, [self.roles])
        search.save(self.connection, self.id, self.folio, events)
        waiting, before = dict[Visit, str](), dict[str, Incident]()
        if about:
            before |= self.incidents()
            waiting |= {visit: item.id for visit, item in projection.items.items()}
            waiting |= {visit: timer.id for visit, timer in projection.timers.items()}
        self.open_incidents += sum(_difference(event, waiting, before) for event in about)
        store.append(self.connection, self.id, chained)
        self._save(chained, projection, snapshot)
        if items:
            wholly = moves or any(event.type == USER_TASK_DUE_CHANGED.name for event in events)
            (UPSERT_MOVED_ITEM if wholly else UPSERT_ITEM).run_rows(self.connection, items)
        if projection.timers:
            self._save_timers(projection, {each.id for each in known}, moves=moves)
        if moves:
            versions = canonical_json.dumps(dict(self.versions))
            MOVE_INSTANCE.run(self.connection, {"key": self.id, "versions": versions})
        links.save(self.connection, self.id, chained, {item.visit: item.id for item in projection.items.values()})
        if about:
            versions = canonical_json.dumps(dict(self.versions))
            incidents.save(self.connection, self.id, about, waiting, before, versions)
            self._incidents = None
        return chained, projection

    def _in_place_of(
        self, events: Sequence[NewEvent], known: Sequence[WorkItem | Timer], at: datetime
    ) -> Sequence[NewEvent]:
        """Events with in whose place they were caused, where whoever caused them did so as a substitute: what follows
        in their name is as what it follows from. `at` is what the clock says."""
        cause = next((each for each in events if each.actor is not None and not links.is_link(each.actor)), None)
        if cause is None or cause.actor is None:
            return events
        instead = cause.in_place_of or self._whose(cause, known, at)
        if instead is None:
            return events
        return [each._replace(in_place_of=instead) if each.actor == cause.actor else each for each in events]

    def _whose(self, cause: NewEvent, known: Sequence[WorkItem | Timer], at: datetime) -> str | None:
        """In whose place somebody caused something; mostly it is known without asking who stands in for whom."""
        assert cause.actor is not None
        place = cause.scope, cause.element, cause.round, cause.index
        items = (each for each in known if isinstance(each, WorkItem) and each.visit == place)
        assignee = next((each.assignee for each in items), None)
        own = cause.role is None or cause.role in self.people.person(cause.actor).roles
        if own and assignee in (None, cause.actor):
            return None
        return self.acting(cause.actor, at).in_place_of(cause.role, assignee)

    def _save(self, chained: Sequence[Event], projection: Projection, snapshot: bytes | None) -> None:
        self.head = head_of(chained)
        if self.status is not InstanceStatus.RUNNING:  # what comes after the end leaves everything but the head
            head = {f"head_{name}": value for name, value in self.head._asdict().items()}
            UPDATE_HEAD.run(self.connection, {"key": self.id, **head})
            return
        self.status, self.snapshot = projection.status, snapshot
        values = {
            "status": projection.status,
            "end": projection.end,
            "outcome": projection.outcome,
            "ended_at": text_of(projection.ended_at),
            "head_seq": self.head.seq,
            "head_hash": self.head.hash,
            "head_at": self.head.at,
            "roles": self.roles,
            "snapshot": snapshot,
            "open_incidents": self.open_incidents,
        }
        UPDATE_INSTANCE.run(self.connection, {"key": self.id, **values})

    def _save_timers(self, projection: Projection, known: set[str], *, moves: bool) -> None:
        new = []
        for each in projection.timers.values():
            if each.id in known:
                if moves:
                    row = timer_values(self.id, each)
                    MOVE_TIMER.run(self.connection, {"key": each.id, **{name: row[name] for name in TIMER_PLACE}})
                values = {"status": each.status, "closed_at": text_of(each.closed_at)}
                UPDATE_TIMER.run(self.connection, {"key": each.id, **values})
            else:
                new.append(timer_values(self.id, each))
        if new:
            INSERT_TIMER.run_many(self.connection, new)


def _told(sent: StepNotification, told: Visible) -> dict[str, object]:
    """What a letter may say of its data: of those that it has places for, as there may be many more."""
    places = named(sent.notification.subject, sent.notification.body)
    shown: dict[str, object] = plain(told.data({name: sent.data[name] for name in places & sent.data.keys()}))[0]
    return shown


def _difference(event: Event, waiting: Mapping[Visit, str], known: Mapping[str, Incident]) -> int:
    """How many more incidents are open after an event about one."""
    if event.type == INCIDENT_RESOLVED.name:
        return -1
    return int(waiting[visit_of(event)] not in known)


@lru_cache(maxsize=1024)
def _numbers(versions: str) -> Mapping[str, int]:
    """Decode `versions`. Cached: there are few such texts, and instances of the same versions share one."""
    numbers: Any = canonical_json.loads(versions)
    return MappingProxyType(numbers)
