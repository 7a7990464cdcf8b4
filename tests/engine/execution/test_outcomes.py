"""Which step decides how an instance ends: the one after which no answer leads to another end any more."""

from engine.execution.outcomes import decided_end
from engine.history.visits import parse_visit
from tests.engine.execution.diagrams import content, diagram
from tests.engine.execution.test_runner import Run, run

DECISION = "start > a > choice [no] > lost > end_lost\nchoice [else] > b > end_won"


def decides(it: Run, place: str, **values: object) -> str | None:
    """Complete what waits at `place`, and tell which end that decided."""
    it.do(place, **values)
    return decided_end(it.executable, parse_visit(place), it.step)


def test_an_answer_decides_though_a_routine_step_still_follows() -> None:
    it = run(diagram(DECISION))
    assert decides(it, "a#1", no=True) == "end_lost" and it.open() == ["lost#1"]
    assert decides(it, "lost#1") is None and it.step.end == "end_lost"
    it = run(diagram(DECISION))
    assert decides(it, "a#1", no=False) == "end_won"


def test_an_answer_that_ends_it_at_once_decides() -> None:
    it = run(diagram("start > a > choice [no] > end_lost\nchoice [else] > b > end_won"))
    assert decides(it, "a#1", no=True) == "end_lost" and it.step.completed


def test_an_answer_after_which_it_can_still_end_otherwise_decides_nothing() -> None:
    again = "choice [else] > b > choice_two [again] > a\nchoice_two [else] > end_won"
    it = run(diagram(f"start > a > choice [no] > lost > end_lost\n{again}"))
    assert decides(it, "a#1", no=False) is None
    assert decides(it, "b#1", again=True) is None


def test_the_last_step_of_a_process_with_one_end_decides_nothing() -> None:
    it = run(diagram("start > a > end"))
    assert decides(it, "a#1") is None and it.step.completed


def test_branches_with_an_end_each_decide_nothing() -> None:
    it = run(diagram("start > fork > a > end_one\nfork > b > end_two"))
    assert decides(it, "a#1") is None
    assert decides(it, "b#1") is None and it.step.completed


def test_another_branch_that_can_still_end_otherwise_keeps_it_open() -> None:
    source = diagram(f"start > fork > x > choice_x [stop] > end_x\nchoice_x [else] > end_y\nfork > a\n{DECISION[8:]}")
    it = run(source)
    assert decides(it, "a#1", no=True) is None
    assert decides(it, "x#1", stop=True) is None
    assert decides(it, "lost#1") is None


def test_a_terminate_end_decides_for_all_branches() -> None:
    inner = {"end_now": "<bpmn:terminateEventDefinition/>"}
    it = run(diagram("start > fork > a > choice [no] > end_now\nchoice [else] > b > end\nfork > c > end", inner=inner))
    assert decides(it, "a#1", no=True) == "end_now" and it.step.completed


def test_ends_of_one_name_are_one_outcome() -> None:
    kinds = {"end_lost": 'endEvent name="Igual"', "end_won": 'endEvent name="Igual"'}
    assert decides(run(diagram(DECISION, kinds)), "a#1", no=True) is None


def test_an_answer_within_a_sub_process_decides_when_the_process_around_it_goes_on_to_its_last_end() -> None:
    parts = {"sub": content("start_in > a > end_in")}
    it = run(diagram("start > sub > choice [no] > end_lost\nchoice [else] > b > end_won", {"sub": "subProcess"}, parts))
    assert decides(it, "sub#1/a#1", no=True) == "end_lost"


def test_a_timer_that_still_waits_and_leads_elsewhere_keeps_it_open() -> None:
    kinds = {"late": 'boundaryEvent attachedToRef="lost"'}
    timer = {
        "late": "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
    }
    it = run(diagram(f"{DECISION}\nlate > end_late", kinds, timer))
    assert decides(it, "a#1", no=True) is None
