"""Reminders of terms: before the end of one and after it, to who is to do the work, and then to who heads them.

Before: from the opening of the office on the working day before the term ends, where the work was there already by
then; who gets it later is told of its term with it. After: as soon as the term is over. A working day later whoever
heads the lane is told. Each is an event of the instance, and is told once for each term that work has.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Text, literal, select, type_coerce

from engine.attention.people import Around
from engine.calendar.office import OPENING, OfficeCalendar
from engine.calendar.queries import days_decided
from engine.clock import Clock, to_text
from engine.db import Database
from engine.errors import NotFound
from engine.history.chain import event_at
from engine.history.event_types import USER_TASK_ESCALATED, USER_TASK_REMINDED
from engine.history.statuses import InstanceStatus
from engine.identity.queries import names
from engine.instances.models import WITH_TERM, work_items
from engine.instances.projection import WorkItem
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession
from engine.statements import is_there
from engine.telling.commands import tell
from engine.telling.kinds import NoticeKind
from engine.telling.models import notices

LATEST = timedelta(days=30)
"""Work that has been overdue for longer was told of, or was so before there were reminders: it stays in the inbox."""
BATCH = 200
STAGES = (NoticeKind.DUE_TOMORROW, NoticeKind.OVERDUE, NoticeKind.ESCALATED)


def office(connection: Connection, runtime: Runtime) -> OfficeCalendar:
    """The office's calendar with the days that the company decided on."""
    return runtime.calendar.with_days(days_decided(connection))


def remind(database: Database, runtime: Runtime, clock: Clock, *, until: datetime) -> int:
    """Remind people of the terms that are at hand, until a moment; gives of how many. Raises StoreUnavailable."""
    reminded = 0
    with database.reading() as connection:
        calendar = office(connection, runtime)
    for stage in STAGES:
        seen = ("", "")
        while clock() < until:
            at = clock()
            with database.reading() as connection:
                found = _due(connection, stage, calendar, seen, at)
            for _, id_ in found:
                with database.transaction() as connection:
                    reminded += _remind(connection, runtime, calendar, stage, id_, at)
            if len(found) < BATCH:
                break
            seen = found[-1]
    return reminded


def stage_of(item: WorkItem, calendar: OfficeCalendar, at: datetime) -> NoticeKind | None:
    """Of what somebody is to be reminded about open work at a moment; None while its term is not at hand."""
    if item.due_at is None:
        return None
    due = item.due_at.astimezone(calendar.zone)
    if at < item.due_at:
        begins = datetime.combine(calendar.shift(due.date(), -1), OPENING, calendar.zone)
        return NoticeKind.DUE_TOMORROW if item.enabled_at < begins <= at else None
    late = datetime.combine(calendar.shift(due.date(), 1), due.time(), calendar.zone)
    return NoticeKind.OVERDUE if at < late else NoticeKind.ESCALATED


def key_of(item: WorkItem, stage: NoticeKind) -> str:
    """What people are told once of a term."""
    return f"{item.id}.{stage}.{'' if item.due_at is None else to_text(item.due_at)}"


def _due(
    connection: Connection, stage: NoticeKind, calendar: OfficeCalendar, seen: tuple[str, str], at: datetime
) -> Sequence[tuple[str, str]]:
    """Open work, by its term and id, that may be at a stage and of which nobody was told so."""
    due_at = type_coerce(work_items.c.due_at, Text)
    if stage is NoticeKind.DUE_TOMORROW:
        local = at.astimezone(calendar.zone).date()
        span = to_text(at), to_text(datetime.combine(calendar.shift(local, 1), at.max.time(), calendar.zone))
    else:
        span = to_text(at - LATEST), to_text(at)
    told = select(notices.c.id).where(
        notices.c.item == work_items.c.id,
        notices.c.kind == str(stage),
        notices.c.key == work_items.c.id + literal(f".{stage}.") + due_at,
    )
    query = (
        select(due_at, work_items.c.id)
        .where(WITH_TERM, due_at > span[0], due_at <= span[1], ~is_there(told.correlate(work_items)))
        .order_by(due_at, work_items.c.id)
        .limit(BATCH)
    )
    if seen[1]:
        query = query.where((due_at > seen[0]) | ((due_at == seen[0]) & (work_items.c.id > seen[1])))
    return [(str(row[0]), str(row[1])) for row in connection.execute(query)]


def _remind(
    connection: Connection, runtime: Runtime, calendar: OfficeCalendar, stage: NoticeKind, id: str, at: datetime
) -> bool:
    """Remind of one piece of work, if it is at that stage still; whether somebody was."""
    try:
        session, item = InstanceSession.open_at(connection, runtime, id)
    except NotFound:
        return False
    now = stage_of(item, calendar, at) if item.is_open else None
    past = stage is NoticeKind.OVERDUE and now is NoticeKind.ESCALATED
    if session.status is not InstanceStatus.RUNNING or (now is not stage and not past):
        return False
    around = Around(connection, at)
    people = around.heads(item) if stage is NoticeKind.ESCALATED else around.able(item)
    if not people:
        return False
    if stage is NoticeKind.ESCALATED:
        event = event_at(USER_TASK_ESCALATED, item.visit, payload={"people": sorted(people)})
    else:
        when = "before" if stage is NoticeKind.DUE_TOMORROW else "after"
        event = event_at(USER_TASK_REMINDED, item.visit, payload={"when": when, "people": sorted(people)})
    session.record([event], at=at, known=[item])
    holder = None if item.assignee is None else names(connection).get(item.assignee, item.assignee)
    due_at = None if item.due_at is None else to_text(item.due_at)
    data = {"step": item.name, "due_at": due_at} | ({} if holder is None else {"holder": holder})
    told = tell(connection, stage, people, key=key_of(item, stage), at=at, folio=session.folio, item=id, data=data)
    return bool(told)
