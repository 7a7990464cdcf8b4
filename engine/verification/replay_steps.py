"""Executes a history again, step by step, and compares what each step gives with what was recorded.

A step is set off by a cause. The same recorder that wrote its consequences writes them again, and they must be there:
nothing else, in that order, in that moment. Who may complete a work item and when it is due depend on people and on the
calendar and were decided once; of those only what the diagram says is compared.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from bpmn.messages import Message
from engine import canonical_json
from engine.calendar.office import OfficeCalendar
from engine.clock import from_text
from engine.errors import DiagramRejected, EngineError, ExecutionFailed, NotFound, ReplayDiverged
from engine.execution.compiler import Executable, Executables
from engine.execution.moving import Moved, NotMovable
from engine.execution.reference_run import ReferenceLimit, ReferenceRun
from engine.execution.runner import Execution, Step
from engine.history.chain import Event, NewEvent, visit_of
from engine.history.event_types import (
    INSTANCE_STARTED,
    REGISTRY,
    TIMER_WITHDRAWN,
    USER_TASK_WITHDRAWN,
    Assigns,
    EventType,
    Part,
    Subject,
    UnknownEventType,
    type_of,
)
from engine.history.versions import runs_on
from engine.history.visits import Visit
from engine.identity.directory import Directory
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances.event_recorder import EventRecorder
from engine.instances.snapshots import advance, migrate
from engine.verification.incident_tracker import IncidentTracker
from engine.verification.link_tracker import LinkTracker

DECIDED = frozenset({"due_at", "roles"})
"""The keys of a payload that depend on more than the diagram and the data."""


@dataclass(frozen=True, slots=True)
class ReplayStep:
    """The step that `cause` set off, with the `consequences` that follow it in the history.

    `executable` is what the instance runs on after it; `moved` is the move that it was, None for any other step.
    """

    cause: Event
    step: Step
    consequences: Sequence[Event]
    executable: Executable
    moved: Moved | None = None


class PrunedDiffers(EngineError):
    """The pruned run and the reference run differ. Details: `seq`, `expected` (reference), `found` (pruned)."""

    code = "pruned_differs"


class Replay:
    """One execution of one history, from its first event on, which begins on `executable`.

    Besides the runner that the product uses, restored from its snapshot at every step, `reference`: the unpruned
    SpiffWorkflow runs too, as far as it can; `limit` says why it went no further, None when it reached the end.
    `executables` gives the other versions that the instance was moved to.
    """

    def __init__(self, executable: Executable, *, reference: bool, executables: Executables | None = None) -> None:
        self._executable, self._executables = executable, executables
        self._reference = ReferenceRun(executable) if reference else None
        self._recorder = EventRecorder(executable, _NoDueDates("UTC"), _Everybody())
        self._versions: Mapping[str, int] = {}
        self._open: set[Visit] = set()
        self._timers: set[Visit] = set()
        self._links = LinkTracker(executable)
        self._incidents = IncidentTracker()
        self._ended = False
        self.snapshot: bytes | None = None
        self.limit: Message | None = None

    def steps(self, history: Sequence[Event]) -> Iterator[ReplayStep]:
        """Every step of `history`, in order.

        Raises ReplayDiverged at the first event that execution does not give (UnknownEventType when that is of a type
        that is not in the registry), PrunedDiffers where the two runs differ.
        """
        position = 0
        while position < len(history):
            event = history[position]
            position += 1
            type_ = _type(event)
            nowhere = (event.scope, event.element, event.round, event.index) == ("", None, None, None)
            if (type_ is INSTANCE_STARTED and nowhere) != (position == 1):
                raise _diverged(event, INSTANCE_STARTED.name if position == 1 else "—", _outline(event))
            self._links.follow(event, self._open, self.snapshot)
            self._incidents.follow(event, self._open, self._timers)
            if type_.part is Part.CAUSE:
                step = self._step(event, history, position)
                yield step
                position += len(step.consequences)
            elif type_.part is Part.MIGRATION and nowhere and not self._ended:
                step = self._moved(event, history, position)
                yield step
                position += len(step.consequences)
            elif type_.part is Part.CANCELLATION and not self._ended:
                position += self._cancelled(history, position)
            elif type_.part is not Part.ASIDE or not self._is_possible(type_, event):
                raise _diverged(event, "—", _outline(event))
        self._links.end()
        if history:
            self._incidents.end(history[-1], self._open, self._timers)

    def _is_possible(self, type_: EventType, event: Event) -> bool:
        """Whether an event that moves nothing can stand here. The trackers have checked those about links and
        incidents."""
        if type_.subject in (Subject.CLIENT_LINK, Subject.INCIDENT):
            return True
        if type_.subject is Subject.INSTANCE:
            return event.element is None and event.round is None
        if event.actor is None or _visit(event) not in self._open:
            return False
        try:
            return type_.assigns is not Assigns.NAMED or isinstance(event.payload["assignee"], str)
        except _UNREADABLE:
            return False

    def _step(self, cause: Event, history: Sequence[Event], position: int) -> ReplayStep:
        type_ = type_of(cause)
        if type_ is not INSTANCE_STARTED:
            # Not in an instance that was cancelled either, whatever its snapshot still holds.
            waiting = self._timers if type_.subject is Subject.TIMER else self._open
            if _visit(cause) not in waiting:
                raise _diverged(cause, _visits(waiting), _outline(cause))
            waiting.remove(_visit(cause))
        try:
            step = advance(Execution(self._executable, self.snapshot), cause)
            expected = self._recorder.record_step(_NOTHING, None, {}, step, from_text(cause.at)).events[1:]
        except ExecutionFailed as error:
            raise _diverged(cause, "—", f"{error.details['element']}: {error.details['reason']}") from error
        except _UNREADABLE as error:
            raise _diverged(cause, "—", _outline(cause)) from error
        self._check_reference(cause, step)
        consequences = self._consequences(cause, expected, history, position)
        self._follow(step)
        if type_ is INSTANCE_STARTED:
            found = runs_on(cause)
            self._versions = {} if found is None else found.versions
        return ReplayStep(cause, step, consequences, self._executable)

    def _moved(self, cause: Event, history: Sequence[Event], position: int) -> ReplayStep:
        """The move of the instance to other versions that `cause` says."""
        old = self._executable
        try:
            was, snapshot = cause.payload["from"], self.snapshot
            assert self._executables is not None and snapshot is not None
            if was != self._versions:
                raise _diverged(cause, canonical_json.dumps(dict(self._versions)), canonical_json.dumps(was))
            new, moved = migrate(self._executables, old, snapshot, cause)
            self._check_waived(cause, new)
            self._recorder = EventRecorder(new, _NoDueDates("UTC"), _Everybody())
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
        return ReplayStep(cause, moved.step, consequences, new, moved)

    def _check_waived(self, cause: Event, new: Executable) -> None:
        # Whether a waiver was needed is a rule of today, and what was decided by yesterday's rule stays decided.
        waived = cause.payload["waived"]
        assert isinstance(waived, list)
        elements = {element for _, element in new.nodes}
        said = isinstance(cause.payload["reason"], str) and cause.actor is not None
        if not said or not elements.issuperset(waived):
            raise _diverged(cause, "—", canonical_json.dumps(waived))

    def _move_reference(self, cause: Event, new: Executable, moved: Moved) -> None:
        if self._reference is None:
            return
        try:
            self._reference, found = self._reference.moved(new, moved.mapping)
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
            if not _follows(cause, event) or not _same(wanted, event):
                raise _diverged(event, _outline(wanted), _outline(event))
        return consequences

    def _check_reference(self, cause: Event, step: Step) -> None:
        if self._reference is None:
            return
        try:
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


class _Everybody(Directory):
    """A directory in which somebody holds every role."""

    def __init__(self) -> None:
        pass

    def load(self, role_ids: object) -> None:
        pass

    def anybody(self, role_id: str) -> bool:
        return True


# What reading an event that somebody wrote by hand may raise.
_UNREADABLE = (AssertionError, AttributeError, KeyError, TypeError, ValueError)
_NOTHING = NewEvent("—")


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
    happened = event.at, event.clock, event.channel, event.actor, event.role
    return happened == (cause.at, cause.clock, cause.channel, None, None)


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
    """An event in a few words."""
    data = str(event.data) if isinstance(event, Event) else canonical_json.dumps(event.payload)
    tail = "" if event.index is None else f".{event.index}"
    number = "" if event.round is None else f"#{event.round}{tail}"
    place = f"{event.scope}/{event.element or ''}{number}".lstrip("/")
    return f"{event.type} {place} {data if len(data) <= 120 else data[:119] + '…'}"


def _step_outline(step: Step) -> str:
    """What a step left, in a few words."""
    enabled, timers = ([each.visit for each in found] for found in (step.enabled, step.timers_set))
    return f"enabled {_visits(enabled)}, timers {_visits(timers)}, ended {step.end}"
