"""The reference run: one SpiffWorkflow workflow in memory, its tree never pruned, never serialised.

The pruned runner is checked against it: the library's own workflow, tokens and predictions, with the specs corrected by
`corrections`, since a reference that is wrong proves nothing. Only the search for unfinished tokens is answered from an
index: the library walks the whole tree a dozen times at each step, which on a long history is nearly all it does
(`tests/engine/execution/test_reference_run.py` holds the index against that walk).

Below a depth of 1000 tokens the library's own walk sees nothing any more, after some 250 rounds of a loop of two user
tasks. Then this run stops with `ReferenceLimit` rather than be wrong.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from bpmn.messages import Message, lazy_gettext
from engine.execution import state as states
from engine.execution.compiler import Executable
from engine.execution.corrections import Workflow
from engine.execution.moving import Moved, NotMovable, arrive
from engine.execution.rewriting import Rewriting
from engine.execution.runnable import Ending
from engine.execution.runner import Execution, Step
from engine.execution.scripting import ENGINE

MAX_DEPTH = 1000
"""The depth of the tree below which SpiffWorkflow's own iterator stops."""


class ReferenceLimit(Exception):
    """From this step on the reference run is not reliable; `reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


class ReferenceRun(Execution):
    """An `Execution` valid for every step of an instance, in order. Its steps have an empty snapshot."""

    def __init__(self, executable: Executable) -> None:
        """Prepare for `start`."""
        specs = executable.reference_specs
        workflow = _Workflow(specs[executable.process_id], dict(specs), script_engine=ENGINE)
        super().__init__(executable, states.State(workflow))
        self._depths: dict[Any, int] = {}

    def moved(self, new: Executable, mapping: Mapping[str, str], *, anew: bool = False) -> tuple["ReferenceRun", Moved]:
        """This run on other versions: its own tokens, put into a tree that has no past. Raises NotMovable,
        ExecutionFailed."""
        content = {"passes": self._state.rounds, **states.Writer(_reached).write(self._state.workflow)}
        rewriting = Rewriting(self._executable, new, mapping, copy.deepcopy(content), anew=anew)
        rewriting.rewrite()
        if rewriting.obstacles:
            raise NotMovable(tuple(rewriting.obstacles))
        run = ReferenceRun(new)
        run._state.rounds = rewriting.content["passes"]
        tree = run._state.workflow.task_tree
        tree._drop_children(force=True)
        tokens = states.read_rows(run._state.workflow, rewriting.content, _planted)
        for token in tokens:
            if not token._state & TaskState.FINISHED_MASK:
                token.task_spec._predict(token, mask=TaskState.NOT_FINISHED_MASK)
        return run, arrive(run, self, rewriting, tokens)

    def _settle(self, token: Any = None, before: Callable[[], None] | None = None) -> Step:
        step = super()._settle(token, before)
        self._check_depth()
        self._work, self._timers = self._waiting()
        return step

    def _snapshot(self) -> bytes:
        return b""

    def _alive(self) -> Iterator[Any]:
        tokens: Iterator[Any] = self._state.workflow.waiting_tokens()
        return tokens

    def _check_depth(self) -> None:
        for token in self._alive():
            if self._depth(token) >= MAX_DEPTH:
                raise ReferenceLimit(
                    lazy_gettext("SpiffWorkflow sees nothing below a depth of {depth}.", depth=MAX_DEPTH)
                )

    def _depth(self, token: Any) -> int:
        """How deep the library's walk finds the token; each token's depth is counted once."""
        above = []
        while token is not None and token.id not in self._depths:
            above.append(token)
            token = _above(token)
        depth = 0 if token is None else self._depths[token.id] + 1
        for known in reversed(above):
            self._depths[known.id] = depth
            depth += 1
        return depth - 1


def _reached(workflow: Any) -> Iterator[tuple[Any, Any]]:
    """The tokens of a scope that are no predictions and not finished, each with the nearest above it."""
    for token, above in states.living(workflow, lambda token: token.children, _REACHED):
        if isinstance(token.task_spec, BoundaryEventJoin):
            continue  # an event that interrupted nothing has nothing to tell its activity
        for name, value in _UNTOLD.items():
            if not hasattr(token, name):
                setattr(token, name, value)
        yield token, above


_REACHED = TaskState.READY | TaskState.WAITING | TaskState.STARTED
_UNTOLD = {"visit": None, "arrived": 0, "came_from": "", "written": None}
"""What a token of the library's does not know of itself until it is told."""


