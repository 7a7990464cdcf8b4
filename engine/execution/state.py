"""The live state of a run and its snapshot: only live tokens, in canonical bytes.

A snapshot holds the tokens that wait and their data, and nothing that was before or may follow: a step costs and
stores the same in the thousandth round of a loop as in the first. What is left out, and why it may be:

- a finished token is looked at by nobody (`corrections`): what arrives at a join waits there as a token of its own;
- what may follow is made when a token completes (`token_workflow`);
- a completed sub-process hands its data over when it ends and is never asked again;
- when one token is left in a scope, who wrote what before does not matter any more (`merging`).

Tokens are written in the order of the flow, by position; ids and ticks are not written, only which came first.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from json import JSONEncoder
from operator import attrgetter
from typing import Any

import orjson
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.util.task import TaskState

from engine.execution.compiler import Executable
from engine.execution.events import Holding
from engine.execution.snapshot import VERSION, data_of, decoded
from engine.execution.token_workflow import UNFINISHED, Token, TokenWorkflow

# Not the canonical form, which has no difference between 1 and 1.0: a script's text may show it.
_in_full = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


@dataclass
class State:
    """A run in memory: its workflow, and the last round of each element, by scope and element id."""

    workflow: Any
    rounds: dict[str, dict[str, int]] = field(default_factory=dict)


def new_state(executable: Executable) -> State:
    """The state before the first step."""
    return State(TokenWorkflow(executable.specs[executable.process_id], executable.specs))


def dump(state: State) -> bytes:
    """The canonical bytes of a settled state (no automatic work pending)."""
    content: dict[str, object] = {"v": VERSION, "passes": state.rounds}
    if state.workflow.completed:
        content["end"] = state.workflow.data
    else:
        content |= Writer().write(state.workflow)
    try:
        return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        # A number beyond 64 bits. The blank before says which reader to use: the fast one would round it.
        return b" " + _in_full.encode(content).encode()


def load(executable: Executable, snapshot: bytes) -> State:
    """The state that `dump` wrote. Raises ValueError when the bytes are of another version of this format."""
    return restored(executable, decoded(snapshot))[0]


def restored(executable: Executable, content: Any) -> tuple[State, list[Token]]:
    """The state that a decoded snapshot holds, and its tokens in the order of their rows."""
    state = new_state(executable)
    state.rounds = content["passes"]
    if "end" in content:
        state.workflow.data, state.workflow.completed = content["end"], True
        return state, []
    return state, read_rows(state.workflow, content)


def living(
    workflow: Any, below: Callable[[Any], Sequence[Any]] = attrgetter("_below"), alive: int = UNFINISHED
) -> Iterator[tuple[Any, Any]]:
    """The tokens of a scope that are `alive`, in the order of the flow, each with its nearest ancestor among them.

    The split before an activity with boundary events lives as long as the activity: it holds them together. So does an
    event-based gateway hold the events that wait after it.
    """
    ahead: list[tuple[Any, Any]] = [(workflow.task_tree, None)]
    while ahead:
        token, above = ahead.pop()
        if token._state & alive or (
            isinstance(token.task_spec, Holding) and any(each._state & alive for each in below(token))
        ):
            yield token, above
            above = token
        ahead += [(each, above) for each in reversed(below(token))]


class Writer:
    """Writes tokens as rows ``[spec, parent, state, data, more]``; a parent is a position, -1 for none.

    The parent of what stands at the top of a sub-process is the token that started it.
    """

    def __init__(self, living: Callable[[Any], Iterator[tuple[Any, Any]]] = living) -> None:
        self._living = living
        self._rows: list[list[object]] = []
        self._base: dict[str, Any] | None = None
        self._moments: list[tuple[dict[str, Any], str, int]] = []

    def write(self, workflow: Any) -> dict[str, object]:
        self._scope(workflow, workflow.subprocesses, -1)
        # Only which came first matters, and ranks do not grow with the history.
        ranks = {moment: rank for rank, moment in enumerate(sorted({moment for _, _, moment in self._moments}), 1)}
        for holder, name, moment in self._moments:
            holder[name] = ranks[moment]
        return {"tokens": self._rows, "data": self._base or {}}

    def _scope(self, workflow: Any, subprocesses: dict[int, Any], parent: int) -> None:
        tokens = list(self._living(workflow))
        positions: dict[Any, int] = {None: parent}
        for token, above in tokens:
            positions[token] = position = len(self._rows)
            row: list[object] = [token.task_spec.name, positions[above], token._state, self._data(token)]
            more = self._more(token, len(tokens) > 1)
            self._rows.append([*row, more] if more else row)
            inner = subprocesses.get(token.id)
            if inner is not None and not inner.completed:
                self._scope(inner, subprocesses, position)

    def _data(self, token: Token) -> object:
        """The data of a token, as differences (``+``) and missing names (``-``) against the first; 0 for none."""
        if not token._state & UNFINISHED:
            return 0
        data, base = token.data, self._base
        if base is None:
            self._base = data
            return 0
        difference: dict[str, object] = {}
        different = {name: value for name, value in data.items() if name not in base or not _same(base[name], value)}
        if different:
            difference["+"] = different
        missing = sorted(name for name in base if name not in data)
        if missing:
            difference["-"] = missing
        return difference or 0

    def _more(self, token: Token, several: bool) -> dict[str, object]:
        more: dict[str, Any] = {}
        if token.internal_data:
            more["internal"] = token.internal_data
        if token.visit is not None:
            more["visit"] = token.visit
        if token.arrived:
            more["from"] = token.came_from
            self._moments.append((more, "arrived", token.arrived))
        if several and token.written:
            more["written"] = dict(token.written)
            self._moments += [(more["written"], name, moment) for name, moment in token.written.items()]
        return more


def _same(first: object, second: object) -> bool:
    # Equal is not enough: 1 == True == 1.0. Lists and dictionaries that tokens share are the same objects.
    return first is second or (type(first) is type(second) and isinstance(first, (str, int, float)) and first == second)


def read_rows(top: Any, content: Any, make: Callable[[Any, Any, Any, int], Any] = Token) -> list[Any]:
    """Put the tokens of a decoded snapshot into `top`, in which nothing stands yet; gives them in order."""
    base = content["data"]
    tokens: list[Any] = []
    top.task_tree._state = TaskState.COMPLETED
    for name, parent, state, difference, *more in content["tokens"]:
        above = tokens[parent] if parent >= 0 else top.task_tree
        workflow = above.workflow
        if isinstance(above.task_spec, SubWorkflowTask):
            workflow = inside(top, above)
            above = workflow.task_tree
        token = make(workflow, workflow.spec.task_specs[name], above, state)
        if state & UNFINISHED:
            token.data = data_of(difference, base)
        if more:
            token.internal_data = more[0].get("internal", {})
            token.visit = more[0].get("visit")
            token.arrived, token.came_from = more[0].get("arrived", 0), more[0].get("from", "")
            token.written = more[0].get("written")
        tokens.append(token)
    return tokens


def inside(top: Any, starter: Any) -> Any:
    """The run that `starter` has under way: a new one, in which nothing stands yet, where there is none."""
    found = top.subprocesses.get(starter.id)
    if found is None:
        found = top.create_subprocess(starter, starter.task_spec.spec)
        found.completed_event.connect(starter.task_spec._on_subworkflow_completed, starter)
        found.task_tree._drop_children(force=True)
        found.task_tree._state = TaskState.COMPLETED
    return found
