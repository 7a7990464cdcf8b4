"""Fires the timers that are due. Which timers wait, and until when, is in a table that follows from the histories."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from engine.clock import to_text
from engine.db import Database
from engine.errors import ExecutionFailed
from engine.history.chain import event_at
from engine.history.event_types import TIMER_FIRED
from engine.history.statuses import InstanceStatus, TimerStatus
from engine.instances.projection import Projection
from engine.instances.row_statements import DUE_TIMERS
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession

BATCH = 100
LIMIT = 1000


class Fire(Protocol):
    """Fires one timer in the caller's transaction; None where it did not fire."""

    def __call__(self, connection: Connection, runtime: Runtime, id: str, *, at: datetime) -> Projection | None: ...


def fire_due(
    database: Database, runtime: Runtime, at: datetime, *, limit: int = LIMIT, firing: Fire | None = None
) -> int:
    """Fire the timers due at `at`, in order, each in its own transaction, at most `limit`; gives how many fired.

    Each is fired by `firing`, `fire` unless another is given. Several workers may run this at
    once: a timer fires once. A timer whose diagram cannot go on does not stop the
    others; the first ExecutionFailed is raised after all others have fired.
    Raises StoreUnavailable.
    """
    fired, failures = 0, dict[str, ExecutionFailed]()
    before = -1
    # What a timer sets may be due as well by now: look again until a whole look finds nothing.
    while before < fired < limit:
        before, seen = fired, ("", "")
        while fired < limit:
            with database.reading() as connection:
                values = {"at": to_text(at), "due_at": seen[0], "id": seen[1], "limit": min(BATCH, limit - fired)}
                due = [tuple(row) for row in DUE_TIMERS.run(connection, values)]
            if not due:
                break
            seen = due[-1]
            for _, id_ in due:
                if id_ in failures:
                    continue
                try:
                    with database.transaction() as connection:
                        fired += (firing or fire)(connection, runtime, id_, at=at) is not None
                except ExecutionFailed as error:
                    failures[id_] = error
    if failures:
        raise next(iter(failures.values()))
    return fired


def fire(connection: Connection, runtime: Runtime, id: str, *, at: datetime) -> Projection | None:
    """Fire one timer that is due at `at`; None when it does not wait any more or is not due.

    Raises NotFound (kind ``timer``), ExecutionFailed when the diagram cannot go on.
    """
    session, timer = InstanceSession.open_timer(connection, runtime, id)
    if timer.status is not TimerStatus.WAITING or session.status is not InstanceStatus.RUNNING or timer.due_at > at:
        return None
    execution = session.execution()
    data = execution.seen_at(timer.visit) or {}
    step = execution.fire(timer.visit)
    cause = event_at(TIMER_FIRED, timer.visit, payload={"due_at": to_text(timer.due_at)})
    return session.advance(cause, step, data, at=at, item=timer)
