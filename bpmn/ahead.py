"""What may come after an element: the next steps of people, calls and ends that a token can come to from it. Pure.

Which of them it will be, the decisions between say; so this tells what is possible, and nothing of how likely it is.
"""

from collections.abc import Mapping

from bpmn.kinds import HUMAN_TASKS, SUB_PROCESSES
from bpmn.model import Activity, FlowNode, Process

Place = tuple[str, str]
"""A process and an element of it, by their ids."""


def ahead(processes: Mapping[str, Process], process_id: str, element: str) -> list[tuple[Process, FlowNode]]:
    """What may come next after `element` of the process `process_id`, in the order of the diagrams: steps that people
    do, calls of procedures that are not among `processes`, and ends of the whole that have a name.

    `processes` are that of the instance and those that it calls, by id. Nothing for an element that is not there.
    """
    known = {(process.id, node.id): (process, node) for process in processes.values() for node in process.nodes}
    if (process_id, element) not in known:
        return []
    flows = {
        (process.id, flow.id): (process.id, flow.target) for process in processes.values() for flow in process.flows
    }
    found: set[Place] = set()
    seen = {(process_id, element)}
    pending = _behind(processes, known, flows, (process_id, element))
    while pending:
        place = pending.pop()
        if place in seen and place != (process_id, element):
            continue
        seen.add(place)
        node = known[place][1]
        if node.kind in HUMAN_TASKS:
            found.add(place)
            continue
        inside = _inside(processes, place, node)
        if inside:
            pending += inside
        elif node.kind == "callActivity":
            found.add(place)
        else:
            behind = _behind(processes, known, flows, place)
            if not behind and node.kind == "endEvent" and node.name:
                found.add(place)
            pending += behind
    return [known[place] for place in known if place in found]


def _inside(processes: Mapping[str, Process], place: Place, node: FlowNode) -> list[Place]:
    """Where what an element contains, or calls, begins."""
    if node.kind in SUB_PROCESSES:
        process, parent = processes[place[0]], node.id
    elif isinstance(node, Activity) and node.called_element is not None and node.called_element in processes:
        process = processes[node.called_element]
        parent = process.id
    else:
        return []
    starts = (each for each in process.nodes if each.parent == parent and each.kind == "startEvent")
    return [(process.id, each.id) for each in starts]


def _behind(
    processes: Mapping[str, Process],
    known: Mapping[Place, tuple[Process, FlowNode]],
    flows: Mapping[Place, Place],
    place: Place,
) -> list[Place]:
    """What comes right after an element; after the end of a part, what comes after the part."""
    process, node = known[place]
    if node.outgoing:
        return [flows[process.id, id_] for id_ in node.outgoing if (process.id, id_) in flows]
    if node.kind != "endEvent":
        return []
    if node.parent != process.id:
        return _behind(processes, known, flows, (process.id, node.parent))
    calls = (
        (each.id, caller.id)
        for each in processes.values()
        for caller in each.activities()
        if caller.called_element == process.id
    )
    return [behind for call in calls for behind in _behind(processes, known, flows, call)]
