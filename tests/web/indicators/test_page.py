"""The page of indicators: each number leads to as many histories as it counts, and what is drawn stands in tables."""

import re
from collections.abc import Callable

import pytest

from engine.identity.commands import give_right
from engine.identity.rights import Right
from tests.engine.indicators.busy import at_work, taken_in
from tests.support import Company
from tests.web.conftest import Visitor

pytestmark = pytest.mark.both_databases

PAGE = "/auditoria/indicadores"
Visit = Callable[[str], Visitor]


@pytest.fixture
def busy(company: Company) -> Company:
    found = at_work(company)
    company.clock.now = found.clock.now
    taken_in(found)
    return found


def test_every_number_leads_to_as_many_histories_as_it_counts(busy: Company, visit: Visit) -> None:
    auditor = visit("auditor").get(PAGE)
    assert auditor.status == 200
    asked: dict[str, int] = {}
    for link in auditor.page.xpath("//td[@data-value]/a | //ul[@class='figures']//a"):
        words = " ".join(link.getparent().itertext() if link.getparent().tag == "td" else link.itertext())
        # Steps and visits are counted, and so is of how many opportunities they are; of a rate, what it is of.
        told = re.search(r"en (\d+)|\((\d+) de|(\d+) de \d", words)
        own = re.match(r"\s*(\d+)", words)
        assert own, words
        number = int(next(group for group in told.groups() if group)) if told else int(own[1])
        if link.getparent().get("data-mode") in ("waited", "worked") or "día" in words or "%, hasta" in words:
            continue
        asked.setdefault(link.get("href"), number)
    durations = {href for href in asked if re.search(r"days:\d+:(\+|$)", href)}
    steps = {href for href in asked if re.search(r"cifra=[^&]*(waits|behind|holds|overdue|done):", href)}
    assert len(asked) > 50 and steps and durations
    for href in asked.keys() - durations:
        found = auditor.get(href)
        folios = found.page.xpath("//tbody//a[contains(concat(' ', @class, ' '), ' folio ')]")
        if href in steps:
            assert 0 < len(folios) <= asked[href], href
        else:
            assert len(folios) == asked[href], href


def test_what_is_drawn_stands_in_tables_of_the_page(busy: Company, visit: Visit) -> None:
    page = visit("auditor").get(PAGE).page
    drawn = page.xpath("//figure[@data-chart]")
    assert [figure.get("data-chart") for figure in drawn][:3] == ["stack", "lines", "ranges"]
    for figure in drawn:
        (table,) = figure.xpath(".//table[contains(@class, 'numbers')]")
        tints = [th.get("data-tint") for th in table.xpath(".//thead//th")[1:]]
        assert any(tints) and table.xpath(".//tbody//td[@data-value]")
    assert page.xpath("//tr[@data-element='prospeccion']//td[@data-mode='visits']/@data-value") == ["8"]


def test_the_form_narrows_what_is_counted(busy: Company, visit: Visit) -> None:
    auditor = visit("auditor").get(f"{PAGE}?resultado=fin_ganada&desde_mes=2026-03")
    assert auditor.page.xpath("//ul[@class='figures']/li[1]//b/text()") == ["2"]
    assert auditor.page.xpath("//select[@id='resultado']/option[@selected]/@value") == ["fin_ganada"]
    under_way = auditor.get(f"{PAGE}?resultado=en_curso")
    assert under_way.page.xpath("//ul[@class='figures']/li[1]//b/text()") == ["4"]


def test_a_search_of_the_register_is_counted_as_well(busy: Company, visit: Visit) -> None:
    auditor = visit("auditor").get(f"{PAGE}?q=Constructora")
    assert auditor.page.xpath("//ul[@class='figures']/li[1]//b/text()") == ["1"]
    assert "q=Constructora" in auditor.page.xpath("//ul[@class='figures']/li[1]//a/@href")[0]


def test_where_nothing_was_done_the_page_says_so(company: Company, visit: Visit) -> None:
    assert "Todavía no hay qué contar" in visit("auditor").get(PAGE).page.text_content()


def test_who_does_not_read_the_procedure_reads_no_indicators(busy: Company, visit: Visit) -> None:
    assert visit("comercial").get(PAGE).status == 403


def test_who_owns_the_procedure_reads_the_numbers_which_lead_them_nowhere_they_may_not_go(
    busy: Company, visit: Visit
) -> None:
    with busy.database.transaction() as connection:
        by = {"actor": "administrador", "at": busy.clock()}
        give_right(connection, "preventa", Right.READ, "gestion_comercial", **by)  # type: ignore[arg-type]
    page = visit("preventa").get(PAGE)
    assert page.status == 200 and page.page.xpath("//td[@data-value]")
    assert page.page.xpath("//main//a[starts-with(@href, '/auditoria?')]") == []
