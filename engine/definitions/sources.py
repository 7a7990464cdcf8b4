"""Diagrams on disk: a file with the forms that lie beside it, and those that ship with Cauce."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import bpmn
from engine.definitions.calls import process_ids
from engine.definitions.inspection import Source

SHIPPED = Path(bpmn.__file__).parent / "processes"


def from_file(path: Path) -> Source:
    """The diagram at `path` and every ``*.form.json`` in its folder. Raises OSError."""
    beside = (each for each in path.parent.glob("*.form.json") if each.is_file())
    return Source(
        str(path), path.read_bytes(), {each.name.removesuffix(".form.json"): each.read_bytes() for each in beside}
    )


def shipped() -> list[Source]:
    """The procedures that ship with Cauce."""
    return [from_file(path) for path in sorted(SHIPPED.glob("*/*.bpmn"))]


def known_forms(sources: Sequence[Source]) -> dict[str, Mapping[str, bytes]]:
    """Process id → the forms beside its diagram, for every process in `sources`."""
    return {process_id: source.forms for source in sources for process_id in process_ids(source.diagram)}


def known(sources: list[Source]) -> dict[str, bytes]:
    """Process id → diagram, for every process in `sources`."""
    return {process_id: source.diagram for source in sources for process_id in process_ids(source.diagram)}
