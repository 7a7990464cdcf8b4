"""The register: what is asked for stands in the address, and each line says what is known of the proof."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from engine.history.keys import new_key
from tests.engine.definitions.publishing import publish
from tests.engine.definitions.test_commands import gestion
from tests.engine.verification.opportunity import seal
from tests.support import START

pytestmark = pytest.mark.both_databases


@pytest.fixture
def two(company):
    """One of a bank, past its first step; and one of nobody yet."""
    bank = company.start()
    company.do(bank, "prospeccion", {"cliente": "Banco Ámbar"})
    return bank, company.start()


def folios(page):
    return [each.text for each in page.page.xpath("//table[contains(@class, 'register')]//a[@class='folio']")]


def row(page, folio):
    return page.text(f"//tr[.//a[text()='{folio}']]")


def test_every_history_is_listed_the_newest_first_with_its_proof(visit, two, company, tmp_path: Path):
    bank, new = two
    auditor = visit("auditor")
    seal(company, new_key(tmp_path / "seal.pem"))
    auditor.post(f"/auditoria/{bank}/verificar")
    auditor.get("/auditoria")
    assert folios(auditor) == [new, bank]
    assert (
        "Banco Ámbar" in row(auditor, bank) and "en curso" in row(auditor, bank) and "versión 4" in row(auditor, bank)
    )
    assert "en orden" in row(auditor, bank) and "hasta el evento 4" in row(auditor, bank)
    assert "sin verificar" in row(auditor, new) and "hasta el evento 2" in row(auditor, new)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=ambar", "bank"),
        ("persona=director_comercial", "bank"),
        ("actividad=validacion", "bank"),
        ("estado=completed", ""),
        ("version=gestion_comercial:4", "both"),
        ("version=gestion_comercial:5", ""),
        ("version=%00", "both"),
        ("verificacion=sin_verificar", "both"),
        ("verificacion=en_orden", ""),
        ("desde=2026-03-02&hasta=2026-03-02", "both"),
        ("desde=2026-03-03", ""),
        ("hasta=2026-03-01", ""),
        ("desde=0001-01-01&hasta=9999-12-31", "both"),  # no days of any office: as if not said
        ("desde=ayer", "both"),
        ("orden=cliente", "both"),
        ("despues=GC-1999-0001", "both"),
    ],
)
def test_what_is_asked_for_stands_in_the_address(visit, two, asked, found):
    page = visit("auditor").get(f"/auditoria?{asked}")
    bank, new = two
    assert page.status == 200
    assert set(folios(page)) == {"bank": {bank}, "both": {bank, new}, "": set()}[found]


def test_the_filters_show_what_was_asked_for_and_so_do_the_links_to_sort(visit, two):
    asked = "q=banco&estado=running&persona=comercial&version=gestion_comercial%3A4"
    asked += "&desde=2026-03-01&hasta=2026-03-02&verificacion=sin_verificar"
    page = visit("auditor").get(f"/auditoria?{asked}")
    chosen = {each.get("name"): each.value for each in page.page.xpath("//form[@role='search']//select")}
    assert {name: value for name, value in chosen.items() if value} == {
        "estado": "running",
        "persona": "comercial",
        "version": "gestion_comercial:4",
        "verificacion": "sin_verificar",
    }
    assert page.page.xpath("//main//input[@name='q']")[0].value == "banco"
    assert (page.value("desde"), page.value("hasta")) == ("2026-03-01", "2026-03-02")
    (link,) = page.page.xpath("//th/a[text()='Cliente']/@href")
    assert parse_qs(urlsplit(link).query) == parse_qs(f"{asked}&orden=cliente")
    assert page.page.xpath("//th[@aria-sort]")[0].get("aria-sort") == "descending"


def test_days_are_those_of_the_office(visit, company):
    company.clock.now = START.replace(hour=5) + timedelta(days=1)  # eleven at night in Mexico City, the day before
    folio = company.start()
    auditor = visit("auditor")
    assert folios(auditor.get("/auditoria?desde=2026-03-02&hasta=2026-03-02")) == [folio]
    assert folios(auditor.get("/auditoria?desde=2026-03-03")) == []


def test_activities_that_only_an_earlier_version_had_can_still_be_chosen(visit, two, company):
    source = gestion()
    forms = {id: form.replace(b"prospeccion", b"prospectar") for id, form in source.forms.items()}
    forms["prospectar"] = forms.pop("prospeccion")
    renamed = replace(source, diagram=source.diagram.replace(b"prospeccion", b"prospectar"), forms=forms)
    publish(company, renamed, description="Otro nombre")
    page = visit("auditor").get("/auditoria")
    earlier = page.page.xpath("//optgroup[@label='Gestión Comercial, versiones anteriores']/option")
    assert [each.get("value") for each in earlier] == ["prospeccion"]
    page.get("/auditoria?actividad=prospeccion")
    assert set(folios(page)) == set(two)


def test_an_activity_or_a_person_that_nobody_can_choose_any_more_is_shown_as_it_is_asked_for(visit, two):
    page = visit("auditor").get("/auditoria?actividad=de_otra_version&persona=quien_ya_no")
    chosen = {each.get("name"): each.value for each in page.page.xpath("//form[@role='search']//select")}
    assert (chosen["actividad"], chosen["persona"]) == ("de_otra_version", "quien_ya_no")


def test_empty_says_what_next(visit, company):
    auditor = visit("auditor")
    assert "la primera empieza con la primera oportunidad" in auditor.get("/auditoria").text()
    auditor.get("/auditoria?q=nadie")
    assert "Quite un filtro" in auditor.text() and auditor.page.xpath("//main//a[text()='Ver todas']")


def test_pages_are_linked_with_what_was_asked_for(visit, company, monkeypatch):
    monkeypatch.setattr("web.audit.views.PER_PAGE", 2)
    made = [company.start() for _ in range(5)]
    page = visit("auditor").get("/auditoria?estado=running")
    seen = folios(page)
    while page.page.xpath("//a[@rel='next']"):
        (link,) = page.page.xpath("//a[@rel='next']/@href")
        assert "estado=running" in link
        seen += folios(page.get(link))
    assert seen == made[::-1]
    page.get("/auditoria?despues=" + made[0])
    assert "Ya no hay más" in page.text()


def test_the_table_holds_all_that_was_asked_for(visit, two, company):
    bank, _ = two
    company.do(bank, "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    answer = visit("auditor").get("/auditoria/lista.csv?q=ambar").response
    assert answer.headers["Content-Disposition"] == "attachment; filename=auditoria.csv"
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head[:3] == ["Folio", "Cliente", "Requerimiento"] and head[-1] == "Sellada"
    assert len(rows) == 1 and rows[0][:2] == [bank, "Banco Ámbar"] and "sin verificar" in rows[0]


def test_a_client_that_looks_like_a_formula_is_none_in_a_spreadsheet(visit, company):
    folio = company.start()
    company.do(folio, "prospeccion", {"cliente": "=1+1"})
    answer = visit("auditor").get("/auditoria/lista.csv").response
    assert "'=1+1" in answer.data.decode("utf-8-sig")
