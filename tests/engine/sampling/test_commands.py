"""Samples in the database: drawn from a population, worked through, concluded, and held against their ledger."""

import zlib
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update

from engine.errors import NotAllowed, NotFound
from engine.facts.models import value_facts
from engine.instances.models import instances
from engine.instances.reading import EVERYTHING
from engine.replay.population import By, SeveralCurrencies, population
from engine.replay.wanted import Wanted
from engine.sampling import commands, queries
from engine.sampling.commands import (
    BadAttributes,
    BadSampleTitle,
    BadVerdict,
    ConclusionMissing,
    SampleConcluded,
    SampleNotFinished,
)
from engine.sampling.drawing import Draw, Member, Method, draw
from engine.sampling.models import sample_items, samples
from engine.sampling.record import Verdict
from engine.sampling.sizes import Plan
from engine.verification.ledger_checks import ledger_checks
from tests.support import Company

ZONE = ZoneInfo("America/Mexico_City")
MET, DEVIATION, OUT = Verdict.MET, Verdict.DEVIATION, Verdict.NOT_APPLICABLE

pytestmark = pytest.mark.both_databases


def found(company: Company, method: Method = Method.RANDOM, by: By | None = None) -> list[Member]:
    with company.database.reading() as connection:
        return population(connection, EVERYTHING, Wanted(), ZONE, method, by)


def drawn(company: Company, *, actor: str = "auditor", size: int = 2, attributes: tuple[str, ...] = ("A", "B")) -> int:
    with company.database.transaction() as connection:
        return commands.draw_sample(
            connection, "  Ganadas  de marzo", attributes, found(company), Method.RANDOM, seed="7", size=size, asked="",
            plan=Plan(95, 5, 1), actor=actor, at=company.clock(),
        )  # fmt: skip


def judge(company: Company, id: int, folio: str, *verdicts: Verdict, note: str = "", actor: str = "auditor") -> None:
    with company.database.transaction() as connection:
        judged = {str(number): (verdict, note) for number, verdict in enumerate(verdicts, 1)}
        commands.judge(connection, id, folio, judged, actor=actor, at=company.clock())


def problems(company: Company) -> list[str]:
    with company.database.reading() as connection:
        return [str(problem) for check in ledger_checks(connection, ["samples"]) for problem in check.problems]


def test_a_sample_is_drawn_worked_through_and_concluded(company: Company) -> None:
    folios = [company.start() for _ in range(4)]
    id = drawn(company)
    with company.database.reading() as connection:
        it, items = queries.sample(connection, id), queries.items(connection, id)
        assert queries.drawn_again(connection, it).folios == [each.folio for each in items]
        assert queries.population(connection, id) == "".join(f"{each}\n" for each in folios).encode()
    assert (it.title, it.population, it.items, it.done, it.plan) == ("Ganadas de marzo", 4, 2, 0, Plan(95, 5, 1))
    first, second = (each.folio for each in items)
    judge(company, id, first, DEVIATION, note="Sin acuse")
    with company.database.reading() as connection:
        assert queries.item(connection, id, second)[1] == first  # it is not finished yet
    judge(company, id, first, DEVIATION, OUT, note="Sin acuse")
    with company.database.transaction() as connection, pytest.raises(SampleNotFinished):
        commands.conclude(connection, id, "Se desvía", actor="auditor", at=company.clock())
    judge(company, id, second, MET, MET)
    with company.database.transaction() as connection:
        with pytest.raises(ConclusionMissing):
            commands.conclude(connection, id, "  ", actor="auditor", at=company.clock())
        commands.conclude(connection, id, "Se desvía", actor="auditor", at=company.clock())
    with pytest.raises(SampleConcluded):
        judge(company, id, first, MET, MET)
    with company.database.reading() as connection:
        it, items = queries.sample(connection, id), queries.items(connection, id)
        assert [each.id for each in queries.samples_of(connection, first)] == [id]
        assert queries.page(connection, before=id) == ([], None)
        assert queries.page(connection)[0] == [it]
    assert (it.done, it.deviating, it.conclusion, it.concluded_by) == (2, 1, "Se desvía", "auditor")
    assert items[0].verdicts == {1: (DEVIATION, "Sin acuse"), 2: (OUT, "Sin acuse")}
    one, other = queries.results(it, items)
    assert (one.examined, one.deviations, one.bears) == (2, 1, False)
    assert (other.examined, other.deviations) == (1, 0)
    assert problems(company) == []


def test_auditors_alone_draw_and_judge(company: Company) -> None:
    folio = company.start()
    for actor in ("administrador", "comercial", "direccion_general", "control_documentos"):
        with pytest.raises(NotAllowed):
            drawn(company, actor=actor)
    id = drawn(company, size=1)
    with pytest.raises(NotAllowed):
        judge(company, id, folio, MET, actor="administrador")
    assert problems(company) == []


