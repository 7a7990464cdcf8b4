"""The snapshot: the same bytes for the same history, small for ever, and equal in effect to the whole tree."""

import itertools

import pytest

from engine.execution import state
from engine.execution.compiler import compile_process
from engine.execution.runner import Execution
from tests.engine.execution.diagrams import diagram
from tests.engine.execution.pure import Pure
from tests.engine.execution.test_runner import LOOP, Run

REWORK = diagram("start > a > choice [again] > b > a\nchoice [else] > end")


def test_the_same_history_gives_the_same_bytes_whatever_ran_in_between() -> None:
    executable = compile_process("p", [diagram("start > fork > a > join > c > end\nfork > b > join")])
    first = Run(executable).do("b#1", b=1)
    for _ in range(3):
        Run(executable).do("a#1", noise=True)
    second = Run(executable).do("b#1", b=1)
    assert first.step.snapshot == second.step.snapshot
    assert first.do("a#1", a=1).step.snapshot == second.do("a#1", a=1).step.snapshot


def test_a_snapshot_restored_and_written_again_is_the_same_bytes() -> None:
    executable = compile_process("p", [diagram("start > fork > a > join > end\nfork > b > join")])
    snapshot = Run(executable).do("a#1").step.snapshot
    assert state.dump(state.load(executable, snapshot)) == snapshot


def test_a_snapshot_of_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        Execution(compile_process("p", [REWORK]), b'{"v":0}')


def test_numbers_beyond_64_bits_survive() -> None:
    it = Run(compile_process("p", [diagram("start > a > b > end")])).do("a#1", big=2**80, small=-(2**63), float=1e300)
    assert it.data() == {"big": 2**80, "small": -(2**63), "float": 1e300}
    assert state.dump(state.load(it.executable, it.step.snapshot)) == it.step.snapshot


def test_equal_values_of_another_kind_are_not_taken_for_the_same() -> None:
    source = diagram("start > fork > a > c > join > end\nfork > b > d > join")
    it = Run(compile_process("p", [source]), {"x": 1, "y": [1]}).do("a#1", x=True, y=[True]).do("b#1", x=1.0)
    works = {work.visit.element: work.data for work in Execution(it.executable, it.step.snapshot).enabled()}
    assert (repr(works["c"]["x"]), repr(works["c"]["y"])) == ("True", "[True]")
    assert (repr(works["d"]["x"]), repr(works["d"]["y"])) == ("1.0", "[1]")


SHAPES = {
    "sequence": "start > a > b > c > end",
    "parallel": "start > fork > a > join > c > end\nfork > b > join",
    "nested": "start > fork1 > a > join1 > end\nfork1 > fork2 > b > join2 > join1\nfork2 > c > d > join2",
    "one join for two forks": "start > fork1 > a > join > end\nfork1 > fork2 > b > join\nfork2 > c > join",
    "unbalanced": "start > fork > a > a2 > a3 > join > end\nfork > b > join",
    "choice in a branch": (
        "start > fork > a > choice [a % 2 == 0] > c > choice2 > join > end\nchoice [else] > choice2\nfork > b > join"
    ),
    "inclusive": "start > some1 [True] > a > some2 > end\nsome1 [n > 1] > b > some2\nsome1 [else] > c > some2",
    "rework": "start > a > b > choice [b < 6] > a\nchoice [else] > end",
    "rework beside": "start > fork > a > join > end\nfork > b > choice [b < 6] > b\nchoice [else] > join",
    "two ends": "start > fork > a > end_a\nfork > b > end_b",
}


@pytest.mark.parametrize("shape", SHAPES, ids=list(SHAPES))
@pytest.mark.parametrize("order", [0, 1, 2])
def test_a_pruned_run_enables_knows_and_ends_as_untouched_spiffworkflow_does(shape: str, order: int) -> None:
    source = diagram(SHAPES[shape])
    pure, pruned = Pure([source], {"n": 2}), Run(compile_process("p", [source]), {"n": 2})
    for number in itertools.count():
        works = Execution(pruned.executable, pruned.step.snapshot).enabled()
        assert [(work.visit.element, work.data) for work in works] == pure.work()
        assert pruned.step.completed == pure.completed
        if not works:
            break
        chosen = (number * (order + 1) + order) % len(works)
        place = works[chosen].visit
        pruned.do(str(place), **{place.element: number})
        pure.complete(chosen, {place.element: number})
    assert pruned.data() == pure.workflow.data


def test_a_multi_instance_is_pruned_without_losing_its_results() -> None:
    items = [f"item {number}" for number in range(5)]
    for sequential in ("true", "false"):
        source = diagram("start > a > end", inner={"a": LOOP.format(sequential=sequential)})
        it = Run(compile_process("p", [source]), {"items": items})
        for number in range(5):
            it.do(f"a#1.{number}", result=number)
        assert it.step.completed
        assert it.data()["results"] == [0, 1, 2, 3, 4]
