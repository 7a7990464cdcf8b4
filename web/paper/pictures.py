"""A diagram as a picture, drawn on the server: for pages without script, letters, and whoever asks at a terminal."""

from collections.abc import Mapping
from functools import lru_cache

from bpmn.drawing.interchange import planes
from bpmn.drawing.picture import NO_MARKS, Mark, picture, svg
from bpmn.xml import XmlError
from engine.definitions.inspection import Source, inspect
from engine.errors import DiagramRejected, Invalid

KEPT = 24
"""Pictures that a process remembers: a page without script asks for the same again and again."""


class NothingDrawn(Invalid):
    """The file says what the procedure does and not where anything stands. Details: `file`."""

    code = "nothing_drawn"


def svg_of(source: Source, title: str = "", marks: Mapping[str, Mark] = NO_MARKS) -> bytes:
    """All that a file draws as SVG; `title` is what it is called for who does not see it, `marks` how elements stand
    out.

    Raises NothingDrawn, DiagramRejected for a file that cannot be read.
    """
    try:
        drawn = _svg(source.diagram, title, tuple(marks.items()))
    except XmlError as error:
        raise DiagramRejected(inspect(source).findings, file=source.file) from error
    if drawn is None:
        raise NothingDrawn(file=source.file)
    return drawn


@lru_cache(maxsize=KEPT)
def _svg(diagram: bytes, title: str, marks: tuple[tuple[str, Mark], ...]) -> bytes | None:
    found = planes(diagram)
    return svg([picture(each, marks=dict(marks)) for each in found], title).encode() if found else None