def test_what_is_not_as_it_must_be_is_refused_and_nothing_is_stored(company: Company) -> None:
    folio = company.start()
    id = drawn(company, size=1)
    with pytest.raises(BadAttributes):
        drawn(company, attributes=(" ", ""))
    with company.database.transaction() as connection, pytest.raises(BadSampleTitle):
        commands.draw_sample(
            connection, " ", ["A"], [Member(folio)], Method.RANDOM, seed="7", size=1, asked="", actor="auditor",
            at=company.clock(),
        )  # fmt: skip
    for verdicts, note in (((MET, MET, MET), ""), ((DEVIATION,), " "), ((MET,), "x" * 2_001)):
        with pytest.raises(BadVerdict):
            judge(company, id, folio, *verdicts, note=note)
    with pytest.raises(NotFound):
        judge(company, id, "GC-2026-9999", MET)
    with pytest.raises(NotFound):
        judge(company, 99, folio, MET)
    with company.database.reading() as connection:
        assert queries.items(connection, id)[0].verdicts == {}


def test_whoever_changes_a_sample_is_found_out(company: Company) -> None:
    folio, other = company.start(), company.start()
    id = drawn(company, size=1)
    with company.database.reading() as connection:
        (one,) = queries.items(connection, id)
    judge(company, id, one.folio, DEVIATION, MET, note="Sin acuse")
    assert problems(company) == []
    for table, row in (
        (sample_items, {"folio": other if one.folio == folio else folio}),
        (sample_items, {"deviations": 0}),
        (samples, {"members": zlib.compress(b"GC-2026-0001\n")}),
        (samples, {"members": b"?"}),
        (samples, {"seed": "8"}),
    ):
        with company.database.transaction() as connection:
            connection.execute(update(table).values(**row))
        assert problems(company), row
        with company.database.transaction() as connection:
            kept = zlib.compress(f"{folio}\n{other}\n".encode(), 9)
            connection.execute(update(samples).values(members=kept, seed="7"))
            connection.execute(update(sample_items).values(folio=one.folio, deviations=1))
        assert problems(company) == [], row


def test_strata_are_read_from_the_histories(company: Company) -> None:
    first, second = company.start(), company.start()
    company.command("cancel", second, "Duplicada", actor="comercial")
    with company.database.transaction() as connection:
        rows = connection.execute(instances.select().with_only_columns(instances.c.id, instances.c.folio)).all()
        ids = {folio: id for id, folio in rows}
        for variable, number, text in (("monto_propuesta", 1_250_000_0000, None), ("moneda_propuesta", None, "usd")):
            row = {"instance_id": ids[first], "variable": variable, "part": "", "given": "x", "text_key": text}
            connection.execute(insert(value_facts).values(**row, number=number, day=None))
    by = {each: {member.folio: member.stratum for member in found(company, Method.STRATIFIED, each)} for each in By}
    assert by[By.OUTCOME] == {first: "running", second: "cancelled"}
    assert by[By.MONTH] == {first: "2026-03", second: "2026-03"}
    assert set(by[By.LANE].values()) == {"comercial"}
    assert by[By.AMOUNT] == {first: "1000000-9999999 USD", second: "-"}
    assert [(each.folio, each.units) for each in found(company, Method.MONETARY)] == [
        (first, 1_250_000_00), (second, 0),
    ]  # fmt: skip
    with company.database.transaction() as connection:
        for variable, number, text in (("monto_contrato", 10_0000, None), ("moneda_contrato", None, "mxn")):
            row = {"instance_id": ids[second], "variable": variable, "part": "", "given": "x", "text_key": text}
            connection.execute(insert(value_facts).values(**row, number=number, day=None))
    with pytest.raises(SeveralCurrencies):
        found(company, Method.MONETARY)


def test_two_databases_with_the_same_histories_give_the_same_sample(company: Company) -> None:
    """The rows of one are put in another order; what is drawn is what it was."""

    def sample() -> Draw:
        return draw(found(company, Method.STRATIFIED, By.LANE), Method.STRATIFIED, "2026", 3)

    for _ in range(6):
        company.start()
    before = sample()
    with company.database.transaction() as connection:
        rows = connection.execute(instances.select().with_only_columns(instances.c.id, instances.c.folio)).all()
        turned = [folio for _, folio in reversed(rows)]
        for id, _ in rows:
            connection.execute(update(instances).where(instances.c.id == id).values(folio=f"x{id}"))
        for (id, _), folio in zip(rows, turned, strict=True):
            connection.execute(update(instances).where(instances.c.id == id).values(folio=folio))
    assert sample() == before
