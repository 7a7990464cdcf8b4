"""The inbox: its tabs, its search, its pages, and what it costs when ten thousand steps wait."""

from datetime import timedelta

import pytest

from tests.engine.instances.views.test_inbox import fill
from tests.watching import watched


@pytest.fixture
def office(company):
    """Three leads at «Validar», which comercial and preventa may do; comercial has taken the second."""
    for client in ("Ácme", "Coca-Cola", "Banco"):
        company.do(company.start(), "prospeccion", {"cliente": client})
    company.command("claim", "GC-2026-0002.4", actor="comercial")
    return company


def shown(page):
    return [link.rpartition("/")[2] for link in page.page.xpath("//a[@class='step']/@href")]


@pytest.mark.parametrize(
    ("address", "numbers"),
    [("", "123"), ("?ver=mias", "2"), ("?ver=carriles", "13"), ("?ver=hechas", ""), ("?ver=nada", "123")],
)
def test_a_tab_for_what_is_mine_of_my_lanes_and_done(visit, office, address, numbers):
    page = visit("comercial").get(f"/bandeja{address}")
    assert shown(page) == [f"GC-2026-000{number}.4" for number in numbers]
    assert len(page.page.xpath("//nav[@class='tabs']/a[@aria-current='page']")) == 1


def test_what_one_did_stays_with_when_and_leads_to_what_came_of_it(visit, office):
    page = visit("director_comercial").get("/bandeja?ver=hechas")
    assert shown(page) == ["GC-2026-0003.2", "GC-2026-0002.2", "GC-2026-0001.2"]
    assert "hecho 2 mar 2026, 09:06" in page.text("//ul[@class='work']/li[1]")
    assert "Usted completó este paso." in page.get("/bandeja/GC-2026-0003.2").text()


def test_steps_are_searched_within_the_tab(visit, office):
    page = visit("comercial").get("/bandeja?q=coca")
    assert shown(page) == ["GC-2026-0002.4"]
    (tab,) = page.page.xpath("//nav[@class='tabs']/a[text()='De mis carriles']/@href")
    page.get(tab)
    assert shown(page) == [] and "Ninguno de sus pasos es así. Ver todas" in page.text()


def test_pages_follow_each_other(visit, office, monkeypatch):
    monkeypatch.setattr("web.inbox.listing.PER_PAGE", 2)
    page = visit("comercial").get("/bandeja")
    assert shown(page) == ["GC-2026-0001.4", "GC-2026-0002.4"]
    page.get(page.page.xpath("//a[@rel='next']/@href")[0])
    assert shown(page) == ["GC-2026-0003.4"] and page.page.xpath("//a[@rel='next']") == []
    page.get(page.page.xpath("//a[@rel='first']/@href")[0])
    assert shown(page) == ["GC-2026-0001.4", "GC-2026-0002.4"]


@pytest.mark.parametrize("cursor", ["nada", "~", "2026-03-02~", "x~GC-2026-0001.4", "2026-03-02T15:00:00.000000Z~"])
def test_an_address_that_nobody_gave_out_begins_at_the_beginning(visit, office, cursor):
    page = visit("comercial").get("/bandeja", query_string={"despues": cursor})
    assert page.status == 200 and len(shown(page)) == 3


@pytest.mark.parametrize(
    ("tab", "text"),
    [
        ("", "No tiene pasos pendientes"),
        ("mias", "No ha tomado ningún paso."),
        ("hechas", "Todavía no ha completado ningún paso."),
    ],
)
def test_an_empty_tab_says_why_and_what_next(visit, tab, text):
    assert text in visit("auditor").get(f"/bandeja?ver={tab}").text()


def test_what_is_due_soon_or_overdue_is_said_by_icon_and_word(visit, company):
    folio = company.start()
    company.do(folio, "prospeccion", {"fecha_entrega": "2026-03-05"})
    company.do(folio, "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    due_at = company.tasks(folio)[0].item.due_at
    for now, level, word in (
        (due_at - timedelta(hours=2), "soon", "vence"),
        (due_at + timedelta(days=1), "overdue", "venció"),
    ):
        company.clock.now = now
        (mark,) = visit("soc_noc").get("/bandeja").page.xpath(f"//span[@class='due {level}']")
        assert len(mark.xpath("svg[@aria-hidden]")) == 1 and word in mark.text_content()


@pytest.mark.parametrize("address", ["/bandeja", "/bandeja?ver=hechas"])
def test_ten_thousand_steps_cost_six_statements(visit, company, address):
    with company.database.transaction() as connection:
        fill(connection, 10_000)
    page = visit("preventa").get(address)  # the first reads the diagrams, once for all
    with watched(company.database) as sent:
        page.get(address)
        said = [sql for sql, _ in sent if sql != "BEGIN"]
    assert len(shown(page)) == 50 and "A · SOC/NOC" in page.text()
    assert 2 <= len(said) <= 6, said
