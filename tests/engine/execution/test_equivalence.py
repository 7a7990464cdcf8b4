"""Pruning changes nothing: a run restored from its snapshot at every step goes as one that keeps everything.

It is held against three others, step by step (`together`): the same corrected SpiffWorkflow with its whole tree, a
small token game that says what BPMN says, and, where that is right, SpiffWorkflow untouched.

A long campaign: ``HYPOTHESIS_PROFILE=deep pytest tests/engine/execution/test_equivalence.py``; what it finds is kept
by name in `test_counterexamples`.
"""

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from tests.engine.execution.processes import CONDITIONS, Block, Drawn, blocks, nets, processes
from tests.engine.execution.together import Together
from tests.examples import examples

Choice = tuple[int, int]
"""What to do next: which of all that waits, and the value to give."""

conditions = st.fixed_dictionaries({name: st.integers(0, 3) for name in CONDITIONS})
choices = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), min_size=4, max_size=14)


def follow(run: Together, choices: list[Choice]) -> None:
    for chosen, value in choices:
        if not run.waiting:
            break
        number = chosen % len(run.waiting)
        element = run.waiting[number].rpartition("/")[2].partition(".")[0]
        run.do(number, {element: value, f"{element}_out": value})


KINDS: list[tuple[str, tuple[str, ...]]] = [
    *((kind, ()) for kind in ("task", "script", "wait", "sequence", "parallel", "inclusive", "exclusive", "first")),
    *((kind, ()) for kind in ("loop", "terminable", "sub", "call", "rounds")),
    *(("instances", (sequential, over)) for sequential in ("true", "false") for over in ("list", "number")),
    *(("timed", how) for how in (("true", "PT1H"), ("false", "PT1H"), ("false", "R2/PT1H"), ("false", "R/P1D"))),
]
"""What must be drawn: instances at once or in turn; timers on the boundary that interrupt or not, once or in cycles."""


def holds(block: Block, kind: str, options: tuple[str, ...]) -> bool:
    return (block.kind, block.options) == (kind, options) or any(holds(part, kind, options) for part in block.parts)


@pytest.mark.parametrize(("kind", "options"), KINDS, ids=lambda each: each if isinstance(each, str) else " ".join(each))
def test_every_kind_of_block_is_drawn(kind: str, options: tuple[str, ...]) -> None:
    searching = settings(max_examples=2_000, phases=[Phase.generate], database=None, derandomize=True)
    assert find(blocks(), lambda block: holds(block, kind, options), settings=searching)


@examples(50, suppress_health_check=[HealthCheck.too_slow])
@given(processes(), conditions, choices)
def test_any_process_of_blocks(drawn: Drawn, data: dict[str, object], choices: list[Choice]) -> None:
    follow(Together(drawn.sources, {**data, "items": [10, 20]}, pure=not drawn.beyond), choices)


@examples(50)
@given(nets(decide=False), conditions, choices)
def test_any_net_of_parallel_gateways(source: bytes, data: dict[str, object], choices: list[Choice]) -> None:
    follow(Together([source], data, pure=True), choices)


@examples(50)
@given(nets(decide=True), conditions, choices)
def test_any_net_that_decides(source: bytes, data: dict[str, object], choices: list[Choice]) -> None:
    follow(Together([source], data, pure=False), choices)
