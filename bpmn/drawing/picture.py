"""A plane as a picture: what stands on it in the order in which it is drawn, and the SVG of all of it or of a part."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from bpmn.drawing import edges, shapes
from bpmn.drawing.interchange import Plane, Shape
from bpmn.drawing.layout import Box, Point
from bpmn.drawing.pen import PAPER, SCREEN, Lettering, add, element, rectangle, sign, write

AROUND = 8.0
"""Pixels of paper around what is drawn."""
BETWEEN = 48.0
"""Pixels between one plane and the next below it, in which the name of that stands."""
NO_MARKS: "Mapping[str, Mark]" = {}


@dataclass(frozen=True, slots=True)
class Part:
    """Something on a picture: the place that it takes, what draws it, the `shape` it is or the `line` it follows."""

    box: Box
    element: Any
    shape: Shape | None = None
    line: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A plane, drawn: its parts from the back to the front, and the place that they take together."""

    plane: Plane
    parts: tuple[Part, ...]
    box: Box
    letters: Lettering

    def within(self, region: Box) -> Iterator[Any]:
        """What of it touches a region, copied: an element stands in one picture alone."""
        return (deepcopy(part.element) for part in self.parts if touches(part.box, region))


@dataclass(frozen=True, slots=True)
class Mark:
    """How an element stands out: its colours, and a sign at its corner, so that it is seen without colour too."""

    stroke: str
    fill: str
    sign: str


def picture(plane: Plane, letters: Lettering = SCREEN, marks: Mapping[str, Mark] = NO_MARKS) -> Picture:
    """Draw a plane; `marks` by the ids of elements."""
    if marks:
        plane = replace(plane, shapes=tuple(_marked(each, marks) for each in plane.shapes))
    containers = [each for each in plane.shapes if each.holds_others]
    containers.sort(key=lambda each: each.box.width * each.box.height, reverse=True)
    others = [each for each in plane.shapes if not each.holds_others]
    others.sort(key=lambda each: each.kind == "boundaryEvent")  # they stand on what they are attached to
    parts = [
        *(Part(_place_of(each, letters), shapes.drawn(each, letters), each) for each in containers),
        *(Part(_along(each, letters), edges.drawn(each, letters), None, each.points) for each in plane.edges),
        *(Part(_place_of(each, letters), shapes.drawn(each, letters), each) for each in others),
        *(_badge(each, mark) for each in plane.shapes if (mark := marks.get(each.element.id or "")) is not None),
    ]
    return Picture(plane, tuple(parts), around([part.box for part in parts], AROUND), letters)


def _marked(shape: Shape, marks: Mapping[str, Mark]) -> Shape:
    mark = marks.get(shape.element.id or "")
    if mark is None or shape.kind in ("participant", "lane"):
        return shape
    return replace(shape, stroke=mark.stroke, fill=mark.fill)


def _badge(shape: Shape, mark: Mark) -> Part:
    x, y = shape.box.right - 4, shape.box.y + 2
    group = element("g")
    add(group, "circle", cx=x, cy=y, r=9, fill=PAPER, stroke=mark.stroke, stroke_width=2)
    sign(group, mark.sign, (x, y), fill="none", stroke=mark.stroke, stroke_width=2)
    return Part(Box(x - 10, y - 10, 20, 20), group)


def svg(pictures: Sequence[Picture], title: str = "") -> str:
    """All planes of a file as one SVG, one below the other, each but the first under its name. `title` is what it is
    called for who does not see it."""
    letters = pictures[0].letters if pictures else SCREEN
    group, wide, down = element("g"), 0.0, 0.0
    for number, each in enumerate(pictures):
        if number:
            down += BETWEEN
            write(
                group, [each.plane.name], (AROUND, down - BETWEEN / 3), letters, size=letters.size * 1.3, anchor="start"
            )
            wide = max(wide, AROUND * 2 + letters.width(each.plane.name, letters.size * 1.3))
        place = add(group, "g", transform=f"translate({-each.box.x:.1f} {down - each.box.y:.1f})")
        place.extend(each.within(each.box))
        wide, down = max(wide, each.box.width), down + each.box.height
    return framed(group, wide, down, title)


def framed(content: Any, wide: float, high: float, title: str) -> str:
    """A file of SVG of that size, with white paper under its content."""
    root = element("svg", viewBox=f"0 0 {wide:.0f} {high:.0f}", width=f"{wide:.0f}", height=f"{high:.0f}", role="img")
    if title:
        add(root, "title").text = title
    rectangle(root, Box(0, 0, wide, high), fill=PAPER)
    root.append(content)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def touches(one: Box, other: Box) -> bool:
    """Whether two places have anything in common."""
    across = one.x <= other.right and other.x <= one.right
    return across and one.y <= other.bottom and other.y <= one.y + one.height


def around(boxes: Sequence[Box], margin: float) -> Box:
    """The smallest place that holds these, with a margin around."""
    if not boxes:
        return Box(0, 0, margin * 2, margin * 2)
    left, top = min(each.x for each in boxes) - margin, min(each.y for each in boxes) - margin
    right = max(each.right for each in boxes) + margin
    return Box(left, top, right - left, max(each.bottom for each in boxes) + margin - top)


def _place_of(shape: Shape, letters: Lettering) -> Box:
    """Where a shape stands with its name."""
    if not shapes.written_beside(shape):
        return shape.box
    return around([shape.box, shapes.beside(shape, letters)[1]], 0)


def _along(edge: Any, letters: Lettering) -> Box:
    xs, ys = [x for x, _ in edge.points], [y for _, y in edge.points]
    line = Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    return around([line, *([edges.written(edge, letters)[1]] if edge.name else ())], 0)
