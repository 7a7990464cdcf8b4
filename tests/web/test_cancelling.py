"""Cancelling an opportunity on the site, or saying that it was a mistake: who may, why, and what is told."""

import pytest


@pytest.fixture
def folio(company):
    found = company.start()
    company.do(found, "prospeccion", {"cliente": "Ácme"})
    return found


def test_who_may_is_asked_why_and_sees_what_is_withdrawn(visit, company, folio):
    page = visit("comercial").get(f"/oportunidades/{folio}")
    assert page.page.xpath(f"//a[@href='/oportunidades/{folio}/cancelar']")
    page.get(f"/oportunidades/{folio}/cancelar")
    assert "Validación administrativa y técnica" in page.text() and page.page.xpath("//textarea[@required]")
    page.post(f"/oportunidades/{folio}/cancelar", {"kind": "cancel", "reason": "El cliente desistió"})
    assert (
        page.path == f"/oportunidades/{folio}"
        and "Comercial canceló la oportunidad: El cliente desistió" in page.text()
    )
    assert not page.page.xpath("//a[contains(@href, '/cancelar')]")
    assert page.get(f"/oportunidades/{folio}/cancelar").status == 409


def test_a_mistake_is_said_so(visit, company, folio):
    page = visit("comercial").post(f"/oportunidades/{folio}/cancelar", {"kind": "mistake", "reason": "Repetida"})
    assert "canceló la oportunidad, que se inició por error: Repetida" in page.text()


def test_without_a_reason_nothing_is_cancelled_and_what_was_chosen_stays(visit, company, folio):
    page = visit("comercial").post(f"/oportunidades/{folio}/cancelar", {"kind": "mistake", "reason": " "})
    assert page.status == 422 and "diga por qué" in page.text("//*[@role='alert']")
    assert page.page.xpath("//input[@value='mistake'][@checked]") and company.tasks(folio)


def test_who_may_not_is_offered_nothing_and_refused(visit, company, folio):
    for person, status in (("preventa", 403), ("auditor", 403), ("soc_noc", 404)):
        page = visit(person).get(f"/oportunidades/{folio}")
        assert not page.page.xpath("//a[contains(@href, '/cancelar')]")
        assert page.get(f"/oportunidades/{folio}/cancelar").status == status
        assert page.post(f"/oportunidades/{folio}/cancelar", {"reason": "x"}).status == status
    assert company.tasks(folio)
