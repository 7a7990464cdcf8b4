"""A history executed again: nothing else may follow from an event than what was recorded."""

import copy
from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.errors import ReplayDiverged
from engine.history.chain import Event, NewEvent, head_of, link
from engine.history.event_types import UnknownEventType
from engine.verification import replay_steps as module
from engine.verification.replay_steps import PrunedDiffers, Replay, ReplayStep
from tests.engine.execution.diagrams import diagram
from tests.engine.verification.book import FOLIO, KEY, Book, relinked
from tests.engine.verification.shapes import SHAPES, interrupted, join_in_a_loop, rework


def moved(book: Book, events: list[Event] | None = None) -> tuple[Replay, list[ReplayStep]]:
    replay = Replay(book.executable, reference=True)
    return replay, list(replay.steps(book.events if events is None else events))


@pytest.mark.parametrize("shape", SHAPES, ids=list(SHAPES))
def test_what_was_written_is_what_executing_gives(shape: str) -> None:
    book = SHAPES[shape]()
    replay, moves = moved(book)
    assert replay.limit is None
    assert replay.snapshot == book.step.snapshot
    causes = ("instance_started", "user_task_completed", "timer_fired")
    assert [move.cause for move in moves] == [event for event in book.events if event.type in causes]


def test_a_join_in_a_loop_is_right_in_both_runs() -> None:
    replay, _ = moved(join_in_a_loop())
    assert replay.limit is None


def test_a_longer_loop_than_plain_spiffworkflow_can_carry_is_followed_by_our_runner_alone() -> None:
    book = Book(diagram("start > a > choice [again] > b > a\nchoice [else] > end"))
    for number in range(1, 341):
        book.do(f"a#{number}", again=True).do(f"b#{number}")
    replay, moves = moved(book)
    assert "depth" in str(replay.limit)
    assert replay.snapshot == book.step.snapshot
    assert len(moves) == 681


@pytest.mark.parametrize("shape", SHAPES, ids=list(SHAPES))
def test_whatever_is_taken_out_or_put_in_is_found_even_under_a_good_chain(shape: str) -> None:
    book = SHAPES[shape]()
    free = {"user_task_claimed"}  # what moves nothing may happen or not
    for place, event in enumerate(book.events):
        if event.type in free:
            continue
        rest = book.events[place + 1 :]
        if rest:  # a history that merely ends earlier could have been
            with pytest.raises(ReplayDiverged):
                moved(book, relinked([*book.events[:place], *rest]))
        with pytest.raises(ReplayDiverged):
            moved(book, relinked([*book.events[: place + 1], copy.copy(event), *rest]))


CHANGES: dict[str, Callable[[Event], Event]] = {
    "another element": lambda event: event._replace(element="no_such"),
    "no element": lambda event: event._replace(element=None),
    "another round": lambda event: event._replace(round=9),
    "no round": lambda event: event._replace(round=None),
    "another instance": lambda event: event._replace(index=5),
    "another scope": lambda event: event._replace(scope="x#1"),
    "another type": lambda event: event._replace(type="user_task_claimed"),
    "an unknown type": lambda event: event._replace(type="nothing_known"),
    "a start": lambda event: event._replace(type="instance_started"),
}


@pytest.mark.parametrize("change", CHANGES, ids=list(CHANGES))
@pytest.mark.parametrize("shape", SHAPES, ids=list(SHAPES))
def test_whatever_is_changed_of_a_place_or_a_type_is_found(shape: str, change: str) -> None:
    book = SHAPES[shape]()
    for place, event in enumerate(book.events):
        if event.type == "instance_completed" and change not in ("another element", "no element"):
            continue  # it is not about a visit
        if event.type == "instance_cancelled" and "type" not in change:
            continue
        if event.type == "user_task_claimed" and change == "another type":
            continue
        if (event.seq, change) == (1, "a start"):
            continue
        changed = CHANGES[change](event)
        if changed != event:
            with pytest.raises(ReplayDiverged):
                moved(book, relinked([*book.events[:place], changed, *book.events[place + 1 :]]))


