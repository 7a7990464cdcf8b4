"""Giving a step back to the one before it, where somebody ended that by mistake.

Nothing that was recorded changes: `instance_returned` says that the work which waits goes back, by whom and why, and
the step before begins once more, another time round, with what the instance holds by now. So it is a move within the
same versions (`engine.execution.moving`), and is executed again as one. What may be given back is decided by the
history, which tells what made the work wait, and by the diagram (`bpmn.returning`):

- the step before was completed by somebody of the company, and by nothing else did the work begin to wait;
- the way between the two parts and meets nowhere, and leads through no other work;
- both are done once, not for each item of a list, and the work waits once;
- the diagram does not say that nobody goes back there.

What was sent on the way (letters, notices) stays sent.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from bpmn.returning import may_return
from engine.client_access.links import is_link
from engine.errors import ClaimedByAnother, Conflict, Invalid, NotACandidate
from engine.execution.compiler import Executable
from engine.execution.moving import move
from engine.history import store
from engine.history.chain import Event, NewEvent, visit_of
from engine.history.event_types import (
    INSTANCE_MIGRATED,
    INSTANCE_RETURNED,
    USER_TASK_COMPLETED,
    USER_TASK_ENABLED,
    Part,
    type_of,
)
from engine.history.problems import UNREADABLE
from engine.history.versions import versions_of
from engine.history.visits import Visit
from engine.identity.queries import Person
from engine.instances import queries
from engine.instances.commands import open_work
from engine.instances.projection import Projection, WorkItem, folio_of
from engine.instances.reading import EVERYTHING, TASK, hides
from engine.instances.relocation import relocate
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession

LONGEST = 1000
"""Characters of a reason."""


class NotReturnable(Conflict):
    """The step cannot be given back. Details: `element`."""

    code = "not_returnable"


class ReturnReasonRequired(Invalid):
    """Giving a step back needs a reason, in words; not too many. Details: `element`, `limit`."""

    code = "return_reason_required"


class Before(NamedTuple):
    """The step before one that waits: its visit, the event that completed it, and for which roles it was."""

    visit: Visit
    completed: Event
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """What giving a step back would do: `item` waits no more, and `before`, called `name` and for `roles`, begins once
    more; `completed_by` is who had completed it."""

    item: WorkItem
    before: Visit
    name: str
    roles: tuple[str, ...]
    completed_by: str


def step_before(
    executable: Executable, history: Sequence[Event], waiting: Collection[Visit], visit: Visit
) -> Before | None:
    """The step to which the work of `visit`, which waits, may be given back after `history`; None where it may not.

    `waiting` is all work that waits. Raises UnknownEventType, and what reading an event that somebody wrote by hand
    does.
    """
    if visit.index is not None or sum(each.element == visit.element for each in waiting) != 1:
        return None
    found, process_id = _enabled_by(history, visit)
    if found is None or found.visit.scope != visit.scope or found.visit.index is not None:
        return None
    process = executable.processes.get(process_id)
    return found if process is not None and may_return(process, found.visit.element, visit.element) else None


def _enabled_by(history: Sequence[Event], wanted: Visit) -> tuple[Before | None, str]:
    """What made the work of a visit wait, where that was somebody's completing a step, and the process it is of."""
    enabled = dict[Visit, Before | None]()
    processes, roles = dict[Visit, str](), dict[Visit, tuple[str, ...]]()
    cause: Before | None = None
    for event in history:
        type_ = type_of(event)
        if type_ is USER_TASK_ENABLED:
            at, payload = visit_of(event), event.payload
            enabled[at], processes[at] = cause, str(payload["process"])
            said = payload["roles"]
            roles[at] = tuple(map(str, said)) if isinstance(said, list) else ()
        elif type_ is INSTANCE_MIGRATED:
            cause, enabled = None, {}
        elif type_ is INSTANCE_RETURNED:
            cause = _once_more(event, enabled)
        elif type_.part is Part.CAUSE:
            by_somebody = type_ is USER_TASK_COMPLETED and event.actor is not None and not is_link(event.actor)
            done = visit_of(event) if by_somebody else None
            cause = None if done is None else Before(done, event, roles.get(done, ()))
    return enabled.get(wanted), processes.get(wanted, "")


