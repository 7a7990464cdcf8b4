"""Executes one step of an instance: (snapshot, event) → (snapshot, effects).

Everything automatic between two user tasks runs inside the step, within bounds: a loop of gateways and scripts that
never reaches a person would otherwise hold a worker for ever.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from SpiffWorkflow.bpmn.specs.mixins.events.end_event import EndEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from bpmn.expressions import EvaluationError, ExpressionError
from bpmn.messages import lazy_gettext
from bpmn.model import FlowNode
from engine.errors import ExecutionFailed
from engine.execution import state as states
from engine.execution.compiler import Executable
from engine.execution.merging import note
from engine.execution.rewriting import Begin
from engine.execution.timers import is_waiting
from engine.history.visits import Visit

# Far above any drawn chain of gateways and scripts, below the depth at which the library stops seeing tokens (1000).
AUTOMATIC_STEPS = 400


class Enabled(NamedTuple):
    """A user or manual task that waits for a person. `item` is the item of its multi-instance, `data` what it sees."""

    visit: Visit
    process_id: str
    item: object
    data: Mapping[str, object]


class Passage(NamedTuple):
    """An element that completed by itself. `flows` are the sequence flows taken out of a diverging gateway."""

    visit: Visit
    process_id: str
    kind: str
    flows: tuple[str, ...]
    data: Mapping[str, object]


class TimerSet(NamedTuple):
    """A timer that begins to wait, or waits. `kind` is ``date``, ``duration`` or ``cycle`` and `value` what it says, in
    ISO 8601 (`bpmn.timing`); `repetition` counts, from 1, how often a cycle has begun to wait; `data` is what it sees.
    """

    visit: Visit
    process_id: str
    kind: str
    value: str
    repetition: int
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Step:
    """What one command does to an instance: the new snapshot, the work enabled and withdrawn, and the elements that
    completed automatically, in order.

    `completed` says that the instance is over; `end` is then the id of the end event reached last at the top. `waiting`
    are all the work and the timers that wait after it.
    """

    snapshot: bytes
    enabled: tuple[Enabled, ...]
    withdrawn: tuple[Visit, ...]
    passages: tuple[Passage, ...]
    completed: bool
    end: str | None
    timers_set: tuple[TimerSet, ...] = ()
    timers_withdrawn: tuple[Visit, ...] = ()
    waiting: tuple[Visit, ...] = ()


@dataclass
class _Settling:
    passages: list[Passage] = field(default_factory=list)
    end: str | None = None
    steps: int = 0


class Execution:
    """An execution restored from a snapshot; valid for one step."""

    def __init__(self, executable: Executable, snapshot: bytes | states.State | None = None) -> None:
        """Restore `snapshot`; without one, prepare for `start`. Raises ValueError for a snapshot of another version."""
        self._executable = executable
        self._scopes: dict[Any, str] = {}
        self._current: str | None = None
        self._work: dict[Visit, Any] = {}
        self._timers: dict[Visit, Any] = {}
        if snapshot is None:
            self._state = states.new_state(executable)
        elif isinstance(snapshot, states.State):
            self._state = snapshot
        else:
            self._state = states.load(executable, snapshot)
            self._work, self._timers = self._waiting()

    def enabled(self) -> tuple[Enabled, ...]:
        """The work that waits now, in the order of the flow."""
        return tuple(self._describe(visit, token) for visit, token in self._work.items())

    def work_at(self, visit: Visit) -> Enabled | None:
        """The work of `visit`; None if it does not wait."""
        token = self._work.get(visit)
        return None if token is None else self._describe(visit, token)

    def seen_at(self, visit: Visit) -> Mapping[str, object] | None:
        """The data that the work or the timer of `visit` sees; None if it does not wait."""
        token = self._work.get(visit, self._timers.get(visit))
        return None if token is None else dict(token.data)

    def timers(self) -> tuple[TimerSet, ...]:
        """The timers that wait now, in the order of the flow."""
        return tuple(self._timer(visit, token) for visit, token in self._timers.items())

    def data(self) -> dict[str, object]:
        """The data of the instance: at its end the final data, before that the data of all that waits, merged."""
        data: dict[str, object] = {}
        for token in (*self._timers.values(), *self._work.values()):
            data |= token.data
        return data or dict(self._state.workflow.data)

    def start(self, values: Mapping[str, object]) -> Step:
        """Start the process with `values` as its data. Raises ExecutionFailed."""
        self._state.workflow.task_tree.data.update(values)
        return self._settle()

    def complete(self, visit: Visit, values: Mapping[str, object]) -> Step:
        """Complete the work of `visit` with `values`. Raises KeyError if nothing waits there, ExecutionFailed."""
        token = self._work.pop(visit)
        token.data.update(values)
        note(token, values)
        return self._settle(token)

    def fire(self, visit: Visit) -> Step:
        """Fire the timer of `visit`. Raises KeyError if none waits there, ExecutionFailed."""
        token = self._timers.pop(visit)
        token.internal_data["event_fired"] = True
        token.task_spec._update(token)
        return self._settle(token)

    def change(self, values: Mapping[str, object]) -> Step:
        """Give all that waits other `values`, as whoever began the process might have. Nothing moves by it."""
        for token in self._state.workflow.get_tasks(state=_ALIVE):
            token.data.update(values)
            note(token, values)
        return self._settle()

    def look(self) -> None:
        """Know what waits: of a run that was put together from tokens."""
        self._work, self._timers = self._waiting()

    def resume(self, begins: Iterable[Begin], tokens: Sequence[Any]) -> Step:
        """Go on with a run that was put together from `tokens`, and those that begin anew. Raises ExecutionFailed."""
        return self._settle(before=lambda: self._put(begins, tokens))

    def _put(self, begins: Iterable[Begin], tokens: Sequence[Any]) -> None:
        top = self._state.workflow
        for begin in begins:
            above = tokens[begin.above] if begin.above >= 0 else top.task_tree
            if isinstance(above.task_spec, SubWorkflowTask):
                above = states.inside(top, above).task_tree
            spec = above.workflow.spec.task_specs[begin.spec]
            self._current = spec.bpmn_id
            token = above._add_child(spec, TaskState.FUTURE)
            beside = None if begin.beside is None else tokens[begin.beside]
            token.data = dict(begin.data if beside is None else beside.data)
            token.written = begin.written if beside is None else getattr(beside, "written", None)
            spec._predict(token, mask=TaskState.NOT_FINISHED_MASK)
            spec._update(token)
        for workflow in (*top.subprocesses.values(), top):
            workflow.update_waiting_tasks()  # fewer ways may meet where a token waits

    def _settle(self, token: Any = None, before: Callable[[], None] | None = None) -> Step:
        """Go on with `token`, or after what `before` does, to the next work or timer."""
        settling = _Settling()
        workflow = self._state.workflow
        try:
            if before is not None:
                before()
            if token is not None:
                self._current = token.task_spec.bpmn_id
                token.run()
            workflow.do_engine_steps(self._entering, lambda done: self._passed(done, settling))
        except (EvaluationError, ExpressionError) as error:
            raise ExecutionFailed(element=self._where(error), reason=error.message, cause="expression") from error
        except (SpiffWorkflowException, RecursionError) as error:
            raise _failed(self._where(error), error) from error
        workflow.get_events()
        work, timers = self._waiting()
        completed = workflow.is_completed()
        if not work and not timers and not completed:
            reason = lazy_gettext("From here nobody would have anything to do and the end would never be reached.")
            raise ExecutionFailed(element=self._current or self._left(), reason=reason, cause="nothing_waits")
        self._forget_ended_scopes()
        return Step(
            self._snapshot(),
            tuple(self._describe(visit, each) for visit, each in work.items() if visit not in self._work),
            tuple(visit for visit in self._work if visit not in work),
            tuple(settling.passages),
            completed,
            settling.end if completed else None,
            tuple(self._timer(visit, each) for visit, each in timers.items() if visit not in self._timers),
            tuple(visit for visit in self._timers if visit not in timers),
            (*work, *timers),
        )

    def _snapshot(self) -> bytes:
        return states.dump(self._state)

    def _where(self, error: Exception) -> str | None:
        return getattr(error, "element", None) or self._current

    def _left(self) -> str | None:
        """Where what has not ended stands, when it was not passed now: before a join, most often."""
        left = self._state.workflow.get_tasks(state=TaskState.WAITING)
        return next((token.task_spec.bpmn_id for token in left if getattr(token.task_spec, "bpmn_id", None)), None)

    def _entering(self, token: Any) -> None:
        self._current = getattr(token.task_spec, "bpmn_id", None) or self._current

    def _passed(self, token: Any, settling: _Settling) -> None:
        settling.steps += 1
        if settling.steps > AUTOMATIC_STEPS:
            reason = lazy_gettext("The diagram goes round here without ever reaching a person.")
            raise ExecutionFailed(element=self._current, reason=reason, cause="endless")
        spec = token.task_spec
        if isinstance(spec, EndEvent) and token.workflow is self._state.workflow:
            settling.end = spec.bpmn_id
        if getattr(spec, "bpmn_id", None) is None or isinstance(spec, LoopTask):
            return
        process_id = self._executable.home[token.workflow.spec.name]
        node = self._executable.node(process_id, spec.bpmn_id)
        flows = self._flows_taken(token, process_id, node)
        if flows or node.notifications or node.kind in _RECORDED:
            visit = self._visit(token)
            settling.passages.append(Passage(visit, process_id, node.kind, flows, dict(token.data)))

    def _flows_taken(self, token: Any, process_id: str, node: FlowNode) -> tuple[str, ...]:
        if node.kind not in ("exclusiveGateway", "inclusiveGateway") or len(node.outgoing) < 2:
            return ()
        targets = {child.task_spec.name.removesuffix(".BoundaryEventSplit") for child in token.children}
        return tuple(flow for flow, target in self._executable.flows[process_id, node.id] if target in targets)

    def _waiting(self) -> tuple[dict[Visit, Any], dict[Visit, Any]]:
        """The work and the timers that wait, in the order of the flow, by visit."""
        work, timers = {}, {}
        for token in self._alive():
            if token.state == TaskState.READY and token.task_spec.manual:
                work[self._visit(token)] = token
            elif is_waiting(token):
                timers[self._visit(token)] = token
        return work, timers

    def _alive(self) -> Iterator[Any]:
        """The tokens that are alive, in the order of the flow."""
        return iter(self._state.workflow.get_tasks(state=TaskState.READY | TaskState.WAITING))

    def _describe(self, visit: Visit, token: Any) -> Enabled:
        internal = token.internal_data
        item = internal.get("item")
        input_item = getattr(token.parent.task_spec, "input_item", None) if _is_loop_instance(token) else None
        if item is None and input_item is not None:
            item = token.data.get(input_item.bpmn_id)
        return Enabled(visit, self._executable.home[token.workflow.spec.name], item, dict(token.data))

    def _timer(self, visit: Visit, token: Any) -> TimerSet:
        process_id = self._executable.home[token.workflow.spec.name]
        kind, internal = token.task_spec.event_definition.kind, token.internal_data
        return TimerSet(visit, process_id, kind, internal["timer"], internal.get("repetition", 1), dict(token.data))

    def _visit(self, token: Any) -> Visit:
        """The visit of a token. Its round is counted at first sight, in the order of the flow, and stored with it."""
        scope = self._scope(token.workflow)
        numbers = getattr(token, "visit", None)
        if numbers is None:
            if _is_loop_instance(token):
                numbers = [self._visit(token.parent).round, self._index(token)]
            else:
                rounds = self._state.rounds.setdefault(scope, {})
                rounds[token.task_spec.bpmn_id] = number = rounds.get(token.task_spec.bpmn_id, 0) + 1
                numbers = [number, None]
            token.visit = numbers
        return Visit(scope, token.task_spec.bpmn_id, *numbers)

    def _index(self, token: Any) -> int:
        key = token.internal_data.get("key_or_index", token.internal_data.get("iteration"))
        if isinstance(key, int):
            return key
        # A mapping's key: its position among the siblings made so far, which is the order of the mapping.
        given = token.parent.internal_data.get("given", 0)
        token.parent.internal_data["given"] = given + 1
        return int(given)

    def _scope(self, workflow: Any) -> str:
        """The path of the sub-processes and calls that a workflow stands in, "" for the process itself."""
        if workflow is self._state.workflow:
            return ""
        found = self._scopes.get(workflow)
        if found is None:
            starter = self._state.workflow.get_task_from_id(workflow.parent_task_id)
            found = self._scopes[workflow] = str(self._visit(starter))
        return found

    def _forget_ended_scopes(self) -> None:
        # The next visit to a call activity is another scope, which counts its own rounds.
        rounds = self._state.rounds
        if len(rounds) > 1:
            alive = {"", *(self._scope(inner) for inner in self._state.workflow.get_active_subprocesses())}
            self._state.rounds = {scope: counts for scope, counts in rounds.items() if scope in alive}


def _is_loop_instance(token: Any) -> bool:
    """Whether the token is one of the instances of a multi-instance or loop activity."""
    parent = token.parent
    return parent is not None and getattr(parent.task_spec, "task_spec", None) == token.task_spec.name


_ALIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED
# The kinds whose completion is recorded besides human work and decisions.
_RECORDED = frozenset({"scriptTask", "sendTask", "intermediateThrowEvent", "callActivity", "subProcess"})


_NO_WAY = "No conditions satisfied"  # what SpiffWorkflow says at a choice none of whose flows may be taken


def _failed(element: str | None, error: BaseException) -> ExecutionFailed:
    """What SpiffWorkflow raised, in our words: its own are for the log, where the cause stands."""
    if str(error).startswith(_NO_WAY):
        reason = lazy_gettext("No condition of its ways holds, and it has no way for when none does.")
        return ExecutionFailed(element=element, reason=reason, cause="no_way")
    reason = lazy_gettext("The engine could not go on here; the log says what it met.")
    return ExecutionFailed(element=element, reason=reason, cause="engine")
