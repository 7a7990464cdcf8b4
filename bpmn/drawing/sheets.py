"""A picture over several sheets, when one could not be read: cut where it hurts least, the names of lanes on each.

What a cut goes through is flows, hardly ever a shape: each flow bears the same letter on both sheets, with the number
of the other.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bpmn.drawing import shapes
from bpmn.drawing.interchange import Edge, Shape
from bpmn.drawing.layout import Box, Point
from bpmn.drawing.pen import INK, PAPER, add, element, rectangle, write
from bpmn.drawing.picture import Picture, framed, touches

SHAPE = 100
"""How much a cut through a shape counts beside one through a flow."""
YIELDS = 0.93
"""How much smaller than asked for letters may be where a whole row or column of sheets is spared by it."""
LARGEST = 3.9
"""Millimetres of the letters of names: 11 points, as the text around."""
SHORTEST = 0.25
"""How much of a full sheet one takes at least."""
STRIP = 34.0
"""Pixels at the edge of a sheet for the letters of flows that go on elsewhere."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a sheet holds: its room in millimetres, and how high the letters of names must be at least on it."""

    width: float
    height: float
    letters: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part of a picture for a sheet: its SVG, and how wide it stands on the paper, in millimetres."""

    number: int
    svg: str
    width: float


def fits(picture: Picture, paper: Paper) -> bool:
    """Whether all of a picture can be read on one sheet."""
    scale = min(paper.width / picture.box.width, paper.height / picture.box.height)
    return picture.letters.size * scale >= paper.letters


def sheets(picture: Picture, paper: Paper, title: str, words: "Words") -> list[Sheet]:
    """A picture in as few sheets as its letters allow, by columns from left to right, each from above; all in one
    scale."""
    if fits(picture, paper):
        return [overview(picture, paper, title)]
    regions = cut(picture, paper)
    drawn = [_sheet(picture, regions, place, title, words) for place in range(len(regions.boxes))]
    scale = min(_scale(picture, paper, wide, high) for _, wide, high in drawn)
    return [Sheet(number, svg, wide * scale) for number, (svg, wide, _) in enumerate(drawn, 1)]


def overview(picture: Picture, paper: Paper, title: str) -> Sheet:
    """All of a picture on one sheet, whether it can be read there or not."""
    box = picture.box
    group = element("g", transform=f"translate({-box.x:.1f} {-box.y:.1f})")
    group.extend(picture.within(box))
    drawn = framed(group, box.width, box.height, title)
    return Sheet(1, drawn, box.width * _scale(picture, paper, box.width, box.height))


def _scale(picture: Picture, paper: Paper, wide: float, high: float) -> float:
    """Millimetres for a pixel: as large as the paper allows, and no larger than what is read with ease."""
    return min(paper.width / wide, paper.height / high, LARGEST / picture.letters.size)


@dataclass(frozen=True, slots=True)
class Words:
    """What stands where a flow goes on: on which sheet, by its number (`goes_on`), as a text with ``{number}``."""

    goes_on: str


@dataclass(frozen=True, slots=True)
class Regions:
    """Where a picture is cut: the places between, by columns; `columns` and `rows` are where they begin and end."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]

    @property
    def boxes(self) -> list[Box]:
        """The places, in the order of the sheets."""
        return [
            Box(left, top, right - left, bottom - top)
            for left, right in pairwise(self.columns)
            for top, bottom in pairwise(self.rows)
        ]

    def of(self, x: float, y: float) -> int:
        """The sheet on which a point stands."""
        column = sum(x > each for each in self.columns[1:-1])
        row = sum(y > each for each in self.rows[1:-1])
        return column * (len(self.rows) - 1) + row


def cut(picture: Picture, paper: Paper) -> Regions:
    """Where a picture is cut so that its letters are as high as `paper` asks; a little less where that spares cuts."""
    box, scale = picture.box, paper.letters / picture.letters.size
    one_row, one_column = paper.height / box.height, paper.width / box.width
    scale = next((each for each in (one_row, one_column) if scale * YIELDS <= each < scale), scale)
    wide = _Room(paper.width / scale + 0.5, STRIP + shapes.HEAD)
    high = _Room(paper.height / scale + 0.5, STRIP)
    return Regions(
        _best(picture, box.x, box.right, wide, across=True), _best(picture, box.y, box.bottom, high, across=False)
    )


