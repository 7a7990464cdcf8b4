"""Events after an event-based gateway: the first that happens goes on, and the others are withdrawn (13.4.4).

Every run is held against the unpruned one, against what BPMN says and against SpiffWorkflow as it comes (`together`).
"""

from collections.abc import Mapping

import pytest

from engine.errors import ExecutionFailed
from engine.execution.compiler import compile_process
from engine.execution.runner import Execution
from engine.history.visits import Visit
from tests.engine.execution.diagrams import content, diagram
from tests.engine.execution.test_counterexamples import TWO, instances
from tests.engine.execution.test_timers import on, timer
from tests.engine.execution.together import Together

TIMERS = dict.fromkeys(("soon", "late", "last"), "intermediateCatchEvent")
TIMES = {name: timer("timeDuration", value) for name, value in (("soon", "PT1H"), ("late", "P1D"), ("last", "P3D"))}
CHOICE = "start > first > soon > a > end\nfirst > late > b > end_late"
INSIDE = content("start_in > first > soon > a > end_in\nfirst > late > b > end_late", TIMERS, TIMES)


def together(
    flows: str,
    kinds: Mapping[str, str] = TIMERS,
    inner: Mapping[str, str] = TIMES,
    *,
    pure: bool = True,
    **data: object,
) -> Together:
    return Together([diagram(flows, kinds, inner)], data, pure=pure)


def do(run: Together, path: str, **values: object) -> list[str]:
    """Complete work or fire a timer; gives which timers that withdrew."""
    run.do(run.waiting.index(path), values)
    return [str(place) for place in run.step.timers_withdrawn]


def test_every_timer_is_set_as_the_token_arrives() -> None:
    run = together(CHOICE, x=1)
    told = [(str(each.visit), each.value, each.data) for each in run.step.timers_set]
    assert told == [("soon#1", "PT1H", {"x": 1}), ("late#1", "P1D", {"x": 1})]


@pytest.mark.parametrize(("fired", "withdrawn", "goes_on"), [("soon", "late#1", "a"), ("late", "soon#1", "b")])
def test_the_one_that_happens_goes_on_and_the_other_is_withdrawn(fired: str, withdrawn: str, goes_on: str) -> None:
    run = together(CHOICE)
    assert do(run, fired) == [withdrawn]
    assert run.waiting == [goes_on]
    do(run, goes_on)
    assert run.step.completed


def test_what_was_withdrawn_cannot_happen_any_more() -> None:
    run = together(CHOICE)
    do(run, "late")
    with pytest.raises(KeyError):
        Execution(run.executable, run.step.snapshot).fire(Visit("", "soon", 1))


def test_of_three_that_fall_due_together_one_happens() -> None:
    run = together(f"{CHOICE}\nfirst > last > c > end_last")
    assert do(run, "last") == ["soon#1", "late#1"]
    assert run.waiting == ["c"]


def test_every_round_of_a_loop_begins_anew_and_stores_as_much_as_the_one_before() -> None:
    run = together("start > choice0 > first > soon > choice1 > a > choice [a] > choice0\nfirst > late > choice1\n"
                   "choice [else] > end")  # fmt: skip
    sizes = set()
    for number in range(1, 9):
        fired, other = ("soon", "late") if number % 2 else ("late", "soon")
        assert do(run, fired) == [f"{other}#{number}"]
        do(run, "a", a=number < 8)
        if number > 1:
            sizes.add(len(run.step.snapshot))
    assert run.step.completed
    assert len(sizes) == 2  # and what the end leaves


def test_an_event_may_lead_back_to_its_own_gateway() -> None:
    run = together("start > a > choice0 > first > soon > choice0\nfirst > late > end")
    do(run, "a")
    for number in (1, 2, 3):
        assert do(run, "soon") == [f"late#{number}"]
        assert run.waiting == ["soon", "late"]
    do(run, "late")
    assert run.step.completed


