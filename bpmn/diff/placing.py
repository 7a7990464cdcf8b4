"""Where an element stands, told by its neighbours: for what has no name, and for what a flow leads from and to."""

from collections.abc import Callable
from typing import NamedTuple

from bpmn.diff.editions import Edition
from bpmn.kinds import GATEWAYS
from bpmn.model import Event, FlowNode, SequenceFlow


class Place(NamedTuple):
    """`neighbour` is the nearest element with a name; `relation` is ``after``, ``before`` or ``on`` (a boundary)."""

    relation: str
    neighbour: FlowNode


def place(edition: Edition, node: FlowNode) -> Place | None:
    """Where a node stands: after what leads to it, or else before what it leads to; None where nothing has a name."""
    if isinstance(node, Event) and (attached := edition.nodes.get(node.attached_to or "")) is not None:
        return Place("on", attached)
    before = _nearest(edition, node, lambda each: [flow.source for flow in edition.incoming(each)])
    if before is not None:
        return Place("after", before)
    after = _nearest(edition, node, lambda each: [flow.target for flow in edition.outgoing(each)])
    return None if after is None else Place("before", after)


def asked_after(edition: Edition, flow: SequenceFlow) -> FlowNode | None:
    """The named step right before the gateway that a flow leaves; None where it leaves no gateway, or several lead to
    it."""
    source = edition.nodes[flow.source]
    if source.kind not in GATEWAYS:
        return None
    steps = [edition.nodes[each.source] for each in edition.incoming(source)]
    return steps[0] if len(steps) == 1 and steps[0].name and steps[0].kind not in GATEWAYS else None


def beyond(edition: Edition, node: FlowNode) -> FlowNode:
    """`node`, or what comes after it where it is a gateway without a name that only joins."""
    seen: set[str] = set()
    while node.kind in GATEWAYS and not node.name and node.id not in seen:
        seen.add(node.id)
        ways = edition.outgoing(node)
        if len(ways) != 1:
            break
        node = edition.nodes[ways[0].target]
    return node


def _nearest(edition: Edition, node: FlowNode, neighbours: Callable[[FlowNode], list[str]]) -> FlowNode | None:
    seen, waiting = {node.id}, neighbours(node)
    while waiting:
        following: list[str] = []
        for id in waiting:
            if id in seen:
                continue
            seen.add(id)
            if edition.nodes[id].name:
                return edition.nodes[id]
            following += neighbours(edition.nodes[id])
        waiting = following
    return None
