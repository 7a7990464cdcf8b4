"""The state of an instance after each event of its history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bpmn.model import Activity
from engine.execution.compiler import Executable, Executables
from engine.execution.guiding import NeedsValues
from engine.execution.runner import Enabled, TimerSet
from engine.execution.snapshot import data_in
from engine.history.chain import Event, visit_of
from engine.history.event_types import Assigns, EventType, Part, Subject, VisitEffect, type_of
from engine.history.visits import Visit, parse_visit
from engine.verification.replay_steps import Replay, ReplayStep

Data = Mapping[str, object]
Kind = Literal["work", "timer"]
WORK: Kind = "work"
TIMER: Kind = "timer"


@dataclass(frozen=True, slots=True)
class Live:
    """Something that waits: the visit, and the process whose diagram it is on. `kind` is ``timer``, or ``work``, which
    may have an `assignee`."""

    visit: Visit
    process_id: str
    kind: Kind = "work"
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class StateAfter:
    """An instance after `event`, which says who did it and when.

    `executable` is what the instance runs on then. `process_id` is the process in whose diagram the event's element
    stands, None for what is about no element. `live`
    is what waits, in the order in which it began to: timers, then work. `before` and `after` are the data of the
    instance, taken together over its branches. `form` and `values` are the form's id and what was given in it, for a
    completed task. The mappings are shared between states: read only.
    """

    event: Event
    executable: Executable
    process_id: str | None
    live: tuple[Live, ...]
    before: Data
    after: Data
    form: str | None = None
    values: Data | None = None

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of the variables that this event set or changed, sorted."""
        missing = object()
        return tuple(sorted(name for name, value in self.after.items() if self.before.get(name, missing) != value))


def states(
    executable: Executable, history: Sequence[Event], executables: Executables | None = None
) -> Iterator[StateAfter]:
    """The state after every event of a whole history, which begins on `executable`, in order, executed once from the
    first to the last. `executables` gives the other versions that the instance was moved to.

    Raises ReplayDiverged where execution does not give what was recorded, NeedsValues where what follows depends on
    values that were disposed of.
    """
    return _StateSequence(executable, executables).states(history)


class _StateSequence:
    def __init__(self, executable: Executable, executables: Executables | None) -> None:
        self._executable, self._executables = executable, executables
        self._live: dict[Kind, dict[Visit, tuple[Live, Data]]] = {TIMER: {}, WORK: {}}
        self._data: Data = {}

    def states(self, history: Sequence[Event]) -> Iterator[StateAfter]:
        replay = Replay(self._executable, reference=False, executables=self._executables)
        position = 0
        for step in replay.steps(history):
            yield from map(self._aside, history[position : step.cause.seq - 1])
            if step.moved is None:
                yield self._caused(step.cause)
            else:
                self._executable = step.executable
                yield self._state(step.cause, None, self._data)
            yield from self._consequences(step)
            position = step.cause.seq + len(step.consequences)
        if replay.ended_at is not None:
            yield from map(self._aside, history[position : replay.ended_at - 1])
            raise NeedsValues(history[replay.ended_at - 1].element)
        yield from map(self._aside, history[position:])

    def _aside(self, event: Event) -> StateAfter:
        """The state after an event that sets off no step: one that moves nothing, a cancellation or what follows it."""
        type_ = type_of(event)
        if type_.visit is VisitEffect.WITHDRAWS:
            return self._state(event, self._end(type_, event)[0].process_id, self._data)
        if type_.part is not Part.ASIDE or event.round is None:
            return self._state(event, None, self._data)
        waiting = {**self._live[WORK], **self._live[TIMER]}
        if visit_of(event) not in waiting:  # it is told of what waits no more
            return self._state(event, None, self._data)
        live, data = waiting[visit_of(event)]
        if type_.assigns is not None:
            named = event.payload.get("assignee") if type_.assigns is Assigns.NAMED else None
            assignee = event.actor if type_.assigns is Assigns.ACTOR else named
            self._live[WORK][live.visit] = replace(live, assignee=None if assignee is None else str(assignee)), data
        return self._state(event, live.process_id, self._data)

    def _caused(self, event: Event) -> StateAfter:
        type_ = type_of(event)
        values = type_.values(event.payload)
        if type_.part is Part.CHANGE:
            for waiting in self._live.values():
                for visit, (live, data) in waiting.items():
                    waiting[visit] = live, {**data, **values}
            return self._state(event, None, {**self._data, **values})
        if type_.subject is Subject.INSTANCE:
            return self._state(event, None, dict(values))
        live, data = self._end(type_, event)
        if live.kind == TIMER:
            return self._state(event, live.process_id, {**self._data, **data})
        node = self._executable.node(live.process_id, live.visit.element)
        form = node.form if isinstance(node, Activity) else None
        return self._state(event, live.process_id, {**self._data, **data, **values}, form, values)

    def _consequences(self, step: ReplayStep) -> Iterator[StateAfter]:
        """The states after what followed from a step, in the order in which the recorder writes it."""
        passages = iter(step.step.passages)
        begun: Iterator[Enabled | TimerSet] = iter((*step.step.enabled, *step.step.timers_set))
        for event in step.consequences:
            type_ = type_of(event)
            if type_.visit is VisitEffect.BEGINS:
                waiting = next(begun)
                live = Live(waiting.visit, waiting.process_id, WORK if isinstance(waiting, Enabled) else TIMER)
                self._live[live.kind][live.visit] = live, waiting.data
                yield self._state(event, live.process_id, self._together())
            elif type_.visit is VisitEffect.MOVES:
                payload = event.payload
                before = parse_visit(str(payload["from"]))
                live, data = self._live[TIMER if type_.subject is Subject.TIMER else WORK].pop(before)
                live = replace(live, visit=visit_of(event), process_id=str(payload["process"]))
                self._live[live.kind][live.visit] = live, data
                yield self._state(event, live.process_id, self._data)
            elif type_.visit is VisitEffect.WITHDRAWS:
                yield self._state(event, self._end(type_, event)[0].process_id, self._data)
            elif type_.subject is Subject.INSTANCE:
                yield self._state(event, self._executable.process_id, data_in(step.step.snapshot))
            else:
                passage = next(passages)
                yield self._state(event, passage.process_id, {**self._data, **passage.data})

    def _together(self) -> Data:
        together: dict[str, object] = {}
        for waiting in self._live.values():
            for _, data in waiting.values():
                together |= data
        return together

    def _end(self, type_: EventType, event: Event) -> tuple[Live, Data]:
        return self._live[TIMER if type_.subject is Subject.TIMER else WORK].pop(visit_of(event))

    def _state(
        self, event: Event, process_id: str | None, data: Data, form: str | None = None, values: Data | None = None
    ) -> StateAfter:
        before, self._data = self._data, data
        live = tuple(each for waiting in self._live.values() for each, _ in waiting.values())
        return StateAfter(event, self._executable, process_id, live, before, data, form, values)
