"""A history as logs for mining tell it: which steps were done, in which order, and what was done about each. Pure.

A log for mining has one event for each step of the procedure itself that was done (`bpmn.mining.view`): the parts of a
repeated step are one, a called procedure is one. All that happened besides, each with where it stands in the life of
its step, is in the full log. Events of one moment have an order, that of the history; so that tools that know no order
but time keep it, each is told at least a microsecond behind the one before it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from bpmn.mining.view import MiningView
from bpmn.model import Activity, FlowNode, Process
from engine.clock import from_text
from engine.history.chain import Event, visit_of
from engine.history.event_types import (
    INSTANCE_MIGRATED,
    INSTANCE_RETURNED,
    USER_TASK_COMPLETED,
    Assigns,
    EventType,
    Part,
    Subject,
    VisitEffect,
    type_of,
)
from engine.history.versions import runs_on
from engine.history.visits import Visit, enclosing_scopes, parse_visit
from engine.mining.lifecycles import transition

Views = Callable[[str, int], MiningView]
"""The view of a version, by process id and number."""
_TICK = timedelta(microseconds=1)


@dataclass
class StepDone:
    """One visit to a step, as far as the history tells of it; moments in UTC. `status` is ``open``, ``completed`` or
    ``withdrawn``; `had` are the ids of those who had it, in order, the one who did it last."""

    visit: Visit
    process_id: str
    label: str
    lane: str | None
    enabled: datetime
    due: datetime | None = None
    taken: datetime | None = None
    closed: datetime | None = None
    status: str = "open"
    had: list[str] = field(default_factory=list)
    by: str | None = None
    role: str | None = None
    in_place_of: str | None = None


class Told(NamedTuple):
    """An event of the full log: `label` is what it is about, `life` its place in the life of that, `at` its moment in
    the order of the log, `runs` the versions that its instance ran on then, by process id, `step` what is known of the
    visit it is about; `kind` is that of its element, as BPMN has it."""

    event: Event
    type: EventType
    label: str
    kind: str | None
    life: str
    at: datetime
    runs: Mapping[str, int]
    step: StepDone | None


class Done(NamedTuple):
    """An event of the log for mining: a step that was done, told by its `last` event, or given back. `parts` are its
    visits: several where it was done in parts, none where it was given back."""

    label: str
    last: Told
    parts: tuple[Visit, ...]


class Move(NamedTuple):
    """That an instance was moved from one version of its own procedure to another, and what of its elements became
    others."""

    old: int
    new: int
    mapping: tuple[tuple[str, str], ...]


@dataclass
class Case:
    """What logs tell of one instance. `versions` are those of its own procedure that it ran on, in order; `told` is its
    whole history, `done` its log for mining; `scopes` are what the called procedures and sub-processes are called that
    something of it was done inside of; `returned` counts how often a step was given back."""

    versions: list[int] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    steps: dict[Visit, StepDone] = field(default_factory=dict)
    scopes: dict[str, str] = field(default_factory=dict)
    returned: int = 0


class _Part(NamedTuple):
    """One round of a step that is done in parts."""

    element: str
    round: int


def case_of(process_id: str, history: Sequence[Event], views: Views, names: Mapping[str, str]) -> Case:
    """What logs tell of an instance of a process. `names` are those of types of events that are about no element.

    Raises UnknownEventType, and what reading an event that somebody wrote by hand does
    (`engine.history.problems.UNREADABLE`).
    """
    return _Telling(process_id, views, names).case(history)


class _Telling:
    def __init__(self, process_id: str, views: Views, names: Mapping[str, str]) -> None:
        self._process_id, self._views, self._names = process_id, views, names
        self._case = Case()
        self._numbers: Mapping[str, int] = {}
        self._at: datetime | None = None
        self._cause: _Part | None = None
        self._aborted = False
        self._ended: dict[_Part, list[Told]] = {}
        self._open: dict[_Part, set[Visit]] = {}
        self._broken: set[_Part] = set()

    def case(self, history: Sequence[Event]) -> Case:
        for event in history:
            self._take(event)
        done = [each for each in self._case.done if each.label]
        for part, told in self._ended.items():
            if part not in self._broken and not self._open.get(part):
                visits = tuple(visit_of(each.event) for each in told)
                done.append(Done(told[-1].label, told[-1], visits))
        self._case.done = sorted(done, key=lambda each: each.last.event.seq)
        return self._case

    def _view(self) -> MiningView:
        return self._views(self._process_id, self._numbers[self._process_id])

    def _take(self, event: Event) -> None:
        type_ = type_of(event)
        self._put_on(event, type_)
        if type_.part in (Part.CAUSE, Part.MIGRATION, Part.CANCELLATION):
            self._cause = self._part(event)
            self._aborted = type_.part is Part.CANCELLATION
        at = from_text(event.at)
        self._at = at if self._at is None or at > self._at else self._at + _TICK
        step = self._step(event, type_)
        life = transition(type_, event, step, self._aborted)
        told = Told(event, type_, *self._named(event, type_), life, self._at, self._numbers, step)
        self._follow(event, type_, step)
        self._case.told.append(told)
        self._tell(told)

    def _put_on(self, event: Event, type_: EventType) -> None:
        runs = runs_on(event)
        if runs is None:
            return
        before, now = self._numbers.get(self._process_id), runs.versions[self._process_id]
        self._numbers = runs.versions
        if before != now:
            self._case.versions.append(now)
        if type_ is INSTANCE_MIGRATED and before is not None:
            mapping = event.payload["mapping"]
            assert isinstance(mapping, dict)
            self._case.moves.append(Move(before, now, tuple((str(old), str(new)) for old, new in mapping.items())))

    def _tell(self, told: Told) -> None:
        """Put an event into the log for mining, where it is one of it."""
        event, type_ = told.event, told.type
        if type_ is INSTANCE_RETURNED:
            self._case.returned += 1
            mapping = event.payload["mapping"]
            assert isinstance(mapping, dict)
            label = self._view().returns.get(next(iter(mapping.items())), "")
            self._case.done.append(Done(label, told, ()))
            return
        part = self._part(event)
        if part is None:
            return
        inside = event.scope != ""
        if type_.visit is VisitEffect.BEGINS:
            self._open.setdefault(part, set()).add(visit_of(event))
        elif type_.visit in (VisitEffect.ENDS, VisitEffect.WITHDRAWS):
            self._open.get(part, set()).discard(visit_of(event))
        elif type_.visit is VisitEffect.MOVES:
            before = parse_visit(str(event.payload["from"]))
            for visits in self._open.values():
                visits.discard(before)
            self._open.setdefault(part, set()).add(visit_of(event))
        if type_.visit is VisitEffect.WITHDRAWS and part != self._cause:
            self._broken.add(part)
        elif type_.visit is VisitEffect.ENDS and not inside and event.element in self._view().labels:
            if event.index is None:
                self._case.done.append(Done(told.label, told, (visit_of(event),)))
            else:
                self._ended.setdefault(part, []).append(told)

    @staticmethod
    def _part(event: Event) -> _Part | None:
        """The round of an element of the procedure itself that an event is about, or that it is inside of."""
        if event.element is None or event.round is None:
            return None
        if event.scope:
            outer = parse_visit(event.scope.split("/")[0])
            return _Part(outer.element, outer.round)
        return _Part(event.element, event.round)

    def _named(self, event: Event, type_: EventType) -> tuple[str, str | None]:
        """What an event is about, and the kind of its element."""
        if event.element is None or event.round is None:
            return self._names.get(type_.name, type_.name), None
        process = self._process_id
        for scope in enclosing_scopes(event.scope):
            view = self._views(process, self._numbers[process])
            outer = _node(view.process, parse_visit(scope).element)
            if outer is not None:
                self._case.scopes[scope] = view.labels.get(outer.id) or outer.name or outer.id
            if isinstance(outer, Activity) and outer.kind == "callActivity" and outer.called_element:
                process = outer.called_element
        view = self._views(process, self._numbers[process])
        node = _node(view.process, event.element)
        label = view.labels.get(event.element) or (node.name if node is not None else None)
        return label or event.element, None if node is None else node.kind

    def _step(self, event: Event, type_: EventType) -> StepDone | None:
        """The visit to a step of people that an event is about, begun or renamed by it where it does that."""
        if event.element is None or event.round is None or type_.subject is Subject.TIMER:
            return None
        visit = visit_of(event)
        if type_.visit is VisitEffect.BEGINS:
            payload = event.payload
            lane, due = payload.get("lane"), payload.get("due_at")
            self._case.steps[visit] = StepDone(
                visit,
                str(payload["process"]),
                self._named(event, type_)[0],
                None if lane is None else str(lane),
                from_text(event.at),
                None if due is None else from_text(str(due)),
            )
        elif type_.visit is VisitEffect.MOVES:
            old = self._case.steps.pop(parse_visit(str(event.payload["from"])), None)
            if old is not None:
                lane, due = event.payload.get("lane"), event.payload.get("due_at")
                old.visit, old.label = visit, self._named(event, type_)[0]
                old.lane = None if lane is None else str(lane)
                old.due = None if due is None else from_text(str(due))
                self._case.steps[visit] = old
        return self._case.steps.get(visit)

    @staticmethod
    def _follow(event: Event, type_: EventType, step: StepDone | None) -> None:
        """Keep up what is known of a visit."""
        if step is None:
            return
        if type_.assigns is Assigns.NOBODY:
            step.taken = None
        elif type_.assigns is not None:
            who = event.payload.get("assignee") if type_.assigns is Assigns.NAMED else event.actor
            step.had.append(str(who))
            step.taken = step.taken or from_text(event.at)
        elif type_.sets_due:
            due = event.payload.get("due_at")
            step.due = None if due is None else from_text(str(due))
        elif type_ is USER_TASK_COMPLETED:
            step.status, step.closed, step.by = "completed", from_text(event.at), event.actor
            step.role, step.in_place_of = event.role, event.in_place_of
        elif type_.visit is VisitEffect.WITHDRAWS:
            step.status, step.closed = "withdrawn", from_text(event.at)


def _node(process: Process, id: str) -> FlowNode | None:
    return next((node for node in process.nodes if node.id == id), None)
