"""Verification on the page, the evidence, and the sealed log."""

import io
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from engine.history import checkpoints, timestamps
from engine.history.keys import KeyFile, new_key
from engine.history.models import cosignatures
from engine.history.notes import COSIGNATURE, Checkpoint, VerifierKey, cosignature, read_note
from engine.history.notes import signed as sign
from engine.history.problems import Kind, Problem
from engine.settings import Settings
from engine.verification import alarms, runs
from engine.verifier.evidence import Evidence
from engine.verifier.verdict import verify
from tests.authority import new_authority
from tests.engine.verification.attacks import change_an_event, drop_triggers, remove_the_log
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
    assert len(results(auditor)) == 7 and set(results(auditor).values()) == {"en orden"}
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


@pytest.mark.processes
def test_beside_the_verdict_stands_what_the_log_says_of_the_history_and_who_vouches_for_that(
    company, folio, keys, tmp_path
):
    authority = new_authority(tmp_path / "tsa")
    witness = new_key(tmp_path / "witness.pem").signer
    key = VerifierKey("testigo/1", witness.public, COSIGNATURE)
    settings = Settings(company.database.url, seal_key=keys.path, witnesses=(key,), roots=authority.roots)
    app = create_app(settings, company.database, company.runtime, clock=company.clock, demo=True)
    page = Visitor(app.test_client()).post("/entrar", {"person": "auditor"})
    verified(page, folio)
    assert "Ningún sello lo cubre todavía" in page.text("//*[@data-covered]")
    company.clock.now = authority.now() - timedelta(minutes=2)
    made = seal(company, keys)
    with company.database.transaction() as connection:
        checkpoints.keep_stamp(connection, made.size, authority.stamp(made.note))
        line = cosignature(made.checkpoint, "testigo/1", witness, 1_800_000_000)
        connection.execute(insert(cosignatures), {"size": made.size, "name": "testigo/1", "line": str(line)})
    page = Visitor(app.test_client()).post("/entrar", {"person": "auditor"}).get(f"/auditoria/{folio}")
    said = page.text("//*[@data-covered]")
    assert "en el sello 1, del" in said and "creció a partir del sello que se conserva" in said
    assert "el sello 1 ya existía el" in said and "El testigo testigo/1 firmó el sello 1" in said
    page.get("/auditoria/registro")
    assert "el sello 1 ya existía el" in page.text("//*[@data-vouched]")
    assert page.page.xpath("//a[@href='/auditoria/registro/1.tsr']")
    downloaded = page.client.get("/auditoria/registro/1.tsr")
    assert timestamps.read_stamp(downloaded.data).imprint == timestamps.imprint_of(made.note)
    assert page.client.get("/auditoria/registro/2.tsr").status_code == 404
    with company.database.reading() as connection:
        kept = {"sello.txt": checkpoints.with_cosignatures(connection, made).encode()}
        kept["sello.tsr"] = checkpoints.stamp_of(connection, made.size)
    forged = new_authority(tmp_path / "other", "Otra").stamp(made.note)
    for files, shown in (
        (kept, "Se comparó con 2 sellos"),
        ({"a.tsr": forged}, "no está firmado con una llave conocida"),
    ):
        sent = [(io.BytesIO(content), name) for name, content in files.items()]
        page.post("/auditoria/registro", {"sello": sent})
        assert shown in page.text() and ("NO COINCIDE" in page.text()) == (files is not kept), page.text()
    later = company.start()
    company.clock.now += timedelta(minutes=1)
    seal(company, keys)
    verified(page, later)
    said = page.text("//*[@data-covered]")
    assert "el último sello que vio es el 1" in said and "el último sello que testigo/1 firmó es el 1" in said
    assert "YA NO FIRMA" not in said
    with company.database.transaction() as connection:
        alarms.report(connection, {"witness": [Problem(Kind.LOG_FORKED, 1, "1", "2")]}, str, at=company.clock())
    assert "El testigo YA NO FIRMA" in page.get(f"/auditoria/{later}").text("//*[@data-covered]")
    with company.database.transaction() as connection:
        drop_triggers(connection)
        remove_the_log(connection, folio)
    page.get(f"/auditoria/{folio}")
    assert "El registro sellado NO ESTÁ EN ORDEN" in page.text("//*[@data-covered]")


