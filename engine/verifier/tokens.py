"""Tokens of SpiffWorkflow: timers that wait for history and not for the clock, and what is asked of a token."""

import copy
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    DurationTimerEventDefinition,
    TimeDateEventDefinition,
    TimerEventDefinition,
)
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent, EventBasedGateway
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskIterator, TaskState

TIMERS = {
    TimeDateEventDefinition: "date",
    DurationTimerEventDefinition: "duration",
    CycleTimerEventDefinition: "cycle",
}

LIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED


class Timer(TimerEventDefinition):  # type: ignore[misc]
    """A timer that waits until history says that it fired; SpiffWorkflow's own look at the clock."""

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(name, "")
        self.kind = kind

    def has_fired(self, task: Any) -> bool:
        return bool(task.internal_data.get("event_fired", False))


class Competing:
    """One of the events that a token at an event-based gateway waits for; SpiffWorkflow has one token for all of them.

    Its own look at the clock takes the first one's time for everybody's; told which event it saw, it goes the right
    way.
    """

    def __init__(self, token: Any, event: Any, definition: Any) -> None:
        self.token, self.definition = token, definition
        self.id, self.task_spec = (token.id, event.name), event
        self.workflow, self.parent, self.state, self.data = token.workflow, token, token.state, token.data

    def happen(self) -> None:
        """Tell the gateway that it saw this event."""
        self.token.internal_data["seen_events"] = [BpmnEvent(self.definition)]
        self.token.task_spec._update(self.token)

    def run(self) -> None:
        """Let the token go on."""
        self.token.run()


def spec_of(workflow: Any, element: str) -> Any:
    """What stands for an element in a process; for one that repeats, the whole of it."""
    found = (spec for spec in workflow.spec.task_specs.values() if getattr(spec, "bpmn_id", None) == element)
    return next((spec for spec in found if not spec.name.endswith(" [child]")), None)


def planted(workflow: Any, spec: Any, above: Any, state: int, data: dict[str, Any]) -> Any:
    """A token where none was foreseen, with what may follow it."""
    token = Task(workflow, spec, above, state)
    token.triggered, token.data = True, copy.deepcopy(data)
    spec._predict(token, mask=TaskState.NOT_FINISHED_MASK)
    return token


def is_instance(token: Any) -> bool:
    """Whether a token is one of the instances of an activity that repeats."""
    loop = None if token.parent is None else token.parent.task_spec
    return isinstance(loop, LoopTask) and loop.task_spec == token.task_spec.name


def is_end(spec: Any) -> bool:
    """Whether a spec is where everything in a process or a sub-process ends."""
    return isinstance(spec, UnstructuredJoin) and getattr(spec, "bpmn_id", None) is None


def is_meeting(spec: Any) -> bool:
    """Whether several branches meet at a spec."""
    return isinstance(spec, UnstructuredJoin) and len(spec.inputs) > 1


def belongs(spec: Any) -> bool:
    """Whether a spec is an event of an activity or of a choice, where nothing can be put by itself."""
    return isinstance(spec, BoundaryEvent) or any(isinstance(each, EventBasedGateway) for each in spec.inputs)


def arrivals(join: Any) -> list[Any]:
    """The tokens that have come to where one waits for others, in the order in which they came."""
    here = [token for token in join.workflow.tasks.values() if token.task_spec is join.task_spec]
    found = [token for token in here if token is join or (
        token.state == TaskState.CANCELLED and token.parent.state == TaskState.COMPLETED)]  # fmt: skip
    return sorted(found, key=lambda token: float(token.last_state_change) if token is not join else float("inf"))


def event_of(token: Any) -> Any:
    """The definition of the event at which a token stands, if it does."""
    return token.definition if isinstance(token, Competing) else getattr(token.task_spec, "event_definition", None)


def is_timer(token: Any) -> bool:
    """Whether a token waits for a timer, or at a gateway for several."""
    timed = isinstance(event_of(token), Timer) or isinstance(token.task_spec, EventBasedGateway)
    return token.state == TaskState.WAITING and timed


def competing(token: Any) -> list[Any]:
    """A token that waits, or what it waits for where that is several events, of which one will happen."""
    if not isinstance(token.task_spec, EventBasedGateway):
        return [token]
    events = zip(token.task_spec.outputs, token.task_spec.event_definition.event_definitions, strict=True)
    return [Competing(token, event, definition) for event, definition in events]


def disagree(join: Any) -> bool:
    """Whether two of the branches that meet say something else of one variable: what SpiffWorkflow makes of that."""
    here = (token for token in join.workflow.tasks.values() if token.task_spec is join.task_spec)
    arrived = [token.parent.data for token in here if token.parent.state == TaskState.COMPLETED]
    return any(a[name] != b[name] for a in arrived for b in arrived for name in a.keys() & b.keys())


def passed_beside(token: Any) -> list[Any]:
    """The tokens that have passed a gateway which `token` is about to pass, and that it does not come from."""
    here = (each for each in token.workflow.tasks.values() if each.task_spec is token.task_spec)
    return [each for each in here if each.state == TaskState.COMPLETED and not token.is_descendant_of(each)]


def is_alive(token: Any) -> bool:
    """Whether anything that follows from a token still goes on."""
    return next(TaskIterator(token, state=TaskState.NOT_FINISHED_MASK), None) is not None


def is_join(token: Any) -> bool:
    """Whether a token stands where branches meet."""
    return isinstance(token.task_spec, UnstructuredJoin) and len(token.task_spec._inputs) > 1
