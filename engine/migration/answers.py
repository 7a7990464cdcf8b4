"""What a version asks or works out before a place, and reads after it: answers that a token put there would lack."""

from collections.abc import Iterator, Mapping

from bpmn.dataflow.uses import STEERING, Point, Role, Use
from bpmn.expressions import writes
from bpmn.forms.form import Form
from bpmn.graph import reachable
from bpmn.kinds import HUMAN_TASKS
from bpmn.model import Activity, FlowNode, Process
from engine.execution.compiler import Executable
from engine.execution.rewriting import Place
from engine.execution.ways import successors

Forms = Mapping[str, Mapping[str, Form]]
"""The forms of a version, by process id and by the name that an activity gives."""

NEEDED = STEERING | {Role.PERFORMER, Role.RECIPIENT}
"""What a step reads variables for that cannot do without them."""


class Answers:
    """Judges places in a version, `new`, that a token comes to from `old`."""

    def __init__(self, old: Executable, new: Executable, forms: Forms) -> None:
        self._old, self._new, self._forms = old, new, forms

    def missing(self, place: Place, places: tuple[Place, ...], taken: Mapping[str, int]) -> Iterator[tuple[str, str]]:
        """The elements, as (process, node), that stand on every way to `place` in the new version and not in the old
        one, were never `taken` in its scope (rounds by element), and give what is read further on and not known."""
        process, before = self._new.processes[place.now[0]], self._old.processes[place.was[0]]
        known = {name for name, value in place.data.items() if value is not None}
        wanted = self._read_ahead(place, places) - known
        for node in process.nodes:
            asked = (
                node.id not in taken
                and node.id != place.now[1]
                and not wanted.isdisjoint(self._given(process.id, node))
            )
            asked = asked and _on_every_way(process, node.id, place.after or place.now[1])
            if asked and not _on_every_way(before, node.id, place.was[1]):
                yield place.now[0], node.id

    def _given(self, process_id: str, node: FlowNode) -> set[str]:
        """The variables that have a value once a token has passed `node`."""
        if not isinstance(node, Activity):
            return set()
        found = {*writes(node.script), *writes(node.pre_script), *writes(node.post_script)}
        form = self._forms.get(process_id, {}).get(node.form or "")
        if form is not None and node.kind in HUMAN_TASKS:
            found |= {path.partition(".")[0] for path, field in form.fields() if field.required or field.computed}
        for inner_process, inner in self._inside(process_id, node):
            found |= self._given(inner_process, inner)
        return found

    def _inside(self, process_id: str, node: FlowNode) -> Iterator[tuple[str, FlowNode]]:
        called = self._new.processes.get(node.called_element or "") if isinstance(node, Activity) else None
        if called is not None:
            yield from ((called.id, inner) for inner in called.nodes if inner.parent == called.id)
        else:
            yield from ((process_id, each) for each in self._new.processes[process_id].nodes if each.parent == node.id)

    def _read_ahead(self, place: Place, places: tuple[Place, ...]) -> set[str]:
        """The variables that are read at the place or after it, in its scope and those around it."""
        found = set[str]()
        current: Place | None = place
        while current is not None:
            process = self._new.processes[current.now[0]]
            for id_ in reachable([current.now[1]], successors(process)):
                found |= self._read(process, process.node(id_))
            current = None if current.enclosing is None else places[current.enclosing]
        return found

    def _read(self, process: Process, node: FlowNode) -> set[str]:
        found = {name for use in self._new.uses[process.id, node.id] if _is_needed(use) for name in use.names}
        for process_id, inner in self._inside(process.id, node):
            found |= self._read(self._new.processes[process_id], inner)
        return found


def _is_needed(use: Use) -> bool:
    # Of texts those of a notice; an invitation's have what they say from the lane.
    return use.role in NEEDED or (use.role is Role.PLACE and use.point is Point.COMPLETED)


def _on_every_way(process: Process, node: str, element: str) -> bool:
    """Whether every way from the beginning of its scope to `element` passes `node`, which stands in that scope too."""
    there = {each.id: each for each in process.nodes}
    if element not in there or node not in there or there[node].parent != there[element].parent:
        return False
    scope = there[element].parent
    starts = [each.id for each in process.nodes if each.kind == "startEvent" and each.parent == scope]
    starts = starts or [each.id for each in process.nodes if each.parent == scope and not each.incoming]
    starts = [each for each in starts if each != node]
    return node == element or element not in reachable(starts, successors(process, node))
