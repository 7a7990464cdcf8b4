"""What the diagram interchange of a file draws (BPMN DI, 12): planes with shapes and edges, and what each stands for.

Whatever tool drew it: what it says of a place is taken as it stands as long as it is a place, and what is none (a shape
without bounds, of nothing, beyond every sheet) is left out. Reading it never fails where the XML can be read.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bpmn.drawing.layout import Box, Point
from bpmn.interchange import complete
from bpmn.kinds import SUB_PROCESSES
from bpmn.xml import BPMN, BPMNDI, DC, DI, Node, parse

FARTHEST = 200_000.0
"""Pixels from the origin in which anything is drawn: what stands further out stands there by mistake."""
_ALWAYS_HOLD = frozenset({"participant", "lane", "group"})
MAY_HOLD = frozenset({"callActivity", *SUB_PROCESSES})
"""What others may stand in, or what only says that there is more."""
_COLOURS = "http://www.omg.org/spec/BPMN/non-normative/color/1.0"
_BPMN_IO = "http://bpmn.io/schema/bpmn/biocolor/1.0"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{3}(?:[0-9A-Fa-f]{3})?")
_BREAKS = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What stands on a plane for an element of the model.

    `kind` is the tag's local name; `name` what is written; `label` the place of its text where the file gives one;
    `stroke` and `fill` its colours where somebody chose others.
    """

    element: Node = field(repr=False)
    kind: str
    name: str
    label: Box | None
    stroke: str | None
    fill: str | None


@dataclass(frozen=True, slots=True)
class Shape(Drawn):
    """A shape at `box`.

    `expanded`, of sub-processes and calls: what stands in it is drawn in it; `horizontal`, of pools and lanes: they run
    from left to right; `marked`, of exclusive gateways: their cross is drawn (12.2.3.3). `defined` are the kinds of
    what an event waits for or throws.
    """

    box: Box
    expanded: bool = True
    horizontal: bool = True
    marked: bool = False
    defined: tuple[str, ...] = ()

    @property
    def holds_others(self) -> bool:
        """Whether others stand in it: it is drawn before them, and a sheet may end in it."""
        return self.kind in _ALWAYS_HOLD or (self.kind in MAY_HOLD and self.expanded)


@dataclass(frozen=True, slots=True)
class Edge(Drawn):
    """A line through `points`, two or more. `conditional` and `default` say how a sequence flow leaves its activity;
    `arrows`, of associations: ``none``, ``one`` or ``both``; `letter`: it carries a message that is drawn."""

    points: tuple[Point, ...]
    conditional: bool = False
    default: bool = False
    arrows: str = "none"
    letter: bool = False


@dataclass(frozen=True, slots=True)
class Plane:
    """One drawing: `name` is that of what it shows, `of` its kind."""

    name: str
    of: str
    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]


def planes(data: bytes) -> tuple[Plane, ...]:
    """The drawings of a file that show anything, in its order. Raises `bpmn.xml.XmlError` for what is no XML."""
    root = parse(data)
    complete(root)
    index = _index(root)
    found = (_plane(index, node) for node in root.iter() if _is(node, "BPMNPlane", BPMNDI))
    return tuple(each for each in found if each.shapes or each.edges)


@dataclass(frozen=True, slots=True)
class _Index:
    """The elements of the model by id, those by which others are known by default, and what categories say."""

    elements: Mapping[str, Node]
    defaults: frozenset[str]

    def element(self, node: Node) -> Node | None:
        """What a shape or an edge stands for."""
        id = node.attributes.get("bpmnElement", "").strip()
        return self.elements.get(id) or self.elements.get(id.rpartition(":")[2])


def _index(root: Node) -> _Index:
    elements: dict[str, Node] = {}
    defaults: set[str] = set()
    for node in root.iter():
        if node.namespace == BPMN:
            if node.id is not None:
                elements.setdefault(node.id, node)
            if "default" in node.attributes:
                defaults.add(node.attributes["default"])
    return _Index(elements, frozenset(defaults))


