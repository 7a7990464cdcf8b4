"""What an instance was like after each of its events: for drawing its history on the diagram, step by step."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bpmn.model import Activity
from engine.execution.compiler import Executable
from engine.execution.runner import Enabled, Execution, Place
from engine.history.chain import Event
from engine.instances.projection import place_of
from engine.replay.moves import HUMAN, Move, Replay

Data = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Live:
    """Work that waits: where, in which process's diagram, and who has taken it."""

    place: Place
    process_id: str
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class StateAfter:
    """An instance after `event`, which says who did it and when.

    `process_id` is the process in whose diagram the event's element stands, None for what is about no element. `live`
    is the work that waits, in the order in which it was enabled. `before` and `after` are the data of the instance,
    taken together over its branches. `form` and `values` are the form's id and what was given in it, for a completed
    task. The mappings are shared between states: read only.
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
        self._live: dict[Place, Live] = {}
        self._known: dict[Place, Data] = {}
        self._timers: dict[Place, str] = {}
        self._data: Data = {}

    def states(self, history: Sequence[Event]) -> Iterator[StateAfter]:
        replay = Replay(self._executable, plain=False)
        position = 0
        for move in replay.moves(history):
            yield from map(self._by_people, history[position : move.cause.seq - 1])
            yield from self._moved(move)
            position = move.cause.seq + len(move.told)
        yield from map(self._by_people, history[position:])

    def _by_people(self, event: Event) -> StateAfter:
        """After an event that sets off no step: it changes who has what, or ends everything."""
        if event.type == "user_task_withdrawn":
            live = self._end(place_of(event))
        elif event.type in HUMAN:
            live = self._live[place_of(event)]
            taken = {"user_task_claimed": event.actor, "user_task_assigned": event.values.get("assignee")}
            assignee = taken.get(event.type)
            self._live[live.place] = replace(live, assignee=None if assignee is None else str(assignee))
        elif event.type == "timer_withdrawn":
            return self._state(event, self._timers.pop(place_of(event)), self._data)
        else:
            return self._state(event, None, self._data)
        return self._state(event, live.process_id, self._data)

    def _moved(self, move: Move) -> Iterator[StateAfter]:
        yield self._caused(move.cause)
        passages, enabled, timers = iter(move.step.passages), iter(move.step.enabled), iter(move.step.timers_set)
        for event in move.told:
            match event.type:
                case "user_task_enabled":
                    yield self._enabled(event, next(enabled))
                case "user_task_withdrawn":
                    yield self._state(event, self._end(place_of(event)).process_id, self._data)
                case "timer_set":
                    timer = next(timers)
                    self._timers[timer.place] = timer.process_id
                    yield self._state(event, timer.process_id, self._data)
                case "timer_withdrawn":
                    yield self._state(event, self._timers.pop(place_of(event)), self._data)
                case "instance_completed":
                    data = Execution(self._executable, move.step.snapshot).data()
                    yield self._state(event, self._executable.process_id, data)
                case _:
                    passage = next(passages)
                    yield self._state(event, passage.process_id, {**self._data, **passage.data})

    def _caused(self, event: Event) -> StateAfter:
        if event.type == "instance_started":
            return self._state(event, None, dict(event.values["values"]))  # type: ignore[call-overload]
        if event.type == "timer_fired":
            return self._state(event, self._timers.pop(place_of(event)), self._data)
        place, values = place_of(event), event.values
        data = {**self._data, **self._known[place], **values}
        process_id = self._end(place).process_id
        node = self._executable.node(process_id, place.element)
        form = node.form if isinstance(node, Activity) else None
        return self._state(event, process_id, data, form, values)

    def _enabled(self, event: Event, work: Enabled) -> StateAfter:
        self._live[work.place] = Live(work.place, work.process_id)
        self._known[work.place] = work.data
        together: dict[str, object] = {}
        for data in self._known.values():
            together |= data
        return self._state(event, work.process_id, together)

    def _end(self, place: Place) -> Live:
        del self._known[place]
        return self._live.pop(place)

    def _state(
        self, event: Event, process_id: str | None, data: Data, form: str | None = None, values: Data | None = None
    ) -> StateAfter:
        before, self._data = self._data, data
        return StateAfter(event, process_id, tuple(self._live.values()), before, data, form, values)
