"""SpiffWorkflow on live tokens only: a token makes its successors when it completes, and predicts nothing.

The library predicts: below every token hangs a tree of all that may follow, and above it all that was. Its joins looked
at both; with ours (`corrections`) nothing does, and a run is no more than the tokens that are alive. What follows is
the same (`tests/engine/execution/test_equivalence.py`), and is found without building, searching and storing those
trees.
"""

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.specs.MultiChoice import MultiChoice
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.execution.corrections import Workflow, mixed
from engine.execution.determinism import next_id
from engine.execution.runnable import Ending
from engine.execution.scripting import ENGINE

UNFINISHED = TaskState.NOT_FINISHED_MASK


class Token(Task):  # type: ignore[misc]
    """A token that refers to its parent and children directly, where the library looks them up by id.

    Attributes that are only read are read without a Python function: that happens dozens of times at each step.
    """

    parent = property(attrgetter("_above"))
    _children = property(attrgetter("_below"))
    state = property(attrgetter("_state"), Task.state.fset)

    written: Mapping[str, int] | None = None
    visit: list[int | None] | None = None
    arrived = 0
    came_from = ""

    def __init__(self, workflow: Any, task_spec: Any, parent: "Token | None" = None, state: int = TaskState.FUTURE):
        self.id = next_id()
        workflow.tasks[self.id] = self
        self.workflow = workflow
        self.task_spec = task_spec
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self.triggered = False
        self.thread_id = 0
        self.last_state_change = 0
        self._state = state
        self._above = parent
        self._below: list[Token] = []
        if parent is not None:
            parent._below.append(self)

    @property
    def children(self) -> list["Token"]:
        return self._below.copy()

    def _set_state(self, value: int) -> None:
        self._state = value

    def _add_child(self, task_spec: Any, state: int = TaskState.FUTURE) -> "Token":
        return Token(self.workflow, task_spec, self, state)

    def _sync_children(self, task_specs: list[Any], state: int = TaskState.FUTURE) -> None:
        for spec in task_specs:
            Token(self.workflow, spec, self, state)

    def _inherit_data(self) -> None:
        assert self._above is not None
        self.data = {**self.data, **self._above.data}

    def _drop_children(self, force: bool = False) -> None:
        """Nothing is predicted, so there is nothing to drop."""

    def cancel(self) -> None:
        """End the token and whatever it started, if they have not ended by themselves."""
        for token in self.subtree():
            if token._state & UNFINISHED:
                token._state = TaskState.CANCELLED
                token.task_spec._on_cancel(token)

    def subtree(self) -> Iterator["Token"]:
        """The token and all below it, in the order of the flow."""
        ahead = [self]
        while ahead:
            token = ahead.pop()
            yield token
            ahead.extend(reversed(token._below))


class TokenSpec:
    """A spec whose tokens get their children when they complete."""

    outputs: list[Any]

    def _on_ready(self, token: Any) -> None:
        # The library tests here, at every token, whether the spec is connected; `make_lean` has done it once.
        self._on_ready_hook(token)  # type: ignore[attr-defined]

    def _predict(self, token: Any, seen: Any = None, looked_ahead: int = 0, mask: int = 0) -> None:
        pass

    def _following(self) -> list[Any]:
        # Two kinds choose their children themselves, as they run.
        return [] if isinstance(self, MultiChoice) else self.outputs

    def _on_complete(self, token: Any) -> None:
        self._on_complete_hook(token)  # type: ignore[attr-defined]
        if not token.workflow.completed:
            token._sync_children(self._following())
            for child in tuple(token._below):
                if child._state & UNFINISHED:
                    child.task_spec._update(child)
        token.workflow._task_completed_notify(token)


class TokenBoundaryEvent(TokenSpec):
    """A boundary event that interrupts nothing has nothing to tell its activity, however often it happens."""

    def _following(self) -> list[Any]:
        if self.cancel_activity:  # type: ignore[attr-defined]
            return self.outputs
        return [spec for spec in self.outputs if not isinstance(spec, BoundaryEventJoin)]