def _plane(index: _Index, plane: Node) -> Plane:
    shapes, edges = [], []
    for node in plane.children:
        element = index.element(node)
        if element is None or node.namespace != BPMNDI:
            continue
        if node.name == "BPMNShape" and (box := _box(node.first("Bounds", DC))) is not None:
            shapes.append(_shape(index, node, element, box))
        elif node.name == "BPMNEdge" and len(points := tuple(_points(node))) > 1:
            edges.append(_edge(index, node, element, points))
    shown = index.element(plane)
    title = plane.parent.attributes.get("name") if plane.parent is not None else None
    name = (shown.attributes.get("name") if shown is not None else None) or title or ""
    return Plane(_line(name), shown.name if shown is not None else "", tuple(shapes), tuple(edges))


def _shape(index: _Index, node: Node, element: Node, box: Box) -> Shape:
    kind, said = element.name, node.attributes
    expanded = said.get("isExpanded", "false")
    horizontal = said.get("isHorizontal", "true" if box.width >= box.height or kind == "lane" else "false")
    stroke, fill = _colours(node)
    return Shape(
        element, kind, _name(index, element), _label(node), stroke, fill, box,
        expanded == "true", horizontal != "false", said.get("isMarkerVisible") == "true",
        tuple(_defined(index, element)),
    )  # fmt: skip


def _edge(index: _Index, node: Node, element: Node, points: tuple[Point, ...]) -> Edge:
    source = index.elements.get(element.attributes.get("sourceRef", ""))
    leaves_gateway = source is not None and source.name.endswith("Gateway")
    stroke, fill = _colours(node)
    arrows = {"One": "one", "Both": "both"}.get(element.attributes.get("associationDirection", ""), "none")
    return Edge(
        element, element.name, _name(index, element), _label(node), stroke, fill, points,
        element.first("conditionExpression") is not None and not leaves_gateway,
        element.id in index.defaults, "one" if element.name.startswith("data") else arrows,
        "messageVisibleKind" in node.attributes,
    )  # fmt: skip


def _name(index: _Index, element: Node) -> str:
    """What is written in or beside an element."""
    if element.name == "textAnnotation":
        text = element.first("text")
        return "" if text is None else _BREAKS.sub("\n", text.deep_text.strip())
    if element.name == "group":
        value = index.elements.get(element.attributes.get("categoryValueRef", "").rpartition(":")[2])
        return _line(value.attributes.get("value", "")) if value is not None else ""
    name = element.attributes.get("name", "")
    of = index.elements.get(element.attributes.get("dataObjectRef", element.attributes.get("dataStoreRef", "")))
    if not name.strip() and of is not None:
        name = of.attributes.get("name", "")
    return _BREAKS.sub("\n", name.strip())


def _line(text: str) -> str:
    return " ".join(text.split())


def _defined(index: _Index, element: Node) -> Iterator[str]:
    for child in element.children:
        if child.is_bpmn("eventDefinitionRef"):
            named = index.elements.get(child.text.strip().rpartition(":")[2])
            if named is not None:
                yield named.name.removesuffix("EventDefinition")
        elif child.namespace == BPMN and child.name.endswith("EventDefinition"):
            yield child.name.removesuffix("EventDefinition")


def _label(node: Node) -> Box | None:
    label = node.first("BPMNLabel", BPMNDI)
    return None if label is None else _box(label.first("Bounds", DC))


def _box(bounds: Node | None) -> Box | None:
    if bounds is None:
        return None
    x, y, width, height = (_number(bounds, name) for name in ("x", "y", "width", "height"))
    if x is None or y is None or width is None or height is None or width < 0 or height < 0:
        return None
    return Box(x, y, width, height)


def _points(edge: Node) -> Iterator[Point]:
    last = None
    for each in edge.all("waypoint", DI):
        x, y = _number(each, "x"), _number(each, "y")
        if x is not None and y is not None and (x, y) != last:
            last = x, y
            yield last


def _number(node: Node, name: str) -> float | None:
    try:
        found = float(node.attributes.get(name, ""))
    except ValueError:
        return None
    return found if math.isfinite(found) and abs(found) <= FARTHEST else None


def _colours(node: Node) -> tuple[str | None, str | None]:
    said = node.attributes
    stroke = said.get(f"{{{_COLOURS}}}border-color") or said.get(f"{{{_BPMN_IO}}}stroke")
    fill = said.get(f"{{{_COLOURS}}}background-color") or said.get(f"{{{_BPMN_IO}}}fill")
    return _colour(stroke), _colour(fill)


def _colour(said: str | None) -> str | None:
    return said if said is not None and _COLOUR.fullmatch(said) else None


def _is(node: Node, name: str, namespace: str) -> bool:
    return node.name == name and node.namespace == namespace
