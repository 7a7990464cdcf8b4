"""Both verifiers execute a history across a move to another version, and find what was changed of it."""

import io
from collections.abc import Callable
from contextlib import suppress
from random import Random
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from engine.errors import ExecutionFailed, ReplayDiverged
from engine.execution.moving import NotMovable
from engine.execution.runner import Execution
from engine.verification.replay_steps import Replay
from tests.engine.execution.diagrams import content, diagram
from tests.engine.execution.edits import Edited, altered, edits
from tests.engine.execution.processes import CONDITIONS, Drawn, processes
from tests.engine.execution.test_runner import LOOP
from tests.engine.execution.test_timers import on, timer
from tests.engine.verification.book import Book, relinked
from tests.engine.verifier.test_verifier import (  # noqa: F401
    bare,
    events_of,
    evidence_of,
    found,
    golden,
    opened,
    renumber,
    verifier,
    without_forms,
    zipped,
)
from tests.examples import examples

pytestmark = pytest.mark.usefixtures("without_forms")

DAY, TWO = timer("timeDuration", "P1D"), timer("timeDuration", "P2D")
ROUNDS = '<bpmn:standardLoopCharacteristics loopMaximum="2"/>'
SUB = {"sub": "subProcess", "other": "subProcess"}


def replayed(book: Book) -> Replay:
    replay = Replay(book.executables("p", {"p": 1}), reference=True, executables=book.executables)
    for _ in replay.steps(book.events):
        pass
    assert replay.snapshot == book.step.snapshot
    return replay


def simple() -> Book:
    book = Book(diagram("start > a > b > end"), values={"x": 1}).do("a#1", y=2)
    return book.move(diagram("start > a > new > b > newer > end")).do("b#1").do("newer#1")


def mapped() -> Book:
    book = Book(diagram("start > a > b > end")).do("a#1")
    return book.move(diagram("start > a > c > end"), mapping={"b": "c"}).do("c#1")


def mapped_to_a_choice() -> Book:
    book = Book(diagram("start > a > b > end"), values={"x": 1})
    later = "start > choice [x == 1] > b > end\nchoice [else] > c > end2"
    return book.move(diagram(later), mapping={"a": "choice"}).do("b#1")


def inside() -> Book:
    old = diagram("start > sub > b > end", SUB, {"sub": content("start_in > a > c > end_in")})
    new = diagram("start > other > b > end", SUB, {"other": content("start_in > a > new > c > end_in")})
    return Book(old).do("sub#1/a#1", y=1).move(new, mapping={"sub": "other"}).do("other#1/c#1").do("b#1")


def timers() -> Book:
    kinds = {"late": on("a"), "beside": on("a", interrupting=False)}
    flows = "start > a > end\nlate > b > end2\nbeside > c > end3"
    book = Book(diagram(flows, kinds, {"late": DAY, "beside": DAY}))
    book.move(diagram(flows, kinds, {"late": TWO, "beside": DAY})).fire("beside#1")
    book.move(diagram(flows + "\nmore > d > end4", {**kinds, "more": on("a", interrupting=False)}, {
        "late": TWO, "beside": TWO, "more": DAY,
    }))  # fmt: skip
    return book.fire("late#2").do("b#1").do("c#1")


def where_branches_meet() -> Book:
    """What has arrived came by a way into which a step was drawn, by one whose step has another id, and by one that is
    as it was."""
    book = Book(diagram("start > fork > a > join > end\nfork > b > join\nfork > c > join\nfork > d > join"))
    book.do("a#1", x=1).do("b#1", y=2).do("c#1", z=3)
    later = diagram("start > fork > a > new > join > end\nfork > e > join\nfork > c > join\nfork > d > newer > join")
    return book.move(later, mapping={"b": "e"}).do("d#1").do("newer#1")


