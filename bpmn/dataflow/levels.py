"""The flow of a process as levels: what stands directly in it, and in each of its sub-processes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpmn.graph import postorder
from bpmn.model import Event, FlowNode, Process, SequenceFlow

JOINS = ("parallelGateway", "inclusiveGateway")
"""The gateways at which tokens are united."""


@dataclass
class Level:
    """The nodes and flows that stand directly in a process or sub-process; `order` is that of the flow."""

    nodes: dict[str, FlowNode] = field(default_factory=dict)
    incoming: dict[str, list[str]] = field(default_factory=dict)
    outgoing: dict[str, list[SequenceFlow]] = field(default_factory=dict)
    boundary: dict[str, list[str]] = field(default_factory=dict)
    successors: dict[str, list[str]] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    parted: dict[str, str] = field(default_factory=dict)

    @property
    def starts(self) -> list[str]:
        """Where tokens begin: what nothing leads to."""
        return [id for id in self.nodes if not self.incoming[id]]


def levels(process: Process) -> dict[str, Level]:
    """The levels of a process by the id of the process or sub-process."""
    found: dict[str, Level] = {}
    for node in process.nodes:
        level = found.setdefault(node.parent, Level())
        level.nodes[node.id] = node
        level.incoming[node.id], level.outgoing[node.id] = [], []
    for flow in process.flows:
        own = found.get(flow.parent)
        if own is not None and flow.source in own.nodes and flow.target in own.nodes:
            own.outgoing[flow.source].append(flow)
            own.incoming[flow.target].append(flow.id)
    for level in found.values():
        for node in level.nodes.values():
            if isinstance(node, Event) and node.attached_to in level.nodes:
                assert node.attached_to is not None
                level.boundary.setdefault(node.attached_to, []).append(node.id)
                level.incoming[node.id].append(edge_to(node.attached_to, node.id))
        level.successors = {
            id: [*(flow.target for flow in level.outgoing[id]), *level.boundary.get(id, ())] for id in level.nodes
        }
        listed = postorder(level.starts or list(level.nodes)[:1], level.successors)
        level.order = {id: position for position, id in enumerate(reversed(listed))}
        level.parted = _parted(level)
    return found


def edge_to(activity: str, event: str) -> str:
    """The name of the edge from an activity to an event on its boundary."""
    return f"{activity}\0{event}"


def _parted(level: Level) -> dict[str, str]:
    """For each join, the element that all ways to it come by last (its immediate dominator)."""
    joins = [id for id, node in level.nodes.items() if node.kind in JOINS and len(level.incoming[id]) > 1]
    if not joins:
        return {}
    before: dict[str, list[str]] = {}
    for id, following in level.successors.items():
        for each in following:
            before.setdefault(each, []).append(id)
    dominator: dict[str, str | None] = {}
    listed = sorted(level.order, key=level.order.__getitem__)
    for id in listed:
        if not before.get(id):
            dominator[id] = None
    changed = True
    while changed:
        changed = False
        for id in listed:
            known = [each for each in before.get(id, ()) if each in dominator]
            if not known:
                continue
            common: str | None = known[0]
            for each in known[1:]:
                common = _common(common, each, dominator, level.order)
            if dominator.get(id, "") != common:
                dominator[id] = common
                changed = True
    return {id: found for id in joins if (found := dominator.get(id)) is not None}


def _common(
    first: str | None, second: str | None, dominator: Mapping[str, str | None], order: Mapping[str, int]
) -> str | None:
    while first != second:
        if first is None or second is None:
            return None
        if order[first] > order[second]:
            first = dominator.get(first)
        else:
            second = dominator.get(second)
    return first
