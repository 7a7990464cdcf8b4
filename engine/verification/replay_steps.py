"""Executes a history again, step by step, and compares what each step gives with what was recorded.

A step is set off by a cause. The same recorder that wrote its consequences writes them again, and they must be there:
nothing else, in that order, in that moment. Who may complete a work item and when it is due depend on people and on the
calendar and were decided once; of those only what the diagram says is compared here, and the rest by whoever knows them
(`engine.verification.decided_checker`).
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Activity, FlowNode
from engine import canonical_json
from engine.calendar.office import OfficeCalendar
from engine.clock import from_text
from engine.definitions.staffing import fixed_roles
from engine.errors import DiagramRejected, EngineError, ExecutionFailed, NotFound, ReplayDiverged
from engine.execution.compiler import Executable, Executables
from engine.execution.guiding import Guide, NeedsValues, under
from engine.execution.moving import Moved, NotMovable
from engine.execution.reference_run import ReferenceLimit, ReferenceRun
from engine.execution.runner import Enabled, Execution, Step
from engine.history.chain import Event, NewEvent, visit_of
from engine.history.disposals import is_disposed
from engine.history.event_types import (
    DISPOSABLE,
    INSTANCE_COMPLETED,
    INSTANCE_RETURNED,
    INSTANCE_STARTED,
    REGISTRY,
    TIMER_WITHDRAWN,
    USER_TASK_COMPLETED,
    USER_TASK_WITHDRAWN,
    Assigns,
    EventType,
    Origin,
    Part,
    Subject,
    UnknownEventType,
    type_of,
)
from engine.history.statuses import InstanceStatus
from engine.history.versions import runs_on
from engine.history.visits import Visit
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances.event_recorder import EventRecorder
from engine.instances.returning import step_before
from engine.instances.snapshots import advance, migrate
from engine.instances.visible import bare_message
from engine.verification.everybody import Everybody
from engine.verification.incident_tracker import IncidentTracker
from engine.verification.link_tracker import LinkTracker

OVER = (InstanceStatus.COMPLETED, InstanceStatus.CANCELLED)
DECIDED = frozenset({"due_at", "roles"})
"""The keys of a payload that depend on more than the diagram and the data."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered in the event `cause`, to `work` as it waited; `activity` is what it is in the diagram, of
    version number `version`."""

    cause: Event
    work: Enabled
    activity: FlowNode
    version: int


Answered = Callable[[Answer], None]
"""Is called with each answer before the step that it sets off is taken."""


@dataclass(frozen=True, slots=True)
class ReplayStep:
    """The step that `cause` set off, with the `consequences` that follow it in the history, and what was `expected` to.

    `executable` is what the instance runs on after it; `moved` is the move that it was, None for any other step.
    """

    cause: Event
    step: Step
    consequences: Sequence[Event]
    expected: Sequence[NewEvent]
    executable: Executable
    moved: Moved | None = None


class PrunedDiffers(EngineError):
    """The pruned run and the reference run differ. Details: `seq`, `expected` (reference), `found` (pruned)."""

    code = "pruned_differs"


class Replay:
    """One execution of one history, from its first event on, which begins on `executable`.

    Besides the runner that the product uses, restored from its snapshot at every step, `reference`: the unpruned
    SpiffWorkflow runs too, as far as it can; `limit` says why it went no further, None when it reached the end.
    A history whose values were disposed of is executed by what it recorded (`engine.execution.guiding`); `ended_at` is
    the number of the event that this could not be done for any more, None where it could to the end.
    `executables` gives the other versions that the instance was moved to; `answered` is told of what people answered.
    """

    def __init__(
        self,
        executable: Executable,
        *,
        reference: bool,
        executables: Executables | None = None,
        answered: Answered | None = None,
    ) -> None:
        self._executable, self._executables = executable, executables
        self._answered = answered
        self._reference = ReferenceRun(executable) if reference else None
        self._recorder = EventRecorder(executable, _NoDueDates("UTC"), Everybody())
        self._versions: Mapping[str, int] = {}
        self._open: set[Visit] = set()
        self._timers: set[Visit] = set()
        self._links = LinkTracker(executable)
        self._incidents = IncidentTracker()
        self._ended = False
        self._disposed = False
        self._guide: Guide | None = None
        self.snapshot: bytes | None = None
        self.limit: Message | None = None
        self.ended_at: int | None = None

    def steps(self, history: Sequence[Event]) -> Iterator[ReplayStep]:
        """Every step of `history`, in order.

        Raises ReplayDiverged at the first event that execution does not give (UnknownEventType when that is of a type
        that is not in the registry), PrunedDiffers where the two runs differ.
        """
        self._disposed = is_disposed(history)
        position = 0
        while position < len(history):
            event = history[position]
            position += 1
            if self._disposed:
                self._guide = Guide(self._executable, history[position:])
            type_ = _type(event)
            nowhere = (event.scope, event.element, event.round, event.index) == ("", None, None, None)
            if (type_ is INSTANCE_STARTED and nowhere) != (position == 1):
                raise _diverged(event, INSTANCE_STARTED.name if position == 1 else "—", _outline(event))
            self._links.follow(event, self._open, self.snapshot)
            self._incidents.follow(event, self._open, self._timers)
            moves = type_.part is Part.MIGRATION and nowhere and not self._ended
            changes = type_.part is Part.CHANGE and nowhere and not self._ended and event.actor is not None
            if type_.part is Part.CAUSE or moves or changes:
                try:
                    step = (self._moved if moves else self._step)(event, history, position)
                except NeedsValues as error:
                    self._end_early(event, error.element, history)
                    return
                yield step
                position += len(step.consequences)
            elif type_.part is Part.CANCELLATION and not self._ended:
                position += self._cancelled(history, position)
            elif type_.part is Part.DISPOSAL and nowhere and self._ended and position == len(history):
                self._check_rule(event)
            elif type_.part is not Part.ASIDE or not self._is_possible(type_, event):
                raise _diverged(event, "—", _outline(event))
        self._links.end()
        if history:
            self._incidents.end(history[-1], self._open, self._timers)

    def _end_early(self, event: Event, element: str | None, history: Sequence[Event]) -> None:
        """What comes after `event` depends on values that were disposed of; that they could be is still checked."""
        self.ended_at = event.seq
        self.limit = lazy_gettext(
            "The values that decide how it goes on at “{element}” were disposed of.", element=element or "—"
        )
        ends = (each.seq for each in history[event.seq :] if type_of(each).status in OVER)
        if next(ends, None) is None:
            raise _diverged(history[-1], INSTANCE_COMPLETED.name, _outline(history[-1]))
        for each in history[event.seq : -1]:
            if type_of(each).part is Part.DISPOSAL:
                raise _diverged(each, "—", _outline(each))
        self._check_rule(history[-1])

    def _check_rule(self, event: Event) -> None:
        """Check that a disposal says by whom and under which rule."""
        rule = event.payload.get("rule")
        if event.actor is None or not isinstance(rule, str) or not rule.strip():
            raise _diverged(event, "rule", _outline(event))

    def _is_possible(self, type_: EventType, event: Event) -> bool:
        """Whether an event that moves nothing can stand here. The trackers have checked those about links and
        incidents."""
        if type_.subject in (Subject.CLIENT_LINK, Subject.INCIDENT):
            return True
        if type_.subject is Subject.INSTANCE:
            return event.element is None and event.round is None
        if (event.actor is None) != (Origin.JOB in type_.origins) or _visit(event) not in self._open:
            return False
        try:
            return type_.assigns is not Assigns.NAMED or isinstance(event.payload["assignee"], str)
        except _UNREADABLE:
            return False

    def _step(self, cause: Event, history: Sequence[Event], position: int) -> ReplayStep:
        type_ = type_of(cause)
        if type_.part is Part.CAUSE and type_ is not INSTANCE_STARTED:
            # Not in an instance that was cancelled either, whatever its snapshot still holds.
            waiting = self._timers if type_.subject is Subject.TIMER else self._open
            if _visit(cause) not in waiting:
                raise _diverged(cause, _visits(waiting), _outline(cause))
            waiting.remove(_visit(cause))
        try:
            execution = Execution(self._executable, self.snapshot)
            if self._answered is not None and type_ is USER_TASK_COMPLETED:
                self._answered(self._answer(cause, execution))
            with under(self._guide):
                step = advance(execution, cause)
            expected = self._recorder.record_step(_NOTHING, None, {}, step, from_text(cause.at)).events[1:]
        except ExecutionFailed as error:
            raise _diverged(cause, "—", f"{error.element}: {bare_message(error.reason)}") from error
        except _UNREADABLE as error:
            raise _diverged(cause, "—", _outline(cause)) from error
        self._check_reference(cause, step)
        consequences = self._consequences(cause, expected, history, position)
        self._follow(step)
        if type_ is INSTANCE_STARTED:
            found = runs_on(cause)
            self._versions = {} if found is None else found.versions
        return ReplayStep(cause, step, consequences, expected, self._executable)

    def _answer(self, cause: Event, execution: Execution) -> Answer:
        work = execution.work_at(_visit(cause))
        assert work is not None
        node = self._executable.node(work.process_id, work.visit.element)
        return Answer(cause, work, node, self._versions[work.process_id])

    def _moved(self, cause: Event, history: Sequence[Event], position: int) -> ReplayStep:
        """The move of the instance to other versions that `cause` says."""
        old = self._executable
        try:
            was, snapshot = cause.payload["from"], self.snapshot
            assert self._executables is not None and snapshot is not None
            if was != self._versions:
                raise _diverged(cause, canonical_json.dumps(dict(self._versions)), canonical_json.dumps(was))
            if type_of(cause) is INSTANCE_RETURNED:
                self._check_return(cause, history[: position - 1])
            with under(self._guide):
                new, moved = migrate(self._executables, old, snapshot, cause)
            self._check_waived(cause, new)
            self._recorder = EventRecorder(new, _NoDueDates("UTC"), Everybody())
            expected = self._recorder.record_move(_NOTHING, old, moved, {}, from_text(cause.at)).events[1:]
            found = runs_on(cause)
            assert found is not None
            if found.digests.keys() != found.versions.keys() or found.versions.keys() < {new.process_id}:
                raise _diverged(cause, ", ".join(found.versions), ", ".join(found.digests))
            work = {each.visit: each.now.visit for each in moved.work}
            self._links.move(new, cause, work)
            self._incidents.move(work | {each.visit: each.now.visit for each in moved.timers})
        except (NotFound, DiagramRejected, ExecutionFailed, *_UNREADABLE) as error:
            raise _diverged(cause, "—", f"{type(error).__name__}: {error}") from error
        self._executable, self._versions = new, found.versions
        self._move_reference(cause, new, moved)
        consequences = self._consequences(cause, expected, history, position)
        self._open = {each.now.visit for each in moved.work}
        self._timers = {each.now.visit for each in moved.timers}
        self._follow(moved.step)
        return ReplayStep(cause, moved.step, consequences, expected, new, moved)

    def _check_return(self, cause: Event, before: Sequence[Event]) -> None:
        """Check that a step may be given back as `cause` says: to the one before it, within the same versions."""
        payload = cause.payload
        mapping = payload["mapping"]
        assert isinstance(mapping, dict)
        waits = [visit for visit in self._open if visit.element in mapping]
        found = step_before(self._executable, before, self._open, waits[0]) if len(waits) == len(mapping) == 1 else None
        expected = {} if found is None else {waits[0].element: found.visit.element}
        if payload["to"] != payload["from"] or not mapping or mapping != expected:
            raise _diverged(cause, canonical_json.dumps(expected), canonical_json.dumps(mapping))

    def _check_waived(self, cause: Event, new: Executable) -> None:
        # Whether a waiver was needed is a rule of today, and what was decided by yesterday's rule stays decided.
        waived = cause.payload["waived"]
        assert isinstance(waived, list)
        elements = {element for _, element in new.nodes}
        said = (isinstance(cause.payload["reason"], str) or self._disposed) and cause.actor is not None
        if not said or not elements.issuperset(waived):
            raise _diverged(cause, "—", canonical_json.dumps(waived))

    def _move_reference(self, cause: Event, new: Executable, moved: Moved) -> None:
        if self._reference is None:
            return
        try:
            with under(self._guide):
                anew = type_of(cause) is INSTANCE_RETURNED
                self._reference, found = self._reference.moved(new, moved.mapping, anew=anew)
        except ReferenceLimit as limit:
            self.limit, self._reference = limit.reason, None
            return
        except (NotMovable, ExecutionFailed) as error:
            raise PrunedDiffers(seq=cause.seq, expected=str(error), found=_step_outline(moved.step)) from error
        same = replace(moved, step=replace(moved.step, snapshot=found.step.snapshot), places=found.places)
        if found != same:
            raise PrunedDiffers(seq=cause.seq, expected=_step_outline(found.step), found=_step_outline(moved.step))

    def _follow(self, step: Step) -> None:
        """Go on behind a step whose consequences are those recorded."""
        self.snapshot = step.snapshot
        self._open -= set(step.withdrawn)
        self._open |= {enabled.visit for enabled in step.enabled}
        self._timers -= set(step.timers_withdrawn)
        self._timers |= {timer.visit for timer in step.timers_set}
        self._ended = step.completed

    def _consequences(
        self, cause: Event, expected: Sequence[NewEvent], history: Sequence[Event], position: int
    ) -> Sequence[Event]:
        """The events from `position` on that are those `expected`, in the moment of `cause`."""
        consequences = history[position : position + len(expected)]
        for wanted, event in zip_longest(expected, consequences):
            if event is None:
                seq = cause.seq + len(consequences) + 1
                raise ReplayDiverged(folio=cause.folio, seq=seq, expected=_outline(wanted), found="—")
            same = _same(wanted, event) if event.opening is None else self._same_left(wanted, event)
            if not _follows(cause, event) or not same:
                raise _diverged(event, _outline(wanted), _outline(event))
        return consequences

    def _same_left(self, wanted: NewEvent, event: Event) -> bool:
        """As `_same`, of an event whose values were disposed of: by what is left of it. Of the roles that work was for
        those may follow from a value which the diagram does not name itself; that they were committed to when it
        happened is checked with the chain."""
        gone = DISPOSABLE.get(event.type, frozenset())
        if not isinstance(gone, frozenset):
            return False
        left = {name: value for name, value in wanted.payload.items() if name not in gone}
        found = canonical_json.loads(event.data)
        if "roles" in left and isinstance(found, dict) and isinstance(roles := found.get("roles"), list):
            process_id, element = str(wanted.payload["process"]), str(wanted.element)
            node = self._executable.node(process_id, element)
            named = fixed_roles(self._executable.processes[process_id], node) if isinstance(node, Activity) else ()
            given = isinstance(node, Activity) and any(owner.expression for owner in node.potential_owners)
            if given and roles[: len(named)] == list(named):
                left["roles"] = roles
        return _same(wanted._replace(payload=left), event._replace(opening=None))

    def _check_reference(self, cause: Event, step: Step) -> None:
        if self._reference is None:
            return
        try:
            with under(None if self._guide is None else self._guide.again()):
                found = advance(self._reference, cause)
        except ReferenceLimit as limit:
            self.limit, self._reference = limit.reason, None
            return
        except (ReplayDiverged, ExecutionFailed) as error:
            raise PrunedDiffers(seq=cause.seq, expected=str(error), found=_step_outline(step)) from error
        if found != replace(step, snapshot=found.snapshot):
            raise PrunedDiffers(seq=cause.seq, expected=_step_outline(found), found=_step_outline(step))

    def _cancelled(self, history: Sequence[Event], position: int) -> int:
        """How many events follow from a cancellation: all open work and all timers are withdrawn."""
        waiting = {(USER_TASK_WITHDRAWN.name, visit) for visit in self._open}
        waiting |= {(TIMER_WITHDRAWN.name, visit) for visit in self._timers}
        left, cause = set(waiting), history[position - 1]
        for event in history[position : position + len(waiting)]:
            withdrawal = event.type, _visit(event)
            if withdrawal not in left or not _follows(cause, event):
                raise _diverged(event, _withdrawals(left), _outline(event))
            left.remove(withdrawal)
        if left:
            seq = cause.seq + len(waiting) - len(left) + 1
            raise ReplayDiverged(folio=cause.folio, seq=seq, expected=_withdrawals(left), found="—")
        self._open, self._timers, self._ended = set(), set(), True
        return len(waiting)


class _NoDueDates(OfficeCalendar):
    """Computes no due dates: a holiday decreed later moves none in the past, and due dates are not compared."""

    def due_at(self, due: object, enabled_at: datetime, data: Mapping[str, object]) -> datetime:
        return enabled_at


# What reading an event that somebody wrote by hand may raise.
_UNREADABLE = (AssertionError, AttributeError, KeyError, TypeError, ValueError)
_NOTHING = NewEvent("—")
_OUTLINE = 300
"""Characters of a payload that are shown where execution gives another: as many as the roles of work stand within."""


def _type(event: Event) -> EventType:
    if event.type not in REGISTRY:
        raise _diverged(event, "—", _outline(event))
    return type_of(event)


def _visit(event: Event) -> Visit:
    if event.element is None or event.round is None:
        raise _diverged(event, "—", _outline(event))
    return visit_of(event)


def _follows(cause: Event, event: Event) -> bool:
    """Whether an event happened by itself, when and by the way by which its cause did."""
    happened = event.at, event.clock, event.channel, event.actor, event.role, event.in_place_of
    return happened == (cause.at, cause.clock, cause.channel, None, None, None)


def _same(wanted: NewEvent, event: Event) -> bool:
    where = (wanted.type, wanted.scope, wanted.element, wanted.round, wanted.index)
    if where != (event.type, event.scope, event.element, event.round, event.index):
        return False
    expected = dict(wanted.payload)
    if not expected.keys() & DECIDED:
        return canonical_json.dumps(expected) == event.data
    try:
        found = event.payload
    except _UNREADABLE:
        return False
    roles, recorded = expected.get("roles"), found.get("roles")
    if isinstance(roles, list) and recorded != roles and recorded != [*roles, ADMINISTRATOR]:
        return False
    return expected.keys() == found.keys() and all(
        found[name] == value for name, value in expected.items() if name not in DECIDED
    )


def _visits(visits: Collection[Visit]) -> str:
    return ", ".join(sorted(map(str, visits))) or "—"


def _withdrawals(left: Collection[tuple[str, Visit]]) -> str:
    return ", ".join(sorted(f"{type_} {visit}" for type_, visit in left)) or "—"


def _diverged(event: Event, expected: str, found: str) -> ReplayDiverged:
    if event.type not in REGISTRY:
        return UnknownEventType(folio=event.folio, seq=event.seq, type=event.type, expected=expected, found=found)
    return ReplayDiverged(folio=event.folio, seq=event.seq, expected=expected, found=found)


def _outline(event: NewEvent | Event) -> str:
    """An event in a few words. What somebody answered is not among them: whoever may read it sees it in the event."""
    data = str(event.data) if isinstance(event, Event) else canonical_json.dumps(event.payload)
    if event.type not in REGISTRY or REGISTRY[event.type].values_at is not None:
        data = "…"
    tail = "" if event.index is None else f".{event.index}"
    number = "" if event.round is None else f"#{event.round}{tail}"
    place = f"{event.scope}/{event.element or ''}{number}".lstrip("/")
    return f"{event.type} {place} {data if len(data) <= _OUTLINE else data[: _OUTLINE - 1] + '…'}"


def _step_outline(step: Step) -> str:
    """What a step left, in a few words."""
    enabled, timers = ([each.visit for each in found] for found in (step.enabled, step.timers_set))
    return f"enabled {_visits(enabled)}, timers {_visits(timers)}, ended {step.end}"
