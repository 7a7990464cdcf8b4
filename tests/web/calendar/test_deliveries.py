"""The calendar of deliveries: what clients are to have and when, one's own terms, a month at a time."""

from datetime import date

import pytest

from engine.calendar.office import OfficeCalendar
from tests.support import START
from web.calendar.month import month_in, month_of, shown

pytestmark = pytest.mark.both_databases


@pytest.fixture
def office(company):
    """Three leads at «Validar», to be delivered on three days."""
    for client, day in (("Ácme", "2026-03-12"), ("Coca-Cola", "2026-03-20"), ("Banco", "2026-04-02")):
        company.do(company.start(), "prospeccion", {"cliente": client, "fecha_entrega": day})
    return company


def on(page, day):
    cell = page.page.xpath(f"//td[.//time[@datetime='{day}']]")[0]
    return [" ".join(each.text_content().split()) for each in cell.xpath(".//li")]


def test_a_month_has_the_deliveries_that_one_sees_and_ones_own_terms(visit, office):
    page = visit("comercial").get("/calendario/entregas?mes=2026-03")
    assert page.text("//h1") == "Entregas de marzo de 2026"
    assert on(page, "2026-03-12") == ["Entrega: Ácme GC-2026-0001"]
    assert on(page, "2026-03-20") == ["Entrega: Coca-Cola GC-2026-0002"]
    assert on(page, "2026-04-02") == ["Entrega: Banco GC-2026-0003"]
    due = on(page, "2026-03-03")
    assert len(due) == 3 and due[0] == "Validación administrativa y técnica Ácme"


def test_months_follow_each_other(visit, office):
    page = visit("comercial").get("/calendario/entregas")
    assert page.text("//h1") == "Entregas de marzo de 2026"
    page.get(page.page.xpath("//a[@rel='next']/@href")[0])
    assert page.text("//h1") == "Entregas de abril de 2026" and on(page, "2026-04-02") == [
        "Entrega: Banco GC-2026-0003"
    ]
    page.get(page.page.xpath("//a[@rel='prev']/@href")[0])
    assert page.text("//h1") == "Entregas de marzo de 2026"


def test_what_one_does_not_see_is_not_there(visit, office):
    page = visit("soc_noc").get("/calendario/entregas?mes=2026-03")
    assert page.page.xpath("//td//li") == [] and "No se conoce ninguna entrega de este mes" in page.text()


def test_what_is_over_is_delivered_no_more(visit, office):
    office.command("cancel", "GC-2026-0001", "Duplicada", actor="comercial")
    assert on(visit("comercial").get("/calendario/entregas?mes=2026-03"), "2026-03-12") == []


def test_a_day_on_which_nobody_works_says_its_name(visit, office):
    page = visit("comercial").get("/calendario/entregas?mes=2026-03")
    (rest,) = page.page.xpath("//td[.//time[@datetime='2026-03-16']]")
    assert "rest" in rest.get("class") and "Benito Juárez" in rest.text_content()


@pytest.mark.parametrize("asked", ["", "2026-13", "nada", "1999-12", "9999-01", "2026-3"])
def test_an_address_that_names_no_month_shows_this_one(visit, office, asked):
    page = visit("comercial").get("/calendario/entregas", query_string={"mes": asked})
    assert page.text("//h1") == "Entregas de marzo de 2026"


def test_the_first_and_the_last_month_have_none_before_and_after():
    office = OfficeCalendar("America/Mexico_City")
    first, last = (month_of(day, (), (), office, {}, START) for day in (date(2000, 1, 1), date(2100, 12, 1)))
    assert first.before is None and last.after is None and first.after == date(2000, 2, 1)
    assert last.before == date(2100, 11, 1) and month_in("2100-12", START.date()) == date(2100, 12, 1)


@pytest.mark.parametrize(("first", "weeks"), [(date(2026, 2, 1), 5), (date(2021, 2, 1), 4), (date(2026, 3, 1), 6)])
def test_a_month_is_drawn_in_whole_weeks(first, weeks):
    begin, end = shown(first)
    assert begin.weekday() == end.weekday() == 0 and (end - begin).days == 7 * weeks and begin <= first < end
