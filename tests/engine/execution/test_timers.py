"""Timers in a step: what begins to wait, what fires, what is withdrawn; no clock anywhere."""

import pytest

from engine.errors import ExecutionFailed
from engine.execution.compiler import compile_process
from engine.execution.runner import Execution, Step, TimerSet
from engine.history.visits import Visit
from tests.engine.execution.diagrams import content, diagram
from tests.engine.execution.test_runner import LOOP, Run, run


def timer(kind: str, value: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{value}</bpmn:{kind}></bpmn:timerEventDefinition>"


def on(activity: str, *, interrupting: bool = True) -> str:
    return f'boundaryEvent attachedToRef="{activity}" cancelActivity="{str(interrupting).lower()}"'


def fire(it: Run, place: str) -> Step:
    execution = Execution(it.executable, it.step.snapshot)
    places = {str(timer.visit): timer.visit for timer in execution.timers()}
    it.step = execution.fire(places[place])
    return it.step


def ticking(it: Run) -> list[str]:
    return [str(timer.visit) for timer in Execution(it.executable, it.step.snapshot).timers()]


def test_a_step_says_which_timers_begin_to_wait() -> None:
    it = run(
        diagram("start > a > end\nlate > b > end2", {"late": on("a")}, {"late": timer("timeDuration", "P3D")}), x=1
    )
    assert it.step.timers_set == (TimerSet(Visit("", "late", 1), "p", "duration", "P3D", 1, {"x": 1}),)
    assert Execution(it.executable, it.step.snapshot).timers() == it.step.timers_set


def test_a_timer_that_interrupts_ends_its_activity_and_the_other_timers_on_it() -> None:
    kinds = {"late": on("a"), "reminder": on("a", interrupting=False)}
    inner = {"late": timer("timeDuration", "P3D"), "reminder": timer("timeCycle", "R/P1D")}
    it = run(diagram("start > a > end\nlate > b > end2\nreminder > c > end3", kinds, inner))
    step = fire(it, "late#1")
    assert [str(place) for place in step.withdrawn] == ["a#1"]
    assert [str(place) for place in step.timers_withdrawn] == ["reminder#1"]
    assert (it.open(), ticking(it)) == (["b#1"], [])


def test_a_timer_sees_the_data_from_before_its_activity() -> None:
    source = diagram("start > a > end\nlate > b > end2", {"late": on("a")}, {"late": timer("timeDuration", "P3D")})
    it = run(source, x=1)
    fire(it, "late#1")
    assert it.data() == {"x": 1}


def test_a_sub_process_is_interrupted_with_all_that_is_in_it() -> None:
    inner = {
        "sub": content("start_in > fork > x > join > end_in\nfork > wait > join", {"wait": "intermediateCatchEvent"}, {
            "wait": timer("timeDuration", "PT1H")
        }),
        "late": timer("timeDuration", "P3D"),
    }  # fmt: skip
    it = run(diagram("start > sub > end\nlate > b > end2", {"sub": "subProcess", "late": on("sub")}, inner))
    assert (it.open(), ticking(it)) == (["sub#1/x#1"], ["sub#1/wait#1", "late#1"])
    step = fire(it, "late#1")
    assert [str(place) for place in step.timers_withdrawn] == ["sub#1/wait#1"]
    assert it.open() == ["b#1"]
    assert it.do("b#1").step.completed


def test_every_instance_is_interrupted_at_once() -> None:
    inner = {"a": LOOP.format(sequential="false"), "late": timer("timeDuration", "P3D")}
    it = run(diagram("start > a > end\nlate > b > end2", {"late": on("a")}, inner), items=["x", "y"])
    step = fire(it, "late#1")
    assert [str(place) for place in step.withdrawn] == ["a#1.0", "a#1.1"]
    assert it.open() == ["b#1"]


def test_what_a_timer_leads_to_may_lead_back_to_its_activity() -> None:
    source = diagram("start > a > end\nlate > b > a", {"late": on("a")}, {"late": timer("timeDuration", "P3D")})
    it = run(source)
    for number in range(1, 4):
        fire(it, f"late#{number}")
        it.do(f"b#{number}")
    assert (it.open(), ticking(it)) == (["a#4"], ["late#4"])


@pytest.mark.parametrize(("value", "times"), [("R1/PT1H", 1), ("R3/PT1H", 3)])
def test_a_cycle_fires_as_often_as_it_says(value: str, times: int) -> None:
    kinds, inner = {"often": on("a", interrupting=False)}, {"often": timer("timeCycle", value)}
    it = run(diagram("start > a > end\noften > b > end2", kinds, inner))
    for number in range(1, times + 1):
        (waiting,) = Execution(it.executable, it.step.snapshot).timers()
        assert (waiting.visit.round, waiting.repetition) == (number, number)
        fire(it, f"often#{number}")
    assert ticking(it) == []
    assert it.open() == ["a#1", *(f"b#{number}" for number in range(1, times + 1))]


def test_a_cycle_keeps_what_it_said_when_it_began() -> None:
    kinds = {"often": on("a", interrupting=False)}
    it = run(diagram("start > a > end\noften > b > end2", kinds, {"often": timer("timeCycle", "term")}), term="R/P1D")
    fire(it, "often#1")
    assert it.step.timers_set[0].value == "R/P1D"


@pytest.mark.parametrize("value", [3, "soon", "P3X", None, "2026-03-04"])
def test_what_no_timer_can_say_is_refused_naming_it(value: object) -> None:
    source = diagram("start > wait > end", {"wait": "intermediateCatchEvent"}, {"wait": timer("timeDuration", "term")})
    with pytest.raises(ExecutionFailed, match="it needs something like") as caught:
        Execution(compile_process("p", [source])).start({"term": value})
    assert caught.value.details["element"] == "wait"


def test_firing_what_does_not_wait_is_a_key_error() -> None:
    it = run(diagram("start > a > end"))
    with pytest.raises(KeyError):
        Execution(it.executable, it.step.snapshot).fire(Visit("", "late", 1))
