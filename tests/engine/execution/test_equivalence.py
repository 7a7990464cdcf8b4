"""Pruning changes nothing: a run restored from its snapshot at every step goes as one that keeps everything.

It is held against three others, step by step: the same corrected SpiffWorkflow with its whole tree (`plain`), a small
token game that says what BPMN says (`reference`), and, where that is right, SpiffWorkflow untouched (`pure`).
"""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.execution.compiler import compile_process
from engine.execution.plain import PlainRun
from engine.execution.runner import Execution, Place, Step
from tests.engine.execution.processes import CONDITIONS, Drawn, processes
from tests.engine.execution.pure import Pure
from tests.engine.execution.reference import Reference

Choice = tuple[int, int]
"""What to do next: which of all that waits, and the value to give."""


def bare(place: Place) -> str:
    """A place without its passes, as only the engine counts them."""
    scope = "/".join(f"{part.partition('#')[0]}{_index(part)}" for part in place.scope.split("/") if part)
    last = place.element + ("" if place.index is None else f".{place.index}")
    return f"{scope}/{last}".lstrip("/")


def _index(part: str) -> str:
    _, dot, index = part.partition("#")[2].partition(".")
    return dot + index


def in_any_order(work: list[tuple[str, dict[str, object]]]) -> list[str]:
    return sorted(f"{path} {sorted(known.items())}" for path, known in work)


def same(step: Step, other: Step) -> None:
    """Two steps say the same, but for the snapshot."""
    assert replace(step, snapshot=b"") == replace(other, snapshot=b"")


def follow(drawn: Drawn, data: dict[str, object], choices: Sequence[Choice]) -> None:
    """Run a process in all four ways at once, and compare after every step."""
    executable = compile_process("p", drawn.sources)
    step = Execution(executable).start(data)
    plain, reference = PlainRun(executable), Reference(drawn.sources, data)
    pure = None if drawn.beyond else Pure(drawn.sources, data)
    same(step, plain.start(data))
    for chosen, value in choices:
        execution = Execution(executable, step.snapshot)
        work, timers = execution.enabled(), execution.timers()
        seen = [(bare(each.place), dict(each.data)) for each in work]
        ticking = [bare(each.place) for each in timers]
        assert (plain.enabled(), plain.timers()) == (work, timers)
        assert in_any_order(seen) == in_any_order(reference.work())
        assert sorted(ticking) == sorted(reference.timers())
        assert step.completed == reference.completed
        if pure is not None:
            assert (seen, ticking, step.completed) == (pure.work(), pure.timers(), pure.completed)
        if step.completed:
            break
        number = chosen % (len(work) + len(timers))
        if number < len(work):
            place = work[number].place
            values = {place.element: value, f"{place.element}_out": value}
            step = execution.complete(place, values)
            same(step, plain.complete(place, values))
            reference.complete(*seen[number], values)
            if pure is not None:
                pure.complete(number, values)
        else:
            number -= len(work)
            place = timers[number].place
            step = execution.fire(place)
            same(step, plain.fire(place))
            reference.fire(ticking[number])
            if pure is not None:
                pure.fire(number)
    if step.completed:
        left = Execution(executable, step.snapshot).data()
        assert left == plain.data() == reference.result
        if pure is not None:
            assert left == pure.workflow.data


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    processes(),
    st.fixed_dictionaries({name: st.integers(0, 3) for name in CONDITIONS}),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), min_size=4, max_size=14),
)
def test_any_process(drawn: Drawn, conditions: dict[str, object], choices: list[Choice]) -> None:
    follow(drawn, {**conditions, "items": [10, 20]}, choices)
