"""How a process can still end, seen from each of its nodes: over the drawn flow, whatever its conditions say."""

from collections.abc import Mapping

from bpmn.graph import reachable, reverse
from bpmn.model import Event, Process


def reachable_ends(process: Process) -> Mapping[str, frozenset[str]]:
    """The end events of `process` to which each of its nodes can lead, by the nodes' ids.

    Of the process itself only: the nodes and the ends within its sub-processes are left out. What a boundary event does
    is done from the activity that it is attached to.
    """
    nodes = [node for node in process.nodes if node.parent == process.id]
    found: dict[str, set[str]] = {node.id: set() for node in nodes}
    successors: dict[str, list[str]] = {node.id: [] for node in nodes}
    for flow in process.flows:
        if flow.source in successors:
            successors[flow.source].append(flow.target)
    for node in nodes:
        if isinstance(node, Event) and node.attached_to in successors:
            successors[node.attached_to].append(node.id)
    predecessors = reverse(successors)
    for end in (node.id for node in nodes if node.kind == "endEvent"):
        for before in reachable([end], predecessors):
            found[before].add(end)
    return {node: frozenset(ends) for node, ends in found.items()}
