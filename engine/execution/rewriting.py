"""Rewrites the rows of a snapshot from one version of the diagrams to another (see `engine.execution.moving`).

A row is a token: where it goes, what it started, and what hangs on its boundary go together. What does not wait any
more where it did is not written; what begins to wait is told in `begins` and is put there when the rest has arrived.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent, EventBasedGateway
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.util.task import TaskState

from engine.execution.compiler import Executable
from engine.execution.joins import Join
from engine.execution.likeness import alike, same_timer, takes_a_token
from engine.execution.obstacles import Hindrance, Obstacle
from engine.execution.row_tree import RowNode, row_tree
from engine.execution.snapshot import data_of
from engine.execution.timers import Timer
from engine.execution.ways import source_now
from engine.history.visits import Visit


class Place(NamedTuple):
    """Where a token stands: `was`, process and node of the old version, and `now`, of the new one, in the scope that is
    the `enclosing` place (a position among the places; None at the top), called `scope` before the move.

    `after` is the node that it has just left, where it waits for others to meet; `data` what it knows.
    """

    was: tuple[str, str]
    now: tuple[str, str]
    enclosing: int | None
    scope: str
    after: str | None
    data: Mapping[str, object]


class Begin(NamedTuple):
    """A token that begins anew: below the row `above`, at `spec`, with data; `beside` a carried row, with its data."""

    above: int
    spec: str
    data: Mapping[str, object]
    written: Mapping[str, int] | None
    beside: int | None = None


class _Scope(NamedTuple):
    """Where rows are written: the new spec, the position of the token above, and the path before and after."""

    spec: Any
    above: int
    before: str
    after: str
    place: int | None = None

    def under(self, position: int) -> "_Scope":
        return self._replace(above=position)


class Rewriting:
    """Rewrites the rows of a snapshot."""

    def __init__(
        self, old: Executable, new: Executable, mapping: Mapping[str, str], content: Any, *, anew: bool = False
    ) -> None:
        """`anew`: what the mapping names begins anew at what it says, also where it could wait on as it is."""
        self._anew = anew
        self._old, self._new, self._mapping, self._content = old, new, mapping, content
        self.obstacles: list[Obstacle] = []
        self.used: dict[str, str] = {}
        self.rows: list[list[Any]] = []
        self.begins: list[Begin] = []
        self.places: list[Place] = []
        self.visits: dict[Visit, Visit] = {}
        self.rounds: dict[str, dict[str, int]] = {name: dict(each) for name, each in content["passes"].items()}

    def rewrite(self) -> None:
        top = _Scope(self._new.specs[self._new.process_id], -1, "", "")
        for node in row_tree(self._old, self._content["tokens"]):
            self._carry(node, top)

    @property
    def content(self) -> dict[str, Any]:
        return {"passes": self.rounds, "tokens": self.rows, "data": self._content["data"]}

    def _carry(self, node: RowNode, scope: _Scope) -> None:
        if isinstance(node.spec, BoundaryEventSplit):
            self._guarded(node, scope)
        elif node.spec.bpmn_id is None:  # the end of a scope, where what has ended waits for the rest
            end = next(name for name, spec in scope.spec.task_specs.items() if isinstance(spec, Join) and _ends(spec))
            self._write(node, end, scope, node.more)
        else:
            self._element(node, scope, None)

    def _guarded(self, split: RowNode, scope: _Scope) -> None:
        """An activity with what waits on its boundary."""
        outputs = split.spec._outputs
        main = next((each for each in split.below if each.spec.name in outputs and not each.on_boundary), None)
        guard = None if main is None else self._element(main, scope, split)
        if guard is None:
            for each in split.below:
                if each is not main and not each.on_boundary:
                    self._carry(each, scope)  # what followed an event that interrupts nothing

    def _element(self, node: RowNode, scope: _Scope, split: RowNode | None) -> int | None:
        """Write what is at an element; gives the row that holds its boundary together, None where it has none."""
        target = self._mapping.get(node.element, node.element)
        if node.element in self._mapping:
            self.used[node.element] = target
            if not target:
                return None
        spec = scope.spec.task_specs.get(target)
        if spec is None or spec.bpmn_id != target:
            self._held(Hindrance.PLACE_CHANGED if self._is_elsewhere(scope, target) else Hindrance.STEP_GONE, node)
        elif self._alike(node, scope, spec) and not (self._anew and node.element in self._mapping):
            self._place(node, scope, target)
            guard = scope.spec.task_specs.get(_guard(target))
            if guard is not None:
                return self._on_guard(node, split or RowNode([], None, node.scope), scope, spec, guard)
            self._main(node, scope, spec)
        elif node.element not in self._mapping:
            self._held(Hindrance.KIND_CHANGED, node)
        elif not takes_a_token(spec):
            self._held(Hindrance.NO_TARGET, node)
        else:
            self._place(node, scope, target)
            self._begins(scope.above, scope.spec.task_specs.get(_guard(target), spec).name, node)
        return None

    def _on_guard(self, node: RowNode, split: RowNode, scope: _Scope, spec: Any, guard: Any) -> int:
        """Write an activity that has events on its boundary, with them."""
        more = {name: value for name, value in split.more.items() if name == "written"}
        self.rows.append([guard.name, scope.above, int(TaskState.COMPLETED), 0, *([more] if more else [])])
        position = len(self.rows) - 1
        inner, main = scope.under(position), -1
        events = {name for name in guard._outputs if isinstance(scope.spec.task_specs[name], BoundaryEvent)}
        drawn = [name for name in (split.spec._outputs if split.below else ()) if name != node.element]
        known = self._now_called(node, drawn, {"", *events})
        anew = sorted(events - {name or was for was, name in known.items()}, key=guard._outputs.index)
        for each in split.below or [node]:
            name = known.get(each.element, "") if each.on_boundary else ""
            if each is node:
                main = self._main(node, inner, spec) or 0
            elif not each.on_boundary:
                self._carry(each, inner)
            elif name in events:
                # What is drawn here and does not wait has happened, and does not happen again.
                if same_timer(self._node(each), self._new_node(scope, name)):
                    self._main(each, inner, scope.spec.task_specs[name])
                else:
                    anew.append(name)
        self.begins += [Begin(position, name, {}, None, main) for name in dict.fromkeys(anew)]
        return position

    def _main(self, node: RowNode, scope: _Scope, spec: Any) -> int | None:
        """Write a token that goes on waiting, and what it started."""
        more, place = node.more, len(self.places) - 1
        if isinstance(spec, Join) and not self._came(node, scope, spec, more):
            return None
        timed = isinstance(getattr(spec, "event_definition", None), Timer)
        if timed and not same_timer(self._node(node), self._new_node(scope, spec.name)):
            self._begins(scope.above, spec.name, node)
            return None
        numbers = more.get("visit")
        moved = spec.bpmn_id != node.element
        if numbers is not None:
            if moved and numbers[1] is None:
                rounds = self.rounds.setdefault(scope.after, {})
                rounds[spec.bpmn_id] = number = rounds.get(spec.bpmn_id, 0) + 1
                more["visit"] = [number, None]
            self._remember(node, numbers, spec, more["visit"], scope)
        position = self._write(node, spec.name, scope, more)
        if isinstance(spec, LoopTask):
            self._instances(node, scope._replace(above=position, place=place), spec, more.get("visit"))
        elif isinstance(spec, SubWorkflowTask):
            self._inside(node, scope._replace(above=position, place=place), spec, numbers, more.get("visit"))
        elif isinstance(spec, EventBasedGateway):
            self._competing(node, scope.under(position), spec)
        return position

    def _instances(self, node: RowNode, scope: _Scope, spec: Any, numbers: list[Any] | None) -> None:
        inner = scope.spec.task_specs[spec.task_spec]
        for each in node.below:
            more = each.more
            was = more.get("visit")
            if was is not None and numbers is not None:
                more["visit"] = [numbers[0], was[1]]
                self._remember(each, was, inner, more["visit"], scope)
            position = self._write(each, inner.name, scope, more)
            if isinstance(inner, SubWorkflowTask):
                self._inside(each, scope.under(position), inner, was, more.get("visit"))

    def _inside(self, node: RowNode, scope: _Scope, spec: Any, was: list[Any] | None, now: list[Any] | None) -> None:
        """Write what a sub-process or a called process has under way."""
        before = str(Visit(scope.before, node.element, *was)) if was else ""
        after = str(Visit(scope.after, spec.bpmn_id, *now)) if now else ""
        if was and before != after:  # what is around it has its new name already
            between = str(Visit(scope.after, node.element, *was))
            self.rounds = {_renamed(path, between, after): counts for path, counts in self.rounds.items()}
        inner = _Scope(self._new.specs[spec.spec], scope.above, before, after, scope.place)
        for each in node.below:
            self._carry(each, inner)

    def _competing(self, node: RowNode, scope: _Scope, spec: Any) -> None:
        """Write the events that an event-based gateway waits for."""
        waited, some = {each.element: each for each in node.below}, node.below[0]
        before = {name: waited[was] for was, name in self._now_called(node, waited, spec._outputs).items()}
        for name in spec._outputs:
            if name in before:
                self._main(before[name], scope, scope.spec.task_specs[name])
            else:
                self._begins(scope.above, name, some)

    def _now_called(self, node: RowNode, events: Iterable[str], drawn: Collection[str]) -> dict[str, str]:
        """What the `events` on the boundary of an activity, or of a choice, are called now: nothing but what is `drawn`
        there. One on a boundary can end ("") by itself, one of a choice cannot."""
        for name in events:
            if name in self._mapping:
                self.used[name] = self._mapping[name]
                if self._mapping[name] not in drawn:
                    self._held(Hindrance.NO_TARGET, node, name)
        return {name: self._mapping.get(name, name) for name in events}

    def _came(self, node: RowNode, scope: _Scope, spec: Any, more: dict[str, Any]) -> bool:
        """Find out by which way a token that waits where ways meet would have come; False where there is none."""
        place = self._old.home[node.scope.name], node.element
        target = self._new.home[scope.spec.name], str(spec.bpmn_id)
        source = source_now(self._old, place, str(more["from"]), self._new, target, self._mapping)
        before = {flow.source for flow in self._old.processes[place[0]].flows if flow.target == place[1]}
        self.used |= {name: self._mapping[name] for name in sorted(before & self._mapping.keys())}
        names = [name for name in spec._inputs if source is not None and _bare(name) == source]
        if not names:
            self._held(Hindrance.WAYS_CHANGED, node)
            return False
        more["from"] = names[0]
        self.places[-1] = self.places[-1]._replace(after=source)
        return True

    def _place(self, node: RowNode, scope: _Scope, target: str) -> None:
        was, now = (self._old.home[node.scope.name], node.element), (self._new.home[scope.spec.name], target)
        data = data_of(node.row[3], self._content["data"]) if node.row[2] != TaskState.COMPLETED else {}
        self.places.append(Place(was, now, scope.place, scope.before, None, data))

    def _remember(self, node: RowNode, was: list[Any], spec: Any, now: list[Any], scope: _Scope) -> None:
        self.visits[Visit(scope.before, node.element, *was)] = Visit(scope.after, spec.bpmn_id, *now)

    def _write(self, node: RowNode, name: str, scope: _Scope, more: dict[str, Any]) -> int:
        self.rows.append([name, scope.above, node.row[2], node.row[3], *([more] if more else [])])
        return len(self.rows) - 1

    def _begins(self, above: int, spec: str, node: RowNode) -> None:
        data = data_of(node.row[3], self._content["data"])
        self.begins.append(Begin(above, spec, data, node.more.get("written")))

    def _alike(self, node: RowNode, scope: _Scope, spec: Any) -> bool:
        return alike(
            node.scope, node.spec, self._node(node), scope.spec, spec, self._new_node(scope, str(spec.bpmn_id))
        )

    def _held(self, kind: Hindrance, node: RowNode, element: str | None = None) -> None:
        process_id, held = self._old.home[node.scope.name], element or node.element
        self.obstacles.append(Obstacle(kind, process_id, held, self._mapping.get(held)))

    def _is_elsewhere(self, scope: _Scope, target: str) -> bool:
        return (self._new.home[scope.spec.name], target) in self._new.nodes

    def _node(self, node: RowNode) -> Any:
        return self._old.node(self._old.home[node.scope.name], node.element)

    def _new_node(self, scope: _Scope, element: str) -> Any:
        return self._new.node(self._new.home[scope.spec.name], element)


def _ends(spec: Any) -> bool:
    return spec.bpmn_id is None


def _guard(element: str) -> str:
    return f"{element}.BoundaryEventSplit"


def _bare(name: str) -> str:
    return name.removesuffix(".BoundaryEventJoin")


def _renamed(path: str, before: str, after: str) -> str:
    return after + path[len(before) :] if path == before or path.startswith(f"{before}/") else path
