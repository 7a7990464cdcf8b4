"""Nodes and flows put into a diagram, changed and taken out, with their drawing and their place in a lane."""

from typing import Any

from lxml import etree

from bpmn.drawing.layout import Box
from bpmn.model import FlowNode
from bpmn.repair import drawn
from bpmn.repair.file import File, local, name_of
from bpmn.xml import BPMN, DC

# What follows the elements of the flow in a process (10.1).
_AFTER_FLOW = frozenset(
    {
        "artifact", "association", "correlationSubscription", "group", "humanPerformer", "performer", "potentialOwner",
        "resourceRole", "supports", "textAnnotation",
    }
)  # fmt: skip
# What stands before what leads in and out (FlowNode, 8.3.8).
_HEAD = ("documentation", "extensionElements", "auditing", "monitoring", "categoryValueRef")


def add_node(file: File, beside: FlowNode | None, parent: str, kind: str, name: str | None = None) -> str:
    """A new node in a process or sub-process, in the lane in which `beside` stands; gives its id. It is not drawn."""
    id = file.new_id(name or kind)
    made = file.add(file.element(parent), kind, id, _after_nodes(file.element(parent)))
    if name:
        made.set("name", name)
    if beside is not None:
        for lane in file.tree.all("lane"):
            references = lane.findall(f"{{{BPMN}}}flowNodeRef")
            if any(local(each.text or "") == beside.id for each in references):
                etree.SubElement(lane, f"{{{BPMN}}}flowNodeRef").text = id
                lane.insert(lane.index(references[-1]) + 1, lane[-1])
    file.changed()
    return id


def _after_nodes(container: Any) -> int:
    """Where the elements of the flow end in a process or sub-process; drawings of text follow (10.1)."""
    place = next((place for place, each in enumerate(container) if _local(each) in _AFTER_FLOW), None)
    return len(container) if place is None else place


def _local(element: Any) -> str:
    return name_of(element) if isinstance(element.tag, str) else ""


def add_flow(file: File, parent: str, source: str, target: str, *, name: str | None = None) -> str:
    """A new flow between two nodes; gives its id. It is drawn straight where both are drawn."""
    id = file.new_id(f"flujo_{source}_{target}"[:80])
    made = file.add(file.element(parent), "sequenceFlow", id, _after_nodes(file.element(parent)))
    made.set("sourceRef", source)
    made.set("targetRef", target)
    if name:
        made.set("name", name)
    _refer(file, source, "outgoing", id)
    _refer(file, target, "incoming", id)
    draw_straight(file, id, source, target)
    file.changed()
    return id


def draw_straight(file: File, id: str, source: str, target: str) -> None:
    """Draw a flow from the right of one shape to the left of another, with a turn between where they differ."""
    ends = drawn.shape(file, source), drawn.shape(file, target)
    boxes = [drawn.box(each) for each in ends]
    if ends[0] is None or boxes[0] is None or boxes[1] is None:
        return
    plane = ends[0].getparent()
    start, end = (boxes[0].right, boxes[0].middle[1]), (boxes[1].x, boxes[1].middle[1])
    turn = (start[0] + end[0]) / 2
    middle = [] if abs(start[1] - end[1]) < 1 else [(turn, start[1]), (turn, end[1])]
    drawn.put_edge(file, plane, id, [start, *middle, end])


def _refer(file: File, node: str, name: str, flow: str) -> None:
    """Say at a node which flow leads in or out, where those that do are said there."""
    element = file.element(node)
    there = element.findall(f"{{{BPMN}}}{name}")
    made = etree.Element(f"{{{BPMN}}}{name}")
    made.text = flow
    if there:
        element.insert(element.index(there[-1]) + 1, made)
    else:
        before = (*_HEAD, "incoming") if name == "outgoing" else _HEAD
        element.insert(sum(1 for each in element if _local(each) in before), made)


def _forget(file: File, node: str, name: str, flow: str) -> None:
    if file.has(node):
        element = file.element(node)
        for each in element.findall(f"{{{BPMN}}}{name}"):
            if local(each.text or "") == flow:
                element.remove(each)


def lead(file: File, flow: str, *, source: str | None = None, target: str | None = None) -> None:
    """Let a flow begin or end at another node; its drawing ends where that is drawn."""
    element = file.element(flow)
    edge = drawn.shape(file, flow)
    for end, name, node in (("sourceRef", "outgoing", source), ("targetRef", "incoming", target)):
        if node is None:
            continue
        _forget(file, local(element.get(end, "")), name, flow)
        element.set(end, node)
        _refer(file, node, name, flow)
        at = drawn.box(drawn.shape(file, node))
        if edge is not None and at is not None:
            to = (at.right, at.middle[1]) if end == "sourceRef" else (at.x, at.middle[1])
            drawn.move_end(edge, first=end == "sourceRef", to=to)
    file.changed()


def remove_flow(file: File, flow: str) -> None:
    """Take a flow out, and what names it."""
    element = file.element(flow)
    for end, name in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
        node = local(element.get(end, ""))
        _forget(file, node, name, flow)
        if file.has(node) and local(file.element(node).get("default", "")) == flow:
            del file.element(node).attrib["default"]
    drawn.erase(file, flow)
    element.getparent().remove(element)
    file.changed()


def remove_node(file: File, node: str) -> None:
    """Take a node out that no flow leads to or from."""
    for reference in list(file.tree.all("flowNodeRef")):
        if local(reference.text or "") == node:
            reference.getparent().remove(reference)
    drawn.erase(file, node)
    element = file.element(node)
    element.getparent().remove(element)
    file.changed()


