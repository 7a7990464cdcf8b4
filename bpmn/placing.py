"""Where an element stands, told by its neighbours: for what has no name, and for what a flow leads from and to."""

from collections.abc import Callable
from typing import NamedTuple

from bpmn.kinds import GATEWAYS
from bpmn.model import Activity, Element, Event, FlowNode, SequenceFlow
from bpmn.surroundings import Surroundings

REACH = 40
"""At most so many elements are looked at for a neighbour with a name: what is further away tells nobody where an
element stands, and thousands without a name would each look through all the others."""


class Place(NamedTuple):
    """`neighbour` is the nearest element with a name, or the activity on whose boundary an event stands; `relation` is
    ``after``, ``before`` or ``on``."""

    relation: str
    neighbour: FlowNode


def is_named(element: Element) -> bool:
    """Whether people can know an element by its name."""
    return bool(element.name and element.name.strip())


def place(around: Surroundings, node: FlowNode) -> Place | None:
    """Where a node stands: after what leads to it, or else before what it leads to; None where nothing has a name."""
    if isinstance(node, Event) and isinstance(attached := around.nodes.get(node.attached_to or ""), Activity):
        return Place("on", attached)
    before = _nearest(around, node, lambda each: [flow.source for flow in around.incoming(each)])
    if before is not None:
        return Place("after", before)
    after = _nearest(around, node, lambda each: [flow.target for flow in around.outgoing(each)])
    return None if after is None else Place("before", after)


def asked_after(around: Surroundings, flow: SequenceFlow) -> FlowNode | None:
    """The named step right before the gateway that a flow leaves; None where it leaves no gateway, or several lead to
    it."""
    source = around.nodes[flow.source]
    if source.kind not in GATEWAYS:
        return None
    steps = [around.nodes[each.source] for each in around.incoming(source)]
    return steps[0] if len(steps) == 1 and is_named(steps[0]) and steps[0].kind not in GATEWAYS else None


def beyond(around: Surroundings, node: FlowNode) -> FlowNode:
    """`node`, or what comes after it where it is a gateway without a name that only joins."""
    seen: set[str] = set()
    while node.kind in GATEWAYS and not is_named(node) and node.id not in seen:
        seen.add(node.id)
        ways = around.outgoing(node)
        if len(ways) != 1:
            break
        node = around.nodes[ways[0].target]
    return node


def _nearest(around: Surroundings, node: FlowNode, neighbours: Callable[[FlowNode], list[str]]) -> FlowNode | None:
    seen, waiting = {node.id}, neighbours(node)
    while waiting:
        following: list[str] = []
        for id in waiting:
            if id in seen:
                continue
            if len(seen) > REACH:
                return None
            seen.add(id)
            if is_named(around.nodes[id]):
                return around.nodes[id]
            following += neighbours(around.nodes[id])
        waiting = following
    return None