def test_branches_beside_it_stay_as_they_are() -> None:
    run = together("start > fork > first > soon > choice0 > join > end\nfirst > late > choice0\nfork > last > join")
    assert do(run, "soon") == ["late#1"]
    assert run.waiting == ["last"]
    do(run, "last")
    assert run.step.completed


def test_two_tokens_at_one_gateway_are_two_choices() -> None:
    run = together("start > fork > a > choice0 > first > soon > end\nfork > b > choice0\nfirst > late > c > end_late")
    do(run, "a")
    do(run, "b")
    assert sorted(run.waiting) == ["late", "late", "soon", "soon"]
    withdrawn = do(run, "soon")
    assert len(withdrawn) == 1
    assert sorted(run.waiting) == ["late", "soon"]
    assert do(run, "late") not in ([], withdrawn)
    assert run.waiting == ["c"]


def test_in_a_sub_process_it_withdraws_nothing_outside() -> None:
    kinds, inner = {"sub": "subProcess", "last": on("sub")}, {"sub": INSIDE, "last": TIMES["last"]}
    run = together("start > sub > end\nlast > c > end_last", kinds, inner)
    assert run.waiting == ["sub/soon", "sub/late", "last"]
    assert do(run, "sub/late") == ["sub#1/soon#1"]
    assert run.waiting == ["sub/b", "last"]
    assert do(run, "sub/b") == ["last#1"]
    assert run.step.completed


def test_a_boundary_event_that_interrupts_withdraws_all_that_wait_inside() -> None:
    kinds, inner = {"sub": "subProcess", "last": on("sub")}, {"sub": INSIDE, "last": TIMES["last"]}
    run = together("start > sub > end\nlast > c > end_last", kinds, inner)
    assert do(run, "last") == ["sub#1/soon#1", "sub#1/late#1"]
    assert run.waiting == ["c"]


@pytest.mark.parametrize("interrupting", [True, False])
def test_it_may_stand_right_after_a_boundary_event(interrupting: bool) -> None:
    kinds = {**TIMERS, "last": on("t", interrupting=interrupting)}
    run = together("start > t > end\nlast > first > soon > a > end2\nfirst > late > b > end3", kinds)
    do(run, "last")
    assert run.waiting == [*([] if interrupting else ["t"]), "soon", "late"]
    assert do(run, "late") == ["soon#1"]
    for path in list(run.waiting):
        do(run, path)
    assert run.step.completed


def test_each_instance_of_a_sub_process_has_a_choice_of_its_own() -> None:
    run = together("start > sub > end", {"sub": "subProcess"}, {"sub": INSIDE + instances("false", TWO)})
    assert do(run, "sub.0/soon") == ["sub#1.0/late#1"]
    assert run.waiting == ["sub.0/a", "sub.1/soon", "sub.1/late"]
    assert do(run, "sub.1/late") == ["sub#1.1/soon#1"]


def test_an_end_that_terminates_withdraws_them_all() -> None:
    inner = {**TIMES, "end_now": "<bpmn:terminateEventDefinition/>"}
    run = together(f"{CHOICE.replace('start > first', 'start > fork > first')}\nfork > c > end_now", inner=inner)
    assert do(run, "c") == ["soon#1", "late#1"]
    assert run.step.completed


def test_an_inclusive_join_sees_one_token_at_the_gateway_and_not_one_at_each_event() -> None:
    """From the gateway both its incoming flows can be reached, and one has a token: it does not wait (13.4.3)."""
    run = together("start > fork > first > soon > choice0 > some > c > end\nfirst > late > some\nfork > a > choice0")
    do(run, "a")
    assert run.waiting == ["c", "soon", "late"]


def test_a_timer_that_can_say_nothing_fails_where_it_stands() -> None:
    inner = {**TIMES, "late": timer("timeDuration", "term")}
    executable = compile_process("p", [diagram(CHOICE, TIMERS, inner)])
    with pytest.raises(ExecutionFailed, match="it needs something like") as caught:
        Execution(executable).start({"term": 3})
    assert caught.value.details["element"] == "late"
