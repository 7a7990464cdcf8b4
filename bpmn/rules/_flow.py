"""What several rules about the flow share."""

from bpmn.model import Activity, Event, FlowNode
from bpmn.rules import Container


def stands_aside(node: FlowNode) -> bool:
    """Whether BPMN lets the node stand outside the flow: event sub-processes and compensation (10.2.5, 10.6)."""
    if isinstance(node, Activity):
        return node.for_compensation or node.triggered_by_event
    return isinstance(node, Event) and any(definition.kind == "compensate" for definition in node.definitions)


def is_link(node: FlowNode) -> bool:
    """Whether a flow goes on from, or comes from, a link event elsewhere (10.4.5)."""
    return isinstance(node, Event) and any(definition.kind == "link" for definition in node.definitions)


def paths(container: Container) -> dict[str, list[str]]:
    """Where a token can go: along the flows, and from an activity to the events on its boundary."""
    successors = {id: list(targets) for id, targets in container.successors.items()}
    for node in container.nodes.values():
        if isinstance(node, Event) and node.attached_to in successors:
            successors[node.attached_to].append(node.id)
    return successors
