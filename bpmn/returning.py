"""From which step one may go back to which: whether the way between two steps is one that undoing leaves whole.

A step is given back to the one before it by a token that goes there in the place of the one that waits. That is right
where nothing else came of the completion: the way between the two leads through what decides and works out alone, not
through where ways part or meet, nor through work of others. A diagram says ``returnable="false"`` of an activity
to which nobody goes back.
"""

from collections.abc import Mapping, Sequence

from bpmn.model import Activity, Event, FlowNode, Process

PASSED = frozenset({"exclusiveGateway", "scriptTask", "sendTask", "intermediateThrowEvent"})
"""The kinds of elements through which one may go back; a loop of them is none, see `passes`."""
DONE_BY_PEOPLE = frozenset({"userTask", "manualTask"})


def may_return(process: Process, to: str, waits: str) -> bool:
    """Whether somebody may go back from the step `waits` of a process to the step `to`, both by their ids.

    Both are done by people, once each (no activity that is done for each item of a list); the diagram does not say that
    nobody goes back to `to`; and whatever leads from there to `waits`, without passing other work, parts and meets
    nowhere.
    """
    nodes = {node.id: node for node in process.nodes}
    first, last = nodes.get(to), nodes.get(waits)
    if not isinstance(first, Activity) or not isinstance(last, Activity) or first.parent != last.parent:
        return False
    if not first.returnable or not (_is_single(first) and _is_single(last)) or first.id == last.id:
        return False
    onward = {node.id: [flow.target for flow in process.flows if flow.source == node.id] for node in process.nodes}
    ahead = _reached(to, onward, nodes)
    back = {id_: [each for each, targets in onward.items() if id_ in targets] for id_ in nodes}
    between = {id_ for id_ in (ahead & _reached(waits, back, nodes)) - {to, waits} if not _waits(nodes[id_])}
    if waits not in ahead or len(onward[to]) != 1:
        return False
    return all(_is_passed(nodes[id_], onward) for id_ in between)


def returns(process: Process) -> list[tuple[str, str]]:
    """All pairs of ids of a step that waits and the step to which it may be given back (`may_return`)."""
    nodes = {node.id: node for node in process.nodes}
    onward = {node.id: [flow.target for flow in process.flows if flow.source == node.id] for node in process.nodes}
    return [
        (waits, to)
        for to in nodes
        if nodes[to].kind in DONE_BY_PEOPLE
        for waits in sorted(_reached(to, onward, nodes))
        if may_return(process, to, waits)
    ]


def _is_single(node: Activity) -> bool:
    return node.kind in DONE_BY_PEOPLE and node.loop is None


def _is_passed(node: FlowNode, onward: Mapping[str, Sequence[str]]) -> bool:
    if node.kind not in PASSED or (isinstance(node, Activity) and node.loop is not None):
        return False
    return node.kind == "exclusiveGateway" or len(onward[node.id]) <= 1


def _reached(start: str, ways: Mapping[str, Sequence[str]], nodes: Mapping[str, FlowNode]) -> set[str]:
    """What is reached from an element before the next work or event that waits, that included."""
    found, left = set[str](), [*ways.get(start, ())]
    while left:
        id_ = left.pop()
        if id_ in found or id_ not in nodes:
            continue
        found.add(id_)
        node = nodes[id_]
        if not _waits(node):
            left += ways.get(id_, ())
    return found


def _waits(node: FlowNode) -> bool:
    return node.kind in DONE_BY_PEOPLE or (isinstance(node, Event) and node.kind == "intermediateCatchEvent")
