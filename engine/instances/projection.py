"""From events to what the inbox shows. Pure folding, the same for a command's new events and for a whole history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from engine.clock import from_text
from engine.history.chain import Event, visit_of
from engine.history.visits import Visit


class WorkItem(NamedTuple):
    """A user task of an instance that waits, or waited, for somebody.

    `id` is the folio and the seq of the event that enabled it; `roles`, sorted, may do it; `area` is the item of its
    multi-instance where that is a text; `status` is open, completed or withdrawn; moments in UTC.
    """

    id: str
    visit: Visit
    process_id: str
    name: str
    lane: str | None
    area: str | None
    roles: tuple[str, ...]
    status: str
    assignee: str | None
    enabled_at: datetime
    due_at: datetime | None
    closed_at: datetime | None = None
    closed_by: str | None = None


class Timer(NamedTuple):
    """A timer of an instance that waits, or waited, for its time.

    `id` is the folio and the seq of the event that set it; `status` is waiting, fired or withdrawn; moments in UTC.
    """

    id: str
    visit: Visit
    process_id: str
    due_at: datetime
    status: str = "waiting"
    closed_at: datetime | None = None


def role_key(roles: Iterable[str]) -> str:
    """The text that stands for a set of roles; role ids have no spaces."""
    return " ".join(sorted(roles))


def roles_of(key: str) -> tuple[str, ...]:
    """The roles that a key stands for, sorted."""
    return tuple(key.split(" ")) if key else ()


@dataclass
class Projection:
    """What a run of events made of the work items and timers, by visit, and of the instance."""

    items: dict[Visit, WorkItem] = field(default_factory=dict)
    timers: dict[Visit, Timer] = field(default_factory=dict)
    status: str = "running"
    end: str | None = None
    ended_at: datetime | None = None


def project(
    events: Sequence[Event], known: Sequence[WorkItem | Timer] = (), said: Sequence[Mapping[str, object]] | None = None
) -> Projection:
    """Fold `events` over what was known before them. Events of types not listed here change nothing shown.

    `said` is what they say, for who has it at hand and need not read it from their texts.
    """
    result = Projection()
    for each in known:
        if isinstance(each, Timer):
            result.timers[each.visit] = each
        else:
            result.items[each.visit] = each
    for number, event in enumerate(events):
        if event.type == "user_task_enabled":
            result.items[visit_of(event)] = _enabled(event, event.payload if said is None else said[number])
        elif event.type in _CHANGES:
            visit = visit_of(event)
            result.items[visit] = _changed(result.items[visit], event)
        elif event.type == "timer_set":
            result.timers[visit_of(event)] = _set(event)
        elif event.type in ("timer_fired", "timer_withdrawn"):
            visit, status = visit_of(event), event.type.removeprefix("timer_")
            result.timers[visit] = result.timers[visit]._replace(status=status, closed_at=from_text(event.at))
        elif event.type in ("instance_completed", "instance_cancelled"):
            result.status = event.type.removeprefix("instance_")
            result.end = event.element
            result.ended_at = from_text(event.at)
    return result


_CHANGES = frozenset(
    {"user_task_claimed", "user_task_assigned", "user_task_released", "user_task_completed", "user_task_withdrawn"}
)


def _enabled(event: Event, data: Mapping[str, object]) -> WorkItem:
    roles, due_at = data["roles"], data["due_at"]
    assert isinstance(roles, list)
    return WorkItem(
        id=f"{event.folio}.{event.seq}",
        visit=visit_of(event),
        process_id=str(data["process"]),
        name=str(data["name"]),
        lane=None if data["lane"] is None else str(data["lane"]),
        area=None if data["area"] is None else str(data["area"]),
        roles=tuple(sorted(map(str, roles))),
        status="open",
        assignee=None,
        enabled_at=from_text(event.at),
        due_at=None if due_at is None else from_text(str(due_at)),
    )


def _set(event: Event) -> Timer:
    data = event.payload
    return Timer(f"{event.folio}.{event.seq}", visit_of(event), str(data["process"]), from_text(str(data["due_at"])))


def _changed(item: WorkItem, event: Event) -> WorkItem:
    match event.type:
        case "user_task_claimed":
            return item._replace(assignee=event.actor)
        case "user_task_assigned":
            return item._replace(assignee=str(event.payload["assignee"]))
        case "user_task_released":
            return item._replace(assignee=None)
        case _:
            status = event.type.removeprefix("user_task_")
            return item._replace(status=status, closed_at=from_text(event.at), closed_by=event.actor)
