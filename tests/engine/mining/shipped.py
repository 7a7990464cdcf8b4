"""The golden histories with the views of the diagrams they ran on: no database is needed to tell of them."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from bpmn.mining.view import MiningView, view_of
from bpmn.reader import read
from engine.history.chain import Event
from engine.mining.case import Case, case_of
from tests.golden.files import FOLDER, Golden

PROCEDURES = Path(__file__).parents[3] / "bpmn" / "processes"


@cache
def golden(name: str) -> Golden:
    return Golden.read((FOLDER / f"{name}.json").read_text())


@cache
def views_of(name: str) -> tuple[MiningView, ...]:
    """Of the versions that a test had put in force, the first first."""
    return tuple(_view(source.encode()) for source in golden(name).diagrams)


@cache
def shipped(process_id: str) -> MiningView:
    return _view((PROCEDURES / process_id / f"{process_id}.bpmn").read_bytes())


def told(name: str, history: Sequence[Event] | None = None) -> Case:
    """What logs tell of a golden history."""
    history = golden(name).history() if history is None else history

    def views(process_id: str, number: int) -> MiningView:
        own = views_of(name)
        return own[number - 1] if own and process_id == "p" else shipped(process_id)

    return case_of(str(history[0].payload["process"]), history, views, {"instance_started": "Begun"})


def _view(source: bytes) -> MiningView:
    definitions = read(source).definitions
    assert definitions is not None
    return view_of(definitions.processes[0])
