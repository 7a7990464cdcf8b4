"""Reads one process: its flow nodes, flows and lanes, those of its embedded sub-processes included."""

from collections.abc import Iterator

from bpmn.extension import read_document, read_invitation, read_responsibilities, read_staffing
from bpmn.findings import Finding, Severity
from bpmn.kinds import FLOW_NODES, SUB_PROCESSES
from bpmn.messages import Message, lazy_gettext
from bpmn.model import FlowNode, Lane, Process, SequenceFlow
from bpmn.naming import name_of
from bpmn.node_reader import boolean, documentation, read_flow_node
from bpmn.surroundings import Surrounded
from bpmn.xml import Node


class ProcessReader:
    """Reads one process. `taken` holds the ids already read in the file; `findings` and the flow nodes' XML
    `elements` gather here."""

    def __init__(self, node: Node, taken: set[str]) -> None:
        self.findings: list[Finding] = []
        self._node = node
        self._taken = taken
        self.elements: dict[str, Node] = {}
        self._scopes: dict[Node, str] = {}
        self._flows: list[SequenceFlow] = []
        self._lanes: dict[str, Node] = {}
        self._lane_of: dict[str, str] = {}

    def read(self) -> Process | None:
        """The process, or None where it has no id of its own."""
        if self._node.id is None or not self._take(self._node):
            return None
        for flow in self._collect(self._node.id):
            self._read_flow(flow)
        conflicts = [each for lane in self._lanes.values() for each in self._read_lane(lane)]
        process = Process(
            id=self._node.id,
            name=self._node.attributes.get("name"),
            documentation=documentation(self._node),
            line=self._node.line,
            executable=boolean(self._node, "isExecutable", default=False),
            lanes=tuple(self._lane(node) for node in self._lanes.values()),
            nodes=self._flow_nodes(),
            flows=tuple(self._flows),
            document=read_document(self._node),
        )
        for lane, target, other in conflicts:
            self._report("lane_conflict", lane, _in_two_lanes(process, target, other))
        return process

    def _take(self, node: Node) -> bool:
        """Claim the node's id; only the first element with an id is read."""
        if node.id is None or node.id in self._taken:
            return False
        self._taken.add(node.id)
        return True

    def _collect(self, process_id: str) -> list[Node]:
        """Gather flow nodes and lanes that stand where BPMN puts them, and return the sequence flows."""
        self._scopes[self._node] = process_id
        flows: list[Node] = []
        for node in self._node.iter():
            scope = self._scopes.get(node.parent) if node.parent else None
            if node.is_bpmn("lane") and self._take(node) and node.id:
                self._lanes[node.id] = node
            elif scope is None:
                continue
            elif node.is_bpmn("sequenceFlow"):
                flows.append(node)
            elif node.is_bpmn(*FLOW_NODES) and self._take(node) and node.id:
                self.elements[node.id] = node
                if node.name in SUB_PROCESSES:
                    self._scopes[node] = node.id
        return flows

    def _read_flow(self, node: Node) -> None:
        ends = []
        for end in ("sourceRef", "targetRef"):
            value = node.attributes.get(end, "")
            if value in self.elements:
                ends.append(value)
            else:
                message = lazy_gettext(
                    "An arrow of the file leads from or to “{target}” (“{reference}”), and the procedure has no such "
                    "step; correct it or remove the arrow.",
                    reference=end,
                    target=value[:100],
                )
                self._report("dangling_reference", node, message)
        if len(ends) < 2 or not self._take(node) or node.id is None or node.parent is None:
            return
        condition = node.first("conditionExpression")
        self._flows.append(
            SequenceFlow(
                id=node.id,
                name=node.attributes.get("name"),
                documentation=documentation(node),
                line=node.line,
                source=ends[0],
                target=ends[1],
                condition=condition.text.strip() if condition is not None else None,
                parent=self._scopes[node.parent],
            )
        )

    def _read_lane(self, lane: Node) -> Iterator[tuple[Node, str, str]]:
        """Innermost wins (10.7: nested lanes); gives the nodes in two lanes that do not nest, with both lanes."""
        assert lane.id is not None
        for reference in lane.all("flowNodeRef"):
            target = reference.text.strip()
            other = self._lane_of.get(target)
            if other is None or self._lanes[other] in lane.ancestors():
                self._lane_of[target] = lane.id
            elif other != lane.id and lane not in self._lanes[other].ancestors():
                yield lane, target, other

    def _lane(self, node: Node) -> Lane:
        assert node.id is not None
        return Lane(
            id=node.id,
            name=node.attributes.get("name"),
            documentation=documentation(node),
            line=node.line,
            parent=next((outer.id for outer in node.ancestors() if outer.is_bpmn("lane")), None),
            staffing=read_staffing(node),
            invitation=read_invitation(node),
            responsibilities=read_responsibilities(node),
        )

    def _flow_nodes(self) -> tuple[FlowNode, ...]:
        incoming: dict[str, list[str]] = {}
        outgoing: dict[str, list[str]] = {}
        for flow in self._flows:
            outgoing.setdefault(flow.source, []).append(flow.id)
            incoming.setdefault(flow.target, []).append(flow.id)
        nodes = []
        for id, node in self.elements.items():
            assert node.parent is not None
            parent = self._scopes[node.parent]
            if id not in self._lane_of and parent in self._lane_of:
                self._lane_of[id] = self._lane_of[parent]  # what stands in a sub-process stands in its lane
            nodes.append(
                read_flow_node(
                    node,
                    parent=parent,
                    lane=self._lane_of.get(id),
                    incoming=tuple(incoming.get(id, ())),
                    outgoing=tuple(outgoing.get(id, ())),
                )
            )
        return tuple(nodes)

    def _report(self, code: str, node: Node, message: Message) -> None:
        element, line = node.place
        self.findings.append(Finding(code, Severity.ERROR, element, line, message))


def _in_two_lanes(process: Process, target: str, other: str) -> Message:
    around = Surrounded(process)
    return lazy_gettext(
        "{node} stands in two lanes, one of them {other}; leave it in one, so that it is clear whose it is.",
        node=name_of(around, around.nodes[target]) if target in around.nodes else lazy_gettext("A step"),
        other=name_of(around, around.lanes[other]),
    )
