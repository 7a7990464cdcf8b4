"""The drawing of a diagram while it is repaired: shapes and edges found, added, moved and removed (12, BPMN DI).

What is put in needs room: everything behind it moves to the right, and whatever stands around it grows.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from bpmn.drawing.layout import Box, Point
from bpmn.repair.file import File, local, name_of
from bpmn.xml import BPMNDI, DC, DI

SIZES = {"Event": (36.0, 36.0), "Gateway": (50.0, 50.0)}
TASK = (100.0, 80.0)
GAP = 50.0


def size_of(kind: str) -> tuple[float, float]:
    """How large a new node of a kind is drawn, as editors draw it."""
    return next((size for ending, size in SIZES.items() if kind.endswith(ending)), TASK)


def drawings(file: File) -> list[Any]:
    """The planes of a file."""
    return list(file.tree.root.iter(f"{{{BPMNDI}}}BPMNPlane"))


def shape(file: File, id: str) -> Any:
    """The shape or the edge of an element, None where it is not drawn."""
    for name in ("BPMNShape", "BPMNEdge"):
        for each in file.tree.root.iter(f"{{{BPMNDI}}}{name}"):
            if local(each.get("bpmnElement", "")) == id:
                return each
    return None


def box(drawn: Any) -> Box | None:
    """Where a shape stands; None for an edge, or where that cannot be read."""
    bounds = drawn.find(f"{{{DC}}}Bounds") if drawn is not None else None
    if bounds is None:
        return None
    try:
        return Box(*(float(bounds.get(name, "")) for name in ("x", "y", "width", "height")))
    except ValueError:
        return None


def erase(file: File, id: str) -> None:
    """Take an element out of the drawing."""
    while (drawn := shape(file, id)) is not None:
        drawn.getparent().remove(drawn)


def put_shape(file: File, plane: Any, id: str, at: Box, *, expanded: bool | None = None) -> Any:
    """Draw a shape on a plane."""
    made = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", {"id": file.new_id(f"{id}_di"), "bpmnElement": id})
    if expanded is not None:
        made.set("isExpanded", "true" if expanded else "false")
    _put_bounds(made, at)
    file.changed()
    return made


def put_edge(file: File, plane: Any, id: str, points: Sequence[Point]) -> Any:
    """Draw an edge on a plane."""
    made = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", {"id": file.new_id(f"{id}_di"), "bpmnElement": id})
    for x, y in points:
        etree.SubElement(made, f"{{{DI}}}waypoint", {"x": written(x), "y": written(y)})
    file.changed()
    return made


def written(number: float) -> str:
    """A number of the drawing, without a decimal point that says nothing."""
    return f"{number:.10g}"


def points(edge: Any) -> list[Any]:
    """The points of an edge."""
    return list(edge.iter(f"{{{DI}}}waypoint"))


def move_end(edge: Any, *, first: bool, to: Point) -> None:
    """Lead one end of an edge to another place; points between that would make it turn back are taken out."""
    found = points(edge)
    if not found:
        return
    point = found[0 if first else -1]
    for each in found[1:-1]:
        x = _number(each, "x")
        if (x < to[0]) if first else (x > to[0]):
            each.getparent().remove(each)
    point.set("x", written(to[0]))
    point.set("y", written(to[1]))


def make_room(file: File, plane: Any, x: float, width: float) -> None:
    """Move all that stands right of `x` on a plane by `width`, and widen what reaches over it and holds others."""
    moved: dict[str, float | None] = {}  # by the id of what is drawn; None for what was widened
    for each in plane.iter(f"{{{BPMNDI}}}BPMNShape"):
        at = box(each)
        if at is None:
            continue
        id = local(each.get("bpmnElement", ""))
        moved[id] = 0.0
        if at.x >= x:
            _set(each.find(f"{{{DC}}}Bounds"), "x", at.x + width)
            moved[id] = width
        elif at.right > x and _holds(file, id, each):
            _set(each.find(f"{{{DC}}}Bounds"), "width", at.width + width)
            moved[id] = None
        for label in each.iter(f"{{{BPMNDI}}}BPMNLabel"):
            _shift_label(label, x, width)
    for each in plane.iter(f"{{{BPMNDI}}}BPMNEdge"):
        _move_edge(file, each, x, width, moved)


def _move_edge(file: File, edge: Any, x: float, width: float, moved: dict[str, float | None]) -> None:
    ends = ["", ""]
    id = local(edge.get("bpmnElement", ""))
    if file.has(id):
        ends = [local(file.element(id).get(end, "")) for end in ("sourceRef", "targetRef")]
    found = points(edge)
    for place, point in enumerate(found):
        end = ends[0] if place == 0 else ends[1] if place == len(found) - 1 else ""
        by = moved.get(end)
        if by is None:
            by = width if _number(point, "x") >= x else 0.0
        _set(point, "x", _number(point, "x") + by)
    for label in edge.iter(f"{{{BPMNDI}}}BPMNLabel"):
        _shift_label(label, x, width)


def _shift_label(label: Any, x: float, width: float) -> None:
    bounds = label.find(f"{{{DC}}}Bounds")
    if bounds is not None and bounds.get("x") is not None and _number(bounds, "x") >= x:
        _set(bounds, "x", _number(bounds, "x") + width)


def _holds(file: File, id: str, drawn: Any) -> bool:
    if not file.has(id):
        return False
    name = name_of(file.element(id))
    return name in ("participant", "lane", "group") or (name.endswith(("Process", "transaction")) and _open(drawn))


def _open(drawn: Any) -> bool:
    return str(drawn.get("isExpanded")) != "false"


def _number(element: Any, name: str) -> float:
    try:
        return float(element.get(name, "0"))
    except ValueError:
        return 0.0


def _set(element: Any, name: str, value: float) -> None:
    element.set(name, written(value))


def _put_bounds(parent: Any, at: Box) -> None:
    values = zip(("x", "y", "width", "height"), (at.x, at.y, at.width, at.height), strict=True)
    etree.SubElement(parent, f"{{{DC}}}Bounds", {name: written(value) for name, value in values})


def edges_of(file: File, ids: Sequence[str]) -> Iterator[Any]:
    """The edges that are drawn of these flows."""
    return (drawn for id in ids if (drawn := shape(file, id)) is not None and name_of(drawn) == "BPMNEdge")
