"""A process drawn where it has no drawing: a pool with its lanes, and everything in it from left to right.

The places are those of `bpmn.drawing.layout`, which knows lanes. A sub-process whose inside is not drawn is closed, and
its inside gets a drawing of its own, as editors do it (12.2.2).
"""

from dataclasses import replace
from typing import Any

from lxml import etree

from bpmn.drawing.layout import Box, Layout, lay_out
from bpmn.kinds import SUB_PROCESSES
from bpmn.messages import lazy_gettext
from bpmn.model import Activity, Element, Event, FlowNode, Process, SequenceFlow
from bpmn.repair import drawn
from bpmn.repair.file import File, local
from bpmn.repair.messages_sent import add_root
from bpmn.repair.splice import draw_before, draw_behind, draw_straight
from bpmn.xml import BPMN, BPMNDI, DC, DI

LEFT, TOP = 160.0, 80.0
HEADER = 30.0  # the name of a pool or a lane, written upright
EMPTY_LANE = 110.0
PARTNER = 60.0  # a pool that says nothing


def undrawn(file: File, process: Process) -> list[Element]:
    """The nodes and flows of a process that are not drawn."""
    shown = {
        local(each.get("bpmnElement", ""))
        for name in ("BPMNShape", "BPMNEdge")
        for each in file.tree.root.iter(f"{{{BPMNDI}}}{name}")
    }
    return [each for each in (*process.nodes, *process.flows) if each.id not in shown]


def draw_process(file: File, process: Process) -> None:
    """Draw a whole process on a plane of its own or on that of its collaboration."""
    if process.lanes and _pool(file, process) is None:
        _add_pool(file, process)
    pool = _pool(file, process)
    plane = _plane(file, process, pool)
    named = tuple(replace(lane, name=lane.name or lane.id) for lane in process.lanes)
    layout = lay_out(replace(process, lanes=named))
    top = _bottom(plane)
    lanes = _lanes(process, layout)
    width = max([layout.width, *(each.width for each in lanes.values())])
    first = min((each.y for each in lanes.values()), default=0.0)  # lanes fill their pool to its border
    height = max((each.y + each.height for each in lanes.values()), default=layout.height)
    left = LEFT + (HEADER if pool is not None else 0)
    if pool is not None:
        made = drawn.put_shape(file, plane, pool.get("id"), Box(LEFT, top + first, width + HEADER, height - first))
        made.set("isHorizontal", "true")
        for id, at in lanes.items():
            made = drawn.put_shape(file, plane, id, Box(at.x + left, at.y + top, width - at.x, at.height))
            made.set("isHorizontal", "true")
    _draw(file, plane, process, layout, left, top)
    if pool is not None:
        _draw_partners(file, plane, pool.getparent(), top + height)


def draw_missing(file: File, process: Process) -> None:
    """Draw what is not drawn yet, beside what it is joined with; what is joined with nothing below everything."""
    missing = {each.id for each in undrawn(file, process)}
    for node in process.nodes:
        if isinstance(node, Activity) and node.kind in SUB_PROCESSES:
            inside = [each for each in process.nodes if each.parent == node.id]
            if inside and all(each.id in missing for each in inside) and drawn.shape(file, node.id) is not None:
                _draw_inside(file, process, node)
                missing -= {each.id for each in _within(process, node.id)}
    for node in process.nodes:
        if node.id in missing:
            _draw_node(file, process, node)
    for flow in process.flows:
        if flow.id in missing:
            _draw_flow(file, flow)
    file.changed()


def _draw_node(file: File, process: Process, node: FlowNode) -> None:
    if isinstance(node, Event) and node.attached_to and (host := drawn.shape(file, node.attached_to)) is not None:
        at = drawn.box(host)
        if at is not None:
            place = Box(at.right - 54, at.y + at.height - 18, 36, 36)
            drawn.put_shape(file, host.getparent(), node.id, place)
            return
    for flow in process.flows:
        if flow.target == node.id and _is_drawn(file, flow.source):
            draw_behind(file, flow.source, node.id, node.kind)
            return
        if flow.source == node.id and _is_drawn(file, flow.target):
            draw_before(file, flow.target, node.id, node.kind)
            return
    planes = drawn.drawings(file)
    if planes:
        width, height = drawn.size_of(node.kind)
        drawn.put_shape(file, planes[0], node.id, Box(LEFT, _bottom(planes[0]), width, height))


def _draw_flow(file: File, flow: SequenceFlow) -> None:
    if _is_drawn(file, flow.source) and _is_drawn(file, flow.target):
        draw_straight(file, flow.id, flow.source, flow.target)


def _is_drawn(file: File, id: str) -> bool:
    return drawn.box(drawn.shape(file, id)) is not None


def _draw_inside(file: File, process: Process, node: Activity) -> None:
    """Close a sub-process and draw its inside on a plane of its own."""
    drawn.shape(file, node.id).set("isExpanded", "false")
    plane = _new_plane(file, node.id)
    _draw(file, plane, process, lay_out(replace(process, id=node.id, lanes=())), LEFT, TOP)


def _within(process: Process, id: str) -> list[FlowNode | SequenceFlow]:
    inside = {id}
    for node in process.nodes:
        if node.parent in inside:
            inside.add(node.id)
    nodes = [each for each in process.nodes if each.parent in inside]
    return [*nodes, *(each for each in process.flows if each.parent in inside)]


