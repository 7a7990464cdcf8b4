"""What came of opportunities: in the list, on the board, in the table, by the API."""

import csv
import io

import pytest

from engine.instances import commands
from tests.conftest import WON, open_company

pytestmark = pytest.mark.both_databases


@pytest.fixture
def company(templates, tmp_path):
    """One that was won (1), one that was cancelled (2), one begun by mistake (3), one under way (4)."""
    with open_company(templates.make(WON, tmp_path)) as found:
        cancelled, mistaken, _ = found.start(), found.start(), found.start()
        with found.database.transaction() as connection:
            by = {"actor": "comercial", "at": found.clock()}
            commands.cancel(connection, found.runtime, cancelled, "El cliente desistió", **by)
            commands.cancel(connection, found.runtime, mistaken, "Repetida", **by, mistake=True)
        yield found


def rows(page):
    return {
        row.xpath("string(.//a[@class='folio'])")[-1]: " ".join(row.xpath("string(*[@data-label='Desenlace'])").split())
        for row in page.page.xpath("//tbody/tr")
    }


def test_the_list_says_what_came_of_each(visit, company):
    said = rows(visit("auditor").get("/oportunidades"))
    assert said == {"4": "—", "3": "Iniciada por error", "2": "Cancelada", "1": "Ganada"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("desenlace=fin_ganada", "1"),
        ("desenlace=cancelled", "2"),
        ("desenlace=mistake", "3"),
        ("desenlace=fin_no_go", ""),
        ("desenlace=otra_cosa", ""),
        ("desenlace=fin_ganada&orden=cliente", "1"),
    ],
)
def test_an_outcome_is_asked_for_and_stays_asked_for(visit, company, asked, found):
    page = visit("auditor").get(f"/oportunidades?{asked}")
    assert "".join(rows(page)) == found
    chosen = page.page.xpath("//select[@name='desenlace']/option[@selected]/@value")
    assert chosen == [asked.removeprefix("desenlace=").partition("&")[0]]


def test_the_choice_says_what_an_end_means_and_what_the_diagram_calls_it(visit, company):
    page = visit("auditor").get("/oportunidades")
    assert [" ".join(each.text.split()) for each in page.page.xpath("//select[@name='desenlace']//option")] == [
        "Todas",
        "No Go: Propuesta improcedente",
        "Perdida: Propuesta no obtenida",
        "Ganada: Proyecto ganado",
        "Cancelada",
        "Iniciada por error",
    ]


def test_the_board_shows_what_ended_lately_by_what_came_of_it_to_whoever_sees_it(visit, company):
    column = "//section[contains(@class, 'over')]"
    page = visit("auditor").get("/oportunidades/tablero")
    piles = [" ".join(each.split()) for each in page.page.xpath(f"{column}//h3/span[1]/text()")]
    assert piles == ["Cancelada", "Ganada", "Iniciada por error"]
    assert page.page.xpath(f"{column}//a[@class='folio']/text()") == ["GC-2026-0002", "GC-2026-0001", "GC-2026-0003"]
    assert page.page.xpath(f"{column}//p/a/@href")[1] == "/oportunidades?desenlace=fin_ganada"
    narrow = visit("ciberinteligencia").get("/oportunidades/tablero").page.xpath(f"{column}//h3/span[1]/text()")
    assert len(narrow) < len(piles)


def test_what_ended_long_ago_is_not_on_the_board(visit, company):
    company.clock.now = company.clock.now.replace(year=2027)
    assert not visit("auditor").get("/oportunidades/tablero").page.xpath("//section[contains(@class, 'over')]")


def test_the_table_says_words_and_codes(visit, company):
    answer = visit("auditor").get("/oportunidades/lista.csv").response
    head, *lines = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    said = {line[0][-1]: (line[head.index("Desenlace")], line[head.index("Desenlace (clave)")]) for line in lines}
    assert said == {
        "1": ("Ganada", "fin_ganada"),
        "2": ("Cancelada", "cancelled"),
        "3": ("Iniciada por error", "mistake"),
        "4": ("", ""),
    }
