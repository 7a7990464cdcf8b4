"""The lines of BPMN (12.3): sequence flows, message flows, associations, their arrows and what is written on them."""

from itertools import pairwise
from math import hypot
from typing import Any

from bpmn.drawing.interchange import Edge
from bpmn.drawing.layout import Box, Point
from bpmn.drawing.pen import INK, PAPER, Lettering, add, element, sign, way, write
from bpmn.drawing.shapes import room_beside
from bpmn.drawing.signs import ENVELOPE

_DOTTED = frozenset({"association", "dataInputAssociation", "dataOutputAssociation"})


def drawn(edge: Edge, letters: Lettering) -> Any:
    """An edge as a group of SVG."""
    group, stroke = element("g"), edge.stroke or INK
    dashes, thick = None, 1.8
    if edge.kind == "messageFlow":
        dashes, thick = "9 7", 1.6
    elif edge.kind in _DOTTED:
        dashes, thick = "0.5 5", 2.0
    points = list(edge.points)
    if edge.kind == "sequenceFlow":
        points[-1] = _before(points[-2], points[-1], 6)  # the line ends under its arrow, not in its tip
    add(group, "path", d=way(points), fill="none", stroke=stroke, stroke_width=thick, stroke_dasharray=dashes,
        stroke_linecap="round" if edge.kind in _DOTTED else None, stroke_linejoin="round")  # fmt: skip
    _ends(group, edge, stroke)
    if edge.name:
        lines, place = written(edge, letters)
        at = place.middle[0], place.y + letters.beside * 0.6
        write(group, lines, at, letters, size=letters.beside, colour=stroke, halo=True)
    return group


def written(edge: Edge, letters: Lettering) -> tuple[list[str], Box]:
    """The lines of its name, and the place that they take."""
    given = edge.label
    lines = letters.wrapped(edge.name, letters.beside, room_beside(edge, letters), 6)
    middle, top = given.middle[0] if given else 0.0, given.y if given else 0.0
    if given is None:
        middle, top = halfway(edge.points)
        top -= letters.beside * (letters.line * len(lines)) + 3
    wide = max((letters.width(line, letters.beside) for line in lines), default=0.0)
    return lines, Box(middle - wide / 2, top, wide, letters.beside * letters.line * len(lines))


def halfway(points: tuple[Point, ...]) -> Point:
    """The middle of a line, along it."""
    rest = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)) / 2
    for a, b in pairwise(points):
        far = hypot(b[0] - a[0], b[1] - a[1])
        if far >= rest and far > 0:
            part = rest / far
            return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
        rest -= far
    return points[-1]


def _ends(group: Any, edge: Edge, stroke: str) -> None:
    first, second, last = edge.points[0], edge.points[1], edge.points[-1]
    if edge.kind == "sequenceFlow":
        _arrow(group, edge.points[-2], last, stroke, fill=stroke)
        if edge.conditional:
            _diamond(group, first, second, stroke)
        if edge.default:
            x, y = _before(second, first, 10)
            dx, dy = _direction(first, second)
            slash = [(x - dx * 3 - dy * 5, y - dy * 3 + dx * 5), (x + dx * 3 + dy * 5, y + dy * 3 - dx * 5)]
            add(group, "path", d=way(slash), stroke=stroke, stroke_width=1.8)
    elif edge.kind == "messageFlow":
        _arrow(group, edge.points[-2], last, stroke, fill=PAPER)
        add(group, "circle", cx=first[0], cy=first[1], r=4, fill=PAPER, stroke=stroke, stroke_width=1.4)
        if edge.letter:
            sign(group, ENVELOPE, halfway(edge.points), fill=PAPER, stroke=stroke, stroke_width=1.4)
    elif edge.arrows != "none":
        _open_arrow(group, edge.points[-2], last, stroke)
        if edge.arrows == "both":
            _open_arrow(group, second, first, stroke)


def _direction(start: Point, end: Point) -> Point:
    far = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    return (end[0] - start[0]) / far, (end[1] - start[1]) / far


def _before(start: Point, end: Point, by: float) -> Point:
    """A point so far before `end`, coming from `start`."""
    dx, dy = _direction(start, end)
    return end[0] - dx * by, end[1] - dy * by


def _sides(start: Point, end: Point, long: float, half: float) -> tuple[Point, Point]:
    (x, y), (dx, dy) = _before(start, end, long), _direction(start, end)
    return (x - dy * half, y + dx * half), (x + dy * half, y - dx * half)


def _arrow(group: Any, start: Point, end: Point, stroke: str, fill: str) -> None:
    left, right = _sides(start, end, 10, 4.5)
    add(group, "path", d=way([left, end, right], closed=True), fill=fill, stroke=stroke, stroke_width=1.2,
        stroke_linejoin="round")  # fmt: skip


def _open_arrow(group: Any, start: Point, end: Point, stroke: str) -> None:
    left, right = _sides(start, end, 8, 4)
    add(group, "path", d=way([left, end, right]), fill="none", stroke=stroke, stroke_width=1.5)


def _diamond(group: Any, first: Point, second: Point, stroke: str) -> None:
    middle, far = _before(second, first, 8), _before(second, first, 16)
    dx, dy = _direction(first, second)
    corners = [first, (middle[0] - dy * 4.5, middle[1] + dx * 4.5), far, (middle[0] + dy * 4.5, middle[1] - dx * 4.5)]
    add(group, "path", d=way(corners, closed=True), fill=PAPER, stroke=stroke, stroke_width=1.2)
