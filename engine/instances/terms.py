"""Terms that change on record: a date that terms count from, such as the delivery to the client, and the calendar.

A term is set when its work begins to wait. A date that somebody changes, with a reason, is another value for all that
waits, and the terms that count from it follow in the same transaction. A day that the company decides of later moves no
term by itself: whoever administers the calendar may have those that are open counted anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from bpmn.forms.feel import Scope
from bpmn.forms.form import Form
from bpmn.forms.kinds import Datetime, Field
from bpmn.forms.validate import FieldError
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Activity, Due
from engine.clock import to_text
from engine.errors import FormRejected, NotFound
from engine.execution.compiler import Executable
from engine.history.chain import NewEvent, event_at
from engine.history.event_types import USER_TASK_DUE_CHANGED, VALUES_CHANGED
from engine.history.statuses import InstanceStatus, WorkItemStatus
from engine.identity.commands import require_administrator
from engine.identity.queries import Person
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances import execution_queries, queries, rights
from engine.instances.commands import ReasonRequired
from engine.instances.models import instances, work_items
from engine.instances.projection import WorkItem
from engine.instances.reading import INSTANCE, Reader, hides
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession

AT_ONCE = 500
"""Instances whose terms are counted anew in one transaction."""


@dataclass(frozen=True, slots=True)
class Changeable:
    """A date that terms count from: the variable, what its form calls it, and what it is."""

    variable: str
    label: str
    value: date


def changeable(
    connection: Connection, runtime: Runtime, reader: Reader, folio: str, who: Person
) -> tuple[Changeable, ...]:
    """The dates of an instance that `who` may change; none once it is over, or where they may not. Raises NotFound
    (kind ``instance``)."""
    instance = queries.instance(connection, reader, folio)
    executable = runtime.library.executable(connection, instance.process_id, instance.versions)
    if instance.status is not InstanceStatus.RUNNING or not rights.is_keeper(who, executable):
        return ()
    data = execution_queries.data(connection, runtime, reader, folio)
    return tuple(_changeable(connection, runtime, executable, instance.versions, data))


@hides(INSTANCE)
def change_date(
    connection: Connection,
    runtime: Runtime,
    folio: str,
    variable: str,
    value: str,
    reason: str,
    *,
    actor: str,
    at: datetime,
) -> int:
    """Change a date that terms count from, by whoever may start such an instance or administers; gives how many open
    terms followed.

    Raises NotFound (kind ``instance``, or ``date`` where no term counts from it or nobody gave it yet), InstanceEnded,
    NotAllowed, ReasonRequired, FormRejected where its form would not take it.
    """
    session = InstanceSession.open(connection, runtime, folio)
    session.require_running()
    at = session.moment(at)
    role = rights.require_keeper(session.acting(actor, at), session.executable)
    if not reason.strip():
        raise ReasonRequired(about=folio)
    execution = session.execution()
    data = execution.data()
    found = _changeable(connection, runtime, session.executable, session.versions, data)
    known = next((each for each in found if each.variable == variable), None)
    if known is None:
        raise NotFound(kind="date", id=variable)
    _check(session, variable, known.label, value, data, at)
    if value == known.value.isoformat():
        return 0
    payload = {"values": {variable: value}, "label": known.label, "reason": reason.strip()}
    cause = NewEvent(VALUES_CHANGED.name, actor=actor, role=role, payload=payload)
    session.advance(cause, execution.change({variable: value}), {**data, variable: value}, at=at)
    return _follow(session, reason.strip(), variable, actor=actor, role=role, at=at)


def recount(
    connection: Connection, runtime: Runtime, reason: str, *, actor: str, at: datetime, after: int = 0
) -> tuple[int, int | None]:
    """Count the open terms anew by the calendar of now, as an administrator, of at most `AT_ONCE` instances; gives how
    many changed, and after which the next ones come, None for no more.

    Raises NotAllowed, NotFound (kind ``person``), ReasonRequired.
    """
    require_administrator(connection, actor)
    if not reason.strip():
        raise ReasonRequired(about="")
    changed, ids = 0, _instances(connection, after)
    for id, folio in ids:
        session = InstanceSession.open(connection, runtime, folio)
        changed += _follow(session, reason.strip(), None, actor=actor, role=ADMINISTRATOR, at=session.moment(at))
        after = id
    return changed, after if len(ids) == AT_ONCE else None


def _instances(connection: Connection, after: int) -> list[tuple[int, str]]:
    waits = work_items.c.status == WorkItemStatus.OPEN, work_items.c.due_at.is_not(None)
    with_terms = select(work_items.c.instance_id).where(*waits)
    query = select(instances.c.id, instances.c.folio).where(instances.c.id > after, instances.c.id.in_(with_terms))
    return [(id, folio) for id, folio in connection.execute(query.order_by(instances.c.id).limit(AT_ONCE))]


def _follow(
    session: InstanceSession, reason: str, variable: str | None, *, actor: str, role: str | None, at: datetime
) -> int:
    others = list(_others(session, variable))
    events = [
        event_at(
            USER_TASK_DUE_CHANGED,
            item.visit,
            actor=actor,
            role=role,
            payload={"due_at": None if due is None else to_text(due), "reason": reason},
        )
        for item, due in others
    ]
    if events:
        session.record(events, at=at, known=[item for item, _ in others])
    return len(events)


def _others(session: InstanceSession, variable: str | None) -> Iterator[tuple[WorkItem, datetime | None]]:
    """The open work whose term is another by now; only that which counts from `variable`, where one is given."""
    execution = session.execution()
    for item in session.open_items():
        due = _due(session.executable, item)
        if due is None or (variable is not None and due.before != variable):
            continue
        new = session.calendar.due_at(due, item.enabled_at, execution.seen_at(item.visit) or {})
        if new != item.due_at:
            yield item, new


def _due(executable: Executable, item: WorkItem) -> Due | None:
    node = executable.node(item.process_id, item.visit.element)
    return node.due if isinstance(node, Activity) else None


def _changeable(
    connection: Connection,
    runtime: Runtime,
    executable: Executable,
    versions: Mapping[str, int],
    data: Mapping[str, object],
) -> Iterator[Changeable]:
    nodes = [node for process in executable.processes.values() for node in process.nodes]
    dues = [node.due for node in nodes if isinstance(node, Activity) and node.due is not None]
    for variable in sorted({due.before for due in dues if due.before}):
        found = _field(connection, runtime, executable, versions, variable)
        try:
            value = date.fromisoformat(str(data.get(variable))[:10])
        except ValueError:
            continue
        if found is not None:
            yield Changeable(variable, found[1].label, value)


def _field(
    connection: Connection, runtime: Runtime, executable: Executable, versions: Mapping[str, int], variable: str
) -> tuple[Form, Field] | None:
    """The field that asks for a date of the process itself, and its form; None where none does."""
    process = executable.processes[executable.process_id]
    for node in process.nodes:
        if not isinstance(node, Activity) or node.form is None:
            continue
        form = runtime.library.form(connection, process.id, versions[process.id], node.form)
        for name, field in form.fields():
            if name == variable and isinstance(field, Datetime) and field.stored:
                return form, field
    return None


def _check(
    session: InstanceSession, variable: str, label: str, value: str, data: Mapping[str, object], at: datetime
) -> None:
    """Raises FormRejected unless the field that asks for the date would take it."""
    found = _field(session.connection, session.runtime, session.executable, session.versions, variable)
    assert found is not None
    form, field = found
    scope = Scope.of({**data, variable: value}, session.calendar.environment(at))
    try:
        date.fromisoformat(value)
        messages: list[tuple[str, Message]] = [
            (each.code, each.message) for each in field.problems(value, label, scope)
        ]
    except ValueError:
        messages = [("type", lazy_gettext("{label}: it must be a date.", label=label))]
    else:
        for check in field.checks:
            if scope.evaluate(check.condition) is not True:
                text = lazy_gettext("{label}: {reason}", label=label, reason=check.message)
                messages.append(("check", text))
    if messages:
        raise FormRejected([FieldError(variable, label, code, text) for code, text in messages], form=form.id)
