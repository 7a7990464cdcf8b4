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
    """A name in an activity: its lines, the middle of the first, and how large its letters are. `whole`: nothing of it
    is left out, and no word broken; `free`: it keeps off the sign in the corner."""

    lines: list[str]
    at: Point
    size: float
    whole: bool
    free: bool


def _placed(shape: Shape, letters: Lettering, room: float, below: float) -> _Placed:
    """A name in the middle of what is above an activity's signs. A long one stands in smaller letters before it lies on
    the sign in the corner, a word of it is broken, or any of it is left out."""
    found = [_in_size(shape, letters, letters.size * each, room, below) for each in SMALLER]
    whole = [each for each in found if each.whole]
    return next((each for each in whole if each.free), whole[0] if whole else found[-1])


def _in_size(shape: Shape, letters: Lettering, size: float, room: float, below: float) -> _Placed:
    """A name in letters of a size: around the sign in the corner by standing under it, in shorter lines, or a little to
    the right."""
    box, line = shape.box, size * letters.line
    most = max(1, int((box.height - 6 - below) // line))
    lines = letters.wrapped(shape.name, size, room, most)
    broken = any(letters.width(word, size) > room for word in shape.name.split())
    whole = not broken and len(letters.wrapped(shape.name, size, room, most + 1)) <= most
    x, y = box.middle[0], _middle(box, below, len(lines), line)
    first = letters.width(lines[0], size) if lines else 0.0
    if shape.kind not in TASKS or first <= box.width - 2 * CORNER:
        return _Placed(lines, (x, y), size, whole, True)
    under = box.y + CORNER + size / 2 - 3
    lowest = box.bottom - below - 4 - size / 2 - line * (len(lines) - 1)
    if lowest >= under:
        return _Placed(lines, (x, max(y, min(under + 3, lowest))), size, whole, True)
    narrow = letters.wrapped(shape.name, size, max(box.width - 2 * CORNER, size), most + 1)
    if len(narrow) <= most:
        return _Placed(narrow, (x, _middle(box, below, len(narrow), line)), size, True, True)
    longest = max(letters.width(line, size) for line in lines)
    wanted, spare = CORNER - (box.width - first) / 2, (box.width - longest) / 2 - 4
    return _Placed(lines, (x + max(0.0, min(wanted, spare)), y), size, whole, spare >= wanted)


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
