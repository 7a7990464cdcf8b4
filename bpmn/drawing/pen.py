"""What draws: elements of SVG with their own attributes, so that a picture needs no stylesheet.

A picture stands in a page, in a letter and on paper, and what colours it must come along.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from bpmn.drawing.layout import Box, Point
from bpmn.drawing.lettering import plain, width, wrapped

SVG = "http://www.w3.org/2000/svg"
INK = "#22242a"
PAPER = "#ffffff"


@dataclass(frozen=True, slots=True)
class Lettering:
    """Which letters stand in a picture: their `family`, the `size` of names in shapes and of those `beside` them, and
    how `wide` they are beside those of Helvetica."""

    family: str
    size: float
    beside: float
    wide: float = 1.0

    @property
    def line(self) -> float:
        """From one line to the next, by the size of its letters."""
        return 1.2

    def width(self, text: str, size: float) -> float:
        """How wide a text is in letters of a size."""
        return width(text, size * self.wide)

    def wrapped(self, text: str, size: float, room: float, lines: int) -> list[str]:
        """A text in lines (`bpmn.drawing.lettering.wrapped`)."""
        return wrapped(text, size * self.wide, room, lines)


SCREEN = Lettering("Arial, Helvetica, 'Liberation Sans', sans-serif", 12, 11)
"""As editors of BPMN write."""


def element(tag: str, **attributes: object) -> Any:
    """An element of SVG; names of attributes are written with «_» for «-»."""
    given = {name.strip("_").replace("_", "-"): _text(value) for name, value in attributes.items() if value is not None}
    return etree.Element(f"{{{SVG}}}{tag}", given, {None: SVG})  # type: ignore[dict-item]


def add(parent: Any, tag: str, **attributes: object) -> Any:
    """An element of SVG at the end of `parent`."""
    made = element(tag, **attributes)
    parent.append(made)
    return made


def way(points: Sequence[Point], *, closed: bool = False) -> str:
    """Points as the data of a path."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + ("Z" if closed else "")


def rectangle(parent: Any, box: Box, **attributes: object) -> Any:
    """A rectangle."""
    return add(parent, "rect", x=box.x, y=box.y, width=box.width, height=box.height, **attributes)


def sign(parent: Any, path: str, at: Point, scale: float = 1.0, **attributes: object) -> None:
    """A sign of `bpmn.drawing.signs`, drawn around a point; its lines stay as thick as they are given."""
    x, y = at
    place = f"translate({x:.1f} {y:.1f})" + (f" scale({scale:.3f})" if scale != 1.0 else "")
    add(
        parent, "path", d=path, transform=place, **{"stroke_linejoin": "round", "stroke_linecap": "round", **attributes}
    )


def write(
    parent: Any,
    lines: Sequence[str],
    at: Point,
    letters: Lettering,
    *,
    size: float,
    colour: str = INK,
    anchor: str = "middle",
    turned: bool = False,
    halo: bool = False,
) -> None:
    """Lines of text, the first with its middle at height `at`; `turned`: from below to above; `halo`: lines that pass
    behind are kept away from the letters."""
    x, y = at
    turn = f"rotate(-90 {x:.1f} {y:.1f})" if turned else None
    around = {"stroke": PAPER, "stroke_width": 3, "stroke_linejoin": "round", "paint_order": "stroke"} if halo else {}
    middle = None if anchor == "start" else anchor
    for number, line in enumerate(lines):
        made = add(
            parent, "text", x=x, y=y + size * (0.35 + letters.line * number), transform=turn,
            font_family=letters.family, font_size=size, fill=colour, text_anchor=middle, **around,
        )  # fmt: skip
        made.text = plain(line).replace("\n", " ")


def _text(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