def _planted(workflow: Any, spec: Any, above: Any, state: int) -> Any:
    """A token of the library's where nothing foresaw it: it is not taken away for that."""
    token = Task(workflow, spec, above, state)
    token.triggered = True
    return token


def _above(token: Any) -> Any:
    """The token that the walk comes from: the parent or, at the root of a sub-process, the token that called it."""
    if token.parent is not None or token.workflow.parent_task_id is None:
        return token.parent
    return token.workflow.top_workflow.get_task_from_id(token.workflow.parent_task_id)


class _Tokens(dict[Any, Any]):
    """A workflow's tokens by id, which remembers those that are not known to be finished."""

    def __init__(self) -> None:
        super().__init__()
        self._open: dict[Any, Any] = {}

    def __setitem__(self, id_: Any, token: Any) -> None:
        super().__setitem__(id_, token)
        self._open[id_] = token

    def pop(self, id_: Any, *default: Any) -> Any:
        self._open.pop(id_, None)
        return super().pop(id_, *default)

    def unfinished(self) -> list[Any]:
        """The tokens that are not finished, in the order in which they were made."""
        # A finished token stays so: only `Task.reset_branch` goes back, and nothing here calls it.
        for id_ in [id_ for id_, token in self._open.items() if token._state & TaskState.FINISHED_MASK]:
            del self._open[id_]
        return list(self._open.values())


class _Searched(Ending):
    """A workflow that answers from `_Tokens` what the library would walk its whole tree for."""

    tasks: Any

    def __setattr__(self, name: str, value: Any) -> None:
        # The library makes its dictionary in the constructor, and the first token right after.
        super().__setattr__(name, _Tokens() if name == "tasks" else value)

    def get_tasks_iterator(self, first_task: Any = None, **wanted: Any) -> Iterable[Any]:
        if first_task is None and wanted.keys() == {"state"} and not wanted["state"] & TaskState.FINISHED_MASK:
            return self._search(self._below(), wanted["state"])
        found: Iterable[Any] = super().get_tasks_iterator(first_task, **wanted)  # type: ignore[misc]
        return found

    def update_waiting_tasks(self) -> None:
        for token in self._search([self], TaskState.WAITING):
            token.task_spec._update(token)

    def is_completed(self) -> bool:
        if not self.completed and not self.tasks.unfinished():
            self.completed = True
        return self.completed

    completed: bool

    def _below(self) -> list[Any]:
        """This workflow and every sub-process inside it."""
        raise NotImplementedError

    def _search(self, workflows: list[Any], state: int) -> Iterator[Any]:
        """The tokens in a state, in the order in which a depth-first walk meets them.

        As the walk, it judges each when its turn comes: by then an earlier one may have changed it.
        """
        found = [token for each in workflows for token in each.tasks.unfinished() if token._state & state]
        if len(found) > 1:
            found.sort(key=_position)
        return (token for token in found if token._state & state and token.id in token.workflow.tasks)


def _position(token: Any) -> list[int]:
    """Where a depth-first walk meets a token: the turns it takes from the root. Sub-processes come before children."""
    turns = []
    while True:
        parent = token.parent
        if parent is not None:
            turns.append(1 + parent._children.index(token.id))
        elif token.workflow.parent_task_id is not None:
            parent = _above(token)
            turns.append(0)
        else:
            return turns[::-1]
        token = parent


class _Workflow(_Searched, Workflow):
    def waiting_tokens(self) -> Iterator[Any]:
        """What waits for a person, a timer or another branch, in the order of the flow."""
        return self._search(self._below(), TaskState.READY | TaskState.WAITING)

    def create_subprocess(self, my_task: Any, spec_name: str) -> Any:
        made = _SubWorkflow(self.subprocess_specs[spec_name], my_task, self)
        self.subprocesses[my_task.id] = made
        return made

    def _below(self) -> list[Any]:
        return [self, *self.subprocesses.values()]


class _SubWorkflow(_Searched, BpmnSubWorkflow):  # type: ignore[misc]
    def __init__(self, spec: Any, starter: Any, top: Any) -> None:
        self._holder = starter.workflow
        super().__init__(spec, starter.id, top)

    @property
    def parent_workflow(self) -> Any:
        # The library looks for the token that started it, which is gone once it was interrupted.
        return self._holder

    def _below(self) -> list[Any]:
        inside, below = {self}, [self]
        # A sub-process is made after the one that holds it.
        for each in self.top_workflow.subprocesses.values():
            if each.parent_workflow in inside:
                inside.add(each)
                below.append(each)
        return below
