"""Event-based gateways in an instance: the worker fires what is due first, and what else waited there is withdrawn."""

from datetime import timedelta

from engine.instances.progress.queries import progress
from engine.instances.reading import EVERYTHING
from engine.instances.runtime import Runtime
from engine.instances.timers import fire as fire_one
from engine.verification.instance_verifier import verify
from tests.engine.execution.diagrams import content
from tests.engine.execution.test_timers import timer
from tests.engine.instances.again import assert_rebuilds
from tests.engine.instances.progress.test_tracker import agrees
from tests.engine.instances.test_timers import HOUR, fire, started, stored, timed, told
from tests.support import START, Company

LATER = START + 9 * HOUR
CHOICE = "start > a > first > soon > b > end\nfirst > late > c > end_late"
TIMERS = {"soon": ("timeDuration", "PT1H"), "late": ("timeDuration", "PT3H")}
AGAIN = "start > a > choice0 > first > soon > b > choice0\nfirst > late > end_late"


def waits(company: Company, folio: str) -> tuple[dict[str, tuple[int, bool, bool]], dict[str, int]]:
    """How often each element was reached, whether it waits and was completed; how often each flow was taken."""
    with company.database.reading() as connection:
        found = progress(connection, company.runtime, EVERYTHING, folio)
    states = {element: (each.times, each.current, each.completed) for (_, element), each in found.elements.items()}
    return states, {flow: taken for (_, flow), taken in found.flows.items()}


def proven(company: Company, folio: str) -> None:
    """All that is stored follows from history, and executing it again gives it."""
    assert_rebuilds(company, folio)
    agrees(company, folio)
    with company.database.reading() as connection:
        report = verify(connection, Runtime(company.runtime.calendar), folio)
    assert (report.problems, report.method) == ((), "plain")


def test_the_due_one_fires_the_instance_goes_on_and_the_other_is_withdrawn(company: Company) -> None:
    folio = started(company, timed(CHOICE, TIMERS))
    company.do(folio, "a")
    assert told(company, folio)[-2:] == ["timer_set soon#1 03-02T16:03", "timer_set late#1 03-02T18:03"]
    proven(company, folio)
    assert fire(company, START + HOUR) == 0
    assert fire(company, START + HOUR + timedelta(minutes=3)) == 1
    assert told(company, folio)[-3:] == [
        "timer_fired soon#1 03-02T16:03",
        "timer_withdrawn late#1",
        "user_task_enabled b#1",
    ]
    assert stored(company) == [("soon#1", "fired"), ("late#1", "withdrawn")]
    proven(company, folio)
    assert fire(company, LATER) == 0
    assert company.do(folio, "b").status == "completed"
    proven(company, folio)


def test_a_flow_is_taken_when_its_event_happens_and_not_while_it_waits(company: Company) -> None:
    folio = started(company, timed(CHOICE, TIMERS))
    company.do(folio, "a")
    elements, flows = waits(company, folio)
    assert elements["first"] == (1, False, True)
    assert elements["soon"] == elements["late"] == (1, True, False)
    assert flows == {"start_a": 1, "a_first": 1}
    fire(company, LATER)
    elements, flows = waits(company, folio)
    assert (elements["soon"], elements["late"]) == ((1, False, True), (1, False, False))
    assert flows == {"start_a": 1, "a_first": 1, "first_soon": 1, "soon_b": 1}
    assert "c" not in elements


def test_of_two_that_are_due_at_one_moment_the_first_wins_and_the_other_does_nothing(company: Company) -> None:
    folio = started(company, timed(CHOICE, dict.fromkeys(TIMERS, ("timeDuration", "PT1H"))))
    company.do(folio, "a")
    ids = [f"{folio}.{event.seq}" for event in company.history(folio) if event.type == "timer_set"]
    assert fire(company, LATER) == 1
    assert sorted(stored(company)) == [("late#1", "withdrawn"), ("soon#1", "fired")]
    length = len(company.history(folio))
    with company.database.transaction() as connection:
        assert [fire_one(connection, company.runtime, id, at=LATER) for id in ids] == [None, None]
    assert len(company.history(folio)) == length
    proven(company, folio)


def test_each_round_of_a_loop_sets_its_timers_anew(company: Company) -> None:
    folio = started(company, timed(AGAIN, TIMERS))
    company.do(folio, "a")
    for number in (1, 2):
        company.clock.now += 2 * HOUR
        assert fire(company, company.clock.now) == 1
        assert told(company, folio)[-2] == f"timer_withdrawn late#{number}"
        company.do(folio, "b")
        proven(company, folio)
    elements, flows = waits(company, folio)
    assert (elements["first"][0], elements["late"], flows["first_soon"]) == (3, (3, True, False), 2)
    assert "first_late" not in flows


def test_in_a_sub_process_with_a_term_only_its_own_are_withdrawn(company: Company) -> None:
    kinds = dict.fromkeys(TIMERS, "intermediateCatchEvent")
    inner = {name: timer(*said) for name, said in TIMERS.items()}
    source = timed(
        "start > sub > a > end\non_time > b > end2",
        {"on_time": ("timeDuration", "PT5H")},
        {"sub": content("start_in > first > soon > end_in\nfirst > late > end_late", kinds, inner)},
        {"sub": "subProcess", "on_time": 'boundaryEvent attachedToRef="sub"'},
    )
    folio = started(company, source)
    assert [name for name, _ in stored(company)] == ["soon#1", "late#1", "on_time#1"]
    assert fire(company, START + 2 * HOUR) == 1
    assert stored(company) == [("soon#1", "fired"), ("late#1", "withdrawn"), ("on_time#1", "withdrawn")]
    assert [task.item.visit.element for task in company.tasks(folio)] == ["a"]
    proven(company, folio)


def test_cancelling_withdraws_them_all(company: Company) -> None:
    folio = started(company, timed(CHOICE, TIMERS))
    company.do(folio, "a")
    company.command("cancel", folio, "No procede", actor="comercial")
    assert {status for _, status in stored(company)} == {"withdrawn"}
    proven(company, folio)
