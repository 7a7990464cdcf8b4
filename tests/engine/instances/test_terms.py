"""Terms that change on record: the delivery to the client, and the calendar."""

from datetime import date, datetime

import pytest

from engine.calendar import commands as calendar
from engine.clock import from_text
from engine.errors import FormRejected, InstanceEnded, NotAllowed, NotFound
from engine.identity.queries import person
from engine.instances import commands, terms
from engine.instances.commands import ReasonRequired
from engine.instances.execution_queries import data
from engine.instances.reading import EVERYTHING
from engine.verification.instance_verifier import verify
from tests.engine.client_access.proposal import GO, SERVICE
from tests.support import Company

pytestmark = pytest.mark.both_databases
DELIVERY = "fecha_entrega"


def take_part(company: Company, folio: str) -> None:
    for task in company.tasks(folio):
        company.complete(task.item.id, actor=task.candidates[0])


def at_compliance(company: Company) -> str:
    """An opportunity whose proposal Cumplimiento validates; the client gets it on Friday the 27th of March."""
    folio = company.start()
    company.do(folio, "prospeccion", {DELIVERY: "2026-03-27"})
    company.do(folio, "validacion", {**SERVICE, "areas": ["soc_noc", "ciberinteligencia"]})
    take_part(company, folio)
    for element in ("dimensionamiento", "business_case"):
        company.do(folio, element)
    company.do(folio, "validar_business_case", GO)
    company.do(folio, "elaborar_propuesta")
    return folio


def change(company: Company, folio: str, day: str, reason: str = "El cliente pidió más tiempo", **who: str) -> int:
    with company.database.transaction() as connection:
        where = connection, company.runtime, folio, DELIVERY, day, reason
        return terms.change_date(*where, actor=who.get("actor", "comercial"), at=company.clock())


def due(company: Company, folio: str) -> datetime | None:
    return company.tasks(folio)[0].item.due_at


def sound(company: Company, folio: str) -> bool:
    with company.database.reading() as connection:
        return verify(connection, company.runtime, folio).ok


def test_another_delivery_is_recorded_and_the_terms_that_count_from_it_follow(company: Company) -> None:
    folio = at_compliance(company)
    assert due(company, folio) == from_text("2026-03-27T00:00:00.000000Z"), "one working day before, at 18:00"
    assert change(company, folio, "2026-04-08") == 1
    assert due(company, folio) == from_text("2026-04-08T00:00:00.000000Z")
    changed, term = company.history(folio)[-2:]
    assert (changed.type, changed.actor, changed.payload) == (
        "values_changed", "comercial",
        {
            "values": {DELIVERY: "2026-04-08"}, "reason": "El cliente pidió más tiempo",
            "label": "Fecha de entrega de la propuesta al cliente",
        },
    )  # fmt: skip
    assert (term.type, term.element) == ("user_task_due_changed", "validar_cumplimiento")
    with company.database.reading() as connection:
        assert data(connection, company.runtime, EVERYTHING, folio)[DELIVERY] == "2026-04-08"
    company.do(folio, "validar_cumplimiento", {"cumple": True})
    assert due(company, folio) == from_text("2026-04-09T00:00:00.000000Z"), "what begins later counts from it too"
    assert sound(company, folio)


def test_while_several_work_at_the_same_time_all_of_them_see_the_new_date(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion", {DELIVERY: "2026-03-27"})
    company.do(folio, "validacion", {**SERVICE, "areas": ["soc_noc", "ciberinteligencia"]})
    assert change(company, folio, "2026-04-08") == 0, "they count from another date"
    take_part(company, folio)
    assert due(company, folio) == from_text("2026-04-02T00:00:00.000000Z"), "five working days before"
    with company.database.reading() as connection:
        assert data(connection, company.runtime, EVERYTHING, folio)[DELIVERY] == "2026-04-08"
    assert sound(company, folio)


def test_who_may_not_or_gives_no_reason_or_no_working_day_to_come_is_refused(company: Company) -> None:
    folio = at_compliance(company)
    before = company.history(folio)
    with pytest.raises(NotAllowed):
        change(company, folio, "2026-04-08", actor="preventa")
    with pytest.raises(ReasonRequired):
        change(company, folio, "2026-04-08", " ")
    for wrong, code in (("2026-04-04", "check"), ("2026-02-04", "past_date"), ("mañana", "type")):
        with pytest.raises(FormRejected) as caught:
            change(company, folio, wrong)
        assert [each.code for each in caught.value.errors] == [code]
    with company.database.transaction() as connection, pytest.raises(NotFound):
        where = connection, company.runtime, folio, "cliente", "2026-04-08", "x"
        terms.change_date(*where, actor="comercial", at=company.clock())
    assert change(company, folio, "2026-03-27") == 0 and company.history(folio) == before
    with company.database.transaction() as connection:
        commands.cancel(connection, company.runtime, folio, "Duplicada", actor="comercial", at=company.clock())
    with pytest.raises(InstanceEnded):
        change(company, folio, "2026-04-08")


def test_whoever_may_change_a_date_is_offered_it_by_its_name(company: Company) -> None:
    folio = at_compliance(company)

    def offered(who: str) -> list[tuple[str, str, date]]:
        with company.database.reading() as connection:
            found = terms.changeable(connection, company.runtime, EVERYTHING, folio, person(connection, who))
        return [(each.variable, each.label, each.value) for each in found]

    delivery = DELIVERY, "Fecha de entrega de la propuesta al cliente", date(2026, 3, 27)
    assert delivery in offered("comercial") and offered("preventa") == []


def test_a_day_decided_later_moves_no_term_until_an_administrator_has_them_counted_anew(company: Company) -> None:
    folio = at_compliance(company)
    with company.database.transaction() as connection:
        calendar.decide(connection, "2026-03-26", works=False, name="Puente", actor="administrador", at=company.clock())
    assert due(company, folio) == from_text("2026-03-27T00:00:00.000000Z")

    def recount(actor: str, reason: str = "Puente del 26 de marzo") -> tuple[int, int | None]:
        with company.database.transaction() as connection:
            return terms.recount(connection, company.runtime, reason, actor=actor, at=company.clock())

    with pytest.raises(NotAllowed):
        recount("comercial")
    with pytest.raises(ReasonRequired):
        recount("administrador", "")
    assert [recount("administrador"), recount("administrador")] == [(1, None), (0, None)]
    assert due(company, folio) == from_text("2026-03-26T00:00:00.000000Z")
    last = company.history(folio)[-1]
    assert (last.type, last.role, last.payload["reason"]) == (
        "user_task_due_changed", "administrador", "Puente del 26 de marzo",
    )  # fmt: skip
    assert sound(company, folio)
