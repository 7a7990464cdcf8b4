"""Every type of event that the engine writes is one that verification knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import engine
from engine.instances import event_recorder
from engine.instances.snapshots import CAUSES
from engine.verification.vocabulary import CANCELLED, CONSEQUENCES, HUMAN, KNOWN, LINKS


def written() -> Iterator[str]:
    """The types that stand in calls that make events, anywhere in the engine, and those that a step is told in."""
    assert engine.__file__ is not None
    for path in Path(engine.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id="NewEvent" | "at_place"), args=[ast.Constant(value=str(type_)), *_]):
                    yield type_
    yield from (*event_recorder._PASSED.values(), "element_completed")


def test_what_the_engine_writes_is_known() -> None:
    found = set(written()) - {"—"}
    assert {"instance_started", "timer_set", "gateway_passed"} <= found <= KNOWN


def test_each_type_means_one_thing() -> None:
    kinds = (CAUSES, HUMAN, {CANCELLED}, CONSEQUENCES, LINKS)
    assert sum(map(len, kinds)) == len(KNOWN)
