"""What an instance was like after each of its events: for drawing its history on the diagram, step by step."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bpmn.model import Activity
from engine.client_access import links
from engine.execution.compiler import Executable
from engine.execution.runner import Enabled, Execution, TimerSet
from engine.history.chain import Event, visit_of
from engine.history.visits import Visit
from engine.verification.replay_steps import Replay, ReplayStep
from engine.verification.vocabulary import HUMAN

Data = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Live:
    """What waits: where and in which process's diagram. `kind` is ``work``, and then `assignee` has taken it, or
    ``timer``."""

    visit: Visit
    process_id: str
    kind: str = "work"
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class StateAfter:
    """An instance after `event`, which says who did it and when.

    `process_id` is the process in whose diagram the event's element stands, None for what is about no element. `live`
    is what waits, in the order in which it began to: timers, then work. `before` and `after` are the data of the
    instance, taken together over its branches. `form` and `values` are the form's id and what was given in it, for a
    completed task. The mappings are shared between states: read only.
    """

    event: Event
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


def states(executable: Executable, history: Sequence[Event]) -> Iterator[StateAfter]:
    """The state after every event of a whole history, in order, executed once from the first to the last.

    Raises ReplayDiverged where execution does not give what was recorded.
    """
    return _Telling(executable).states(history)


class _Telling:
    def __init__(self, executable: Executable) -> None:
        self._executable = executable
        self._live: dict[str, dict[Visit, tuple[Live, Data]]] = {"timer": {}, "work": {}}
        self._data: Data = {}

    def states(self, history: Sequence[Event]) -> Iterator[StateAfter]:
        replay = Replay(self._executable, plain=False)
        position = 0
        for move in replay.moves(history):
            yield from map(self._by_people, history[position : move.cause.seq - 1])
            yield self._caused(move.cause)
            yield from self._followed(move)
            position = move.cause.seq + len(move.told)
        yield from map(self._by_people, history[position:])

    def _by_people(self, event: Event) -> StateAfter:
        """After an event that sets off no step: it changes who has what, or ends everything."""
        if event.type in _WITHDRAWN:
            return self._state(event, self._end(event)[0].process_id, self._data)
        if event.type in links.EVENTS:
            return self._state(event, self._live["work"][visit_of(event)][0].process_id, self._data)
        if event.type not in HUMAN:
            return self._state(event, None, self._data)
        live, data = self._live["work"][visit_of(event)]
        taken = {"user_task_claimed": event.actor, "user_task_assigned": event.payload.get("assignee")}
        assignee = taken.get(event.type)
        self._live["work"][live.visit] = replace(live, assignee=None if assignee is None else str(assignee)), data
        return self._state(event, live.process_id, self._data)

    def _caused(self, event: Event) -> StateAfter:
        values: Any = event.payload
        if event.type == "instance_started":
            return self._state(event, None, dict(values["values"]))
        live, data = self._end(event)
        if live.kind == "timer":
            return self._state(event, live.process_id, {**self._data, **data})
        node = self._executable.node(live.process_id, live.visit.element)
        form = node.form if isinstance(node, Activity) else None
        return self._state(event, live.process_id, {**self._data, **data, **values}, form, values)

    def _followed(self, move: ReplayStep) -> Iterator[StateAfter]:
        """After what followed by itself, as the runner tells it."""
        passages = iter(move.step.passages)
        begun: Iterator[Enabled | TimerSet] = iter((*move.step.enabled, *move.step.timers_set))
        for event in move.told:
            if event.type in ("user_task_enabled", "timer_set"):
                work = next(begun)
                live = Live(work.visit, work.process_id, "work" if isinstance(work, Enabled) else "timer")
                self._live[live.kind][live.visit] = live, work.data
                yield self._state(event, live.process_id, self._together())
            elif event.type in _WITHDRAWN:
                yield self._state(event, self._end(event)[0].process_id, self._data)
            elif event.type == "instance_completed":
                data = Execution(self._executable, move.step.snapshot).data()
                yield self._state(event, self._executable.process_id, data)
            else:
                passage = next(passages)
                yield self._state(event, passage.process_id, {**self._data, **passage.data})

    def _together(self) -> Data:
        together: dict[str, object] = {}
        for waiting in self._live.values():
            for _, data in waiting.values():
                together |= data
        return together

    def _end(self, event: Event) -> tuple[Live, Data]:
        return self._live["timer" if event.type.startswith("timer_") else "work"].pop(visit_of(event))

    def _state(
        self, event: Event, process_id: str | None, data: Data, form: str | None = None, values: Data | None = None
    ) -> StateAfter:
        before, self._data = self._data, data
        live = tuple(each for waiting in self._live.values() for each, _ in waiting.values())
        return StateAfter(event, process_id, live, before, data, form, values)


_WITHDRAWN = frozenset({"user_task_withdrawn", "timer_withdrawn"})
