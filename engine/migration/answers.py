"""What a version asks or works out before a place, and reads after it: answers that a token put there would lack."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bpmn.dataflow.uses import Point
from bpmn.expressions import writes
from bpmn.forms.form import Form
from bpmn.graph import reachable
from bpmn.kinds import HUMAN_TASKS
from bpmn.model import Activity, Event, FlowNode, Process
from engine.execution.compiler import Executable
from engine.execution.rewriting import Place
from engine.execution.ways import successors

Forms = Mapping[str, Mapping[str, Form]]
"""The forms of a version, by process id and by the name that an activity gives."""

_BEFORE = frozenset({Point.BEFORE, Point.ENABLED, Point.INSIDE})
"""When an element reads what it has not given itself."""


class Lack(NamedTuple):
    """An element of the new version that gives what is needed further on; `passed` says that the instance went through
    it, when it did not give that yet."""

    process_id: str
    element: str
    passed: bool


class Asking:
    """What the elements of a version read and give."""

    def __init__(self, executable: Executable, forms: Forms) -> None:
        self._executable, self._forms = executable, forms
        self._given: dict[tuple[str, str], set[str]] = {}
        self._needed: dict[tuple[str, str], set[str]] = {}

    def given(self, process_id: str, node: FlowNode) -> set[str]:
        """The variables that have a value once a token has passed `node`: what it requires, and what it works out."""
        key = process_id, node.id
        if key not in self._given:
            self._given[key] = self._gives(process_id, node)
        return self._given[key]

    def needed(self, process_id: str, node: FlowNode) -> set[str]:
        """The variables that `node`, and what stands in it, read and do not give themselves: for where the flow goes
        and who does what by when, and for all that people are shown or sent."""
        key = process_id, node.id
        if key not in self._needed:
            self._needed[key] = self._needs(process_id, node)
        return self._needed[key]

    def _gives(self, process_id: str, node: FlowNode) -> set[str]:
        if not isinstance(node, Activity):
            return set()
        found = {*writes(node.script), *writes(node.pre_script), *writes(node.post_script)}
        form = self._form(process_id, node)
        if form is not None:
            found |= {path.partition(".")[0] for path, field in form.fields() if field.required or field.computed}
        for inner_process, inner in self._inside(process_id, node):
            found |= self.given(inner_process, inner)
        return found

    def _needs(self, process_id: str, node: FlowNode) -> set[str]:
        own = self.given(process_id, node)
        found = set[str]()
        for use in self._executable.uses[process_id, node.id]:
            found |= use.names if use.point in _BEFORE else use.names - own
        form = self._form(process_id, node)
        if form is not None:
            found |= form.reads
        for inner_process, inner in self._inside(process_id, node):
            found |= self.needed(inner_process, inner)
        return found

    def is_needed(self, name: str, place: Place, places: tuple[Place, ...]) -> bool:
        """Whether a variable is read at the place or after it, in its scope and those around it, before it is given."""
        current: Place | None = place
        while current is not None:
            process = self._executable.processes[current.now[0]]
            if self._is_needed_from(name, process, current.now[1]):
                return True
            current = None if current.enclosing is None else places[current.enclosing]
        return False

    def _is_needed_from(self, name: str, process: Process, start: str) -> bool:
        ways, seen, ahead = successors(process), set[str](), [start]
        while ahead:
            id_ = ahead.pop()
            if id_ in seen:
                continue
            seen.add(id_)
            node = process.node(id_)
            if name in self.needed(process.id, node):
                return True
            gives = name in self.given(process.id, node)
            ahead += [each for each in ways.get(id_, ()) if not gives or _leaves_early(process.node(each), id_)]
        return False

    def _form(self, process_id: str, node: FlowNode) -> Form | None:
        if not isinstance(node, Activity) or node.kind not in HUMAN_TASKS:
            return None
        return self._forms.get(process_id, {}).get(node.form or "")

    def _inside(self, process_id: str, node: FlowNode) -> Iterator[tuple[str, FlowNode]]:
        processes = self._executable.processes
        called = processes.get(node.called_element or "") if isinstance(node, Activity) else None
        if called is not None:
            yield from ((called.id, inner) for inner in called.nodes if inner.parent == called.id)
        else:
            yield from ((process_id, each) for each in processes[process_id].nodes if each.parent == node.id)


class Answers:
    """Judges places in a version, `new`, that a token comes to from `old`, each with its forms."""

    def __init__(self, old: Executable, old_forms: Forms, new: Executable, forms: Forms) -> None:
        self._old, self._new = old, new
        self._before, self._now = Asking(old, old_forms), Asking(new, forms)

    def missing(self, place: Place, places: tuple[Place, ...], taken: Mapping[str, int]) -> Iterator[Lack]:
        """The elements that lie behind `place` in the new version and give what is needed further on and not known.

        They stand on every way to it and did not in the old version, or they were passed, or `taken` in its scope
        (rounds by element), when they did not give it.
        """
        process, before = self._new.processes[place.now[0]], self._old.processes[place.was[0]]
        known = {name for name, value in place.data.items() if value is not None}
        there = {each.id: each for each in before.nodes}
        for node in process.nodes:
            gives = self._now.given(process.id, node) - known
            if node.id == place.now[1] or not gives:
                continue
            passed = node.id in taken or _on_every_way(before, node.id, place.was[1])
            if passed and node.id in there:
                gives -= self._before.given(before.id, there[node.id])
            elif not _on_every_way(process, node.id, place.after or place.now[1]):
                continue
            if any(self._now.is_needed(name, place, places) for name in sorted(gives)):
                yield Lack(process.id, node.id, passed)


def _leaves_early(node: FlowNode, activity: str) -> bool:
    """Whether `node` is an event on the boundary of an activity, by which it is left before it has given anything."""
    return isinstance(node, Event) and node.attached_to == activity


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
