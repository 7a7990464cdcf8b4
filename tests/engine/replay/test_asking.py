"""Everything that can be asked of histories, alone and together, on both databases."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert

from engine.facts.following import step
from engine.facts.models import value_facts
from engine.instances import commands
from engine.instances.models import instances
from engine.instances.reading import EVERYTHING
from engine.instances.views.quotes import Quotable
from engine.policies.models import policy_states
from engine.replay import register, searches
from engine.replay.searches import SearchNameMissing
from engine.replay.totals import Total, sums, totals
from engine.replay.wanted import ValueWanted, Wanted
from tests.support import START, Company
from tests.web.test_site import drive_until

pytestmark = pytest.mark.both_databases

SERVICE = {"tipo_requerimiento": "servicio", "areas": ["ciberinteligencia"]}
ALL = Quotable()


@pytest.fixture
def histories(company: Company) -> Company:
    """One that came back for corrections (1), one cancelled two days later (2), one begun by mistake (3), one at
    «Validar», late (4)."""
    first, cancelled, mistaken = company.start(), company.start(), company.start()
    drive_until(company, first, "correcciones", {"validacion": [SERVICE], "validar_cumplimiento": [{"cumple": False}]})
    company.do(first, "correcciones")
    company.clock.now += timedelta(days=2)
    with company.database.transaction() as connection:
        by: dict[str, Any] = {"actor": "comercial", "at": company.clock()}
        commands.cancel(connection, company.runtime, cancelled, "El cliente desistió", **by)
        commands.cancel(connection, company.runtime, mistaken, "Repetida", **by, mistake=True)
    late = company.start()
    company.do(late, "prospeccion")
    company.clock.now += timedelta(days=30)
    company.do(late, "validacion", SERVICE)
    while step(company.database, company.runtime):
        pass
    return company


def found(company: Company, **wanted: Any) -> str:
    """The last digits of the folios, as the page has them and as a whole."""
    asked = Wanted(**wanted, quotable=ALL, descending=False)
    with company.database.reading() as connection:
        page = [line.folio for line in register.page(connection, EVERYTHING, asked)[0]]
        assert register.folios(connection, EVERYTHING, asked) == page
        assert sum(each.count for each in totals(connection, EVERYTHING, asked)) == len(page)
    return "".join(folio[-1] for folio in page)


def test_each_question_finds_its_histories(histories: Company) -> None:
    begun = START - timedelta(hours=1)
    asked: dict[str, dict[str, Any]] = {
        "2": {"outcome": "cancelled"},
        "3": {"outcome": "mistake"},
        "23": {"ended_since": START, "ended_until": START + timedelta(days=3)},
        "1": {"corrections": 1},
        "14": {"lane": "preventa"},
        "1234": {"process": "gestion_comercial"},
        "": {"rounds": 9},
        "4": {"missed": 0},
    }
    for folios, question in asked.items():
        assert found(histories, **question) == folios, question
    assert found(histories, rounds=2) == "1"
    assert found(histories, shortest=24 * 60) == "23" and found(histories, longest=24 * 60) == ""
    assert found(histories, missed=10**6) == ""
    assert found(histories, migrated=True) == "" and found(histories, migrated=False) == "1234"
    assert found(histories, incidents=False, returned=False) == "1234"
    assert found(histories, ended_until=begun) == ""


def test_a_person_a_step_a_lane_and_a_term_are_of_one_visit(histories: Company) -> None:
    assert found(histories, activity="validacion", person="comercial") == "14"
    assert found(histories, activity="validacion", person="preventa") == ""
    assert found(histories, lane="preventa", person="comercial", missed=0) == "4"
    assert found(histories, person="comercial") == "1234"
    assert found(histories, activity="validacion", missed=0) == "4"
    assert found(histories, activity="prospeccion", missed=0) == ""


def test_a_period_is_of_any_event(histories: Company) -> None:
    day = START + timedelta(days=1)
    assert found(histories, event_since=day) == "234"
    assert found(histories, event_since=day, event_until=day + timedelta(days=2)) == "234"
    # The fourth was begun before and ended after: nothing happened to it between.
    between = START + timedelta(days=10)
    assert found(histories, event_since=between, event_until=between + timedelta(days=5)) == ""
    assert found(histories, event_until=day) == "123"


def test_values_and_policies_are_asked_for(histories: Company) -> None:
    with histories.database.transaction() as connection:
        ids = list(connection.execute(instances.select().with_only_columns(instances.c.id)).scalars())
        row = {"variable": "folio_crm", "part": "", "given": "", "number": None, "day": None}
        texts = [{**row, "instance_id": id_, "text_key": f"opp-{n}"} for n, id_ in enumerate(sorted(ids))]
        amounts = [
            {**row, "variable": "monto_x", "instance_id": id_, "text_key": None, "number": n * 15_000}
            for n, id_ in enumerate(sorted(ids))
        ]
        connection.execute(value_facts.delete())
        connection.execute(policy_states.delete())
        connection.execute(insert(value_facts), texts + amounts)
        kept = {"process_id": "gestion_comercial", "version": 4, "month": "2026-03", "seqs": "[]", "needs": "[]"}
        connection.execute(
            insert(policy_states),
            [
                {**kept, "instance_id": ids[0], "policy": "a", "state": "breached", "head_seq": 1},
                {**kept, "instance_id": ids[0], "policy": "b", "state": "compliant", "head_seq": 1},
            ],
        )
    first = histories_of(ids[0], histories)
    assert found(histories, policy="a", policy_state="breached") == first
    assert found(histories, policy="a", policy_state="compliant") == ""
    assert found(histories, policy_state="compliant") == first
    assert found(histories, values=(ValueWanted("folio_crm", text="OPP"),)) == "1234"
    assert found(histories, values=(ValueWanted("folio_crm", text="opp", whole=True),)) == ""
    assert found(histories, values=(ValueWanted("monto_x", least=Decimal("1.5"), most=Decimal("3")),)) == "23"
    both = ValueWanted("folio_crm", text="opp-1"), ValueWanted("monto_x", least=Decimal("1.5"))
    assert found(histories, values=both) == "2"
    hidden = Quotable(withheld=frozenset({"folio_crm"}))
    personal = Quotable(personal=frozenset({"folio_crm"}))
    for reader, text, folios in ((hidden, "opp-1", 0), (personal, "opp", 0), (personal, "opp-1", 1)):
        asked = Wanted(values=(ValueWanted("folio_crm", text=text),), quotable=reader)
        with histories.database.reading() as connection:
            assert len(register.folios(connection, EVERYTHING, asked)) == folios


def histories_of(id_: int, company: Company) -> str:
    with company.database.reading() as connection:
        return str(connection.execute(instances.select().where(instances.c.id == id_)).mappings().one()["folio"])[-1]


def test_totals_are_by_what_came_of_them_and_never_across_currencies(histories: Company) -> None:
    with histories.database.transaction() as connection:
        ids = sorted(connection.execute(instances.select().with_only_columns(instances.c.id)).scalars())
        row = {"part": "", "given": "", "number": None, "day": None, "text_key": None}
        given = []
        for id_, amount, currency in ((ids[0], 10_000, "mxn"), (ids[3], 25_000, "mxn"), (ids[2], 7_500, "usd")):
            given += [
                {**row, "instance_id": id_, "variable": "monto_propuesta", "number": amount},
                {**row, "instance_id": id_, "variable": "moneda_propuesta", "text_key": currency},
            ]
        # What was agreed counts, not what was offered.
        given.append({**row, "instance_id": ids[0], "variable": "monto_contrato", "number": 40_000})
        given.append({**row, "instance_id": ids[0], "variable": "moneda_contrato", "text_key": "mxn"})
        connection.execute(value_facts.delete())
        connection.execute(insert(value_facts), given)
    gestion = "gestion_comercial"
    with histories.database.reading() as connection:
        assert totals(connection, EVERYTHING, Wanted()) == [
            Total(gestion, "", 2),
            Total(gestion, "cancelled", 1),
            Total(gestion, "mistake", 1),
        ]
        added = {
            (each.outcome, each.currency): (each.count, each.total)
            for each in sums(connection, EVERYTHING, Wanted(), ALL)
        }
        assert added == {("", "MXN"): (2, Decimal("6.5")), ("mistake", "USD"): (1, Decimal("0.75"))}
        hidden = Quotable(withheld=frozenset({"monto_contrato", "monto_propuesta", "monto_estimado"}))
        assert sums(connection, EVERYTHING, Wanted(), hidden) == []


def test_a_search_is_kept_by_its_name_by_whoever_keeps_it(company: Company) -> None:
    by: dict[str, Any] = {"actor": "auditor", "at": company.clock()}
    with company.database.transaction() as connection:
        searches.save(connection, "  Ganadas  del año ", "desenlace=fin_ganada", shared=False, **by)
        searches.save(connection, "Ganadas del año", "desenlace=fin_ganada&desde=2026-01-01", shared=True, **by)
        searches.save(connection, "Mías", "estado=running", shared=False, **by)
        with pytest.raises(SearchNameMissing):
            searches.save(connection, "  ", "", shared=False, **by)
        mine = searches.searches(connection, "auditor")
        assert [(each.name, each.shared) for each in mine] == [("Ganadas del año", True), ("Mías", False)]
        (theirs,) = searches.searches(connection, "administrador")
        assert theirs.address == "desenlace=fin_ganada&desde=2026-01-01"
        with pytest.raises(Exception, match="search"):
            searches.forget(connection, theirs.id, actor="administrador")
        searches.forget(connection, theirs.id, actor="auditor")
        assert [each.name for each in searches.searches(connection, "auditor")] == ["Mías"]