def _best(picture: Picture, start: float, end: float, room: "_Room", *, across: bool) -> tuple[float, ...]:
    """The cuts in as few sheets as may be; in one more, where that spares a shape from being cut."""
    found = tuple(_cuts(picture, start, end, room, across=across))
    worst = _worst(picture, found, across)
    if worst < SHAPE:
        return found
    longer = tuple(_cuts(picture, start, end, room, across=across, spare=1))
    return longer if _worst(picture, longer, across) < worst else found


def _worst(picture: Picture, cuts: Sequence[float], across: bool) -> int:
    return max((_hurts(picture, at, across) for at in cuts[1:-1]), default=0)


@dataclass(frozen=True, slots=True)
class _Room:
    """The pixels of a sheet, and those that what leads on from the sheet `before` takes of it; what leads to the next
    takes STRIP."""

    whole: float
    before: float

    @property
    def last(self) -> float:
        return max(self.whole - self.before, STRIP)

    @property
    def middle(self) -> float:
        return max(self.last - STRIP, STRIP)


def _cuts(picture: Picture, start: float, end: float, room: _Room, *, across: bool, spare: int = 0) -> Iterator[float]:
    """Where to cut from `start` to `end`: in as few parts as there is room for and `spare` ones more, through as little
    as can be, evenly."""
    yield start
    first = True
    while end - start > (room.whole if first else room.last):
        widest = room.whole - STRIP if first else room.middle
        left = end - start
        between = -(-(left - widest - room.last) // room.middle)
        more = max(0.0, between) + spare  # sheets between this one and the last
        least = max(left - more * room.middle - room.last, widest * SHORTEST)
        places = range(math.ceil(start + least), int(start + widest) + 1, 4)
        even = start + left / (more + 2)
        start = min(places, key=lambda at: (_hurts(picture, at, across), abs(at - even)), default=start + widest)
        first, spare = False, 0
        yield float(start)
    yield end


def _hurts(picture: Picture, at: float, across: bool) -> int:
    """What a cut goes through: a shape or its name counts far more than a flow; what others stand in, nothing; the
    border of a lane is where to cut between lanes."""
    found = 0
    for part in picture.parts:
        box = part.box
        low, high = (box.x, box.right) if across else (box.y, box.bottom)
        if not low - 6 < at < high + 6:
            continue
        if part.shape is None:
            found += 1 + 3 * _beside_line(part.line, at, 0 if across else 1)
        elif not part.shape.holds_others:
            found += SHAPE
        elif part.shape.kind == "lane" and not across:
            found += 3 if low + 6 < at < high - 6 else 0
    return found


def _beside_line(line: Sequence[Point], at: float, axis: int) -> bool:
    """Whether a cut runs along a part of a line, which would hardly be told from it."""
    return any(abs(a[axis] - b[axis]) < 1 and abs(a[axis] - at) < 14 for a, b in pairwise(line))


def _sheet(picture: Picture, regions: Regions, place: int, title: str, words: Words) -> tuple[str, float, float]:
    """The SVG of a sheet, and its size in pixels of the picture."""
    box, whole = regions.boxes[place], picture.box
    named = _at_head(picture, box)
    left = (shapes.HEAD if named else 0.0) + (STRIP if box.x > whole.x else 0.0)
    top = STRIP if box.y > whole.y else 0.0
    wide = left + box.width + (STRIP if box.right < whole.right - 1 else 0.0)
    high = top + box.height + (STRIP if box.bottom < whole.bottom - 1 else 0.0)
    content = element("g")
    clip = add(content, "svg", x=left, y=top, width=box.width, height=box.height,
               viewBox=f"{box.x:.1f} {box.y:.1f} {box.width:.1f} {box.height:.1f}")  # fmt: skip
    clip.extend(picture.within(box))
    for shape in named:
        _name_again(content, picture, shape, box, (left - shapes.HEAD, top))
    rectangle(content, Box(left, top, box.width, box.height), fill="none", stroke="#8a8f98", stroke_width=0.8,
              stroke_dasharray="2 4")  # fmt: skip
    for crossing in _crossings(picture, regions):
        for here, there in ((crossing.first, crossing.second), (crossing.second, crossing.first)):
            if here == place:
                told = words.goes_on.format(number=there + 1)
                _continues(content, picture, crossing, Box(left - box.x, top - box.y, wide, high), told)
    return framed(content, wide, high, title), wide, high


def _at_head(picture: Picture, box: Box) -> list[Shape]:
    """The lanes whose names stand on another sheet, to the left of this one."""
    found = [part.shape for part in picture.parts if part.shape is not None and touches(part.box, box)]
    rows = [each for each in found if each.kind in ("lane", "participant") and each.horizontal and each.name]
    hidden = [each for each in rows if each.box.x + shapes.HEAD / 2 < box.x]
    lanes = [each for each in hidden if each.kind == "lane"]
    inner = [each for each in lanes if not any(_holds(each, other) for other in lanes if other is not each)]
    return inner or hidden


def _holds(outer: Shape, inner: Shape) -> bool:
    return outer.box.y <= inner.box.y and inner.box.bottom <= outer.box.bottom


def _name_again(content: Any, picture: Picture, shape: Shape, box: Box, at: tuple[float, float]) -> None:
    top, bottom = max(shape.box.y, box.y), min(shape.box.bottom, box.bottom)
    if bottom - top < picture.letters.size:
        return
    strip = Box(at[0], at[1] + top - box.y, shapes.HEAD, bottom - top)
    rectangle(content, strip, fill="#f1f2f4", stroke=INK, stroke_width=1)
    shapes.name_of_strip(content, shape, strip, picture.letters)


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where a flow goes over a cut, under its `letter`, from the `first` sheet to the `second`."""

    x: float
    y: float
    across: bool
    letter: str
    first: int
    second: int


def _crossings(picture: Picture, regions: Regions) -> list[Crossing]:
    found: list[Crossing] = []
    for edge in picture.plane.edges:
        for x, y, across in _over(edge, regions):
            step = (1.0, 0.0) if across else (0.0, 1.0)
            ends = regions.of(x - step[0], y - step[1]), regions.of(x + step[0], y + step[1])
            if ends[0] != ends[1]:
                found.append(Crossing(x, y, across, _letter(len(found)), *ends))
    return found


def _over(edge: Edge, regions: Regions) -> Iterator[tuple[float, float, bool]]:
    """The points in which an edge goes over a cut; `across` where that is one between columns."""
    for (ax, ay), (bx, by) in pairwise(edge.points):
        for at in regions.columns[1:-1]:
            if min(ax, bx) < at < max(ax, bx):
                yield at, ay + (by - ay) * (at - ax) / (bx - ax), True
        for at in regions.rows[1:-1]:
            if min(ay, by) < at < max(ay, by):
                yield ax + (bx - ax) * (at - ay) / (by - ay), at, False


def _letter(number: int) -> str:
    """A, B, … Z, AA, AB …"""
    letter = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letter = chr(65 + rest) + letter
    return letter


def _continues(content: Any, picture: Picture, it: Crossing, sheet: Box, told: str) -> None:
    """The letter of a flow at the edge of a sheet; `sheet` is how far the picture is moved on it, and its size."""
    x, y = it.x + sheet.x, it.y + sheet.y
    size = picture.letters.beside
    if it.across:
        x = sheet.width - STRIP / 2 if x > sheet.width / 2 else STRIP / 2
    else:
        y = sheet.height - STRIP * 0.65 if y > sheet.height / 2 else STRIP * 0.35
    add(content, "circle", cx=x, cy=y, r=size * 0.75, fill=PAPER, stroke=INK, stroke_width=1)
    write(content, [it.letter], (x, y), picture.letters, size=size * 0.9)
    write(content, [told], (x, y + size * 1.25), picture.letters, size=size * 0.8)
