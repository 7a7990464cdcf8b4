"""One step of an instance: (snapshot, event) → (snapshot, what became of it).

Everything automatic between two pieces of human work runs inside the step, within bounds: a loop of gateways and
scripts that never reaches a person would otherwise hold a worker for ever.

Where SpiffWorkflow 3.2 is wrong and we make it right: a join counts the arrivals of earlier rounds again, so from the
second round of a loop on it fires at the first arrival. BPMN (13.4.1) says that a join consumes one token from each
incoming flow; so once it has fired we take what it consumed out of the tree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.end_event import EndEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from bpmn.expressions import EvaluationError, ExpressionError
from bpmn.messages import Message, msg
from bpmn.model import FlowNode
from engine.errors import ExecutionFailed
from engine.execution import state as states
from engine.execution.compiler import Executable

# Far above any drawn chain of gateways and scripts, below the depth at which the library stops seeing tokens (1000).
AUTOMATIC_STEPS = 400


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A visit to an element: `element` for the `pass_`-th time (from 1) within `scope`, `index` (from 0) for one of
    several instances of a multi-instance or loop activity, else None. It is what history calls the element by."""

    scope: str
    element: str
    pass_: int
    index: int | None = None

    def __str__(self) -> str:
        tail = "" if self.index is None else f".{self.index}"
        return f"{self.scope}/{self.element}#{self.pass_}{tail}".lstrip("/")


@dataclass(frozen=True, slots=True)
class Enabled:
    """A user or manual task that waits for somebody. `item` is the item of its multi-instance, `data` what it sees."""

    place: Place
    process_id: str
    item: object
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Passage:
    """An element that completed by itself. `flows` are the sequence flows taken out of a diverging gateway."""

    place: Place
    process_id: str
    kind: str
    flows: tuple[str, ...]
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Step:
    """What a step did: the new snapshot, the work it enabled and withdrew, what passed by itself, in order.

    `completed` says that the instance is over; `end` is then the id of the end event reached last at the top.
    """

    snapshot: bytes
    enabled: tuple[Enabled, ...]
    withdrawn: tuple[Place, ...]
    passages: tuple[Passage, ...]
    completed: bool
    end: str | None


@dataclass
class _Settling:
    passages: list[Passage] = field(default_factory=list)
    end: str | None = None
    steps: int = 0


