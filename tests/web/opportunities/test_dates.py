"""Changing the delivery to the client where the opportunity is."""

from collections.abc import Callable

from tests.engine.client_access.proposal import to_be_sent
from tests.support import Company
from tests.web.conftest import Visitor

Visit = Callable[[str], Visitor]


def test_whoever_began_it_changes_the_delivery_with_a_reason_and_reads_it_in_the_history(
    visit: Visit, company: Company
) -> None:
    folio = to_be_sent(company)
    page = visit("comercial").get(f"/oportunidades/{folio}")
    page.get(page.page.xpath("//a[text()='Cambiar una fecha']")[0].get("href"))
    assert page.text("//h1") == "Cambiar una fecha" and "Fecha de entrega de la propuesta al cliente" in page.text()
    form = "//form[input[@value='fecha_entrega']]"
    page.submit({"day": "2026-12-12", "reason": "Prórroga del cliente"}, form=form)
    assert page.status == 422 and "debe ser un día hábil" in page.text("//*[@role='alert']")
    assert page.page.xpath(f"{form}//input[@name='reason']")[0].get("value") == "Prórroga del cliente"
    page.submit({"day": "2026-12-15"}, form=form)
    assert page.path == f"/oportunidades/{folio}" and "mar 15 dic 2026" in page.text("//dl")
    changed = next(each for each in company.history(folio) if each.type == "values_changed")
    assert changed.payload["reason"] == "Prórroga del cliente"
    assert company.tasks(folio)[0].item.due_at is not None


def test_nobody_else_is_offered_it(visit: Visit, company: Company) -> None:
    folio = to_be_sent(company)
    page = visit("preventa").get(f"/oportunidades/{folio}")
    assert page.status == 200 and page.page.xpath("//a[text()='Cambiar una fecha']") == []
    assert page.get(f"/oportunidades/{folio}/fechas").status == 403