def where_nothing_is_waited_for_any_more() -> Book:
    book = Book(diagram("start > fork > a > join > c > end\nfork > b > join"), values={"x": 1}).do("a#1", y=2)
    return book.move(diagram("start > a > join > c > end"), mapping={"b": ""}).do("c#1")


def where_some_branches_meet() -> Book:
    flows = "start > some1 [x] > a > some2 > end\nsome1 [x] > b > some2\nsome1 [else] > c > some2"
    book = Book(diagram(flows), values={"x": True}).do("b#1")
    return book.move(diagram(flows.replace("some2 > end", "some2 > d > end"))).do("a#1").do("d#1")


def with_a_branch_that_has_ended() -> Book:
    flows = "start > fork > a > end\nfork > b > end2"
    return Book(diagram(flows)).do("a#1", x=1).move(diagram(flows.replace("b >", "b > new >"))).do("b#1").do("new#1")


def repeating_at_once() -> Book:
    old, new = (diagram(f"start > {name} > end", inner={name: LOOP.format(sequential="false")}) for name in "ab")
    book = Book(old, values={"items": ["x", "y", "z"]}).do("a#1.1", result=1)
    return book.move(new, mapping={"a": "b"}).do("b#1.2", result=2).do("b#1.0", result=3)


def repeating_in_turn() -> Book:
    old, new = (
        diagram(f"start > a > {ahead}end", inner={"a": LOOP.format(sequential="true")}) for ahead in ("", "b > ")
    )
    book = Book(old, values={"items": ["x", "y", "z"]}).do("a#1.0", result=1).move(new)
    return book.do("a#1.1", result=2).do("a#1.2", result=3).do("b#1")


def repeating_a_sub_process_with_a_term() -> Book:
    inner = content("start_in > a > b > end_in")
    kinds = {"sub": "subProcess", "other": "subProcess", "late": on("sub")}
    flows = "start > sub > end\nlate > d > end2"
    old = diagram(flows, kinds, {"sub": inner + ROUNDS, "late": DAY})
    new = diagram(flows.replace("sub", "other"), {**kinds, "late": on("other")}, {"other": inner + ROUNDS, "late": TWO})
    book = Book(old).do("sub#1.0/a#1").move(new, mapping={"sub": "other"}).do("other#1.0/b#1").do("other#1.1/a#1")
    return book.move(new).do("other#1.1/b#1")


def repeating_with_a_reminder() -> Book:
    """The timer does not see what the instances have left meanwhile."""
    kinds, flows = {"late": on("a", interrupting=False)}, "start > a > end\nlate > b > end2"
    source = diagram(flows, kinds, {"a": LOOP.format(sequential="false"), "late": DAY})
    book = Book(source, values={"items": ["x", "y"]}).do("a#1.0", result=1).move(source).fire("late#1")
    return book.do("b#1").do("a#1.1", result=2)


def whichever_comes_first() -> Book:
    """One event says the same, one something else, one is gone, one is new, and one has another id."""
    flows = "start > first > soon > a > end\nfirst > late > b > end2\nfirst > {} > c > end3\nfirst > {} > d > end4"
    caught = dict.fromkeys(("soon", "late", "gone", "new", "was", "now"), "intermediateCatchEvent")
    says = dict.fromkeys(caught, DAY)
    old, new = (
        diagram(flows.format("gone", "was"), caught, says),
        diagram(flows.format("new", "now"), caught, says | {"late": TWO}),
    )
    book = Book(old).move(new, mapping={"was": "now"})
    assert book.timers() == ["late#2", "new#1", "now#1", "soon#1"]
    return book.move(old, mapping={"now": "was"}).fire("was#2").do("d#1")


