"""How instances stand is kept as their histories grow, and is the same however it was come by."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from bpmn.model import Check, Requirement
from engine.notifications.retention import KEPT, remove_arrived
from engine.policies import keeping, queries
from engine.policies.models import PolicyState, policy_progress, policy_states, policy_totals
from tests.engine.instances.test_routes import NO_GO, SERVICE
from tests.engine.notifications.posting import Scripted, Still, notify, post
from tests.support import START, Company

ENDS = {"validacion": [SERVICE], "validar_business_case": [NO_GO]}
LATER = START + timedelta(hours=1)
pytestmark = pytest.mark.both_databases


def kept(company: Company) -> set[tuple[object, ...]]:
    with company.database.reading() as connection:
        return {tuple(row) for row in connection.execute(select(policy_states))}


def totals(company: Company) -> set[tuple[object, ...]]:
    with company.database.reading() as connection:
        return {tuple(row) for row in connection.execute(select(policy_totals))}


def follow(company: Company) -> None:
    while keeping.step(company.database, company.runtime):
        pass


def test_states_follow_histories_and_are_found_again_equal(company):
    folio = company.start()
    follow(company)
    with company.database.reading() as connection:
        assert queries.totals(connection, "gestion_comercial")["business_case"] == {PolicyState.NOT_DECIDABLE: 1}
        assert keeping.up_to_date(connection)
    company.drive(folio, ENDS)
    other = company.start()
    with company.database.reading() as connection:
        assert not keeping.up_to_date(connection)
    follow(company)
    by_job, summed = kept(company), totals(company)
    states = {(row[0], row[1]): row[5] for row in by_job}
    assert states[1, "business_case"] == "compliant" and states[1, "aviso_adjudicacion"] == "not_applicable"
    assert states[2, "business_case"] == "not_decidable"
    with company.database.transaction() as connection:
        for table in (policy_states, policy_totals, policy_progress):
            connection.execute(delete(table))
    follow(company)
    assert (kept(company), totals(company)) == (by_job, summed)
    with company.database.transaction() as connection:
        keeping.again(connection, company.runtime, [folio, other])
    assert (kept(company), totals(company)) == (by_job, summed)


def test_what_becomes_of_a_letter_decides_without_any_event(company):
    folio = notify(company)
    for task in company.tasks(folio):
        company.complete(task.item.id, actor=task.candidates[0])
    company.do(folio, "dimensionamiento")
    follow(company)
    before = row(company, "requerimiento_enviado")
    assert (before.state, json.loads(before.needs)) == ("not_decidable", [["letter", "solicitar_participacion"]])
    post(company, Still(LATER), email=Scripted())
    follow(company)
    after = row(company, "requerimiento_enviado")
    assert (after.state, after.needs, after.head_seq) == ("compliant", "[]", before.head_seq)
    assert remove_arrived(company.database, at=LATER + KEPT + timedelta(days=1))
    with company.database.transaction() as connection:
        keeping.again(connection, company.runtime, [folio])
    assert row(company, "requerimiento_enviado") == after, "its row is gone, and the ledger says the same"


def row(company: Company, policy: str):
    with company.database.reading() as connection:
        return connection.execute(select(policy_states).where(policy_states.c.policy == policy)).one()


def test_a_new_installation_judges_what_is_there_each_once_and_goes_on_from_there(company, monkeypatch):
    folios = [company.start() for _ in range(3)]
    judged = []
    judge = keeping.judge

    def counted(connection, runtime, ids):
        judged.extend(ids)
        return judge(connection, runtime, ids)

    monkeypatch.setattr(keeping, "judge", counted)
    monkeypatch.setattr(keeping, "SHARE", 2)
    monkeypatch.setattr(keeping, "MARGIN", 0)
    follow(company)
    assert judged == [1, 2, 3]
    company.do(folios[1], "prospeccion")
    follow(company)
    assert judged == [1, 2, 3, 2]
    assert {each[0] for each in kept(company)} == {1, 2, 3}


def test_another_worker_that_was_faster_is_not_written_over(company, monkeypatch):
    company.start()
    assert keeping.step(company.database, company.runtime), "it has begun"
    judge = keeping.judge
    raced = []

    def overtaken(*args):
        found = judge(*args)
        if not raced:
            raced.append(True)
            assert keeping.step(company.database, company.runtime)
        return found

    monkeypatch.setattr(keeping, "judge", overtaken)
    assert keeping.step(company.database, company.runtime) == 0
    assert sum(each[-1] for each in totals(company)) == 9


def test_the_newest_are_judged_by_other_checks_when_asked(company):
    first, second = company.start(), company.start()
    company.drive(first, ENDS)
    follow(company)
    checks = (Check(key="x", name="X", requires=(Requirement(what="done", steps=("justificar_no_go",)),)),)
    with company.database.reading() as connection:
        counts, folios, judged, there = queries.judged_by(
            connection, company.runtime, "gestion_comercial", checks, "", ""
        )
        nothing = queries.judged_by(connection, company.runtime, "gestion_comercial", checks, "2099-01", "")
    assert counts == {"x": {PolicyState.COMPLIANT: 1, PolicyState.NOT_DECIDABLE: 1}}
    assert folios == {("x", PolicyState.COMPLIANT): [first], ("x", PolicyState.NOT_DECIDABLE): [second]}
    assert (judged, there) == (2, 2)
    assert nothing == ({}, {}, 0, 0)