@pytest.mark.parametrize("shape", SHAPES, ids=list(SHAPES))
def test_an_event_of_a_type_that_nobody_knows_is_refused_wherever_it_stands(shape: str) -> None:
    book = SHAPES[shape]()
    for place in range(1, len(book.events) + 1):
        strange = book.events[place - 1]._replace(type="client_consented", data="{}")
        with pytest.raises(UnknownEventType) as caught:
            moved(book, relinked([*book.events[:place], strange, *book.events[place:]]))
        assert caught.value.details["seq"] == place + 1
        assert "client_consented" in str(caught.value.details["found"])


@pytest.mark.parametrize("shape", SHAPES, ids=list(SHAPES))
def test_what_has_ended_does_not_end_again(shape: str) -> None:
    book = SHAPES[shape]()
    end = NewEvent("instance_cancelled", actor="ana", payload={"reason": "x"})
    more = link(FOLIO, KEY, head_of(book.events), book.now, [end], channel="site")
    with pytest.raises(ReplayDiverged) as caught:
        moved(book, [*book.events, *more])
    assert caught.value.details["seq"] == len(book.events) + 1


def test_what_people_did_must_be_something_that_people_do() -> None:
    book = interrupted()
    place = {"element": "a", "round": 1}
    for event in (
        NewEvent("user_task_assigned", actor="ana", **place),
        NewEvent("user_task_assigned", actor="ana", payload={"assignee": 7}, **place),
        NewEvent("user_task_claimed", **place),
    ):
        more = link(FOLIO, KEY, head_of(book.events), book.now, [event], channel="site")
        with pytest.raises(ReplayDiverged):
            moved(book, [*book.events, *more])


def test_a_divergence_names_the_event_what_was_expected_and_what_was_found() -> None:
    book = rework()
    place = next(number for number, event in enumerate(book.events) if event.type == "gateway_passed")
    changed = book.events[place]._replace(data='{"flows":["choice_end"],"names":[null]}')
    with pytest.raises(ReplayDiverged) as caught:
        moved(book, [*book.events[:place], changed, *book.events[place + 1 :]])
    details = caught.value.details
    assert details["seq"] == place + 1
    assert "choice_b" in str(details["expected"])
    assert "choice_end" in str(details["found"])


@pytest.mark.parametrize("data", ["[]", "{}", "null", "not json", '{"values": 3}', '{"process": "x"}'])
def test_data_that_nobody_wrote_raises_nothing_else(data: str) -> None:
    book = rework()
    for place, event in enumerate(book.events):
        if event.type not in ("user_task_claimed", "user_task_completed") and event.data != data:
            with pytest.raises(ReplayDiverged):
                moved(book, [*book.events[:place], event._replace(data=data), *book.events[place + 1 :]])


def test_nothing_happens_after_a_cancellation() -> None:
    book = SHAPES["cancelled"]()
    waiting = next(event for event in book.events if event.type == "user_task_enabled")
    timer = next(event for event in book.events if event.type == "timer_set")
    for event in (
        waiting._replace(type="user_task_completed", data="{}", actor="ana"),
        waiting._replace(type="user_task_claimed", data="{}", actor="ana"),
        timer._replace(type="timer_fired", data="{}"),
    ):
        with pytest.raises(ReplayDiverged):
            moved(book, [*book.events, event])


def test_two_runs_that_part_are_told_apart_from_a_history_that_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the pruning had lost a variable."""
    right = module.Execution.complete

    def wrong(self: object, place: object, values: object) -> object:
        step = right(self, place, values)  # type: ignore[arg-type]
        if type(self) is module.Execution:
            forgotten = tuple(work._replace(data={}) for work in step.enabled)
            return replace(step, enabled=forgotten)
        return step

    book = rework()
    monkeypatch.setattr(module.Execution, "complete", wrong)
    with pytest.raises(PrunedDiffers) as caught:
        moved(book)
    assert caught.value.details["seq"] == 3
