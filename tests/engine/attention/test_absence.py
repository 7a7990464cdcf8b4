"""Whoever stands in for somebody is told of their work, and who gets a step back why it came back."""

from datetime import date

import pytest
from sqlalchemy import select

from engine import canonical_json
from engine.instances import returning
from engine.telling.models import notices
from engine.telling.substitutions import end_substitution, set_substitute
from tests.engine.attention.noticing import follow, forget, told
from tests.support import Company

pytestmark = pytest.mark.both_databases

TODAY = date(2026, 3, 2)


def test_a_substitute_is_told_of_work_that_arrives_while_they_stand_in(company: Company) -> None:
    with company.database.transaction() as connection:
        when = {"zone": company.runtime.calendar.zone, "words": str, "actor": "preventa", "at": company.clock()}
        made = set_substitute(connection, "preventa", "alianzas", TODAY, TODAY, **when)  # type: ignore[arg-type]
    assert told(company) == [("alianzas", "substitution", None)]
    forget(company)
    folio = company.start()
    company.do(folio, "prospeccion")
    follow(company)
    arrived = [each for each in told(company) if each[2] == "validacion"]
    assert {person for person, _, _ in arrived} == {"preventa", "comercial", "alianzas"}
    forget(company)
    with company.database.transaction() as connection:
        end_substitution(connection, made.id, words=str, actor="administrador", at=company.clock())
    assert [person for person, _, _ in told(company)] == ["alianzas", "preventa"]


def test_who_gets_a_step_back_is_told_why(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    follow(company)
    forget(company)
    with company.database.transaction() as connection:
        id_ = company.task(folio, "validacion").item.id
        by = {"actor": "preventa", "at": company.clock()}
        returning.give_back(connection, company.runtime, id_, "Faltó el alcance", **by)  # type: ignore[arg-type]
    follow(company)
    assert told(company) == [("director_comercial", "work_returned", "prospeccion")]
    with company.database.reading() as connection:
        said = canonical_json.loads(connection.execute(select(notices.c.data)).scalar_one())
    assert isinstance(said, dict) and said["reason"] == "Faltó el alcance"
