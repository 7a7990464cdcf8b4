"""A history executed again, move by move, each compared with what was recorded.

A move is an event that sets off a step, with all that follows from it by itself. What follows is told again by the same
narrator, and must be there: nothing else, in that order, in that moment. Who may do a piece of work and by when it is
due depend on people and calendars and were decided once; of those only what the diagram says is compared.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from bpmn.messages import Message
from engine import canonical_json
from engine.calendar.office import OfficeCalendar
from engine.clock import from_text
from engine.errors import EngineError, ExecutionFailed, ReplayDiverged
from engine.execution.compiler import Executable
from engine.execution.reference_run import ReferenceLimit, ReferenceRun
from engine.execution.runner import Execution, Step
from engine.history.chain import Event, NewEvent, visit_of
from engine.history.visits import Visit
from engine.identity.directory import Directory
from engine.instances.event_recorder import FALLBACK_ROLE, EventRecorder
from engine.instances.snapshots import CAUSES, advance
from engine.verification.link_tracker import LinkTracker
from engine.verification.vocabulary import CANCELLED, HUMAN, KNOWN, LINKS

DECIDED = frozenset({"due_at", "roles"})
"""What a telling holds that depends on more than the diagram and the data."""


@dataclass(frozen=True, slots=True)
class ReplayStep:
    """The step that `cause` set off. `told` are the events that follow from it, as they stand in history."""

    cause: Event
    step: Step
    told: Sequence[Event]


class UnknownEvent(ReplayDiverged):
    """An event of a type that no history holds (`vocabulary.KNOWN`). Details: `folio`, `seq`, `expected`, `found`."""

    code = "unknown_event"


class PrunedDiffers(EngineError):
    """The pruned runner and plain SpiffWorkflow do not agree. Details: `seq`, `expected` (plain), `found` (pruned)."""

    code = "pruned_differs"


class Replay:
    """One execution of one history, from its first event on.

    Besides the runner that the product uses, restored from its snapshot at every step, `plain` SpiffWorkflow runs as
    far as it can; `limit` then says why it went no further, and None that it went to the end.
    """

    def __init__(self, executable: Executable, *, plain: bool) -> None:
        self._executable = executable
        self._plain = ReferenceRun(executable) if plain else None
        self._recorder = EventRecorder(executable, _NoDueDates("UTC"), _Everybody())
        self._open: set[Visit] = set()
        self._timers: set[Visit] = set()
        self._links = LinkTracker(executable)
        self._ended = False
        self.snapshot: bytes | None = None
        self.limit: Message | None = None

    def moves(self, history: Sequence[Event]) -> Iterator[ReplayStep]:
        """Every move of `history`, in order.

        Raises ReplayDiverged at the first event that execution does not give (UnknownEvent when that is of a type that
        nobody knows), PrunedDiffers where the two runs part.
        """
        position = 0
        while position < len(history):
            event = history[position]
            position += 1
            nowhere = (event.scope, event.element, event.round, event.index) == ("", None, None, None)
            if (event.type == "instance_started" and nowhere) != (position == 1):
                raise _diverged(event, "instance_started" if position == 1 else "—", _telling(event))
            if event.type not in KNOWN:
                raise _diverged(event, "—", _telling(event))
            self._links.look(event, self._open, self.snapshot)
            if event.type in CAUSES:
                move = self._move(event, history, position)
                yield move
                position += len(move.told)
            elif event.type == CANCELLED and not self._ended:
                position += self._cancelled(history, position)
            elif event.type not in LINKS and not self._is_by_people(event):
                raise _diverged(event, "—", _telling(event))
        self._links.end()

    def _is_by_people(self, event: Event) -> bool:
        """Whether somebody did something to work that waited for it."""
        if event.type not in HUMAN or event.actor is None or _place(event) not in self._open:
            return False
        try:
            return event.type != "user_task_assigned" or isinstance(event.payload["assignee"], str)
        except _UNREADABLE:
            return False

    def _move(self, cause: Event, history: Sequence[Event], position: int) -> ReplayStep:
        if cause.type != "instance_started":
            # Not in an instance that was cancelled either, whatever its snapshot still holds.
            waiting = self._timers if cause.type == "timer_fired" else self._open
            if _place(cause) not in waiting:
                raise _diverged(cause, _places(waiting), _telling(cause))
            waiting.remove(_place(cause))
        try:
            step = advance(Execution(self._executable, self.snapshot), cause)
            expected = self._recorder.record_step(_NOTHING, None, {}, step, from_text(cause.at)).events[1:]
        except ExecutionFailed as error:
            raise _diverged(cause, "—", f"{error.details['element']}: {error.details['reason']}") from error
        except _UNREADABLE as error:
            raise _diverged(cause, "—", _telling(cause)) from error
        self._check_plain(cause, step)
        self.snapshot = step.snapshot
        told = history[position : position + len(expected)]
        for telling, event in zip_longest(expected, told):
            if event is None:
                raise ReplayDiverged(
                    folio=cause.folio, seq=cause.seq + len(told) + 1, expected=_telling(telling), found="—"
                )
            if event.at != cause.at or event.actor is not None or not _same(telling, event):
                raise _diverged(event, _telling(telling), _telling(event))
        self._open -= set(step.withdrawn)
        self._open |= {enabled.visit for enabled in step.enabled}
        self._timers -= set(step.timers_withdrawn)
        self._timers |= {timer.visit for timer in step.timers_set}
        self._ended = step.completed
        return ReplayStep(cause, step, told)

    def _check_plain(self, cause: Event, step: Step) -> None:
        if self._plain is None:
            return
        try:
            plain = advance(self._plain, cause)
        except ReferenceLimit as limit:
            self.limit, self._plain = limit.reason, None
            return
        except (ReplayDiverged, ExecutionFailed) as error:
            raise PrunedDiffers(seq=cause.seq, expected=str(error), found=_outline(step)) from error
        if plain != replace(step, snapshot=plain.snapshot):
            raise PrunedDiffers(seq=cause.seq, expected=_outline(plain), found=_outline(step))

    def _cancelled(self, history: Sequence[Event], position: int) -> int:
        """How many events follow from a cancellation: all open work and all timers are withdrawn."""
        waiting = {("user_task_withdrawn", place) for place in self._open}
        waiting |= {("timer_withdrawn", place) for place in self._timers}
        left, cause = set(waiting), history[position - 1]
        for event in history[position : position + len(waiting)]:
            telling = event.type, _place(event)
            if telling not in left or event.at != cause.at or event.actor is not None:
                raise _diverged(event, _withdrawals(left), _telling(event))
            left.remove(telling)
        if left:
            seq = cause.seq + len(waiting) - len(left) + 1
            raise ReplayDiverged(folio=cause.folio, seq=seq, expected=_withdrawals(left), found="—")
        self._open, self._timers, self._ended = set(), set(), True
        return len(waiting)


class _NoDueDates(OfficeCalendar):
    """No term is worked out again: a holiday decreed later moves no past one. Any moment does, as none is compared."""

    def due_at(self, due: object, enabled_at: datetime, data: Mapping[str, object]) -> datetime:
        return enabled_at


class _Everybody(Directory):
    """Somebody holds every role."""

    def __init__(self) -> None:
        pass

    def load(self, role_ids: object) -> None:
        pass

    def anybody(self, role_id: str) -> bool:
        return True


# What an event that nobody wrote may make of the code that reads it.
_UNREADABLE = (AssertionError, AttributeError, KeyError, TypeError, ValueError)
_NOTHING = NewEvent("—")


def _place(event: Event) -> Visit:
    if event.element is None or event.round is None:
        raise _diverged(event, "—", _telling(event))
    return visit_of(event)


def _same(telling: NewEvent, event: Event) -> bool:
    where = (telling.type, telling.scope, telling.element, telling.round, telling.index)
    if where != (event.type, event.scope, event.element, event.round, event.index):
        return False
    expected = dict(telling.payload)
    if not expected.keys() & DECIDED:
        return canonical_json.dumps(expected) == event.data
    try:
        found = event.payload
    except _UNREADABLE:
        return False
    roles, recorded = expected.get("roles"), found.get("roles")
    if isinstance(roles, list) and recorded != roles and recorded != [*roles, FALLBACK_ROLE]:
        return False
    return expected.keys() == found.keys() and all(
        found[name] == value for name, value in expected.items() if name not in DECIDED
    )


def _places(places: Collection[Visit]) -> str:
    return ", ".join(sorted(map(str, places))) or "—"


def _withdrawals(left: Collection[tuple[str, Visit]]) -> str:
    return ", ".join(sorted(f"{type_} {place}" for type_, place in left)) or "—"


def _diverged(event: Event, expected: str, found: str) -> ReplayDiverged:
    kind = ReplayDiverged if event.type in KNOWN else UnknownEvent
    return kind(folio=event.folio, seq=event.seq, expected=expected, found=found)


def _telling(event: NewEvent | Event) -> str:
    """An event in a few words."""
    data = event.data if isinstance(event, Event) else canonical_json.dumps(event.payload)
    tail = "" if event.index is None else f".{event.index}"
    number = "" if event.round is None else f"#{event.round}{tail}"
    place = f"{event.scope}/{event.element or ''}{number}".lstrip("/")
    return f"{event.type} {place} {data if len(data) <= 120 else data[:119] + '…'}"


def _outline(step: Step) -> str:
    """What a step left, in a few words."""
    enabled, timers = ([each.visit for each in found] for found in (step.enabled, step.timers_set))
    return f"enabled {_places(enabled)}, timers {_places(timers)}, ended {step.end}"