def test_what_in_order_would_prove_is_not_said_of_what_is_not_in_order(auditor, attack, folio):
    attack(change_an_event)
    verified(auditor, folio)
    assert "CON HALLAZGOS" in auditor.text("//*[@data-verification]")
    assert not auditor.page.xpath("//*[@data-promise]")
    assert "guarde una copia de la base de datos" in auditor.text("//*[@data-todo]")


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


@pytest.mark.processes
def test_the_evidence_is_that_of_the_terminal_and_its_verifier_agrees(auditor, company, folio, keys, tmp_path):
    seal(company, keys)
    with auditor.get(f"/auditoria/{folio}/evidencia.zip").response as answer:
        content = answer.data
    assert answer.headers["Content-Disposition"] == f"attachment; filename=evidencia-{folio}.zip"
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert {f"instances/{folio}/history.json", "log.json", "verificar.pyz", "LEEME.txt"} <= set(names)
    (tmp_path / "e.zip").write_bytes(content)
    zipfile.ZipFile(tmp_path / "e.zip").extract("verificar.pyz", tmp_path)
    done = subprocess.run(
        [sys.executable, "verificar.pyz", "e.zip"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "CONFORME" in done.stdout, done.stdout + done.stderr


def evidence_at(page, address):
    with page.get(address).response as response:
        return Evidence(io.BytesIO(response.data))


def test_the_evidence_of_what_the_register_shows_comes_as_one_file(auditor, company, folio, keys, monkeypatch):
    monkeypatch.setattr("web.audit.views.PER_PAGE", 1)
    others = [company.start(), company.start()]
    seal(company, keys)
    auditor.get("/auditoria?estado=running")
    (link,) = auditor.page.xpath("//a[text()='Descargar evidencia de todas estas']/@href")
    all_ = evidence_at(auditor, link)
    assert (all_.folios, all_.wanted) == (others, others) and verify(all_).problems == []
    auditor.get("/auditoria?desde=2026-03-01&hasta=2026-12-31")
    (link,) = auditor.page.xpath("//a[text()='Descargar evidencia del periodo']/@href")
    period = evidence_at(auditor, link)
    assert period.folios == [folio, *others] and verify(period).problems == []
    assert (period.period["from"], period.period["to"]) == ("2026-03-01", "2026-12-31")
    answer = auditor.response
    assert "attachment; filename=evidencia-2026-03-01-2026-12-31.zip" in answer.headers["Content-Disposition"]


def test_of_nothing_there_is_no_evidence_and_what_ends_before_it_begins_is_no_period(auditor, company):
    assert auditor.get("/auditoria/evidencia.zip?q=nada").path == "/auditoria"
    company.start()
    assert auditor.get("/auditoria/evidencia.zip?desde=2026-12-31&hasta=2026-03-01").path == "/auditoria"
    assert auditor.get("/auditoria/GC-2026-0099/evidencia.zip").status == 404


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
    assert (
        "sello.txt no contiene un sello ni un sello de tiempo" in auditor.text() and "checkpoint)" not in auditor.text()
    )


def test_an_alarm_stands_on_the_page_and_in_the_inbox_of_auditors_alone(auditor, company, visit):
    problem = Problem(Kind.LOG_FORKED, 3, "a", "b")
    with company.database.transaction() as connection:
        alarms.report(connection, {"log": [problem]}, str, at=company.clock())
    assert "el registro sellado no es el que se firmó" in auditor.get("/auditoria/registro").text("//*[@data-alarms]")
    assert "Hay 1 alarma" in auditor.get("/bandeja").text("//*[@data-alarm]")
    assert not visit("comercial").get("/bandeja").page.xpath("//*[@data-alarm]")


def test_an_alarm_leads_to_what_was_found_or_says_what_to_do_itself(auditor, company):
    problem = Problem(Kind.LOG_ROLLED_BACK, 31, "31", "30")
    wrong = {about: [problem] for about in ("GC-2026-0001", "ledger:people", "witness", "checkpoints")}
    with company.database.transaction() as connection:
        alarms.report(connection, wrong, str, at=company.clock())
    auditor.get("/auditoria/registro")
    assert auditor.page.xpath("//*[@data-alarms]//a/@href") == [
        "/auditoria/GC-2026-0001#verificacion",
        "/auditoria/libros#ledger:people",
    ]
    said = auditor.text("//*[@data-alarms]")
    assert "Testigo : vio un registro más largo que este" in said and "pregunte a quien cuida el testigo" in said
    assert "No se firma nada" in said and "≠" not in said


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