class Execution:
    """A run restored from its snapshot, good for one step."""

    def __init__(self, executable: Executable, snapshot: bytes | None = None) -> None:
        """Restore `snapshot`, or make ready to `start` without one. Raises ValueError for another format's bytes."""
        self._executable = executable
        if snapshot is None:
            self._state = states.new_state(executable)
            self._before: dict[Place, Any] = {}
        else:
            self._state = states.load(executable, snapshot)
            self._before = self._waiting()

    def enabled(self) -> tuple[Enabled, ...]:
        """The work that waits for people now, in the order of the flow."""
        return tuple(self._describe(place, token) for place, token in self._waiting().items())

    def data(self) -> dict[str, object]:
        """The data of the instance: at its end what the end left, before that what its waiting work sees together."""
        data: dict[str, object] = {}
        for token in self._before.values():
            data |= token.data
        return data or dict(self._state.workflow.data)

    def start(self, values: Mapping[str, object]) -> Step:
        """Begin the process with `values` as its first data. Raises ExecutionFailed."""
        self._state.workflow.task_tree.data.update(values)
        return self._settle()

    def complete(self, place: Place, values: Mapping[str, object]) -> Step:
        """Complete the work at `place` with `values`. Raises KeyError if nothing waits there, ExecutionFailed."""
        token = self._before.pop(place)
        token.data.update(values)
        return self._settle(token)

    def _settle(self, token: Any = None) -> Step:
        settling = _Settling()
        try:
            if token is not None:
                self._current = token.task_spec.bpmn_id
                token.run()
                self._consume(token)
            self._state.workflow.do_engine_steps(self._entering, lambda done: self._passed(done, settling))
        except (EvaluationError, ExpressionError) as error:
            raise ExecutionFailed(element=self._current, reason=error.message) from error
        except (SpiffWorkflowException, RecursionError) as error:
            raise ExecutionFailed(element=self._current, reason=_reason(error)) from error
        self._state.workflow.get_events()
        waiting = self._waiting()
        completed = self._state.workflow.is_completed()
        if not waiting and not completed:
            reason = msg("From here nobody would have anything to do and the end would never be reached.")
            raise ExecutionFailed(element=self._current, reason=reason)
        self._forget_ended_scopes()
        return Step(
            self._snapshot(),
            tuple(self._describe(place, token) for place, token in waiting.items() if place not in self._before),
            tuple(place for place in self._before if place not in waiting),
            tuple(settling.passages),
            completed,
            settling.end if completed else None,
        )

    def _snapshot(self) -> bytes:
        return states.dump(self._state)

    _current: str | None = None

    def _entering(self, token: Any) -> None:
        self._current = getattr(token.task_spec, "bpmn_id", None) or self._current

    def _passed(self, token: Any, settling: _Settling) -> None:
        settling.steps += 1
        if settling.steps > AUTOMATIC_STEPS:
            reason = msg("The diagram goes round here without ever reaching a person.")
            raise ExecutionFailed(element=self._current, reason=reason)
        self._consume(token)
        spec = token.task_spec
        if isinstance(spec, EndEvent) and token.workflow is self._state.workflow:
            settling.end = spec.bpmn_id
        if getattr(spec, "bpmn_id", None) is None or isinstance(spec, LoopTask):
            return
        process_id = self._executable.home[token.workflow.spec.name]
        node = self._executable.node(process_id, spec.bpmn_id)
        flows = self._flows_taken(token, node)
        if flows or node.notifications or node.kind in _TOLD:
            place = self._place(token)
            settling.passages.append(Passage(place, process_id, node.kind, flows, dict(token.data)))

    def _consume(self, token: Any) -> None:
        if not isinstance(token.task_spec, UnstructuredJoin) or len(token.task_spec._inputs) < 2:
            return
        spent = [
            other.id
            for other in token.workflow.tasks.values()
            if other.task_spec is token.task_spec and other is not token and other.state == TaskState.CANCELLED
        ]
        for id_ in spent:
            token.workflow._remove_task(id_)

    def _flows_taken(self, token: Any, node: FlowNode) -> tuple[str, ...]:
        if node.kind not in ("exclusiveGateway", "inclusiveGateway") or len(node.outgoing) < 2:
            return ()
        targets = {child.task_spec.name.removesuffix(".BoundaryEventSplit") for child in token.children}
        process = self._executable.processes[self._executable.home[token.workflow.spec.name]]
        return tuple(flow.id for flow in process.flows if flow.source == node.id and flow.target in targets)

    def _waiting(self) -> dict[Place, Any]:
        waiting = {}
        for workflow in self._workflows():
            for token in workflow.tasks.values():
                if token.state == TaskState.READY and token.task_spec.manual:
                    waiting[self._place(token)] = token
        return waiting

    def _workflows(self) -> list[Any]:
        top = self._state.workflow
        return [top, *(inner for inner in top.subprocesses.values() if not inner.completed)]

    def _describe(self, place: Place, token: Any) -> Enabled:
        internal = token.internal_data
        item = internal.get("item")
        input_item = getattr(token.parent.task_spec, "input_item", None) if _is_loop_instance(token) else None
        if item is None and input_item is not None:
            item = token.data.get(input_item.bpmn_id)
        return Enabled(place, self._executable.home[token.workflow.spec.name], item, dict(token.data))

    def _place(self, token: Any) -> Place:
        """The place of a token; given at first sight, in the order of the flow, and kept with the token."""
        given = token.internal_data.get("place")
        if given is None:
            if _is_loop_instance(token):
                number, index = self._place(token.parent).pass_, self._index(token)
            else:
                number, index = self._count(token), None
            given = token.internal_data["place"] = [self._scope(token), number, index]
        scope, number, index = given
        return Place(scope, token.task_spec.bpmn_id, number, index)

    def _index(self, token: Any) -> int:
        key = token.internal_data.get("key_or_index", token.internal_data.get("iteration"))
        if isinstance(key, int):
            return key
        # A mapping's key: its position among the siblings made so far, which is the order of the mapping.
        given = token.parent.internal_data.get("given", 0)
        token.parent.internal_data["given"] = given + 1
        return int(given)

    def _count(self, token: Any) -> int:
        key = f"{self._scope(token)}/{token.task_spec.bpmn_id}"
        self._state.passes[key] = self._state.passes.get(key, 0) + 1
        return self._state.passes[key]

    def _forget_ended_scopes(self) -> None:
        # The next visit to a call activity is another scope, with passes of its own.
        alive = {"" if inner is self._state.workflow else str(self._place_of(inner)) for inner in self._workflows()}
        passes = self._state.passes
        self._state.passes = {key: count for key, count in passes.items() if key.rpartition("/")[0] in alive}

    def _place_of(self, workflow: Any) -> Place:
        return self._place(self._state.workflow.get_task_from_id(workflow.parent_task_id))

    def _scope(self, token: Any) -> str:
        return "" if token.workflow is self._state.workflow else str(self._place_of(token.workflow))


def _is_loop_instance(token: Any) -> bool:
    """Whether the token is one of the instances of a multi-instance or loop activity."""
    parent = token.parent
    return parent is not None and getattr(parent.task_spec, "task_spec", None) == token.task_spec.name


# What history tells of besides human work and decisions.
_TOLD = frozenset({"scriptTask", "sendTask", "intermediateThrowEvent", "callActivity", "subProcess", "task"})


def _reason(error: BaseException) -> Message:
    return msg("The engine could not go on: {reason}", reason=str(error))
