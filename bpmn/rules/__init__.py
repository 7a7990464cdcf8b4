"""The rules of the pre-flight: one file each, found by `bpmn.lint`.

A rule is a module whose docstring says what it refuses and why, with a ``CODE`` (its file's name, and the code of its
findings), an ``EXPLANATION`` for who drew the diagram, with an example wrong and right, and ``check(context)``, which
yields every finding. A rule never raises: the model it is given is consistent whatever the file, but anything else may
be missing from it. Modules that start with ``_`` are shared by several rules.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from bpmn.examples.explanation import Explanation
from bpmn.findings import Finding, Severity
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Activity, Definitions, Element, Event, FlowNode, Process, SequenceFlow
from bpmn.naming import name_of
from bpmn.soundness import MOVES, Problem, check
from bpmn.surroundings import Surrounded
from bpmn.xml import BPMN, Node

if TYPE_CHECKING:  # what only executes a diagram takes a bound of a rule, and never reads a form
    from bpmn.dataflow import Called, DataFlow
    from bpmn.forms.form import Form


class Rule(Protocol):
    """What a module in this package offers."""

    CODE: str
    EXPLANATION: Explanation

    def check(self, context: "Context", /) -> Iterator[Finding]:
        """Every finding of this rule."""


@dataclass(frozen=True)
class Container:
    """A process or an embedded sub-process with the nodes and flows that stand directly in it.

    Flows that cross its border are left out of it; `bpmn.rules.crossing_flow` refuses them.
    """

    owner: Process | Activity
    process: Process
    nodes: dict[str, FlowNode] = field(default_factory=dict)
    flows: list[SequenceFlow] = field(default_factory=list)

    @cached_property
    def outgoing(self) -> dict[str, list[SequenceFlow]]:
        """The flows that leave each node, in document order."""
        return self._flows_by(lambda flow: flow.source)

    @cached_property
    def incoming(self) -> dict[str, list[SequenceFlow]]:
        """The flows that enter each node, in document order."""
        return self._flows_by(lambda flow: flow.target)

    @cached_property
    def successors(self) -> dict[str, list[str]]:
        """Where each node's flows lead."""
        return {id: [flow.target for flow in flows] for id, flows in self.outgoing.items()}

    @property
    def starts(self) -> list[FlowNode]:
        """Its start events."""
        return [node for node in self.nodes.values() if node.kind == "startEvent"]

    @property
    def ends(self) -> list[FlowNode]:
        """Its end events."""
        return [node for node in self.nodes.values() if node.kind == "endEvent"]

    def _flows_by(self, end: "_End") -> dict[str, list[SequenceFlow]]:
        found: dict[str, list[SequenceFlow]] = {id: [] for id in self.nodes}
        for flow in self.flows:
            found[end(flow)].append(flow)
        return found


def _elements(process: Process) -> tuple[Element, ...]:
    return (process, *process.lanes, *process.nodes, *process.flows)


class _End(Protocol):
    def __call__(self, flow: SequenceFlow, /) -> str: ...


@dataclass(frozen=True)
class Context:
    """What a rule looks at: the model, the XML below it, the forms, and the processes that a call may reach.

    `elements` gives the XML element of each flow node of the model, by id. `forms` are those that could be read, by the
    name that an activity gives; None where it is not known which lie beside the diagram. `called` are processes that
    are known besides those of the file, by id; of the `known_processes` only the ids may be.
    """

    definitions: Definitions
    root: Node
    elements: Mapping[str, Node]
    known_processes: frozenset[str] = frozenset()
    forms: "Mapping[str, Form] | None" = None
    called: "Mapping[str, Called]" = field(default_factory=dict)

    @cached_property
    def dataflow(self) -> "DataFlow":
        """What is known of the data at each point of the flow."""
        from bpmn.dataflow import analyse

        return analyse(self.definitions, self.forms, self.called)

    @cached_property
    def nodes(self) -> tuple[FlowNode, ...]:
        """Every flow node of the file."""
        return tuple(node for process in self.definitions.processes for node in process.nodes)

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """Every activity of the file."""
        return tuple(node for node in self.nodes if isinstance(node, Activity))

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Every event of the file."""
        return tuple(node for node in self.nodes if isinstance(node, Event))

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """The processes and embedded sub-processes that hold something and that the engine would execute as such."""
        found: dict[str, Container] = {}
        for process in self.definitions.processes:
            found[process.id] = Container(process, process)
            for node in process.nodes:
                if node.parent not in found:
                    continue
                found[node.parent].nodes[node.id] = node
                if isinstance(node, Activity) and node.kind == "subProcess" and not node.triggered_by_event:
                    found[node.id] = Container(node, process)
            for flow in process.flows:
                container = found.get(flow.parent)
                if container and flow.source in container.nodes and flow.target in container.nodes:
                    container.flows.append(flow)
        return tuple(c for c in found.values() if c.nodes or isinstance(c.owner, Activity))

    @cached_property
    def soundness(self) -> tuple[tuple[Mapping[str, FlowNode], list[Problem]], ...]:
        """For each process, its nodes by id and what is wrong with its flow (`bpmn.soundness`)."""
        processes = [process for process in self.definitions.processes if process.nodes]
        moves = MOVES // max(len(processes), 1)
        return tuple(({node.id: node for node in each.nodes}, check(each, moves)) for each in processes)

    def label(self, place: Element | Node) -> Message:
        """How people know an element, or what an XML element stands in: by name, or by what it is and where it is."""
        element = place if isinstance(place, Element) else self._owner(place)
        around = self._surroundings.get(element.id) if element is not None else None
        return lazy_gettext("the diagram") if element is None or around is None else name_of(around, element)

    def _owner(self, node: Node) -> Element | None:
        """What the model has of an XML element, or of the innermost around it."""
        return next((self._elements[each.id] for each in (node, *node.ancestors()) if each.id in self._elements), None)

    @cached_property
    def _elements(self) -> Mapping[str | None, Element]:
        return {each.id: each for process in self.definitions.processes for each in _elements(process)}

    @cached_property
    def _surroundings(self) -> Mapping[str, Surrounded]:
        """Those of each element that is known, by its id; what this file says of an id counts."""
        known = (*(each.process for each in self.called.values()), *self.definitions.processes)
        return {each.id: around for around in map(Surrounded, known) for each in _elements(around.process)}

    def xml(self, *names: str) -> Iterator[Node]:
        """The BPMN elements of those names anywhere in the file, in document order within each name."""
        for name in names:
            yield from self._by_name.get(name, ())

    @cached_property
    def _by_name(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in self.root.iter():
            if node.namespace == BPMN:
                found.setdefault(node.name, []).append(node)
        return found


def error(code: str, place: Element | Node, message: Message) -> Finding:
    """A finding that refuses the diagram."""
    return _finding(code, Severity.ERROR, place, message)


def warning(code: str, place: Element | Node, message: Message) -> Finding:
    """A finding that somebody should look at; the diagram runs."""
    return _finding(code, Severity.WARNING, place, message)


def info(code: str, place: Element | Node, message: Message) -> Finding:
    """A finding that is worth knowing."""
    return _finding(code, Severity.INFO, place, message)


def _finding(code: str, severity: Severity, place: Element | Node, message: Message) -> Finding:
    element, line = place.place if isinstance(place, Node) else (place.id, place.line)
    return Finding(code, severity, element, line, message)
