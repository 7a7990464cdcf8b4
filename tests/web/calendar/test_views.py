"""The page of the calendar: everybody reads, administrators decide."""

import pytest

from engine.calendar import commands
from tests.support import START

EVE = {"day": "2026-12-24", "name": "Nochebuena", "works": "no"}


def rows(page):
    """The days of the page, each as its cells say it."""
    found = page.page.xpath("//table[contains(@class, 'days')]/tbody/tr")
    return {row.get("id"): [" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in found}


def decide(company, day="2026-12-24", name="Nochebuena", *, works=False):
    with company.database.transaction() as connection:
        commands.decide(connection, day, works=works, name=name, actor="administrador", at=START)


def test_everybody_reads_it_and_administrators_alone_may_change_it(visit, company):
    decide(company)
    page = visit("comercial").get("/bandeja")
    assert page.page.xpath("//main//a[@href='/calendario']")
    page.get("/calendario")
    assert page.text("//h1") == "Calendario de 2026" and not page.page.xpath("//main//form")
    assert rows(page)["2026-12-24"][1:] == ["Nochebuena", "no se trabaja", "Administrador 2 mar 2026, 09:00"]
    assert rows(page)["2026-12-25"] == ["vie 25 dic 2026", "Navidad", "no se trabaja", "La ley"]
    assert page.post("/calendario", EVE).status == 403 and page.post("/calendario/quitar", EVE).status == 403
    assert rows(page.get("/calendario"))["2026-12-24"][1] == "Nochebuena"


def test_nobody_reads_it_before_coming_in(app, visit):
    page = visit("comercial").get("/calendario")
    page.post("/salir")
    assert page.get("/calendario").path == "/"
    assert page.post("/calendario", EVE).status == 403


def test_a_day_is_decided_and_on_record_and_taken_back(visit):
    page = visit("administrador").get("/administracion")
    assert page.page.xpath("//main//a[@href='/calendario']")
    page.get("/calendario").submit(EVE, None)
    assert (page.status, page.path) == (200, "/calendario")
    assert rows(page)["2026-12-24"][1:3] == ["Nochebuena", "no se trabaja"]
    assert "Nochebuena jue 24 dic 2026 se decidió: no se trabaja Administrador" in page.text("//section//table")
    page.post("/calendario/quitar", {"day": "2026-12-24"})
    assert "2026-12-24" not in rows(page)
    assert "se quitó la decisión: no se trabaja" in page.text("//section//table//tr[1]/following::tr[1]")


def test_a_day_by_law_can_be_worked_and_says_so(visit):
    page = visit("administrador").post("/calendario", {"day": "2026-05-01", "name": "Guardia", "works": "sí"})
    _, name, work, who = rows(page)["2026-05-01"]
    assert (name, work) == ("Guardia Por ley es día de descanso: Día del Trabajo", "se trabaja")
    assert who.startswith("Administrador")


def test_one_goes_from_year_to_year_as_far_as_the_law_is_known(visit):
    page = visit("comercial").get("/calendario?año=2024")
    assert "Transmisión del Poder Ejecutivo Federal" in page.text() and page.text("//h1") == "Calendario de 2024"
    assert page.page.xpath("//nav//a[@rel='next']/@href") == ["/calendario?a%C3%B1o=2025"]
    assert page.page.xpath("//nav//a[@rel='prev']/@href") == ["/calendario?a%C3%B1o=2023"]
    assert not page.get("/calendario?año=2000").page.xpath("//nav//a[@rel='prev']")
    assert not page.get("/calendario?año=2100").page.xpath("//nav//a[@rel='next']")
    for unknown in ("1999", "2101", "pronto", "-1", "9" * 5000):
        assert page.get(f"/calendario?año={unknown}").text("//h1") == "Calendario de 2026"


def test_a_decision_about_another_year_leads_there(visit):
    page = visit("administrador").post("/calendario", {**EVE, "day": "2027-12-24"})
    assert page.text("//h1") == "Calendario de 2027" and "2027-12-24" in rows(page)


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"day": "2026-02-30"}, "day", "«2026-02-30» no es una fecha de 2000 a 2100"),
        ({"day": ""}, "day", "no es una fecha"),
        ({"name": " "}, "name", "Diga cómo se llama el día"),
        ({"name": "x" * 81}, "name", "en 80 caracteres como máximo"),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_written_and_where_it_is(visit, wrong, field, said):
    typed = {**EVE, "works": "sí", **wrong}
    page = visit("administrador").post("/calendario?año=2025", typed)
    assert page.status == 422 and said in page.text("//*[@class='summary']")
    assert page.page.xpath("//*[@class='summary']//a/@href") == [f"#{field}"]
    assert page.page.xpath("//*[@aria-invalid='true']/@id") == [field]
    assert {"day": page.value("day"), "name": page.value("name")} == {"day": typed["day"], "name": typed["name"]}
    assert page.value("works").startswith("Se trabaja") and page.text("//h1") == "Calendario de 2025"


def test_taking_back_what_nobody_decided_is_told(visit):
    page = visit("administrador").post("/calendario/quitar", {"day": "2026-12-25"})
    assert page.status == 404 and "No hay nada decidido sobre 2026-12-25" in page.text()


def test_the_law_speaks_the_reader_s_language(visit):
    page = visit("comercial").post("/idioma", {"language": "en", "back": "/calendario"})
    assert "Christmas Day" in page.text() and "not worked" in page.text()


def test_no_page_has_inline_script_or_style(visit, company):
    decide(company)
    page = visit("administrador").get("/calendario")
    assert page.page.xpath("//script[not(@src)] | //style | //*[@style] | //@*[starts-with(name(), 'on')]") == []


def test_a_change_of_the_calendar_offers_to_count_the_open_terms_anew(visit, company):
    folio = company.start()
    page = visit("administrador").get("/calendario")
    added = {"day": "2026-03-04", "name": "Puente", "works": "no"}
    page.submit(added, form="//form[@action='/calendario?a%C3%B1o=2026']")
    asked = "//section[@id='recalcular']"
    assert "Los plazos ya fijados se quedan como están" in page.text(asked)
    assert page.page.xpath(f"{asked}//input[@name='reason']")[0].get("value") == "Puente"
    page.submit({}, form=f"{asked}//form")
    assert page.status == 200 and "Cambió 1 plazo." in page.text(asked)
    assert company.history(folio)[-1].type == "user_task_due_changed"
    assert visit("comercial").post("/calendario/recalcular", {"reason": "x"}).status == 403
