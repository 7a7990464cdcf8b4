"""Verification on the page, the evidence, and the sealed log."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from engine.history.keys import KeyFile, new_key
from engine.history.notes import Checkpoint, read_note
from engine.history.notes import signed as sign
from engine.history.problems import Kind, Problem
from engine.settings import Settings
from engine.verification import alarms, runs
from tests.engine.verification.attacks import change_an_event
from tests.engine.verification.opportunity import seal
from tests.web.conftest import Visitor
from web.app import create_app


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return new_key(tmp_path / "seal.pem")


@pytest.fixture
def auditor(company, keys, tmp_path) -> Visitor:
    """An auditor of a site that has the key of the seals."""
    settings = Settings(company.database.url, seal_key=tmp_path / "seal.pem")
    app = create_app(settings, company.database, company.runtime, clock=company.clock, demo=True)
    return Visitor(app.test_client()).post("/entrar", {"person": "auditor"})


def results(page):
    return {
        row.xpath("string(td[1])"): " ".join(row.xpath("string(td[2])").split())
        for row in page.page.xpath("//table[contains(@class, 'checks')]/tbody/tr")
    }


def verified(page, folio, **values):
    return page.post(f"/auditoria/{folio}/verificar", values)


# --- verification


def test_what_nobody_has_verified_says_so_and_offers_it(auditor, folio):
    auditor.get(f"/auditoria/{folio}")
    assert "Nadie ha verificado esta historia todavía" in auditor.text("//*[@data-verification]")
    assert auditor.page.xpath("//form[@data-verify]//button[text()='Verificar']")


def test_a_good_history_is_found_in_order_check_by_check_and_what_is_found_is_kept(auditor, company, folio, keys):
    seal(company, keys)
    verified(auditor, folio, paso="7")
    assert (auditor.status, auditor.path) == (200, f"/auditoria/{folio}")
    assert auditor.text("//*[@data-number]") == "7"  # one stays where one was
    said = auditor.text("//*[@data-verification]")
    assert "En orden" in said and f"{len(company.history(folio))} eventos" in said
    assert "por SpiffWorkflow y por" in said
    assert len(results(auditor)) == 6 and set(results(auditor).values()) == {"en orden"}
    with company.database.reading() as connection:
        (kept,) = runs.results(connection)
    assert (kept.folio, kept.ok) == (folio, True)


def test_what_was_never_sealed_is_not_said_to_be_the_sealed_one(auditor, folio):
    verified(auditor, folio)
    assert results(auditor)["La historia es la que se selló"] == "no se comprobó"
    assert "Sin sello, un final recortado no deja rastro" in auditor.text()


def test_beside_the_verdict_stands_what_it_proves_and_what_nothing_can(auditor, company, folio, keys):
    verified(auditor, folio)
    assert "hasta que un sello la cubra" in auditor.text("//*[@data-promise]")
    seal(company, keys)
    auditor.get(f"/auditoria/{folio}")
    said = auditor.text("//*[@data-promise]")
    assert "ni por quien tenga la contraseña de la base de datos" in said and "hasta que un sello" not in said
    assert "Nada puede probar de quién eran las manos en el teclado" in said
    assert auditor.page.xpath("//*[@data-promise]//a[@href='/auditoria/registro']")


def test_what_in_order_would_prove_is_not_said_of_what_is_not_in_order(auditor, attack, folio):
    attack(change_an_event)
    verified(auditor, folio)
    assert "CON HALLAZGOS" in auditor.text("//*[@data-verification]")
    assert not auditor.page.xpath("//*[@data-promise]")


def test_events_that_came_after_are_told(auditor, company):
    folio = company.start()
    verified(auditor, folio)
    assert "Desde entonces hay más eventos" not in auditor.text()
    company.do(folio, "prospeccion")
    auditor.get(f"/auditoria/{folio}")
    assert "Desde entonces hay más eventos" in auditor.text()
    assert "en orden, y creció después" in auditor.text("//div[@class='about']")


def test_a_history_longer_than_spiffworkflow_can_carry_says_what_executed_it(auditor, folio, monkeypatch):
    monkeypatch.setattr("engine.execution.reference_run.MAX_DEPTH", 20)
    verified(auditor, folio)
    said = auditor.text("//*[@data-verification]")
    assert "En orden" in said and "unas 250 vueltas de un ciclo" in said


# --- evidence


def test_the_evidence_is_that_of_the_terminal_and_its_verifier_agrees(auditor, company, folio, keys, tmp_path):
    seal(company, keys)
    answer = auditor.get(f"/auditoria/{folio}/evidencia.zip").response
    assert answer.headers["Content-Disposition"] == f"attachment; filename=evidencia-{folio}.zip"
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert {"history.json", "log.json", "verificar.pyz", "LEEME.txt"} <= set(names)
    (tmp_path / "e.zip").write_bytes(answer.data)
    zipfile.ZipFile(tmp_path / "e.zip").extract("verificar.pyz", tmp_path)
    done = subprocess.run(
        [sys.executable, "verificar.pyz", "e.zip"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "CONFORME" in done.stdout, done.stdout + done.stderr


def test_the_page_says_how_to_check_it_elsewhere(auditor, folio):
    said = auditor.get(f"/auditoria/{folio}").text()
    assert f"python verificar.pyz evidencia-{folio}.zip" in said and "SpiffWorkflow" in said
    assert len(auditor.page.xpath("//dl[contains(@class, 'digests')]//code")) == 3


# --- the sealed log


def checks(page):
    rows = page.page.xpath("//*[@data-log-checks]//tbody/tr")
    return {row.xpath("string(td[1])"): " ".join(row.xpath("string(td[2])").split()) for row in rows}


def compared(page, *contents):
    files = [(io.BytesIO(each.encode()), "sello.txt") for each in contents]
    return page.post("/auditoria/registro", {"sello": files})


def test_what_was_sealed_of_a_history_is_listed(auditor, company, folio, keys):
    seal(company, keys)
    company.start()
    auditor.get(f"/auditoria/{folio}")
    assert "Sellada hasta su último evento" in auditor.text()
    row = auditor.text("//table[contains(@class, 'seals')]/tbody/tr")
    assert company.history(folio)[-1].hash in row


def test_all_seals_are_listed_each_held_against_the_log_and_downloaded(auditor, company, keys):
    assert "Todavía no hay sellos" in auditor.get("/auditoria/registro").text()
    company.start()
    first = seal(company, keys)
    company.start()
    last = seal(company, keys)
    auditor.get("/auditoria/registro")
    rows = auditor.page.xpath("//table[contains(@class, 'seals')]/tbody/tr")
    assert [row.xpath("string(td[1])") for row in rows] == ["2", "1"]
    assert all("válida" in row.xpath("string(td[5])") for row in rows)
    assert checks(auditor) == {"Registro sellado": "en orden", "Sellos": "en orden"}
    assert auditor.get("/auditoria/registro/2.txt").response.text == last.note
    assert read_note(auditor.get("/auditoria/registro/1.txt").response.data) == first.checkpoint
    assert auditor.get("/auditoria/registro/3.txt").status == 404


def test_a_kept_seal_is_compared_on_the_page(auditor, company, keys, tmp_path):
    company.start()
    first = seal(company, keys)
    company.start()
    last = seal(company, keys)
    assert checks(compared(auditor, first.note, last.note)) == {"Registro sellado": "en orden", "Sellos": "en orden"}
    assert "Se comparó con 2 sellos" in auditor.text()
    forged = sign(Checkpoint(first.checkpoint.origin, 1, "00" * 32), first.checkpoint.origin, keys.signer)
    assert "el registro sellado no es el que se firmó" in checks(compared(auditor, str(forged)))["Sellos"]
    later = sign(Checkpoint(first.checkpoint.origin, 99, "00" * 32), first.checkpoint.origin, keys.signer)
    assert "la base de datos es una anterior" in checks(compared(auditor, str(later)))["Sellos"]
    assert compared(auditor, "no es un sello").status == 422


def test_an_alarm_stands_on_the_page_and_in_the_inbox_of_auditors_alone(auditor, company, visit):
    problem = Problem(Kind.LOG_FORKED, 3, "a", "b")
    with company.database.transaction() as connection:
        alarms.report(connection, {"log": [problem]}, str, at=company.clock())
    assert "el registro sellado no es el que se firmó" in auditor.get("/auditoria/registro").text("//*[@data-alarms]")
    assert "Hay 1 alarma" in auditor.get("/bandeja").text("//*[@data-alarm]")
    assert not visit("comercial").get("/bandeja").page.xpath("//*[@data-alarm]")


def test_many_seals_come_in_pages(auditor, company, keys, monkeypatch):
    monkeypatch.setattr("web.audit.views.PER_PAGE", 2)
    for _ in range(3):
        company.start()
        seal(company, keys)
    auditor.get("/auditoria/registro")
    (link,) = auditor.page.xpath("//a[@rel='next']/@href")
    auditor.get(link)
    rows = auditor.page.xpath("//table[contains(@class, 'seals')]/tbody/tr")
    assert [row.xpath("string(td[1])") for row in rows] == ["1"]
