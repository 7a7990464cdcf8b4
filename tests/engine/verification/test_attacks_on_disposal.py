"""A disposal is no way to hide what was done: whatever is taken away without it, and whatever is changed after it, is
named at its event by both verifiers, and nothing else is."""

import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import Connection

from engine.errors import ReplayDiverged
from engine.history.chain import Event, NewEvent, head_of, link, opened
from engine.history.keys import new_key
from engine.history.problems import Kind
from engine.instances.runtime import Runtime
from engine.verification.instance_verifier import verify
from engine.verification.replay_steps import Replay
from tests.conftest import FOLIO, WON, Templates, open_company
from tests.engine.disposal.disposing import disposed
from tests.engine.execution.diagrams import diagram
from tests.engine.verification.attacks import under
from tests.engine.verification.attacks_on_disposal import (
    FOUND,
    NOT_IN_EVIDENCE,
    Attack,
    Upon,
    take_the_disposal_back,
)
from tests.engine.verification.book import FOLIO as BOOK
from tests.engine.verification.book import KEY, Book, relinked
from tests.engine.verification.opportunity import evidence_of_one, seal
from tests.engine.verification.shapes import SHAPES
from tests.engine.verifier.test_verifier import evidence_of, golden, verifier, without_forms  # noqa: F401  (fixtures)
from tests.support import Company

LOOP_OF = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}"><bpmn:loopCardinality>n</bpmn:loopCardinality>'
    "</bpmn:multiInstanceLoopCharacteristics>"
)
Told = list[tuple[str, int | None]]


@pytest.fixture
def company(templates: Templates, tmp_path: Path) -> Iterator[Company]:
    with open_company(templates.make(WON, tmp_path)) as found:
        yield found


def made(company: Company, upon: Upon, folder: Path) -> str:
    """The folio of what is attacked."""
    if upon is Upon.OPEN:
        return FOLIO
    if upon is Upon.RUNNING:
        return company.start()
    keys = new_key(folder / "seal.pem")
    seal(company, keys)
    if upon is Upon.DISPOSED:
        disposed(company, FOLIO)
        seal(company, keys)
    return FOLIO


def both(connection: Connection, company: Company, second: ModuleType, folio: str) -> tuple[Told, Told]:
    """What the product finds, and what the stand-alone verifier does in the evidence."""
    report = verify(connection, Runtime(company.runtime.calendar), folio)
    content = evidence_of_one(connection, Runtime(company.runtime.calendar), folio)
    findings = second.verdict.verify(second.evidence.Evidence(io.BytesIO(content)))
    return (
        [(str(problem.kind), problem.seq) for problem in report.problems],
        [(problem["kind"], problem["seq"]) for problem in findings.problems],
    )


@pytest.mark.both_databases
@pytest.mark.parametrize("attack", FOUND, ids=[attack.__name__ for attack in FOUND])
def test_it_is_named_by_both_at_its_event_and_nothing_else_is(
    company: Company,
    tmp_path: Path,
    verifier: ModuleType,  # noqa: F811
    attack: Attack,
) -> None:
    upon, kind = FOUND[attack]
    folio = made(company, upon, tmp_path)
    look = partial(both, company=company, second=verifier, folio=folio)
    seqs: list[int | None] = []
    product, second = under(lambda *args: seqs.append(attack(*args)), company.database, folio, look)
    assert product == [(str(kind), seqs[0])]
    assert second == ([] if attack in NOT_IN_EVIDENCE else product)


def test_without_the_disposal_every_value_that_is_gone_is_named(
    company: Company,
    tmp_path: Path,
    verifier: ModuleType,  # noqa: F811
) -> None:
    folio = made(company, Upon.DISPOSED, tmp_path)
    count = len(company.history(folio)) - 1
    look = partial(both, company=company, second=verifier, folio=folio)
    product, second = under(take_the_disposal_back, company.database, folio, look)
    gone = [(str(Kind.VALUES_REMOVED), seq) for seq in range(1, count + 1)]
    assert product == [*gone, (str(Kind.HISTORY_TRUNCATED), count + 1)]
    assert set(second) == set(product)


def opened_of(book: Book) -> list[Event]:
    """The history of a book whose values were disposed of."""
    new = [NewEvent("values_disposed", actor="ana", payload={"rule": "Ley"})]
    end = link(BOOK, KEY, head_of(book.events), book.now, new, channel="site")
    return [*(opened(event, KEY) for event in book.events), *end]


@pytest.mark.parametrize("repeating", ["instances_at_once", "instances_in_turn"])
def test_how_often_something_was_repeated_is_counted_and_not_what_a_number_says(
    verifier: ModuleType,  # noqa: F811
    without_forms: None,  # noqa: F811
    repeating: str,
) -> None:
    """A number without end would be as many tokens, and the night's verification would end there."""
    book, endless = SHAPES[repeating](), 10**12
    book.events = relinked([e._replace(index=endless) if e.index == 1 else e for e in book.events])
    replay = Replay(book.executable, reference=True, executables=book.executables)
    with pytest.raises(ReplayDiverged):
        for _ in replay.steps(opened_of(book)):
            pass
    book.events = opened_of(book)
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(evidence_of(book))))
    assert "execution_diverged" in findings.kinds()


def test_nor_is_it_what_a_value_says(verifier: ModuleType, without_forms: None) -> None:  # noqa: F811
    """Where the values are there, the stand-alone verifier makes no more instances than a diagram may have."""
    loop = LOOP_OF.format(sequential="false")
    book = Book(diagram("start > a > end", inner={"a": loop}), values={"n": 2}).do("a#1.0").do("a#1.1")
    endless = book.events[0].data.replace('"n":2', '"n":1000000000')
    assert endless != book.events[0].data
    book.events = relinked([book.events[0]._replace(data=endless), *book.events[1:]])
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(evidence_of(book))))
    assert "execution_diverged" in findings.kinds()


@pytest.mark.parametrize("shape", SHAPES, ids=list(SHAPES))
def test_every_shape_is_executed_by_its_record_alone(shape: str) -> None:
    """Gateways, repetitions, calls, terms: without a value, by both runs, to the end."""
    book = SHAPES[shape]()
    if not {"instance_completed", "instance_cancelled"} & {event.type for event in book.events}:
        book.cancel()
    replay = Replay(book.executable, reference=True, executables=book.executables)
    assert sum(1 for _ in replay.steps(opened_of(book))) > 0
    assert (replay.ended_at, replay.limit) == (None, None)
