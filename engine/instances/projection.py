"""Folds events into work items, timers and the status of an instance. Pure.

The same function serves the new events of a command and a whole history.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeVar

from engine.clock import from_text
from engine.history.chain import Event, visit_of
from engine.history.event_types import Assigns, EventType, Subject, VisitEffect, type_of
from engine.history.statuses import InstanceStatus, TimerStatus, WorkItemStatus
from engine.history.visits import Visit, parse_visit
from engine.instances.outcomes import UNDER_WAY, outcome_of

S = TypeVar("S", InstanceStatus, WorkItemStatus, TimerStatus)


class WorkItem(NamedTuple):
    """One visit to a user task: work that waits, or waited, for a person.

    `id` is the folio and the seq of the event that enabled it; holders of `roles` (sorted) may complete it; `area` is
    the item of its multi-instance where that is a text; moments in UTC.
    """

    id: str
    visit: Visit
    process_id: str
    name: str
    lane: str | None
    area: str | None
    roles: tuple[str, ...]
    status: WorkItemStatus
    assignee: str | None
    enabled_at: datetime
    due_at: datetime | None
    closed_at: datetime | None = None
    closed_by: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits for a person."""
        return self.status is WorkItemStatus.OPEN


class Timer(NamedTuple):
    """One visit to a timer event that waits, or waited.

    `id` is the folio and the seq of the event that set it; moments in UTC.
    """

    id: str
    visit: Visit
    process_id: str
    due_at: datetime
    status: TimerStatus = TimerStatus.WAITING
    closed_at: datetime | None = None


def folio_of(id: str) -> str:
    """The folio of the instance of a work item or a timer, by the id of that."""
    return id.rpartition(".")[0]


def role_key(roles: Iterable[str]) -> str:
    """The key of a set of roles: their ids, sorted, with a space between. Role ids have no spaces."""
    return " ".join(sorted(roles))


def roles_of(key: str) -> tuple[str, ...]:
    """The roles of a key, sorted."""
    return tuple(key.split(" ")) if key else ()


@dataclass
class Projection:
    """The work items and timers by visit, and the status of the instance, after some events; `roles` are those that
    work was for, as these events say, also where it is for others since."""

    items: dict[Visit, WorkItem] = field(default_factory=dict)
    timers: dict[Visit, Timer] = field(default_factory=dict)
    status: InstanceStatus = InstanceStatus.RUNNING
    end: str | None = None
    outcome: str = UNDER_WAY
    ended_at: datetime | None = None
    roles: set[str] = field(default_factory=set)


def project(
    events: Sequence[Event],
    known: Sequence[WorkItem | Timer] = (),
    payloads: Sequence[Mapping[str, object]] | None = None,
) -> Projection:
    """Fold `events` over the work items and timers `known` before them.

    `payloads`: the decoded data of each event, parallel to `events`; avoids decoding it again. Raises UnknownEventType.
    """
    result = Projection()
    for each in known:
        if isinstance(each, Timer):
            result.timers[each.visit] = each
        else:
            result.items[each.visit] = each
    for number, event in enumerate(events):
        type_ = type_of(event)
        if type_.subject is Subject.USER_TASK:
            visit = visit_of(event)
            if type_.visit is VisitEffect.BEGINS:
                payload = event.payload if payloads is None else payloads[number]
                result.items[visit] = _opened(event, visit, type_, payload)
                result.roles.update(result.items[visit].roles)
            elif type_.visit is VisitEffect.MOVES:
                payload = event.payload if payloads is None else payloads[number]
                item = result.items.pop(parse_visit(str(payload["from"])))
                result.items[visit] = _described(item, visit, payload)
                result.roles.update(result.items[visit].roles)
            else:
                result.items[visit] = _changed(result.items[visit], type_, event)
        elif type_.subject is Subject.TIMER:
            visit = visit_of(event)
            if type_.visit is VisitEffect.BEGINS:
                result.timers[visit] = _set(event, visit, type_)
            elif type_.visit is VisitEffect.MOVES:
                payload = event.payload if payloads is None else payloads[number]
                timer = result.timers.pop(parse_visit(str(payload["from"])))
                result.timers[visit] = timer._replace(visit=visit, process_id=str(payload["process"]))
            else:
                result.timers[visit] = result.timers[visit]._replace(
                    status=_status(type_, TimerStatus), closed_at=from_text(event.at)
                )
        elif type_.subject is Subject.INSTANCE and type_.status is not None:
            result.status = _status(type_, InstanceStatus)
            result.end = event.element
            payload = event.payload if payloads is None else payloads[number]
            result.outcome = outcome_of(result.status, event, payload)
            result.ended_at = from_text(event.at)
    return result


def _status(type_: EventType, words: type[S]) -> S:
    assert isinstance(type_.status, words), type_.name
    return type_.status


def _opened(event: Event, visit: Visit, type_: EventType, payload: Mapping[str, object]) -> WorkItem:
    id_, enabled_at = f"{event.folio}.{event.seq}", from_text(event.at)
    blank = WorkItem(id_, visit, "", "", None, None, (), _status(type_, WorkItemStatus), None, enabled_at, None)
    return _described(blank, visit, payload)


def _described(item: WorkItem, visit: Visit, payload: Mapping[str, object]) -> WorkItem:
    roles, due_at = payload["roles"], payload["due_at"]
    assert isinstance(roles, list)
    return item._replace(
        visit=visit,
        process_id=str(payload["process"]),
        name=str(payload["name"]),
        lane=None if payload["lane"] is None else str(payload["lane"]),
        area=None if payload["area"] is None else str(payload["area"]),
        roles=tuple(sorted(map(str, roles))),
        due_at=None if due_at is None else from_text(str(due_at)),
    )


def _set(event: Event, visit: Visit, type_: EventType) -> Timer:
    payload, id_ = event.payload, f"{event.folio}.{event.seq}"
    due_at = event.at if payload["due_at"] is None else str(payload["due_at"])  # disposed of: it may say a value
    return Timer(id_, visit, str(payload["process"]), from_text(due_at), _status(type_, TimerStatus))


def _changed(item: WorkItem, type_: EventType, event: Event) -> WorkItem:
    match type_.assigns:
        case Assigns.ACTOR:
            return item._replace(assignee=event.actor)
        case Assigns.NAMED:
            return item._replace(assignee=str(event.payload["assignee"]))
        case Assigns.NOBODY:
            return item._replace(assignee=None)
    if type_.sets_due:
        due_at = event.payload["due_at"]
        return item._replace(due_at=None if due_at is None else from_text(str(due_at)))
    if type_.status is None:
        return item
    status = _status(type_, WorkItemStatus)
    return item._replace(status=status, closed_at=from_text(event.at), closed_by=event.actor)
