"""Rows of instances, work items and timers: the statements of the hot path, and the conversion of their columns."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.dialects import postgresql

from engine.cache_versions import CALENDAR, PEOPLE, cache_version
from engine.clock import from_text, to_text
from engine.history.visits import Visit
from engine.instances.models import ITEM, TIMER, WAITING, instances, timers, work_items
from engine.instances.projection import Timer, WorkItem, role_key, roles_of
from engine.statements import Statement

INSTANCE = [
    instances.c[name]
    for name in ("id", "folio", "process_id", "versions", "status", "head_seq", "head_hash", "snapshot")
] + [cache_version(PEOPLE), cache_version(CALENDAR)]
CHANGING = ("status", "assignee", "closed_at", "closed_by")
# Both rows are locked: after waiting for another command PostgreSQL reads again only what it locks, and an item read
# with the eyes of before would look open.
LOCK_ITEM = Statement(
    select(*INSTANCE, *ITEM)
    .join(work_items, work_items.c.instance_id == instances.c.id)
    .where(work_items.c.id == bindparam("id"))
    .with_for_update()
)
LOCK_INSTANCE = Statement(select(*INSTANCE).where(instances.c.folio == bindparam("folio")).with_for_update())
OPEN_ITEMS = Statement(
    select(*ITEM)
    .where(work_items.c.instance_id == bindparam("instance"), work_items.c.status == bindparam("status"))
    .order_by(work_items.c.enabled_at, work_items.c.id)
)
UPDATE_INSTANCE = Statement(
    update(instances).where(instances.c.id == bindparam("key")),
    ["status", "end", "ended_at", "head_seq", "head_hash", "snapshot"],
)
# Work that is new and work that has changed, in one statement. Both databases write it as PostgreSQL does.
ITEM_COLUMNS = [ITEM[0].name, "instance_id", *(column.name for column in ITEM[1:])]
_INSERT = postgresql.insert(work_items)
UPSERT_ITEM = Statement(
    _INSERT.on_conflict_do_update(index_elements=["id"], set_={name: _INSERT.excluded[name] for name in CHANGING}),
    ITEM_COLUMNS,
)
# A move changes everything of an item but what it is known by, and when it began.
MOVING = (*(name for name in ITEM_COLUMNS if name not in ("id", "instance_id", "enabled_at")),)
UPSERT_MOVED_ITEM = Statement(
    _INSERT.on_conflict_do_update(index_elements=["id"], set_={name: _INSERT.excluded[name] for name in MOVING}),
    ITEM_COLUMNS,
)
MOVE_INSTANCE = Statement(update(instances).where(instances.c.id == bindparam("key")), ["versions"])

LOCK_TIMER = Statement(
    select(*INSTANCE, *TIMER)
    .join(timers, timers.c.instance_id == instances.c.id)
    .where(timers.c.id == bindparam("id"))
    .with_for_update()
)
WAITING_TIMERS = Statement(
    select(*TIMER).where(timers.c.instance_id == bindparam("instance"), WAITING).order_by(timers.c.due_at, timers.c.id)
)
# What is due, from where the last look ended: `due_at` and `id` of the last timer seen.
# A text, since a bound limit is more than one value to SQLAlchemy on SQLite.
DUE_TIMERS = Statement(
    text(
        f"SELECT due_at, id FROM timers WHERE {WAITING} AND due_at <= :at AND (due_at, id) > (:due_at, :id) "
        "ORDER BY due_at, id LIMIT :limit"
    )
)
INSERT_TIMER = Statement(insert(timers), ["instance_id", *(column.name for column in TIMER)])
TIMER_PLACE = ["process_id", "scope", "element", "pass", "index"]
MOVE_TIMER = Statement(update(timers).where(timers.c.id == bindparam("key")), TIMER_PLACE)
UPDATE_TIMER = Statement(update(timers).where(timers.c.id == bindparam("key")), ["status", "closed_at"])


def work_item(row: Sequence[Any]) -> WorkItem:
    """A work item from the columns of `ITEM`."""
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
        status,
        assignee,
        moment(enabled_at),  # type: ignore[arg-type]
        moment(due_at),
        moment(closed_at),
        closed_by,
    )


def item_row(instance_id: int, item: WorkItem) -> tuple[Any, ...]:
    """A work item for `UPSERT_ITEM`: the values of the columns `ITEM_COLUMNS`."""
    id_, visit, process_id, name, lane, area, roles, status, assignee, enabled_at, due_at, closed_at, closed_by = item
    about = name, lane, area, role_key(roles), status, assignee
    when = to_text(enabled_at), text_of(due_at), text_of(closed_at)
    return id_, instance_id, process_id, *visit, *about, *when, closed_by


def timer(row: Sequence[Any]) -> Timer:
    """A timer from the columns of `TIMER`."""
    id_, process_id, scope, element, round_, index, due_at, status, closed_at = row
    visit = Visit(scope, element, round_, index)
    return Timer(id_, visit, process_id, moment(due_at), status, moment(closed_at))  # type: ignore[arg-type]


def timer_values(instance_id: int, timer: Timer) -> dict[str, Any]:
    """The values of a new timer, for `INSERT_TIMER`."""
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
