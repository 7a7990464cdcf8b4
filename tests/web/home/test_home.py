"""Inicio: what waits for somebody, this week's terms, their lanes, on whom they wait, the load of whom they head."""

import pytest

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


def rows(page, heading):
    table = page.page.xpath(f"//h2[contains(., '{heading}')]/following-sibling::table[1]/tbody/tr")
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("th|td[not(@class='drawn')]")] for row in table
    ]


def figures(page):
    return {
        each.xpath("string(span)"): each.xpath("string(b)") for each in page.page.xpath("//ul[@class='figures']//a")
    }


def test_four_figures_lead_to_the_lists_that_they_count(visit, office):
    page = visit("comercial").get("/inicio")
    assert figures(page) == {"Por hacer": "3", "Vencidos": "0", "Míos": "1", "En espera de otros": "0"}
    for link in page.page.xpath("//ul[@class='figures']//a/@href"):
        assert page.get(link).status == 200


def test_ones_own_steps_stand_by_their_terms_and_lead_to_them(visit, office):
    page = visit("comercial").get("/inicio")
    links = page.page.xpath("//h2[@id='trabajo']/following-sibling::ul//a/@href")
    assert links == [f"/bandeja/GC-2026-000{number}.4" for number in "123"]


def test_the_week_counts_by_day_what_is_due_with_a_bar_for_each(visit, office):
    page = visit("comercial").get("/inicio")
    week = rows(page, "Plazos de esta semana")
    assert [int(count) for _, count in week] == [0, 3, 0, 0, 0] and "hoy" in week[0][0]
    assert page.page.xpath("//section[@aria-labelledby='semana']//*[@class='all']/@width") == [
        "0",
        "100",
        "0",
        "0",
        "0",
    ]


def test_a_lane_tells_its_steps_with_what_is_open_and_free(visit, office):
    page = visit("preventa").get("/inicio")
    assert rows(page, "Preventa") == [["Validación administrativa y técnica", "3", "2"]]
    (link,) = page.page.xpath("//section[@aria-labelledby='carril-1']//th/a/@href")
    assert len(page.get(link).page.xpath("//ul[@class='work']/li")) == 3


def test_it_says_on_whom_one_waits_and_since_when(visit, office):
    page = visit("director_comercial").get("/inicio")
    assert rows(page, "A quién se espera") == [["Preventa", "2", "hoy 09:02"], ["Preventa Comercial", "1", "hoy 09:04"]]


def test_a_head_sees_the_load_of_their_people_and_nobody_else_does(visit, office):
    load = rows(visit("director_comercial").get("/inicio"), "Lo que tiene cada quien")
    assert load[0] == ["Comercial", "1", "0"] and ["Preventa", "0", "0"] in load
    assert rows(visit("preventa").get("/inicio"), "Lo que tiene cada quien") == []


def test_who_has_nothing_to_do_is_told_so(visit, company):
    page = visit("auditor").get("/inicio")
    assert "No tiene pasos pendientes" in page.text() and "Nada de lo suyo vence esta semana." in page.text()
    assert page.page.xpath("//table") == []


def test_ten_thousand_steps_cost_no_more_statements(visit, company):
    with company.database.transaction() as connection:
        fill(connection, 10_000)
    page = visit("preventa").get("/inicio")
    with watched(company.database) as sent:
        page.get("/inicio")
        said = [sql for sql, _ in sent if sql != "BEGIN"]
    assert figures(page)["Por hacer"] == "1,000+" and 2 <= len(said) <= 10, said
