"""The state after every event: where things stand on the diagram, and what is known."""

from itertools import pairwise

import pytest

from engine.replay.states import StateAfter, states
from engine.verification.replay_steps import Replay
from tests.engine.execution.diagrams import diagram
from tests.engine.verification.book import Book
from tests.engine.verification.shapes import SHAPES


def told(book: Book) -> list[StateAfter]:
    return list(states(book.executable, book.events))


def lines(book: Book) -> list[tuple[str, list[str], list[str]]]:
    """Of each state: what happened where, what waits, and which variables changed."""
    return [
        (
            f"{each.event.type} {each.event.element or ''}".rstrip(),
            [f"{live.visit}{'' if live.assignee is None else f' {live.assignee}'}" for live in each.live],
            [f"{name}={each.after[name]}" for name in each.changed],
        )
        for each in told(book)
    ]


def test_a_sequence_step_by_step() -> None:
    assert lines(SHAPES["sequence"]()) == [
        ("instance_started", [], []),
        ("user_task_enabled a", ["a#1"], []),
        ("user_task_completed a", [], ["x=21"]),
        ("script_task_completed script", [], ["n=42"]),
        ("user_task_enabled b", ["b#1"], []),
        ("user_task_completed b", [], []),
        ("instance_completed end_well", [], []),
    ]


def test_branches_have_their_own_data_and_are_shown_together() -> None:
    assert lines(SHAPES["parallel"]())[3:7] == [
        ("user_task_completed b", ["a#1"], ["b=1"]),
        ("user_task_completed a", [], ["a=1"]),
        ("user_task_enabled c", ["c#1"], []),
        ("user_task_completed c", [], []),
    ]


def test_who_took_work_is_shown_until_it_is_done() -> None:
    found = [line for line in lines(SHAPES["rework"]()) if line[0].endswith(" b")][:3]
    assert found == [
        ("user_task_enabled b", ["b#1"], []),
        ("user_task_claimed b", ["b#1 ana"], []),
        ("user_task_completed b", [], []),
    ]


def test_timers_wait_beside_work() -> None:
    (started, *rest) = told(SHAPES["too_late"]())
    assert started.live == ()
    assert [[(live.kind, str(live.visit)) for live in each.live] for each in rest[:3]] == [
        [("work", "a#1")],
        [("timer", "late#1"), ("work", "a#1")],
        [("work", "a#1")],  # it has fired
    ]


def test_a_called_process_is_another_diagram() -> None:
    found = {(each.event.scope, each.process_id) for each in told(SHAPES["called"]()) if each.event.element}
    assert found == {("", "p"), ("call#1", "q"), ("call#2", "q")}


def test_a_cancellation_leaves_nothing_waiting_and_the_data_as_they_were() -> None:
    *_, before, last = told(SHAPES["cancelled"]())
    assert (last.live, last.changed) == ((), ())
    assert before.after == last.after


def test_a_completed_task_shows_what_was_given() -> None:
    done = next(each for each in told(SHAPES["sequence"]()) if each.event.type == "user_task_completed")
    assert (done.values, done.form, done.process_id) == ({"x": 21}, None, "p")


@pytest.mark.parametrize("shape", SHAPES, ids=list(SHAPES))
def test_there_is_one_state_for_every_event_and_each_begins_where_the_last_one_ended(shape: str) -> None:
    book = SHAPES[shape]()
    found = told(book)
    assert [each.event for each in found] == book.events
    assert all(first.after is second.before for first, second in pairwise(found))
    waiting = {str(live.visit) for live in found[-1].live}
    assert waiting == ({*book.open(), *book.timers()} if shape != "cancelled" else set())


def test_a_thousand_events_are_executed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book(diagram("start > a > choice [again] > b > a\nchoice [else] > end"))
    number = 0
    while len(book.events) < 1000:
        number += 1
        book.do(f"a#{number}", again=True).do(f"b#{number}")
    steps = []
    step = Replay._step
    monkeypatch.setattr(Replay, "_step", lambda self, *args: steps.append(1) or step(self, *args))
    assert len(told(book)) == len(book.events)
    assert len(steps) == 1 + 2 * number
