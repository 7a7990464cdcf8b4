"""How long steps waited, against which term, and where one goes on to: by what the history says."""

from datetime import datetime

from engine.clock import from_text
from engine.replay.landmarks import Landmark, landmarks, waited
from tests.engine.mining.shipped import golden


def at(history, seq: int) -> datetime:
    return from_text(history[seq - 1].at)


def number(history, type_: str, element: str, round_: int = 1) -> int:
    return next(e.seq for e in history if (e.type, e.element, e.round) == (type_, element, round_))


def test_a_step_waited_from_when_it_was_ready_until_somebody_ended_it():
    history = golden("won").history()
    ready, done = (number(history, f"user_task_{what}", "prospeccion") for what in ("enabled", "completed"))
    found = waited(history)[done]
    assert (found.since, found.until) == (at(history, ready), at(history, done))
    assert found.taken == at(history, number(history, "user_task_claimed", "prospeccion"))
    assert found.due is not None and not found.missed


def test_whoever_had_it_last_had_taken_it():
    history = golden("handed_over_and_cancelled").history()
    found = waited(history)[13]
    assert (
        history[12].type == "user_task_withdrawn" and found.taken == at(history, 11) and found.until == at(history, 13)
    )


def test_a_term_that_was_changed_is_the_one_that_counts():
    history = golden("delivered_later").history()
    changed = [event for event in history if event.type == "user_task_due_changed"]
    done = number(history, "user_task_completed", str(changed[-1].element))
    assert waited(history)[done].due == from_text(str(changed[-1].payload["due_at"]))


def test_what_was_moved_goes_on_waiting():
    history = golden("moved_to_other_versions").history()
    assert waited(history)[8].since == at(history, 2)
    assert waited(history)[13].since == at(history, 10)


def test_one_goes_on_to_steps_rounds_people_and_missed_terms():
    history = golden("reminded_and_escalated").history()
    found = landmarks(history, waited(history))
    types = {kind: {history[seq - 1].type for seq in numbers} for kind, numbers in found.items()}
    assert types[Landmark.STEP] == {"user_task_completed"} and types[Landmark.ROUND] == set()
    missed = number(history, "user_task_completed", "participacion")
    assert missed in found[Landmark.BREACH] and "user_task_escalated" in types[Landmark.BREACH]
    actors = [history[seq - 1].actor for seq in found[Landmark.PERSON]]
    assert actors and all(actors)
    again = landmarks(golden("given_back").history(), {})[Landmark.ROUND]
    assert [golden("given_back").history()[seq - 1].element for seq in again] == ["prospeccion", "validacion"]
