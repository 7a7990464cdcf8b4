"""Lanes as pages show them: each by its name and with one quiet tint, the same in diagrams, lists and on the board.

The tints themselves stand in static/style.css, and the diagrams take them from there (frontend/src/diagram/lanes.js).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

from bpmn.model import Process
from engine.db import Connection
from engine.errors import EngineError
from web.pages.procedures import procedures_in_force
from web.site import site
from web.transactions import once

TINTS = 6


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane. `tint` is a number from 1 to TINTS."""

    name: str
    tint: int


class Lanes:
    """The lanes of `processes`, tinted in the order in which the procedures draw them, and round again.

    One that they do not draw any more, of an older version, has a tint that follows from its id, and its id for a name.
    """

    def __init__(self, processes: Iterable[Process]) -> None:
        drawn = [lane for process in processes for lane in process.lanes]
        self._known: dict[str, Lane] = {}
        for lane in drawn:
            self._known.setdefault(lane.id, Lane(lane.name or lane.id, len(self._known) % TINTS + 1))

    def __getitem__(self, id: str) -> Lane:
        return self._known.get(id) or Lane(id, crc32(id.encode()) % TINTS + 1)

    @cached_property
    def tints(self) -> Mapping[str, int]:
        """The tints of all lanes that are drawn, by id."""
        return {id: lane.tint for id, lane in self._known.items()}


def lanes() -> Lanes:
    """The lanes of the procedures in force; read once for each page."""
    return once("lanes", _lanes)


def _lanes(connection: Connection) -> Lanes:
    try:
        return Lanes(procedures_in_force(connection, site().runtime))
    except EngineError:  # a procedure that cannot be read is named where it matters, not where a tint is wanted
        return Lanes([])