def _draw(file: File, plane: Any, process: Process, layout: Layout, left: float, top: float) -> None:
    kinds = {node.id: node.kind for node in process.nodes}
    for id, at in layout.nodes.items():
        expanded = True if kinds.get(id) in SUB_PROCESSES else None
        drawn.put_shape(file, plane, id, Box(at.x + left, at.y + top, at.width, at.height), expanded=expanded)
    for id, points in layout.flows.items():
        drawn.put_edge(file, plane, id, [(x + left, y + top) for x, y in points])


def _lanes(process: Process, layout: Layout) -> dict[str, Box]:
    """The places of all lanes: those with steps as they are laid out, empty ones below, outer ones around theirs."""
    children: dict[str | None, list[str]] = {}
    for lane in process.lanes:
        children.setdefault(lane.parent, []).append(lane.id)
    depth = {lane.id: 0 for lane in process.lanes}
    for lane in process.lanes:
        depth[lane.id] = depth.get(lane.parent or "", -1) + 1
    found: dict[str, Box] = {}
    y = layout.height
    for lane in process.lanes:
        if lane.id in children:
            continue
        at = layout.lanes.get(lane.id)
        if at is None:
            at = Box(0, y, layout.width, EMPTY_LANE)
            y += EMPTY_LANE
        found[lane.id] = Box(HEADER * depth[lane.id], at.y, at.width, at.height)
    for lane in sorted(process.lanes, key=lambda each: -depth[each.id]):
        inner = [found[id] for id in children.get(lane.id, ()) if id in found]
        if inner:
            first, last = min(each.y for each in inner), max(each.y + each.height for each in inner)
            found[lane.id] = Box(HEADER * depth[lane.id], first, layout.width, last - first)
    return dict(sorted(found.items(), key=lambda each: depth[each[0]]))


def _pool(file: File, process: Process) -> Any:
    return next(
        (each for each in file.tree.all("participant") if local(each.get("processRef", "")) == process.id), None
    )


def _add_pool(file: File, process: Process) -> None:
    """A pool for a process with lanes: lanes are drawn in one (10.7)."""
    there = next(file.tree.all("collaboration"), None)
    if there is None:
        there = add_root(file, "collaboration", _title(file, process))
    made = file.add(there, "participant", file.new_id(f"participante_{process.id}"), 0)
    made.set("name", _title(file, process))
    made.set("processRef", process.id)
    file.changed()


def _title(file: File, process: Process) -> str:
    return process.document.title or process.name or file.say(lazy_gettext("Procedure"))


def _plane(file: File, process: Process, pool: Any) -> Any:
    """The plane of a process or of its collaboration, made where there is none."""
    about = pool.getparent().get("id") if pool is not None else process.id
    if pool is not None and not about:
        about = file.new_id("colaboracion")
        pool.getparent().set("id", about)
    planes = drawn.drawings(file)
    for plane in planes:
        if local(plane.get("bpmnElement", "")) in (about, process.id):
            plane.set("bpmnElement", about)
            return plane
    if planes and len(planes[0]) == 0:
        planes[0].set("bpmnElement", about)
        return planes[0]
    return _new_plane(file, about)


def _new_plane(file: File, about: str) -> Any:
    spaces = {"bpmndi": BPMNDI, "dc": DC, "di": DI}
    diagram = etree.SubElement(file.tree.root, f"{{{BPMNDI}}}BPMNDiagram", nsmap=spaces)
    diagram.set("id", file.new_id(f"diagrama_{about}"))
    file.changed()
    plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", {"bpmnElement": about})
    plane.set("id", file.new_id(f"plano_{about}"))
    file.changed()
    return plane


def _bottom(plane: Any) -> float:
    """Where there is room below everything on a plane."""
    boxes = [at for each in plane.iter(f"{{{BPMNDI}}}BPMNShape") if (at := drawn.box(each)) is not None]
    return max((at.y + at.height + drawn.GAP for at in boxes), default=TOP)


def _draw_partners(file: File, plane: Any, collaboration: Any, y: float) -> None:
    """Pools that say nothing below ours, as wide as it, and what goes between them and us."""
    shapes = list(plane.iter(f"{{{BPMNDI}}}BPMNShape"))
    width = max((at.right for each in shapes if (at := drawn.box(each)) is not None), default=600.0) - LEFT
    for partner in collaboration.findall(f"{{{BPMN}}}participant"):
        if partner.get("id") and not partner.get("processRef") and not _is_drawn(file, partner.get("id")):
            y += drawn.GAP
            drawn.put_shape(file, plane, partner.get("id"), Box(LEFT, y, width, PARTNER)).set("isHorizontal", "true")
            y += PARTNER
    for flow in collaboration.findall(f"{{{BPMN}}}messageFlow"):
        ends = [drawn.box(drawn.shape(file, local(flow.get(end, "")))) for end in ("sourceRef", "targetRef")]
        if flow.get("id") and drawn.shape(file, flow.get("id")) is None and ends[0] and ends[1]:
            drawn.put_edge(file, plane, flow.get("id"), _upright(ends[0], ends[1]))


def _upright(source: Box, target: Box) -> list[tuple[float, float]]:
    x = (source if source.width < target.width else target).middle[0]
    down = source.y < target.y
    return [(x, source.y + source.height if down else source.y), (x, target.y if down else target.y + target.height)]
