"""The shapes of BPMN (12.3), each as large as its file says, with what is written in it and beside it."""

from collections.abc import Callable
from typing import Any

from bpmn.drawing.activities import activity
from bpmn.drawing.interchange import Drawn, Shape
from bpmn.drawing.layout import Box
from bpmn.drawing.pen import INK, PAPER, Lettering, add, element, rectangle, sign, way, write
from bpmn.drawing.signs import (
    ALL_TRIGGERS,
    ARROW,
    ENVELOPE,
    GATEWAYS,
    SEVERAL,
    SEVERAL_TRIGGERS,
    TRIGGERS,
)

HEAD = 30.0
"""Pixels that the name of a pool or a lane takes."""
ROOM = 90.0
"""Pixels that a name beside a shape has on a line, where the file gives no more."""
_EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
_BESIDE = frozenset({"dataObject", "dataObjectReference", "dataInput", "dataOutput", "dataStore", "dataStoreReference"})


def drawn(shape: Shape, letters: Lettering) -> Any:
    """A shape as a group of SVG."""
    group = element("g")
    _painter(shape)(group, shape, letters)
    if written_beside(shape):
        lines, place = beside(shape, letters)
        at = place.middle[0], place.y + letters.beside * 0.6
        write(group, lines, at, letters, size=letters.beside, colour=shape.stroke or INK, halo=True)
    return group


def written_beside(shape: Shape) -> bool:
    """Whether its name stands outside of it."""
    return bool(shape.name) and (shape.kind in _EVENTS or shape.kind in _BESIDE or _is_gateway(shape))


def room_beside(drawn: Drawn, letters: Lettering) -> float:
    """How wide a line beside a shape or on a flow may be: as wide as its file says, and no word is broken for less."""
    longest = max((letters.width(word, letters.beside) for word in drawn.name.split()), default=0.0)
    return max(ROOM, drawn.label.width if drawn.label else 0.0, min(longest, 2 * ROOM))


def beside(shape: Shape, letters: Lettering) -> tuple[list[str], Box]:
    """The lines of a name outside of its shape, and the place that they take."""
    given = shape.label
    lines = letters.wrapped(shape.name, letters.beside, room_beside(shape, letters), 6)
    middle, top = shape.box.middle[0], shape.box.bottom + 4
    if given is not None:
        middle, top = given.middle[0], given.y
    wide = max((letters.width(line, letters.beside) for line in lines), default=0.0)
    return lines, Box(middle - wide / 2, top, wide, letters.beside * letters.line * len(lines))


def _painter(shape: Shape) -> Callable[[Any, Shape, Lettering], None]:
    if shape.kind in _EVENTS:
        return _event
    if _is_gateway(shape):
        return _gateway
    return _PAINTERS.get(shape.kind, activity)


def _is_gateway(shape: Shape) -> bool:
    return shape.kind.endswith("Gateway")


def _event(group: Any, shape: Shape, letters: Lettering) -> None:
    box, stroke = shape.box, shape.stroke or INK
    radius = min(box.width, box.height) / 2
    aside = shape.element.attributes
    dashed = "6 4" if "false" in (aside.get("cancelActivity"), aside.get("isInterrupting")) else None
    thick = 4 if shape.kind == "endEvent" else 2
    x, y = box.middle
    add(group, "circle", cx=x, cy=y, r=max(radius - thick / 2, 1), fill=shape.fill or PAPER, stroke=stroke,
        stroke_width=thick, stroke_dasharray=dashed)  # fmt: skip
    if shape.kind not in ("startEvent", "endEvent"):
        add(group, "circle", cx=x, cy=y, r=max(radius - 4, 1), fill="none", stroke=stroke, stroke_width=1.5,
            stroke_dasharray=dashed)  # fmt: skip
    if not shape.defined:
        return
    full = shape.kind in ("endEvent", "intermediateThrowEvent")
    path, what = _trigger(shape), shape.defined[0]
    paint = stroke if full or what == "terminate" else "none"
    lines = (shape.fill or PAPER) if full and what == "message" else stroke
    sign(group, path, (x, y), radius / 18, fill=paint, stroke=lines, stroke_width=1.4)