def timers_of_other_names() -> Book:
    """A timer on a boundary has another id, one is ended though it is drawn, and one that has fired does not begin."""

    def drawn(one: str, other: str) -> bytes:
        kinds = {name: on("a", interrupting=False) for name in (one, other, "fired")}
        flows = f"start > a > end\n{one} > b > end2\n{other} > c > end3\nfired > d > end4"
        return diagram(flows, kinds, dict.fromkeys(kinds, DAY))

    book = Book(drawn("one", "other")).fire("fired#1")
    book.move(drawn("two", "other"), mapping={"one": "two", "other": ""})
    assert book.timers() == ["two#1"]
    return book.fire("two#1").do("a#1").do("b#1").do("d#1")


def again_and_again() -> Book:
    """There and back, mapped each time."""
    one, two = diagram("start > a > b > end"), diagram("start > a > c > end")
    book = Book(one).do("a#1")
    book.move(two, mapping={"b": "c"}).move(one, mapping={"c": "b"}).move(two, mapping={"b": "c"})
    return book.do("c#2")


MOVES: dict[str, Callable[[], Book]] = {
    "by itself": simple, "mapped": mapped, "mapped to a choice": mapped_to_a_choice, "in a sub-process": inside,
    "timers": timers,
} | {each.__name__: each for each in (
    where_branches_meet, where_nothing_is_waited_for_any_more, where_some_branches_meet, with_a_branch_that_has_ended,
    repeating_at_once, repeating_in_turn, repeating_a_sub_process_with_a_term, repeating_with_a_reminder,
    whichever_comes_first, timers_of_other_names, again_and_again,
)}  # fmt: skip


@pytest.mark.parametrize("name", MOVES)
def test_a_history_that_was_moved_conforms(verifier: ModuleType, name: str) -> None:  # noqa: F811
    book = MOVES[name]()
    assert book.step.completed
    assert replayed(book).limit is None
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(evidence_of(book))))
    assert (findings.problems, [each for each in findings.reserves if "se ejecutó" in each]) == ([], [])


TAMPERED: dict[str, dict[str, Any]] = {
    "mapping": {"mapping": {}},
    "another target": {"mapping": {"b": "a"}},
    "more mapping": {"mapping": {"b": "c", "a": "c"}},
    "from": {"from": {"p": 2}},
    "to": {"to": {"p": 1}},
    "waived": {"waived": ["nothing"]},
}


def elsewhere() -> Book:
    """A history that is right until its move says of the step by which a branch came that it is another."""
    flows = "start > fork > a > join > end\nfork > b > join\nfork > c > join"
    book = Book(diagram(flows)).do("a#1").do("b#1")
    book.move(diagram(flows.replace("> a", "> x").replace("> b", "> y")), mapping={"a": "x", "b": "y"})
    return book.do("c#1")


def test_a_branch_is_not_said_to_have_come_by_another_way(verifier: ModuleType) -> None:  # noqa: F811
    entries = opened(evidence_of(elsewhere()))
    place = next(number for number, each in enumerate(events_of(entries)) if each["type"] == "instance_migrated")
    for mapping in ({"a": "x"}, {"a": "c", "b": "y"}, {"a": "x", "b": "y", "fork": "fork"}):
        events_of(entries)[place]["data"]["mapping"] = mapping
        renumber(verifier, entries)
        findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(zipped(entries))))
        stopped = any("se ejecutó hasta el evento" in reserve for reserve in findings.reserves)
        assert stopped or findings.kinds() == {"execution_diverged"}, mapping
        data = verifier.canonical.canonical(events_of(entries)[place]["data"])
        book = elsewhere()
        book.events = relinked(
            [*book.events[:place], book.events[place]._replace(data=data), *book.events[place + 1 :]]
        )
        with pytest.raises(ReplayDiverged):
            replayed(book)


@pytest.mark.parametrize("name", MOVES)
def test_whatever_is_taken_out_after_a_move_is_found(verifier: ModuleType, name: str) -> None:  # noqa: F811
    content_ = evidence_of(MOVES[name]())
    events = events_of(opened(content_))
    first = next(number for number, each in enumerate(events) if each["type"] == "instance_migrated")
    for place in range(first, len(events) - 1):
        entries = opened(content_)
        del events_of(entries)[place]
        renumber(verifier, entries)
        findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(zipped(entries))))
        doubted = any("se ejecutó hasta" in reserve for reserve in findings.reserves)
        assert doubted or {"execution_diverged", "event_changed"} & findings.kinds(), place


