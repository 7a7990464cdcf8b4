"""Starting to write takes a step; leaving it as it was gives it back."""

from collections.abc import Mapping

import pytest

from engine.form_drafts import queries as drafts
from engine.form_drafts import taking
from engine.form_drafts.commands import Writer
from tests.support import Company

pytestmark = pytest.mark.both_databases
FOLIO = "GC-2026-0001"


@pytest.fixture(autouse=True)
def begun(company: Company) -> None:
    company.do(company.start(), "prospeccion")


def write(company: Company, who: str, values: Mapping[str, object], *, turn: int = 1, untouched: bool = False) -> None:
    item = company.task(FOLIO, "validacion").item
    with company.database.transaction() as connection:
        writer = Writer("p", turn)
        taking.save(connection, company.runtime, item, who, values, writer, untouched=untouched, at=company.clock())


def discard(company: Company, who: str) -> None:
    item = company.task(FOLIO, "validacion").item
    with company.database.transaction() as connection:
        taking.discard(connection, company.runtime, item, who, "", at=company.clock())


def holder(company: Company) -> str | None:
    return company.task(FOLIO, "validacion").item.assignee


def written(company: Company, who: str) -> list[object]:
    with company.database.reading() as connection:
        item = company.task(FOLIO, "validacion").item
        return [each.values for each in drafts.own_drafts(connection, item.id, who)]


def test_the_first_draft_takes_the_step_and_later_ones_write_no_event(company: Company) -> None:
    write(company, "preventa", {"viabilidad": "S"})
    assert holder(company) == "preventa"
    last = company.history(FOLIO)[-1]
    assert (last.type, last.actor) == ("user_task_claimed", "preventa")
    write(company, "preventa", {"viabilidad": "Sí"}, turn=2)
    assert company.history(FOLIO)[-1] == last and written(company, "preventa") == [{"viabilidad": "Sí"}]


@pytest.mark.parametrize("leave", [discard, lambda company, who: write(company, who, {}, turn=2, untouched=True)])
def test_what_is_left_as_it_was_goes_back_to_its_lane(company: Company, leave: object) -> None:
    write(company, "preventa", {"viabilidad": "S"})
    assert callable(leave)
    leave(company, "preventa")
    assert holder(company) is None and company.history(FOLIO)[-1].type == "user_task_released"
    write(company, "comercial", {"viabilidad": "No"})
    assert holder(company) == "comercial"


def test_a_step_that_was_taken_by_hand_stays_whatever_is_written(company: Company) -> None:
    item = company.task(FOLIO, "validacion").item
    company.command("claim", item.id, actor="preventa")
    write(company, "preventa", {"viabilidad": "S"})
    write(company, "preventa", {}, turn=2, untouched=True)
    discard(company, "preventa")
    assert holder(company) == "preventa"


def test_nothing_is_taken_by_who_only_looks(company: Company) -> None:
    write(company, "preventa", {}, untouched=True)
    assert holder(company) is None


def test_who_writes_into_a_colleague_s_step_takes_nothing_and_loses_nothing(company: Company) -> None:
    write(company, "preventa", {"viabilidad": "S"})
    write(company, "comercial", {"viabilidad": "No"})
    assert holder(company) == "preventa" and written(company, "comercial") == [{"viabilidad": "No"}]


def test_who_had_it_taken_over_gives_nothing_back(company: Company) -> None:
    write(company, "preventa", {"viabilidad": "S"})
    company.command("take_over", company.task(FOLIO, "validacion").item.id, "No contesta", actor="comercial")
    discard(company, "preventa")
    assert holder(company) == "comercial"
