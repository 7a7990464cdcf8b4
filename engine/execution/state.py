"""The live state of a run and its compact form: only what can still matter, in canonical bytes.

A snapshot holds the tokens that are alive, what joins still look at, and nothing else: a step costs and stores the same
on the thousandth pass of a loop as on the first. What is left out, and why it may be:

- a finished token is looked at by the library only as a *branching point* between live ones, as an *arrival* that a
  waiting join counts and merges (with its parent), or as the *split* of a boundary event; those are kept;
- between kept tokens the chain of finished ones is skipped: nothing reads it. It is also what makes joins inside loops
  come out right, see `runner`;
- a completed sub-process hands its data over when it ends and is never asked again.

Tokens are written in tree order, by position; ids and clock readings of the library are not written (`determinism`).
"""

import copy
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import canonical_json
from engine.execution.compiler import Executable
from engine.execution.determinism import next_id
from engine.execution.scripting import ENGINE

VERSION = 1


@dataclass
class State:
    """A run in memory: SpiffWorkflow's workflow, and how often each element was enabled (its pass)."""

    workflow: Any
    passes: dict[str, int] = field(default_factory=dict)


def new_state(executable: Executable) -> State:
    """The state before the first step."""
    spec = executable.specs[executable.process_id]
    return State(BpmnWorkflow(spec, dict(executable.specs), script_engine=ENGINE))


def dump(state: State) -> bytes:
    """The canonical bytes of a settled state (no automatic work pending)."""
    pool: dict[str, int] = {}
    workflow = _dump_workflow(state.workflow, state.workflow.subprocesses, pool)
    data = [canonical_json.loads(text) for text in pool]
    return canonical_json.dumps({"v": VERSION, "passes": state.passes, "data": data, "workflow": workflow}).encode()


def load(executable: Executable, snapshot: bytes) -> State:
    """The state that `dump` wrote. Raises ValueError when the bytes are of another version of this format."""
    content: Any = canonical_json.loads(snapshot)
    if content.get("v") != VERSION:
        raise ValueError(f"snapshot version {content.get('v')!r}")
    spec = executable.specs[executable.process_id]
    top = BpmnWorkflow(spec, dict(executable.specs), script_engine=ENGINE, deserializing=True)
    _load_workflow(top, content["workflow"], content["data"], top)
    return State(top, content["passes"])


def _dump_workflow(workflow: Any, subprocesses: Any, pool: dict[str, int]) -> dict[str, object]:
    tokens = _live_tree(workflow)
    ranks = {
        id_: rank
        for rank, id_ in enumerate(token.id for token, _ in sorted(tokens, key=lambda pair: pair[0].last_state_change))
    }
    rows = []
    nested = {}
    for position, (token, parent) in enumerate(tokens):
        rows.append(
            [
                token.task_spec.name,
                parent,
                token.state,
                int(token.triggered),
                _pooled(token.data, pool),
                _internal(token.internal_data),
                ranks[token.id],
            ]
        )
        inner = subprocesses.get(token.id)
        if inner is not None and not inner.completed:
            nested[str(position)] = _dump_workflow(inner, subprocesses, pool)
    return {"tokens": rows, "data": workflow.data, "completed": workflow.completed, "nested": nested}


def _pooled(data: dict[str, object], pool: dict[str, int]) -> int:
    # Siblings and parents mostly hold equal data: written once.
    return -1 if not data else pool.setdefault(canonical_json.dumps(data), len(pool))


def _internal(internal: dict[str, Any]) -> dict[str, Any]:
    if "merged" not in internal:
        return internal
    # Loops keep the ids of their finished children, and read only how many there are.
    return {**internal, "merged": [str(number) for number in range(len(internal["merged"]))]}


def _load_workflow(workflow: Any, content: Any, pool: list[Any], top: Any) -> None:
    tokens: list[Any] = []
    for name, parent, state, triggered, data, internal, rank in content["tokens"]:
        spec = workflow.spec.task_specs[name]
        token = Task(workflow, spec, tokens[parent] if parent >= 0 else None, state=state, id=next_id())
        token.thread_id = 0
        token.triggered = bool(triggered)
        token.data = copy.deepcopy(pool[data]) if data >= 0 else {}
        token.internal_data = internal
        token.last_state_change = rank
        tokens.append(token)
    workflow.task_tree = tokens[0]
    workflow.data = content["data"]
    workflow.completed = content["completed"]
    for position, inner in content["nested"].items():
        token = tokens[int(position)]
        nested = BpmnSubWorkflow(top.subprocess_specs[token.task_spec.spec], token.id, top, deserializing=True)
        top.subprocesses[token.id] = nested
        nested.completed_event.connect(token.task_spec._on_subworkflow_completed, token)
        _load_workflow(nested, inner, pool, top)


def _live_tree(workflow: Any) -> list[tuple[Any, int]]:
    """The tokens to keep in tree order, each with the position of its nearest kept ancestor (-1 for the root)."""
    kept = _kept(workflow)
    tokens: list[tuple[Any, int]] = []
    stack = [(workflow.task_tree, -1)]
    while stack:
        token, parent = stack.pop()
        if token.id in kept:
            tokens.append((token, parent))
            parent = len(tokens) - 1
        stack.extend((child, parent) for child in reversed(token.children))
    return tokens


def _kept(workflow: Any) -> set[Any]:
    live = [token for token in workflow.tasks.values() if token.state & TaskState.NOT_FINISHED_MASK]
    kept = {workflow.task_tree.id, *(token.id for token in live)}
    for token in live:
        if isinstance(token.task_spec, UnstructuredJoin) and token.state == TaskState.WAITING:
            for arrival in _arrivals(workflow, token):
                kept |= {arrival.id, arrival.parent.id}
        elif isinstance(token.task_spec, BoundaryEventJoin):
            split = token.find_ancestor(token.task_spec.split_task)
            kept |= {split.id, *split._children}
    return kept | _branching(workflow, kept)


def _arrivals(workflow: Any, waiting: Any) -> list[Any]:
    """What a waiting join counts: itself, and the earlier arrivals that the library cancelled in its favour."""
    spec = waiting.task_spec
    return [
        token
        for token in workflow.tasks.values()
        if token is waiting
        or (token.task_spec is spec and token.state == TaskState.CANCELLED and not waiting.is_descendant_of(token))
    ]


def _branching(workflow: Any, kept: set[Any]) -> set[Any]:
    branching: set[Any] = set()
    entered_by: dict[Any, Any] = {}
    for id_ in kept:
        child, parent = id_, workflow.tasks[id_]._parent
        while parent is not None:
            if parent in entered_by:
                if entered_by[parent] != child:
                    branching.add(parent)
                break
            entered_by[parent] = child
            child, parent = parent, workflow.tasks[parent]._parent
    return branching
