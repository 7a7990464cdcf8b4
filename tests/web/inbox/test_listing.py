"""The inbox: its tabs, its search, its pages, and what it costs when ten thousand steps wait."""

from datetime import timedelta

import pytest

from engine.instances.views import standing
from tests.engine.instances.views.test_inbox import fill
from tests.watching import watched

pytestmark = pytest.mark.both_databases


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
    [
        ("", "123"),
        ("?ver=mias", "2"),
        ("?ver=carriles", "123"),
        ("?ver=vencidas", ""),
        ("?ver=espera", ""),
        ("?ver=hechas", ""),
        ("?ver=nada", "123"),
    ],
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
    (tab,) = page.page.xpath("//nav[@class='tabs']/a[starts-with(., 'Vencidos')]/@href")
    page.get(tab)
    assert shown(page) == [] and "Ninguno de sus pasos es así. Ver todos los pasos" in page.text()


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


@pytest.mark.node
def test_what_is_due_soon_or_overdue_is_said_by_icon_and_word(visit, company):
    folio = company.start()
    company.do(folio, "prospeccion", {"fecha_entrega": "2026-03-05"})
    company.do(folio, "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    due_at = company.tasks(folio)[0].item.due_at
    for now, level, word in (
        (due_at - timedelta(hours=2), "soon", "vence"),
        (due_at + timedelta(minutes=5), "overdue", "venció hoy"),
        (due_at + timedelta(days=1), "overdue", "1 día hábil de retraso"),
    ):
        company.clock.now = now
        (mark,) = visit("soc_noc").get("/bandeja").page.xpath(f"//span[@class='due {level}']")
        assert len(mark.xpath("svg[@aria-hidden]")) == 1 and word in mark.text_content()


@pytest.mark.parametrize(
    "address", ["/bandeja", "/bandeja?ver=hechas", "/bandeja?orden=llegada", "/bandeja?ver=carriles"]
)
def test_ten_thousand_steps_cost_six_statements(visit, company, address):
    with company.database.transaction() as connection:
        fill(connection, 10_000)
    page = visit("preventa").get(address)  # the first reads the diagrams, once for all
    with watched(company.database) as sent:
        page.get(address)
        said = [sql for sql, _ in sent if sql != "BEGIN"]
    assert len(shown(page)) == 50 and "A · SOC/NOC" in page.text()
    assert 2 <= len(said) <= 6, said


def tabs(page):
    return {
        each.xpath("text()")[0].strip(): each.xpath("span/text()")[0]
        for each in page.page.xpath("//nav[@class='tabs']/a")
    }


TABS = ("Por hacer", "Míos", "De mis carriles", "Vencidos", "En espera de otros", "Hechos")


@pytest.mark.parametrize(
    ("who", "counts"), [("comercial", "313000"), ("preventa", "203000"), ("director_comercial", "000033")]
)
def test_each_tab_says_how_much_is_in_it(visit, office, who, counts):
    assert tabs(visit(who).get("/bandeja")) == dict(zip(TABS, counts, strict=True))


def test_what_a_colleague_has_stays_visible_to_its_lane_with_who_has_it(visit, office):
    page = visit("preventa").get("/bandeja?ver=carriles")
    assert shown(page) == [f"GC-2026-000{number}.4" for number in "123"]
    (row,) = page.page.xpath("//ul[@class='work']/li[contains(@class, 'others')]")
    assert "lo tiene Comercial" in row.text_content() and not row.xpath(".//button")


def test_what_waits_for_others_says_for_whom_and_since_when_and_leads_to_the_opportunity(visit, office):
    page = visit("director_comercial").get("/bandeja?ver=espera")
    told = page.text("//ul[@class='work']/li[2]")
    assert "lo tiene Comercial" in told and "desde hoy 09:0" in told
    assert page.page.xpath("//a[@class='step']/@href")[0] == "/oportunidades/GC-2026-0001"


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"cliente": "coca"}, "2"),
        ({"cliente": "cola"}, ""),
        ({"paso": "validacion"}, "123"),
        ({"paso": "prospeccion"}, ""),
        ({"carril": "preventa"}, "123"),
        ({"carril": "cliente"}, ""),
        ({"procedimiento": "gestion_comercial", "cliente": "banco"}, "3"),
        ({"procedimiento": "otro"}, ""),
        ({"plazo": "sin"}, ""),
        ({"plazo": "hoy"}, ""),
        ({"plazo": "nunca"}, "123"),
        ({"ver": "carriles", "cliente": "coca"}, "2"),
        ({"ver": "mias", "paso": "validacion"}, "2"),
        ({"ver": "hechas", "paso": "validacion"}, ""),
    ],
)
def test_an_address_says_what_is_left_out(visit, office, asked, numbers):
    page = visit("comercial").get("/bandeja", query_string=asked)
    assert shown(page) == [f"GC-2026-000{number}.4" for number in numbers]


def test_a_filtered_list_says_how_many_of_how_many_and_the_way_back(visit, office):
    page = visit("comercial").get("/bandeja?cliente=coca&ver=carriles")
    assert page.text("//*[@data-count]") == "1 de 3 pasos · Ver todos los pasos"
    assert page.page.xpath("//details[@class='filters']/@open") and page.page.xpath("//*[@id='cliente']/@value") == [
        "coca"
    ]
    (all_,) = page.page.xpath("//*[@data-count]/a/@href")
    assert all_ == "/bandeja?ver=carriles"


def test_what_waits_more_often_than_is_counted_is_said(visit, company, monkeypatch):
    monkeypatch.setattr("engine.instances.views.standing.MOST", 5)
    standing._counting.cache_clear()
    try:
        with company.database.transaction() as connection:
            fill(connection, 40)
        page = visit("preventa").get("/bandeja")
    finally:
        standing._counting.cache_clear()
    assert page.text("//*[@data-count]") == "Pasos: 5 o más" and tabs(page)["Por hacer"] == "5+"
