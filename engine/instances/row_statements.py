"""The statements of the hot path over rows of instances, work items and timers; `engine.instances.rows` converts their
columns."""

from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.dialects import postgresql

from engine.cache_versions import CALENDAR, PEOPLE, cache_version
from engine.instances.models import ITEM, TIMER, UNRESOLVED, WAITING, instances, timers, work_items
from engine.statements import Statement

INSTANCE = [
    instances.c[name]
    for name in (
        "id",
        "folio",
        "process_id",
        "versions",
        "status",
        "head_seq",
        "head_hash",
        "head_at",
        "key",
        "started_by",
        "roles",
        "snapshot",
        "open_incidents",
    )
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
    [
        "status",
        "end",
        "outcome",
        "ended_at",
        "head_seq",
        "head_hash",
        "head_at",
        "roles",
        "snapshot",
        "open_incidents",
    ],
)
UPDATE_HEAD = Statement(
    update(instances).where(instances.c.id == bindparam("key")), ["head_seq", "head_hash", "head_at"]
)
# Work that is new and work that has changed, in one statement. Both databases write it as PostgreSQL does.
ITEM_COLUMNS = [ITEM[0].name, "instance_id", *(column.name for column in ITEM[1:]), "queue", "due_key"]
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
# One with an incident is not tried again while nothing is repaired: before its instance runs on other versions.
# A text, since a bound limit is more than one value to SQLAlchemy on SQLite.
DUE_TIMERS = Statement(
    text(
        f"SELECT due_at, id FROM timers WHERE {WAITING} AND due_at <= :at AND (due_at, id) > (:due_at, :id) "
        "AND NOT EXISTS (SELECT 1 FROM incidents JOIN instances ON instances.id = incidents.instance_id "
        f"WHERE incidents.waiting_id = timers.id AND incidents.{UNRESOLVED} "
        "AND incidents.versions = instances.versions) "
        "ORDER BY due_at, id LIMIT :limit"
    )
)
INSERT_TIMER = Statement(insert(timers), ["instance_id", *(column.name for column in TIMER)])
TIMER_PLACE = ["process_id", "scope", "element", "pass", "index"]
MOVE_TIMER = Statement(update(timers).where(timers.c.id == bindparam("key")), TIMER_PLACE)
UPDATE_TIMER = Statement(update(timers).where(timers.c.id == bindparam("key")), ["status", "closed_at"])