def _trigger(shape: Shape) -> str:
    if len(shape.defined) > 1:
        return ALL_TRIGGERS if shape.element.attributes.get("parallelMultiple") == "true" else SEVERAL_TRIGGERS
    return TRIGGERS.get({"compensation": "compensate"}.get(shape.defined[0], shape.defined[0]), "M0 0")


def _gateway(group: Any, shape: Shape, letters: Lettering) -> None:
    box, stroke = shape.box, shape.stroke or INK
    x, y = box.middle
    corners = (box.x, y), (x, box.y), (box.right, y), (x, box.bottom)
    add(group, "path", d=way(corners, closed=True), fill=shape.fill or PAPER, stroke=stroke, stroke_width=2)
    if shape.kind != "exclusiveGateway" or shape.marked:
        thin = shape.kind == "eventBasedGateway"
        sign(group, GATEWAYS.get(shape.kind, ""), (x, y), min(box.width, box.height) / 50, fill="none", stroke=stroke,
             stroke_width=1.4 if thin else 3)  # fmt: skip


def _pool(group: Any, shape: Shape, letters: Lettering) -> None:
    box, stroke = shape.box, shape.stroke or INK
    rectangle(group, box, fill=shape.fill or PAPER, stroke=stroke, stroke_width=1.5)
    black_box = shape.kind == "participant" and not shape.element.attributes.get("processRef")
    if black_box:
        lines = letters.wrapped(shape.name, letters.size, max(box.width - 12, HEAD), 4)
        top = box.middle[1] - letters.size * letters.line * (len(lines) - 1) / 2
        write(group, lines, (box.middle[0], top), letters, size=letters.size, colour=stroke)
    else:
        if shape.kind == "participant":
            line = [(box.x + HEAD, box.y), (box.x + HEAD, box.bottom)]
            across = [(box.x, box.y + HEAD), (box.right, box.y + HEAD)]
            add(group, "path", d=way(line if shape.horizontal else across), stroke=stroke, stroke_width=1.5)
        name_of_strip(group, shape, box, letters)
    if shape.element.first("participantMultiplicity") is not None:
        sign(group, SEVERAL, (box.middle[0], box.bottom - 12), fill="none", stroke=stroke, stroke_width=1.6)


def name_of_strip(group: Any, shape: Shape, box: Box, letters: Lettering) -> None:
    """The name of a pool or a lane at its head, along `box`."""
    size = letters.size
    if not shape.horizontal:
        lines = letters.wrapped(shape.name, size, max(box.width - 8, size), 2)
        write(group, lines, (box.middle[0], box.y + HEAD / 2 - size * 0.6 * (len(lines) - 1)), letters, size=size)
        return
    lines = letters.wrapped(shape.name, size, max(box.height - 8, size), 2)
    x = box.x + HEAD / 2 - size * 0.5 * (len(lines) - 1)
    for number, line in enumerate(lines):
        at = x + size * number, box.middle[1]
        write(group, [line], at, letters, size=size, colour=shape.stroke or INK, turned=True)


def _group(group: Any, shape: Shape, letters: Lettering) -> None:
    stroke = shape.stroke or INK
    rectangle(group, shape.box, rx=10, fill="none", stroke=stroke, stroke_width=1.5, stroke_dasharray="10 6 0 6",
              stroke_linecap="round")  # fmt: skip
    lines = letters.wrapped(shape.name, letters.beside, max(shape.box.width, ROOM), 2)
    at = (shape.label or shape.box).middle[0], (shape.label or shape.box).y - (0 if shape.label else 8)
    write(group, lines, at, letters, size=letters.beside, colour=stroke, halo=True)