def _once_more(event: Event, enabled: dict[Visit, Before | None]) -> Before | None:
    """What made a step wait to which another was given back: what had the first time."""
    mapping = event.payload["mapping"]
    assert isinstance(mapping, dict)
    (to,) = mapping.values()
    earlier = [before for visit, before in enabled.items() if visit.element == to]
    return earlier[-1] if earlier else None


def may_give_back(who: Person, item: WorkItem, before: Before) -> str | None:
    """By which role a person may give a step back: that by which they may do it, or that by which they completed the
    one before; None where they may not."""
    role = who.role_for(item.roles)
    if role is None and before.completed.actor == who.id:
        role = min(who.roles.intersection(before.roles), default=None)
    return role


def preview(
    connection: Connection, runtime: Runtime, item: WorkItem, history: Sequence[Event], who: Person
) -> Return | None:
    """What giving a step that waits back would do, for a person who may; None where it cannot be, or they may not.
    `history` is that of its instance.

    Raises NotFound (kind ``instance``).
    """
    if not item.is_open or item.assignee not in (None, *who.work_of):
        return None
    folio = folio_of(item.id)
    instance = queries.instance(connection, EVERYTHING, folio)
    executable = runtime.library.executable(connection, instance.process_id, instance.versions)
    waiting = [each.item.visit for each in queries.tasks(connection, EVERYTHING, folio=folio)]
    try:
        before = step_before(executable, history, waiting, item.visit)
    except UNREADABLE:  # what somebody wrote by hand into the history
        return None
    if before is None or may_give_back(who, item, before) is None:
        return None
    node = executable.node(item.process_id, before.visit.element)
    assert before.completed.actor is not None
    return Return(item, before.visit, node.name or node.id, before.roles, before.completed.actor)


@hides(TASK)
def give_back(
    connection: Connection, runtime: Runtime, id: str, reason: str, *, actor: str, at: datetime
) -> Projection:
    """Give a step back to the one before it, with a reason.

    Raises NotFound, TaskAlreadyCompleted, InstanceEnded, NotReturnable, ClaimedByAnother, NotACandidate unless `actor`
    may do the step or completed the one before, ReturnReasonRequired, ExecutionFailed.
    """
    session, item = open_work(connection, runtime, id)
    who, before = session.acting(actor, at), _before(session, item)
    role = who.role_for(item.roles) if before is None else may_give_back(who, item, before)
    if role is None:
        raise NotACandidate(actor=actor, element=item.name, roles=sorted(item.roles))
    if item.assignee not in (None, *who.work_of):
        raise ClaimedByAnother(actor=actor, assignee=item.assignee, element=item.name)
    if before is None:
        raise NotReturnable(element=item.name)
    said = reason.strip()
    if not said or len(said) > LONGEST:
        raise ReturnReasonRequired(element=item.name, limit=LONGEST)
    session.execution()  # makes the snapshot where it was dropped
    assert session.snapshot is not None
    executable, mapping = session.executable, {item.visit.element: before.visit.element}
    moved = move(executable, bytes(session.snapshot), executable, mapping, anew=True)
    runs_on = versions_of(store.read(connection, session.id, session.folio))[-1]
    versions = dict(session.versions)
    payload = {
        "from": versions,
        "to": versions,
        "digests": dict(runs_on.digests),
        "mapping": mapping,
        "waived": [],
        "reason": said,
    }
    instead = who.in_place_of(role, item.assignee)
    cause = NewEvent(INSTANCE_RETURNED.name, actor=actor, role=role, payload=payload, in_place_of=instead)
    return relocate(session, cause, executable, versions, moved, at=at)


def _before(session: InstanceSession, item: WorkItem) -> Before | None:
    history = store.read(session.connection, session.id, session.folio)
    waiting = [each.visit for each in session.open_items()]
    return step_before(session.executable, history, waiting, item.visit)
