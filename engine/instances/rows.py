"""The conversion of the columns of work items and timers; their statements are in `engine.instances.row_statements`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from engine.clock import from_text, to_text
from engine.history.statuses import TimerStatus, WorkItemStatus
from engine.history.visits import Visit
from engine.instances.models import NO_TERM
from engine.instances.projection import Timer, WorkItem, role_key, roles_of
from engine.instances.queues import queue_key


def work_item(row: Sequence[Any]) -> WorkItem:
    """A work item from the columns of `models.ITEM`."""
    id_, process_id, scope, element, round_, index, name, lane, area, roles, status, assignee, *moments, closed_by = row
    enabled_at, due_at, closed_at = moments
    return WorkItem(
        id_,
        Visit(scope, element, round_, index),
        process_id,
        name,
        lane,
        area,
        roles_of(roles),
        WorkItemStatus(status),
        assignee,
        moment(enabled_at),  # type: ignore[arg-type]
        moment(due_at),
        moment(closed_at),
        closed_by,
    )


def item_row(instance_id: int, item: WorkItem) -> tuple[Any, ...]:
    """A work item for `row_statements.UPSERT_ITEM`: the values of its columns."""
    id_, visit, process_id, name, lane, area, roles, status, assignee, enabled_at, due_at, closed_at, closed_by = item
    about = name, lane, area, role_key(roles), status, assignee
    due = text_of(due_at)
    when = to_text(enabled_at), due, text_of(closed_at)
    return id_, instance_id, process_id, *visit, *about, *when, closed_by, queue_key(item), due or NO_TERM


def timer(row: Sequence[Any]) -> Timer:
    """A timer from the columns of `models.TIMER`."""
    id_, process_id, scope, element, round_, index, due_at, status, closed_at = row
    visit = Visit(scope, element, round_, index)
    return Timer(id_, visit, process_id, moment(due_at), TimerStatus(status), moment(closed_at))  # type: ignore[arg-type]


def timer_values(instance_id: int, timer: Timer) -> dict[str, Any]:
    """The values of a new timer, for `row_statements.INSERT_TIMER`."""
    visit = timer.visit
    return {
        "instance_id": instance_id,
        "id": timer.id,
        "process_id": timer.process_id,
        "scope": visit.scope,
        "element": visit.element,
        "pass": visit.round,
        "index": visit.index,
        "due_at": to_text(timer.due_at),
        "status": timer.status,
        "closed_at": text_of(timer.closed_at),
    }


def text_of(value: datetime | None) -> str | None:
    """A moment as it is stored; None for None."""
    return None if value is None else to_text(value)


def moment(value: str | datetime | None) -> datetime | None:
    """A moment as a `Statement` (a text) or a Core query (a datetime already) gives it."""
    return from_text(value) if isinstance(value, str) else value