def put_after(file: File, node: FlowNode, kind: str, name: str | None = None) -> str:
    """A new node behind another; all flows that leave that leave the new one, and a new flow joins the two."""
    made = add_node(file, node, node.parent, kind, name)
    draw_behind(file, node.id, made, kind)
    for flow in node.outgoing:
        lead(file, flow, source=made)
    add_flow(file, node.parent, node.id, made)
    return made


def put_before(file: File, node: FlowNode, kind: str, name: str | None = None) -> str:
    """A new node before another; all flows that lead to that lead to the new one, and a new flow joins the two."""
    made = add_node(file, node, node.parent, kind, name)
    draw_before(file, node.id, made, kind)
    for flow in node.incoming:
        lead(file, flow, target=made)
    add_flow(file, node.parent, made, node.id)
    return made


def add_after(file: File, node: FlowNode, kind: str, name: str | None = None) -> str:
    """A new node to which a new flow leads from another; what leaves that stays."""
    made = add_node(file, node, node.parent, kind, name)
    draw_behind(file, node.id, made, kind, below=bool(node.outgoing))
    add_flow(file, node.parent, node.id, made)
    return made


def add_before(file: File, nodes: list[FlowNode], kind: str, name: str | None = None) -> str:
    """A new node from which a new flow leads to each of others."""
    made = add_node(file, nodes[0], nodes[0].parent, kind, name)
    draw_before(file, nodes[0].id, made, kind)
    for node in nodes:
        add_flow(file, node.parent, made, node.id)
    return made


def draw_behind(file: File, node: str, made: str, kind: str, *, below: bool = False) -> None:
    """Draw a new node right of one that is drawn, or below its right where something follows that already."""
    shape = drawn.shape(file, node)
    at = drawn.box(shape)
    if shape is None or at is None:
        return
    width, height = drawn.size_of(kind)
    plane = shape.getparent()
    if below:
        place = Box(at.middle[0] + drawn.GAP, at.y + at.height + drawn.GAP / 2, width, height)
    else:
        drawn.make_room(file, plane, at.right + 1, width + drawn.GAP)
        place = Box(at.right + drawn.GAP, at.middle[1] - height / 2, width, height)
    drawn.put_shape(file, plane, made, place)


def draw_before(file: File, node: str, made: str, kind: str) -> None:
    """Draw a new node left of one that is drawn."""
    shape = drawn.shape(file, node)
    at = drawn.box(shape)
    if shape is None or at is None:
        return
    width, height = drawn.size_of(kind)
    plane = shape.getparent()
    drawn.make_room(file, plane, at.x - 1, width + drawn.GAP)
    drawn.put_shape(file, plane, made, Box(at.x, at.middle[1] - height / 2, width, height))


def turn_into(file: File, id: str, kind: str) -> None:
    """Make a node one of another kind: what both have stays, what only the old kind has is taken out."""
    element = file.element(id)
    old = name_of(element)
    element.tag = f"{{{BPMN}}}{kind}"
    for name in _OWN_ATTRIBUTES.get(old, ()):
        element.attrib.pop(name, None)
    gone = (*_OWN.get(old, ()), *(("standardLoopCharacteristics", "multiInstanceLoopCharacteristics") if kind not in
            _REPEATED else ()))  # fmt: skip
    for each in [each for each in element if _local(each) in gone or _is_definition(each)]:
        element.remove(each)
    _resize(file, id, old, kind)
    file.changed()


_REPEATED = ("userTask", "manualTask", "task", "subProcess", "callActivity")
_OWN = {
    "scriptTask": ("script",),
}
_OWN_ATTRIBUTES = {
    "serviceTask": ("implementation", "operationRef"),
    "sendTask": ("implementation", "operationRef", "messageRef"),
    "receiveTask": ("implementation", "operationRef", "messageRef", "instantiate"),
    "businessRuleTask": ("implementation",),
    "scriptTask": ("scriptFormat",),
    "callActivity": ("calledElement",),
    "subProcess": ("triggeredByEvent",),
    "intermediateCatchEvent": ("parallelMultiple",),
    "boundaryEvent": ("attachedToRef", "cancelActivity", "parallelMultiple"),
    "complexGateway": ("default",),
    "eventBasedGateway": ("instantiate", "eventGatewayType"),
}


def _is_definition(element: Any) -> bool:
    return _local(element).endswith(("EventDefinition", "eventDefinitionRef"))


def _resize(file: File, id: str, old: str, kind: str) -> None:
    """Another kind may be of another size: the middle stays, and flows end at the new border."""
    shape = drawn.shape(file, id)
    at = drawn.box(shape)
    if shape is None or at is None or drawn.size_of(old) == drawn.size_of(kind):
        if shape is not None and "isExpanded" in shape.attrib and not kind.endswith("Process"):
            del shape.attrib["isExpanded"]
        return
    width, height = drawn.size_of(kind)
    bigger = width - at.width
    if bigger > 0:
        drawn.make_room(file, shape.getparent(), at.right, bigger)
    bounds = shape.find(f"{{{DC}}}Bounds")
    x = at.x if bigger > 0 else at.middle[0] - width / 2
    for name, value in (("x", x), ("y", at.middle[1] - height / 2), ("width", width), ("height", height)):
        bounds.set(name, drawn.written(value))
    element = file.element(id)
    for name, first in (("incoming", False), ("outgoing", True)):
        ids = [local(each.text or "") for each in element.findall(f"{{{BPMN}}}{name}")]
        for edge in drawn.edges_of(file, ids):
            to = (x + width, at.middle[1]) if first else (x, at.middle[1])
            drawn.move_end(edge, first=first, to=to)