def _annotation(group: Any, shape: Shape, letters: Lettering) -> None:
    box, stroke = shape.box, shape.stroke or INK
    edge = [(box.x + 10, box.y), (box.x, box.y), (box.x, box.bottom), (box.x + 10, box.bottom)]
    add(group, "path", d=way(edge), fill="none", stroke=stroke, stroke_width=1.5)
    rows = max(1, int((box.height - 4) // (letters.size * letters.line)))
    lines = letters.wrapped(shape.name, letters.size, max(box.width - 12, letters.size), rows)
    write(group, lines, (box.x + 8, box.y + 5 + letters.size * 0.5), letters, size=letters.size, colour=stroke,
          anchor="start")  # fmt: skip


def _data(group: Any, shape: Shape, letters: Lettering) -> None:
    box, stroke = shape.box, shape.stroke or INK
    fold = min(12.0, box.width / 3, box.height / 3)
    x, y, right, bottom = box.x, box.y, box.right, box.bottom
    page = [(x, y), (right - fold, y), (right, y + fold), (right, bottom), (x, bottom)]
    add(group, "path", d=way(page, closed=True), fill=shape.fill or PAPER, stroke=stroke, stroke_width=2,
        stroke_linejoin="round")  # fmt: skip
    corner = [(right - fold, y), (right - fold, y + fold), (right, y + fold)]
    add(group, "path", d=way(corner), fill="none", stroke=stroke, stroke_width=2, stroke_linejoin="round")
    if shape.kind in ("dataInput", "dataOutput"):
        sign(group, ARROW, (x + 12, y + 12), fill=stroke if shape.kind == "dataOutput" else "none", stroke=stroke,
             stroke_width=1.4)  # fmt: skip
    if shape.element.attributes.get("isCollection") == "true":
        sign(group, SEVERAL, (box.middle[0], bottom - 8), fill="none", stroke=stroke, stroke_width=1.6)


def _store(group: Any, shape: Shape, letters: Lettering) -> None:
    box, stroke = shape.box, shape.stroke or INK
    x, right, middle, lip = box.x, box.right, box.width / 2, min(10.0, box.height / 5)
    top, bottom = box.y + lip, box.bottom - lip
    arc = f"A{middle:.1f} {lip:.1f} 0 0"
    outline = f"M{x:.1f} {top:.1f}{arc} 1 {right:.1f} {top:.1f}V{bottom:.1f}{arc} 1 {x:.1f} {bottom:.1f}Z"
    add(group, "path", d=outline, fill=shape.fill or PAPER, stroke=stroke, stroke_width=2)
    for down in (0.0, 6.0, 12.0):
        line = f"M{x:.1f} {top + down:.1f}{arc} 0 {right:.1f} {top + down:.1f}"
        add(group, "path", d=line, fill="none", stroke=stroke, stroke_width=1.5)


def _conversation(group: Any, shape: Shape, letters: Lettering) -> None:
    box = shape.box
    x, y = box.middle
    quarter = box.width / 4
    corners = [(box.x, y), (box.x + quarter, box.y), (box.right - quarter, box.y), (box.right, y),
               (box.right - quarter, box.bottom), (box.x + quarter, box.bottom)]  # fmt: skip
    add(
        group, "path", d=way(corners, closed=True), fill=shape.fill or PAPER, stroke=shape.stroke or INK, stroke_width=2
    )
    lines = letters.wrapped(shape.name, letters.beside, ROOM, 3)
    write(group, lines, (x, box.bottom + letters.beside), letters, size=letters.beside, halo=True)


def _message(group: Any, shape: Shape, letters: Lettering) -> None:
    box = shape.box
    sign(group, ENVELOPE, box.middle, min(box.width / 18, box.height / 14), fill=shape.fill or PAPER,
         stroke=shape.stroke or INK, stroke_width=1.4)  # fmt: skip
    lines = letters.wrapped(shape.name, letters.beside, ROOM, 3)
    write(group, lines, (box.middle[0], box.bottom + letters.beside), letters, size=letters.beside, halo=True)


_PAINTERS: dict[str, Callable[[Any, Shape, Lettering], None]] = {
    "participant": _pool,
    "lane": _pool,
    "group": _group,
    "textAnnotation": _annotation,
    **dict.fromkeys(("dataObject", "dataObjectReference", "dataInput", "dataOutput"), _data),
    **dict.fromkeys(("dataStore", "dataStoreReference"), _store),
    **dict.fromkeys(("conversation", "subConversation", "callConversation"), _conversation),
    "message": _message,
}