@pytest.mark.parametrize("change", TAMPERED)
def test_what_a_move_says_cannot_be_changed_though_the_chain_is_made_good(
    verifier: ModuleType,  # noqa: F811
    change: str,
) -> None:
    book = mapped()
    entries = opened(evidence_of(book))
    place = next(number for number, each in enumerate(events_of(entries)) if each["type"] == "instance_migrated")
    events_of(entries)[place]["data"] |= TAMPERED[change]
    renumber(verifier, entries)
    assert found(verifier, zipped(entries))
    data = verifier.canonical.canonical(events_of(entries)[place]["data"])
    book.events = relinked([*book.events[:place], book.events[place]._replace(data=data), *book.events[place + 1 :]])
    with pytest.raises(ReplayDiverged):
        replayed(book)


@st.composite
def drawn_and_edited(draw: st.DrawFn) -> tuple[Drawn, Edited]:
    drawn = draw(processes(depth=2))
    return drawn, draw(edits(drawn.sources))


def play(book: Book, choice: int) -> None:
    """Complete some work that waits, or let a timer fire."""
    execution = Execution(book.executable, book.step.snapshot)
    work, waiting = execution.enabled(), execution.timers()
    chosen = choice % (len(work) + len(waiting))
    if chosen < len(work):
        visit = work[chosen].visit
        book.do(str(visit), **{visit.element: choice, f"{visit.element}_out": choice})
    else:
        book.fire(str(waiting[chosen - len(work)].visit))


def agreed(verifier: ModuleType, book: Book) -> list[str]:  # noqa: F811
    """What the stand-alone verifier leaves open of a history in which both find nothing wrong."""
    replayed(book)
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(evidence_of(book))))
    assert findings.problems == []
    return [each for each in findings.reserves if "se ejecutó" in each]


@examples(30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(pair=drawn_and_edited(), at=st.integers(0, 4), chosen=st.lists(st.integers(0, 5), max_size=10))
def test_any_history_that_was_moved_conforms_or_says_how_far(
    verifier: ModuleType,  # noqa: F811
    pair: tuple[Drawn, Edited],
    at: int,
    chosen: list[int],
) -> None:
    drawn, edited = pair
    book = Book(*drawn.sources, values={**dict.fromkeys(CONDITIONS, 1), "items": [10, 20]})
    for number, choice in enumerate(chosen):
        if book.step.completed:
            break
        if number == at:
            book.move(*edited.sources)
        play(book, choice)
    assert drawn.beyond or agreed(verifier, book) == []


@examples(60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    drawn=processes(depth=2),
    at=st.sets(st.integers(0, 6), min_size=1, max_size=3),
    chosen=st.lists(st.integers(0, 5), min_size=1, max_size=9),
    lot=st.randoms(use_true_random=False),
)
def test_any_history_that_was_moved_with_decisions_and_again_conforms_or_says_how_far(
    verifier: ModuleType,  # noqa: F811
    drawn: Drawn,
    at: set[int],
    chosen: list[int],
    lot: Random,
) -> None:
    """To other ids and other timers, and on from there; what cannot be moved stays, and goes on."""
    book = Book(*drawn.sources, values={**dict.fromkeys(CONDITIONS, 1), "items": [10, 20]})
    for number, choice in enumerate(chosen):
        if number in at and not book.step.completed:
            sources, mapping = altered(book.sources, lot)
            with suppress(NotMovable, ExecutionFailed):
                book.move(*sources, mapping=mapping)
        if book.step.completed:
            break
        try:
            play(book, choice)
        except ExecutionFailed:
            break
    agreed(verifier, book)
