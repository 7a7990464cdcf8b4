"""Commands: what people do to instances. Each runs inside the caller's transaction; actor and time are arguments.

A command does everything it says, or raises; the caller's transaction then rolls back and nothing is stored. Whoever is
refused and does not see the instance is told that there is none (`engine.instances.reading.hides`).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, insert

from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.validate import FieldError, validate
from bpmn.messages import lazy_gettext
from bpmn.model import Activity
from engine import canonical_json
from engine.cache_versions import CALENDAR, current_version
from engine.documents import store as documents
from engine.errors import Conflict, FormRejected, Invalid
from engine.execution.compiler import Executable
from engine.execution.outcomes import decided_end
from engine.execution.runner import Execution
from engine.history.chain import NO_EVENTS, NewEvent, event_at
from engine.history.commitments import KEY_BYTES
from engine.history.event_types import (
    INSTANCE_CANCELLED,
    INSTANCE_STARTED,
    TIMER_WITHDRAWN,
    USER_TASK_ASKED_FOR,
    USER_TASK_ASSIGNED,
    USER_TASK_CLAIMED,
    USER_TASK_COMPLETED,
    USER_TASK_RELEASED,
    USER_TASK_TAKEN_OVER,
    USER_TASK_WITHDRAWN,
)
from engine.history.statuses import InstanceStatus
from engine.identity.commands import hold_here
from engine.identity.role_ids import ADMINISTRATOR
from engine.identity.substitutions import acting
from engine.instances import rights, starts
from engine.instances.models import instances
from engine.instances.projection import Projection, WorkItem
from engine.instances.reading import INSTANCE, TASK, hides
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession
from engine.instances.start_forms import start_form_of

ANY_END = "*"
"""Confirms whatever end a completion decides: for those who are not asked. No element has this id."""


class ReasonRequired(Invalid):
    """What is done needs a reason: cancelling, taking over, giving to another what somebody has. Details: `about`, the
    folio or the name of the step."""

    code = "reason_required"


class EndNotConfirmed(Conflict):
    """The completion would decide how the instance ends, and the actor has not confirmed that end. Nothing was stored.

    Details: `folio`, `process_id`, `end` (the id of the end event that is the only one left).
    """

    code = "end_not_confirmed"


def start(
    connection: Connection,
    runtime: Runtime,
    process_id: str,
    submitted: Mapping[str, object] | None = None,
    *,
    actor: str,
    at: datetime,
) -> tuple[str, Projection]:
    """Start an instance of the version in force; gives its folio and its projection.

    `submitted` is what was said before it begins, to the form of that (`engine.instances.start_forms`); None where
    nothing was asked. Raises NotFound (kind ``process`` or ``person``), NotAllowed unless `actor` staffs the lane in
    which the process starts, FormRejected naming every field that fails, ExecutionFailed.
    """
    who = acting(connection, actor, at)
    in_force = runtime.library.versions_in_force(connection, process_id)
    versions = {name: version.number for name, version in in_force.items()}
    executable = runtime.library.executable(connection, process_id, versions)
    role = rights.require_starter(who, executable)
    values = {} if submitted is None else _said_at_start(connection, runtime, executable, versions, submitted, at)
    folio = starts.next_folio(connection, executable, at, runtime.calendar.zone)
    row = {
        "folio": folio,
        "process_id": process_id,
        "versions": canonical_json.dumps(versions),
        "status": InstanceStatus.RUNNING,
        "started_by": actor,
        "started_at": at,
        "head_seq": NO_EVENTS.seq,
        "head_hash": NO_EVENTS.hash,
        "head_at": NO_EVENTS.at,
        "key": runtime.draw(KEY_BYTES).hex(),
    }
    connection.execute(insert(instances), row)
    session = InstanceSession.open(connection, runtime, folio)
    step = Execution(executable).start(values)
    # Of each part: a verifier can then name the diagram or the form that was changed.
    digests = {name: canonical_json.loads(version.parts) for name, version in in_force.items()}
    payload = {"process": process_id, "versions": versions, "digests": digests, "values": values}
    cause = NewEvent(INSTANCE_STARTED.name, actor=actor, role=role, payload=payload)
    became = session.advance(cause, step, values, at=at)
    starts.register(connection, session.id, folio, process_id, actor=actor, at=at)
    return folio, became


@hides(TASK)
def claim(connection: Connection, runtime: Runtime, id: str, *, actor: str, at: datetime) -> WorkItem:
    """Assign a work item to the actor, so that nobody else completes it. Does nothing where the actor has it already.

    Raises NotFound, TaskAlreadyCompleted, NotACandidate, ClaimedByAnother.
    """
    session, item = open_work(connection, runtime, id)
    role = rights.require_candidate(session.acting(actor, at), item)
    if item.assignee == actor:
        return item
    hold_here(connection, actor)  # what somebody who leaves takes at that moment would stay with them
    event = event_at(USER_TASK_CLAIMED, item.visit, actor=actor, role=role)
    return session.record([event], at=at, known=[item]).items[item.visit]


@hides(TASK)
def release(connection: Connection, runtime: Runtime, id: str, *, actor: str, at: datetime) -> WorkItem:
    """Give a work item back to everybody who may complete it. Does nothing where nobody has it.

    Raises NotFound, TaskAlreadyCompleted, NotAllowed unless `actor` has it, or might have had it where nobody has, or
    is an administrator.
    """
    session, item = open_work(connection, runtime, id)
    who = session.acting(actor, at)
    if item.assignee is None:
        if ADMINISTRATOR not in who.roles:
            rights.require_role(who, item)
        return item
    role = rights.require_assignee(who, item)
    event = event_at(USER_TASK_RELEASED, item.visit, actor=actor, role=role)
    return session.record([event], at=at, known=[item]).items[item.visit]


@hides(TASK)
def assign(
    connection: Connection,
    runtime: Runtime,
    id: str,
    assignee: str,
    reason: str = "",
    *,
    actor: str,
    at: datetime,
) -> WorkItem:
    """Assign a work item to somebody who may complete it; a head who takes it from somebody says why.

    Raises NotFound, TaskAlreadyCompleted, NotACandidate when `assignee` may not do it, ReasonRequired, NotAllowed
    unless `actor` may do it too (and nobody else has it), heads one of its roles, or is an administrator.
    """
    session, item = open_work(connection, runtime, id)
    who, to = session.acting(actor, at), session.acting(assignee, at)
    role = rights.require_assigner(who, item)
    rights.require_role(to, item)
    if item.assignee == assignee:
        return item
    why = reason.strip()
    if not why and item.assignee not in (None, actor) and role != ADMINISTRATOR:
        raise ReasonRequired(about=item.name)
    hold_here(connection, assignee)
    payload = {"assignee": assignee, "reason": why or None}
    event = event_at(USER_TASK_ASSIGNED, item.visit, actor=actor, role=role, payload=payload)
    return session.record([event], at=at, known=[item]).items[item.visit]


@hides(TASK)
def take_over(connection: Connection, runtime: Runtime, id: str, reason: str, *, actor: str, at: datetime) -> WorkItem:
    """Take a work item from the colleague who has it, saying why: they are told. What they wrote is theirs, and offered
    to whoever goes on (`engine.form_drafts.queries.offered_drafts`).

    Raises NotFound, TaskAlreadyCompleted, NotACandidate, NobodyHasIt, ReasonRequired.
    """
    session, item = open_work(connection, runtime, id)
    role, colleague = rights.require_colleague(session.acting(actor, at), item)
    if not reason.strip():
        raise ReasonRequired(about=item.name)
    hold_here(connection, actor)
    payload = {"from": colleague, "reason": reason.strip()}
    event = event_at(USER_TASK_TAKEN_OVER, item.visit, actor=actor, role=role, payload=payload)
    return session.record([event], at=at, known=[item]).items[item.visit]


@hides(TASK)
def ask_for(
    connection: Connection, runtime: Runtime, id: str, message: str = "", *, actor: str, at: datetime
) -> WorkItem:
    """Ask the colleague who has a work item to give it back or to say how it stands; they are told, and keep it.

    Raises NotFound, TaskAlreadyCompleted, NotACandidate, NobodyHasIt.
    """
    session, item = open_work(connection, runtime, id)
    role, colleague = rights.require_colleague(session.acting(actor, at), item)
    payload = {"assignee": colleague, "message": message.strip() or None}
    event = event_at(USER_TASK_ASKED_FOR, item.visit, actor=actor, role=role, payload=payload)
    return session.record([event], at=at, known=[item]).items[item.visit]


@hides(TASK)
def complete(
    connection: Connection,
    runtime: Runtime,
    id: str,
    submitted: Mapping[str, object],
    *,
    actor: str,
    at: datetime,
    confirmed_end: str = ANY_END,
) -> Projection:
    """Complete a work item with the values of its form, and execute the diagram to the next human work.

    Raises NotFound, TaskAlreadyCompleted, NotACandidate, ClaimedByAnother, FormRejected naming every field that fails,
    ExecutionFailed when the diagram cannot go on, EndNotConfirmed when it would decide that the instance ends
    (`engine.execution.outcomes`) otherwise than in `confirmed_end`, the end event that the actor was told of.
    """
    session, item = open_work(connection, runtime, id)
    role = rights.require_candidate(session.acting(actor, at), item)
    given = filled_in(session, item, submitted, at=at)
    return finish(session, item, given, actor=actor, role=role, at=at, confirmed_end=confirmed_end)


class FilledIn(NamedTuple):
    """A form of a work item that was checked: the `data` the item sees, and the `values` that were submitted."""

    form: Form | None
    execution: Execution
    data: Mapping[str, object]
    values: dict[str, object]


def filled_in(session: InstanceSession, item: WorkItem, submitted: Mapping[str, object], *, at: datetime) -> FilledIn:
    """Check what was `submitted` for a work item. Raises FormRejected naming every field that fails."""
    execution = session.execution()
    data = execution.seen_at(item.visit) or {}
    form = form_of(session.connection, session.runtime, session, item)
    environment = session.calendar.environment(at)
    return FilledIn(form, execution, data, _checked(session.connection, form, submitted, data, environment))


def finish(
    session: InstanceSession,
    item: WorkItem,
    given: FilledIn,
    *,
    actor: str,
    role: str | None,
    at: datetime,
    confirmed_end: str,
    before: Sequence[NewEvent] = (),
) -> Projection:
    """Complete a work item with what was `given`, whoever `actor` is, who may by `role`; `before` are events about it
    that come first.

    Raises ExecutionFailed, EndNotConfirmed; nothing is written then.
    """
    step = given.execution.complete(item.visit, given.values)
    if confirmed_end != ANY_END:
        end = decided_end(session.executable, item.visit, step)
        if end not in (None, confirmed_end):
            raise EndNotConfirmed(folio=session.folio, process_id=session.process_id, end=end)
    cause = event_at(USER_TASK_COMPLETED, item.visit, actor=actor, role=role, payload=given.values)
    return session.advance(cause, step, {**given.data, **given.values}, at=at, item=item, before=before)


@hides(INSTANCE)
def cancel(
    connection: Connection,
    runtime: Runtime,
    folio: str,
    reason: str,
    *,
    actor: str,
    at: datetime,
    mistake: bool = False,
) -> Projection:
    """Cancel an instance. The reason is recorded, and whether it was begun by `mistake`; its open work items and its
    timers are withdrawn.

    Raises NotFound, InstanceEnded, ReasonRequired, NotAllowed unless `actor` may start such an instance, heads those
    who may, or is an administrator.
    """
    session = InstanceSession.open(connection, runtime, folio)
    session.require_running()
    role = rights.require_canceller(session.acting(actor, at), session.executable)
    if not reason.strip():
        raise ReasonRequired(about=folio)
    open_items, waiting = session.open_items(), session.waiting_timers()
    payload = {"reason": reason.strip(), "mistake": mistake}
    cause = NewEvent(INSTANCE_CANCELLED.name, actor=actor, role=role, payload=payload)
    events = [cause]
    events += [event_at(USER_TASK_WITHDRAWN, item.visit) for item in open_items]
    events += [event_at(TIMER_WITHDRAWN, timer.visit) for timer in waiting]
    events += session.resolved([*open_items, *waiting], cause)
    return session.record(events, at=at, known=[*open_items, *waiting])


def form_of(connection: Connection, runtime: Runtime, session: InstanceSession, item: WorkItem) -> Form | None:
    """The form of a work item in the version that its instance runs on; None when the activity has none."""
    node = session.executable.node(item.process_id, item.visit.element)
    if not isinstance(node, Activity) or node.form is None:
        return None
    return runtime.library.form(connection, item.process_id, session.versions[item.process_id], node.form)


def open_work(connection: Connection, runtime: Runtime, id: str) -> tuple[InstanceSession, WorkItem]:
    """Lock the instance of an open work item. Raises NotFound, TaskAlreadyCompleted, InstanceEnded."""
    session, item = InstanceSession.open_at(connection, runtime, id)
    rights.require_open(item)
    session.require_running()
    return session, item


def _said_at_start(
    connection: Connection,
    runtime: Runtime,
    executable: Executable,
    versions: Mapping[str, int],
    submitted: Mapping[str, object],
    at: datetime,
) -> dict[str, object]:
    form = start_form_of(connection, runtime.library, executable, versions)
    days = runtime.days.at(connection, current_version(connection, CALENDAR), runtime.calendar)
    return _checked(connection, form, submitted, {}, days.environment(at))


def _checked(
    connection: Connection,
    form: Form | None,
    submitted: Mapping[str, object],
    data: Mapping[str, object],
    environment: Environment,
) -> dict[str, object]:
    if form is None:
        if submitted:
            why = lazy_gettext("This activity has no form: it takes no data.")
            raise FormRejected([FieldError(name, name, "unknown", why) for name in submitted], form=None)
        return {}
    result = validate(form, submitted, data, environment=environment)
    if result.errors:
        raise FormRejected(result.errors, form=form.id)
    if form.compiled.files:
        _check_files(connection, form, result.values)
    return result.values


def _check_files(connection: Connection, form: Form, values: Mapping[str, object]) -> None:
    wanted = {sha256: field for field, sha256 in _hashes("", values)}
    lost = documents.missing(connection, wanted)
    errors = [
        FieldError(wanted[sha256], wanted[sha256], "file", lazy_gettext("This file was not received: attach it again."))
        for sha256 in sorted(lost)
    ]
    if errors:
        raise FormRejected(errors, form=form.id)


def _hashes(path: str, value: object) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        if "sha256" in value and "size" in value:
            return [(path, str(value["sha256"]))]
        return [pair for name, inner in value.items() for pair in _hashes(f"{path}.{name}".lstrip("."), inner)]
    if isinstance(value, list):
        return [pair for inner in value for pair in _hashes(path, inner)]
    return []
