"""The inbox by terms: their order, what is overdue, what is due when."""

from datetime import datetime, timedelta

import pytest


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
    assert folios(page) == ["2", "3", "1"]
    page.get(page.page.xpath("//a[text()='Por llegada']/@href")[0])
    assert folios(page) == ["1", "2", "3"] and page.page.xpath("//*[@id='q']/@value") == ["2026"]
    (tab,) = page.page.xpath("//nav[@class='tabs']/a[starts-with(., 'Por hacer')]/@href")
    assert "orden=llegada" in tab
    page.get(page.page.xpath("//a[text()='Por plazo']/@href")[0])
    assert folios(page) == ["2", "3", "1"]


def test_pages_in_the_order_of_terms_follow_each_other(visit, office, monkeypatch):
    monkeypatch.setattr("web.inbox.listing.PER_PAGE", 2)
    page = visit("soc_noc").get("/bandeja")
    assert folios(page) == ["2", "3"] and count(page) == "Pasos: 3"
    page.get(page.page.xpath("//a[@rel='next']/@href")[0])
    assert folios(page) == ["1"]


def test_what_is_overdue_has_a_tab_and_its_count(visit, office):
    assert count(visit("soc_noc").get("/bandeja")) == "Pasos: 3"
    office.clock.now += timedelta(days=25)
    page = visit("soc_noc").get("/bandeja?ver=vencidas")
    assert count(page) == "Pasos: 2" and folios(page) == ["2", "3"]
    assert page.page.xpath("//span[@class='count overdue']/text()") == ["2"]
    assert count(visit("comercial").get("/bandeja?ver=hechas")) == "Pasos: 3"


@pytest.mark.parametrize(
    ("when", "asked", "numbers"),
    [
        ("2026-03-12", "hoy", "2"),
        ("2026-03-09", "semana", "2"),
        ("2026-03-16", "semana", "3"),
        ("2026-03-16", "vencido", "2"),
        ("2026-03-16", "sin", ""),
    ],
)
def test_steps_are_filtered_by_their_terms_in_the_days_of_the_office(visit, office, when, asked, numbers):
    office.clock.now = datetime.fromisoformat(f"{when}T15:00:00+00:00")
    for order in ("", "llegada"):
        page = visit("soc_noc").get(f"/bandeja?plazo={asked}&orden={order}")
        assert folios(page) == list(numbers)


def test_each_step_says_when_it_arrived(visit, office):
    office.clock.now += timedelta(days=1)
    assert "llegó ayer 09:0" in visit("soc_noc").get("/bandeja").text("//ul[@class='work']/li[1]")
