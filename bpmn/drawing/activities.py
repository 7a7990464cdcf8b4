"""Activities (12.3): tasks, sub-processes and calls, with their signs and a name that fits."""

from dataclasses import dataclass
from typing import Any

from bpmn.drawing.interchange import MAY_HOLD, Shape
from bpmn.drawing.layout import Box, Point
from bpmn.drawing.pen import INK, PAPER, Lettering, rectangle, sign, write
from bpmn.drawing.signs import AD_HOC, COLLAPSED, COMPENSATION, LOOP, SEQUENTIAL, SEVERAL, TASKS

SMALLER = (1.0, 0.92, 0.84, 0.76)
"""How large the letters of a long name in an activity may be beside those of others."""
CORNER = 25.0
"""Pixels that the sign of a task takes of its corner."""


def activity(group: Any, shape: Shape, letters: Lettering) -> None:
    """Draw an activity; what nobody knows otherwise is drawn as one."""
    box, stroke = shape.box, shape.stroke or INK
    thick = 4 if shape.kind == "callActivity" else 2
    dotted = "2 5" if shape.element.attributes.get("triggeredByEvent") == "true" else None
    rectangle(group, box, rx=10, fill=shape.fill or PAPER, stroke=stroke, stroke_width=thick, stroke_dasharray=dotted)
    if shape.kind == "transaction":
        inside = Box(box.x + 3, box.y + 3, max(box.width - 6, 0), max(box.height - 6, 0))
        rectangle(group, inside, rx=8, fill="none", stroke=stroke, stroke_width=1.5)
    if shape.kind in TASKS:
        full = stroke if shape.kind == "sendTask" else "none"
        sign(group, TASKS[shape.kind], (box.x + 15, box.y + 13), fill=full,
             stroke=PAPER if shape.kind == "sendTask" else stroke, stroke_width=1.2)  # fmt: skip
    marks = _marks(shape)
    for number, (path, filled) in enumerate(marks):
        x = box.middle[0] + 18 * (number - (len(marks) - 1) / 2)
        sign(
            group,
            path,
            (x, box.bottom - 10),
            fill=stroke if filled else "none",
            stroke=stroke,
            stroke_width=1.4,
        )
    size, room = letters.size, max(box.width - 12, letters.size)
    if shape.holds_others:
        write(group, letters.wrapped(shape.name, size, room, 2), (box.middle[0], box.y + 14), letters, size=size,
              colour=stroke)  # fmt: skip
        return
    placed = _placed(shape, letters, room, 16.0 if marks else 0.0)
    write(group, placed.lines, placed.at, letters, size=placed.size, colour=stroke)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A name in an activity: its lines, the middle of the first, and how large its letters are."""

    lines: list[str]
    at: Point
    size: float


def _placed(shape: Shape, letters: Lettering, room: float, below: float) -> _Placed:
    """A name in the middle of what is above an activity's signs, and around the one in its corner as well as may be:
    under it, in shorter lines, or a little to the right. A long one stands in smaller letters before any of it is
    left out."""
    box = shape.box
    for size in (letters.size * each for each in SMALLER):
        most = max(1, int((box.height - 6 - below) // (size * letters.line)))
        if len(letters.wrapped(shape.name, size, room, most + 1)) <= most:
            break
    lines = letters.wrapped(shape.name, size, room, most)
    x, y = box.middle[0], _middle(box, below, len(lines), size * letters.line)
    first = letters.width(lines[0], size) if lines else 0.0
    if shape.kind not in TASKS or first <= box.width - 2 * CORNER:
        return _Placed(lines, (x, y), size)
    under = box.y + CORNER + size / 2
    free = box.bottom - below - 4 - size / 2 - size * letters.line * (len(lines) - 1)
    if free >= under - 3:
        return _Placed(lines, (x, max(y, min(under, free))), size)
    narrow = letters.wrapped(shape.name, size, max(box.width - 2 * CORNER, size), most + 1)
    if len(narrow) <= most:
        return _Placed(narrow, (x, _middle(box, below, len(narrow), size * letters.line)), size)
    longest = max(letters.width(line, size) for line in lines)
    aside = max(0.0, min(CORNER - (box.width - first) / 2, (box.width - longest) / 2 - 4))
    return _Placed(lines, (x + aside, y), size)


def _middle(box: Box, below: float, lines: int, line: float) -> float:
    """The height of the first of so many lines in the middle of a shape."""
    return box.middle[1] - below / 2 - line * (lines - 1) / 2


def _marks(shape: Shape) -> list[tuple[str, bool]]:
    """The signs at the foot of an activity: each path, and whether it is filled."""
    node = shape.element
    found = []
    several = node.first("multiInstanceLoopCharacteristics")
    if node.attributes.get("isForCompensation") == "true":
        found.append((COMPENSATION, False))
    if node.first("standardLoopCharacteristics") is not None:
        found.append((LOOP, False))
    if several is not None:
        found.append((SEQUENTIAL if several.attributes.get("isSequential") == "true" else SEVERAL, False))
    if shape.kind in MAY_HOLD and not shape.expanded:
        found.append((COLLAPSED, False))
    if shape.kind == "adHocSubProcess":
        found.append((AD_HOC, True))
    return found