class Scope(Ending):
    """Mixin of the runs of a process and of its sub-processes."""

    tasks: dict[int, Token]
    task_tree: Token
    completed: bool

    def get_tasks(self, first_task: Any = None, *, state: int = TaskState.ANY_MASK, **other: Any) -> list[Token]:
        """The tokens in one of those states, those in sub-processes that are under way among them."""
        if other:
            return super().get_tasks(first_task, state=state, **other)  # type: ignore[misc, no-any-return]
        subprocesses = self.top_workflow.subprocesses  # type: ignore[attr-defined]
        found = []
        ahead = [first_task or self.task_tree]
        while ahead:
            token = ahead.pop()
            if token._state & state:
                found.append(token)
            ahead.extend(reversed(token._below))
            inner = subprocesses.get(token.id)
            if inner is not None and not token._state & TaskState.FINISHED_MASK:
                ahead.append(inner.task_tree)
        return found

    def is_completed(self) -> bool:
        """Whether no token is left."""
        if not self.completed:
            self.completed = not any(token._state & UNFINISHED for token in self.tasks.values())
        return self.completed

    def update_waiting_tasks(self) -> None:
        """Update every waiting token."""
        for token in list(self.tasks.values()):
            if token._state == TaskState.WAITING:
                token.task_spec._update(token)


class TokenWorkflow(Scope, Workflow):
    """A run of a process."""

    def __init__(self, spec: Any, specs: Mapping[str, Any]) -> None:
        super().__init__(spec, specs, script_engine=ENGINE, deserializing=True)
        self.data: dict[str, Any] = {}
        self.task_tree = Token(self, spec.start, state=TaskState.READY)

    def create_subprocess(self, token: Any, name: str) -> "TokenSubWorkflow":
        inner = TokenSubWorkflow(self.subprocess_specs[name], token, self)
        self.subprocesses[token.id] = inner
        return inner

    def do_engine_steps(self, will_complete_task: Any = None, did_complete_task: Any = None) -> None:
        """Run everything automatic. Timers fire only when `runner.Execution.fire` says so."""
        while self._do_engine_steps(will_complete_task, did_complete_task):
            pass


class TokenSubWorkflow(Scope, BpmnSubWorkflow):  # type: ignore[misc]
    """A run of a sub-process or a called process, started by `token`."""

    def __init__(self, spec: Any, token: Token, top: TokenWorkflow) -> None:
        self.starter = token
        super().__init__(spec, token.id, top, deserializing=True)
        self.data: dict[str, Any] = {}
        self.task_tree = Token(self, spec.start)

    @property
    def parent_workflow(self) -> Any:
        return self.starter.workflow

    def cancel(self, success: bool = False) -> list[Token]:
        """End everything that is under way in it."""
        self.completed = True
        self.task_tree.cancel()
        return []


class TokenSubProcess(TokenSpec):
    """Starts its run without searching for the token that begins it."""

    def start_workflow(self, token: Any) -> None:
        inner = token.workflow.top_workflow.create_subprocess(token, self.spec)  # type: ignore[attr-defined]
        inner.completed_event.connect(self._on_subworkflow_completed, token)  # type: ignore[attr-defined]
        self.copy_data(token, inner)  # type: ignore[attr-defined]
        inner.task_tree._ready()
        inner.task_tree.run()


def without_predictions(workflow_spec: Any) -> None:
    """Turn off predictions in every spec of a corrected process. Raises WorkflowException for a spec not connected."""
    for spec in workflow_spec.task_specs.values():
        spec.test()
        spec.__class__ = mixed(_kind(spec), spec.__class__)


def _kind(spec: Any) -> type:
    if isinstance(spec, BoundaryEvent):
        return TokenBoundaryEvent
    return TokenSubProcess if isinstance(spec, SubWorkflowTask) else TokenSpec
