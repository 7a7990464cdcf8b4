"""Asking of histories on the page: in a sentence, with totals, kept by a name, taken away whole."""

import json

import pytest

from engine.facts.following import step

pytestmark = pytest.mark.both_databases


@pytest.fixture
def won(company, folio):
    while step(company.database, company.runtime):
        pass
    company.start()
    return folio


def said(page):
    return " ".join(" ".join(page.page.xpath("//*[@data-asked]")[0].text_content().split()).replace("×", "").split())


def test_what_is_asked_is_said_in_a_sentence_of_which_each_part_can_be_taken_away(visit, won):
    asked = "desenlace=fin_ganada&desde=2026-03-01&actividad=validacion&persona=preventa&correcciones=1&plazo=8"
    page = visit("auditor").get(f"/auditoria?{asked}")
    assert said(page) == (
        "Historias con desenlace «Ganada» iniciadas desde el 1 mar 2026 con el paso «Validación administrativa y "
        "técnica» hecho por Preventa con un plazo rebasado por 8 horas hábiles o más con 1 corrección o más Ver todas"
    )
    (less,) = page.page.xpath("//a[@aria-label='Quitar: con 1 corrección o más']/@href")
    page.get(less)
    assert "corrección" not in said(page) and "hecho por Preventa" in said(page)
    assert page.page.xpath("//details[contains(@class, 'more')]/@open")
    assert said(page.get("/auditoria")) == "Todas las historias."
    assert not page.page.xpath("//details[contains(@class, 'more')]/@open")


def test_the_page_counts_by_what_came_of_them_and_leads_there(visit, won):
    page = visit("auditor").get("/auditoria")
    counts = " ".join(page.page.xpath("//*[@data-totals]")[0].text_content().split())
    assert counts.startswith("2 historias en curso 1 Ganada 1")
    (there,) = page.page.xpath("//*[@data-totals]//dt/a[contains(., 'Ganada')]/@href")
    page.get(there)
    assert page.page.xpath("//td/a[@class='folio']/text()") == [won]


def test_a_search_is_kept_shared_and_taken_away(visit, won):
    page = visit("auditor").get("/auditoria?estado=completed")
    page.post("/auditoria/busquedas", {"pregunta": "estado=completed", "nombre": "Las cerradas", "compartida": "si"})
    assert page.path == "/auditoria" and page.page.xpath("//a[@href='/auditoria?estado=completed'][@aria-current]")
    theirs = visit("administrador").get("/auditoria")
    kept = theirs.page.xpath("//details[contains(@class, 'kept')]")[0]
    assert "Las cerradas" in kept.text_content() and "la comparte" in kept.text_content()
    (away,) = page.page.xpath("//form[contains(@action, '/quitar')]/@action")
    assert theirs.post(away, {}).status == 404
    page.post(away, {"pregunta": ""})
    assert "Las cerradas" not in page.text()


def test_a_search_without_a_name_is_refused(visit, won):
    page = visit("auditor").post("/auditoria/busquedas", {"pregunta": "estado=completed", "nombre": "  "})
    assert page.status == 422 and "No se guardó" in page.text()


def test_all_of_it_is_taken_along_for_programs(visit, won):
    answer = visit("auditor").get("/auditoria/lista.json?estado=completed").response
    (line,) = json.loads(answer.data)
    assert answer.mimetype == "application/json" and line["folio"] == won
    assert (line["outcome"], line["outcome_text"], line["status"]) == ("fin_ganada", "Ganada", "completed")
    assert line["started_at"].endswith("-06:00") and line["steps"] > 10 and line["migrated"] is False
    assert json.loads(visit("auditor").get("/auditoria/lista.json?q=nada").response.data) == []


def test_the_page_says_what_was_not_taken_in_yet(visit, won):
    page = visit("auditor")
    assert "2 eventos aún no se toman en cuenta" in page.get("/auditoria?carril=preventa").text("//*[@data-behind]")
    assert not page.get("/auditoria?estado=running").page.xpath("//*[@data-behind]")


def test_very_many_are_counted_when_somebody_asks(visit, won, monkeypatch):
    monkeypatch.setattr("web.audit.found_view.COUNTED", 0)
    page = visit("auditor").get("/auditoria")
    assert "Son muchas" in page.text("//*[@data-totals]")
    assert page.page.xpath("//*[@data-totals]/@data-hx-trigger") == ["load"]
    page.get(page.page.xpath("//*[@data-totals]//a/@href")[0])
    assert page.text("//*[@data-count]") == "2 historias"


def test_amounts_of_many_are_added_up_when_somebody_asks(visit, won, monkeypatch):
    monkeypatch.setattr("web.audit.found_view.SUMMED", 0)
    page = visit("auditor").get("/auditoria")
    assert "MXN" not in page.text("//*[@data-totals]")
    page.get(page.page.xpath("//*[@data-totals]//a[contains(., 'Sumar los importes')]/@href")[0])
    assert "MXN" in page.text("//*[@data-totals]")
