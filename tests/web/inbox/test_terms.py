"""The inbox in the order of terms, and how much of it is overdue."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.engine.instances.views.test_inbox import fill


@pytest.fixture
def office(company):
    """Three leads at «Participar» of the SOC/NOC, due on three days, the first that came in last."""
    for client, date in (("Ácme", "2026-04-30"), ("Coca-Cola", "2026-03-12"), ("Banco", "2026-03-20")):
        folio = company.start()
        company.do(folio, "prospeccion", {"cliente": client, "fecha_entrega": date})
        answers = {"tipo_requerimiento": "servicio", "areas": ["soc_noc"], "fecha_respuesta_areas": date}
        company.do(folio, "validacion", answers)
    return company


def folios(page):
    return [each[-1] for each in page.page.xpath("//ul[@class='work']//span[@class='folio']/text()")]


def count(page):
    return page.text("//*[@data-count]")


def test_what_is_due_first_comes_first_and_the_search_and_the_tab_stay(visit, office):
    page = visit("soc_noc").get("/bandeja?ver=carriles&q=2026")
    assert folios(page) == ["1", "2", "3"]
    page.get(page.page.xpath("//a[text()='Por plazo']/@href")[0])
    assert folios(page) == ["2", "3", "1"] and page.page.xpath("//*[@id='q']/@value") == ["2026"]
    (tab,) = page.page.xpath("//nav[@class='tabs']/a[text()='Por hacer']/@href")
    assert "orden=plazo" in tab
    page.get(page.page.xpath("//a[text()='Más antiguos']/@href")[0])
    assert folios(page) == ["1", "2", "3"]


def test_it_says_how_many_there_are_and_how_many_are_overdue(visit, office):
    assert count(visit("soc_noc").get("/bandeja")) == "Pasos: 3"
    office.clock.now += timedelta(days=25)
    assert count(visit("soc_noc").get("/bandeja")) == "Pasos: 3 · vencidos: 2"
    assert count(visit("comercial").get("/bandeja?ver=hechas")) == "Pasos: 3"


def test_more_than_are_put_in_order_is_said(visit, office, monkeypatch):
    monkeypatch.setattr("web.inbox.listing.MOST_BY_TERM", 2)
    page = visit("soc_noc").get("/bandeja?orden=plazo")
    assert folios(page) == ["2", "1"]
    assert count(page) == "Los 2 pasos más antiguos, por plazo; hay más"


def test_what_is_on_further_pages_is_not_counted(visit, office, monkeypatch):
    monkeypatch.setattr("web.inbox.listing.PER_PAGE", 2)
    assert count(visit("soc_noc").get("/bandeja")) == "2 pasos en esta página"


def test_ten_thousand_steps_in_the_order_of_terms_cost_six_statements(visit, company):
    with company.database.transaction() as connection:
        fill(connection, 10_000)
    page = visit("preventa").get("/bandeja?orden=plazo")
    said = []
    event.listen(company.database.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    page.get("/bandeja?orden=plazo")
    assert len(folios(page)) == 200 and len(said) <= 6, said
