"""Both verifiers execute a history across a move to another version, and find what was changed of it."""

import io
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from engine.errors import ReplayDiverged
from engine.execution.runner import Execution
from engine.verification.replay_steps import Replay
from tests.engine.execution.diagrams import content, diagram
from tests.engine.execution.edits import Edited, edits
from tests.engine.execution.processes import CONDITIONS, Drawn, processes
from tests.engine.execution.test_timers import on, timer
from tests.engine.verification.book import Book, relinked
from tests.engine.verifier.test_verificar import (  # noqa: F401
    bare,
    events_of,
    evidence_of,
    found,
    golden,
    opened,
    renumber,
    verifier,
    zipped,
)
from tests.examples import examples

DAY, TWO = timer("timeDuration", "P1D"), timer("timeDuration", "P2D")
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


MOVES: dict[str, Callable[[], Book]] = {
    "by itself": simple, "mapped": mapped, "mapped to a choice": mapped_to_a_choice, "in a sub-process": inside,
    "timers": timers,
}  # fmt: skip


@pytest.mark.parametrize("name", MOVES)
def test_a_history_that_was_moved_conforms(verifier: ModuleType, name: str) -> None:  # noqa: F811
    book = MOVES[name]()
    assert book.step.completed
    assert replayed(book).limit is None
    findings = verifier.verify(verifier.Evidence(io.BytesIO(evidence_of(book))))
    assert (findings.problems, [each for each in findings.reserves if "se ejecutó" in each]) == ([], [])


TAMPERED: dict[str, dict[str, Any]] = {
    "mapping": {"mapping": {}},
    "another target": {"mapping": {"b": "a"}},
    "more mapping": {"mapping": {"b": "c", "a": "c"}},
    "from": {"from": {"p": 2}},
    "to": {"to": {"p": 1}},
    "waived": {"waived": ["nothing"]},
}


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
    data = verifier.canonical(events_of(entries)[place]["data"])
    book.events = relinked([*book.events[:place], book.events[place]._replace(data=data), *book.events[place + 1 :]])
    with pytest.raises(ReplayDiverged):
        replayed(book)


@st.composite
def drawn_and_edited(draw: st.DrawFn) -> tuple[Drawn, Edited]:
    drawn = draw(processes(depth=2))
    return drawn, draw(edits(drawn.sources))


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
        execution = Execution(book.executable, book.step.snapshot)
        work, waiting = execution.enabled(), execution.timers()
        if choice % (len(work) + len(waiting)) < len(work):
            visit = work[choice % (len(work) + len(waiting))].visit
            book.do(str(visit), **{visit.element: choice, f"{visit.element}_out": choice})
        else:
            book.fire(str(waiting[choice % (len(work) + len(waiting)) - len(work)].visit))
    replayed(book)
    assert verifier.verify(verifier.Evidence(io.BytesIO(evidence_of(book)))).problems == []
