"""What a monitor asks of a company's work, as numbers: of the whole database, whichever process is asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, text

from engine.clock import from_text
from engine.history import checkpoints
from engine.history.statuses import InstanceStatus, WorkItemStatus
from engine.instances.models import UNRESOLVED, WAITING, incidents, instances, timers, work_items
from engine.notifications.delivery import may_leave
from engine.notifications.models import has_status, outbox
from engine.notifications.statuses import LetterStatus
from engine.verification.models import alarms, verifications


@dataclass(frozen=True, slots=True)
class Figures:
    """`instances` that run; `open` work items and those `overdue`; `incidents` that stop a step; letters that wait
    (`pending`) and those that did not arrive (`dead`); `alarms` that last. Seconds since the oldest letter that waits
    fell due, the oldest timer, and since the oldest job was put into the queue; 0 where none is. When all was last
    `verified`, when the log was last `sealed` and its `leaves` then; None before the first time.
    """

    instances: int
    open: int
    overdue: int
    incidents: int
    pending: int
    oldest_letter: float
    dead: int
    oldest_job: float
    oldest_timer: float
    alarms: int
    verified: datetime | None
    sealed: datetime | None
    leaves: int | None


def figures(connection: Connection, *, at: datetime) -> Figures:
    """The figures as they are now, `at`. Raises StoreUnavailable."""

    def count(*conditions: Any, of: Any) -> int:
        return int(connection.execute(select(func.count(of)).where(*conditions)).scalar_one())

    def late(column: Any, *conditions: Any) -> float:
        oldest = connection.execute(select(func.min(column)).where(*conditions)).scalar()
        return 0.0 if oldest is None else max(0.0, (at - oldest).total_seconds())

    opened = work_items.c.status == WorkItemStatus.OPEN
    pending = has_status(LetterStatus.PENDING)
    seal = checkpoints.last(connection)
    return Figures(
        instances=count(instances.c.status == InstanceStatus.RUNNING, of=instances.c.id),
        open=count(opened, of=work_items.c.id),
        overdue=count(opened, work_items.c.due_at <= at, of=work_items.c.id),
        incidents=count(UNRESOLVED, of=incidents.c.waiting_id),
        pending=count(pending, of=outbox.c.id),
        oldest_letter=late(outbox.c.next_attempt_at, pending, may_leave()),
        dead=count(has_status(LetterStatus.DEAD), of=outbox.c.id),
        oldest_job=_oldest_job(connection),
        oldest_timer=late(timers.c.due_at, WAITING),
        alarms=count(of=alarms.c.subject),
        verified=connection.execute(select(func.max(verifications.c.verified_at))).scalar(),
        sealed=None if seal is None else from_text(seal.at),
        leaves=None if seal is None else seal.size,
    )


def _oldest_job(connection: Connection) -> float:
    """Of PostgreSQL's queue, by its own clock; on SQLite what is due has no queue."""
    if connection.dialect.name == "sqlite":
        return 0.0
    asked = (
        "SELECT extract(epoch FROM max(clock_timestamp() - e.at)) FROM procrastinate_jobs j "
        "JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred' WHERE j.status = 'todo'"
    )
    return max(0.0, float(connection.execute(text(asked)).scalar() or 0.0))
