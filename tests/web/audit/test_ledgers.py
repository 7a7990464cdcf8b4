"""The ledgers on a page: which are in order, what was found, at which entry, and what to do about it."""

import pytest
from sqlalchemy import insert, text, update

from engine.definitions.models import process_versions
from engine.history.models import ledger_entries
from engine.history.problems import Kind
from engine.identity.models import people, person_rights, person_roles
from engine.jobs.histories import verify_histories
from engine.settings import Settings
from engine.verification import findings
from engine.verification.subjects import subject_name
from tests.engine.verification.attacks import change_an_event, drop_triggers
from tests.web.conftest import Visitor
from web.texts.ledgers import ADVICE
from web.texts.verification import KINDS


@pytest.fixture
def auditor(visit) -> Visitor:
    return visit("auditor")


def rename_by_hand(company):
    """Without the ledger."""
    with company.database.transaction() as connection:
        connection.execute(update(people).where(people.c.id == "comercial").values(name="Otra"))


def change_an_entry(company, name="people", seq=3):
    with company.database.transaction() as connection:
        drop_triggers(connection)
        mine = (ledger_entries.c.ledger == name) & (ledger_entries.c.seq == seq)
        connection.execute(update(ledger_entries).where(mine).values(subject="nadie"))


def results(page):
    rows = page.page.xpath("//*[@data-ledgers]/tbody/tr")
    return {row.xpath("string(td[1])"): " ".join(row.xpath("string(td[2])").split()) for row in rows}


def checked(page):
    return page.get("/auditoria/libros") and page.post("/auditoria/libros")


def test_what_was_never_checked_says_so_and_offers_it(auditor):
    auditor.get("/auditoria/libros")
    assert "todavía no se comprueban" in auditor.text() and not auditor.page.xpath("//*[@data-ledgers]")
    checked(auditor)
    assert (auditor.status, auditor.path) == (200, "/auditoria/libros")
    assert set(results(auditor).values()) == {"en orden"}
    assert {"Personas, roles y permisos", "Calendario", "Envíos", "Control de documentos de Gestión Comercial"} <= set(
        results(auditor)
    )


def test_a_changed_entry_is_named_with_what_to_do(auditor, company):
    change_an_entry(company)
    checked(auditor)
    assert results(auditor)["Personas, roles y permisos"] == "NO COINCIDE"
    assert next(iter(results(auditor))) == "Personas, roles y permisos"  # what is wrong comes first
    said = auditor.text("//*[@data-ledger='ledger:people']")
    assert "se cambió un asiento" in said and "asiento 3" in said and "guarde una copia" in said
    assert "El libro está completo" not in said
    assert {value for name, value in results(auditor).items() if not name.startswith("Personas")} == {"en orden"}


def test_what_is_stored_beside_a_ledger_is_told_apart_from_the_ledger(auditor, company):
    rename_by_hand(company)
    said = checked(auditor).text("//*[@data-ledger='ledger:people']")
    assert "Vale lo que dice el libro" in said and "Otra" in said and "Se cambió el libro mismo" not in said
    assert "(cómo se llama Comercial)" in said and "person comercial" not in said


def test_who_had_not_the_right_and_what_was_given_is_told_by_names(auditor, company):
    with company.database.transaction() as connection:
        drop_triggers(connection)
        connection.execute(insert(person_roles).values(person_id="preventa", role_id="administrador"))
        connection.execute(insert(person_rights).values(person_id="preventa", right_id="review", process_id=""))
        connection.execute(update(process_versions).values(status="obsolete"))
    checked(auditor)
    said = auditor.text("//*[@data-ledger='ledger:people']")
    for each in (
        "(si Preventa tiene el rol Administrador) Se esperaba no Se encontró sí",
        "(si Preventa tiene el permiso: revisar versiones) Se esperaba no Se encontró sí",
    ):
        assert each in said, said
    said = auditor.text("//*[@data-ledger='ledger:documents:gestion_comercial']")
    assert "Control de documentos de Gestión Comercial" in said
    assert "Se esperaba vigente, huella " in said and "Se encontró obsoleta, huella " in said


def test_what_the_night_finds_stands_there_and_on_every_page_of_auditing(auditor, company, folio):
    rename_by_hand(company)
    verify_histories(company.database, company.runtime, Settings(company.database.url, seal_key=None), company.clock)
    for path in ("/auditoria", "/auditoria/libros", f"/auditoria/{folio}"):
        auditor.get(path)
        banner = auditor.page.xpath("//*[@data-banner]//a")
        assert [(each.text, each.get("href")) for each in banner] == [
            ("Personas, roles y permisos", "/auditoria/libros#ledger:people")
        ], path
    assert "Personas, roles y permisos" in auditor.get("/auditoria/registro").text("//*[@data-alarms]")
    with company.database.transaction() as connection:
        connection.execute(update(people).where(people.c.id == "comercial").values(name="Comercial"))
    checked(auditor)
    assert set(results(auditor).values()) == {"en orden"}
    for path in ("/auditoria", "/auditoria/libros", f"/auditoria/{folio}"):
        assert not auditor.get(path).page.xpath("//*[@data-banner]")


def test_register_header_and_banner_say_the_same_of_a_history(auditor, attack, folio, company):
    auditor.post(f"/auditoria/{folio}/verificar")
    assert "en orden" in auditor.text("//div[@class='about']")
    attack(change_an_event)
    auditor.get(f"/auditoria/{folio}")
    assert "NO COINCIDE" in auditor.text("//div[@class='about']")  # the page sees it without verifying
    assert "Verifique otra vez" in auditor.text("//*[@data-doubted]") and not auditor.page.xpath("//*[@data-promise]")
    auditor.post(f"/auditoria/{folio}/verificar")
    assert "CON HALLAZGOS" in auditor.text("//*[@data-verification]") and not auditor.page.xpath("//*[@data-doubted]")
    assert folio in auditor.text("//*[@data-banner]")
    auditor.get("/auditoria")
    assert "NO COINCIDE" in auditor.text("//table[contains(@class, 'register')]")
    assert folio in auditor.text("//*[@data-banner]")
    other = company.start()
    assert not auditor.get(f"/auditoria/{other}").page.xpath("//*[@data-banner]")


def test_of_very_many_faults_it_is_said_how_many_are_not_told(auditor, company, monkeypatch):
    monkeypatch.setattr(findings, "MOST", 2)
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE people SET name = 'Otra'"))
    said = checked(auditor).text("//*[@data-ledger='ledger:people']")
    assert "más, que esta página no dice" in said
    assert len(auditor.page.xpath("//*[@data-ledger]//ol/li")) == 2


def test_only_auditors_may(visit):
    page = visit("comercial")
    assert page.get("/auditoria/libros").status == 403 and page.post("/auditoria/libros").status == 403


def test_every_kind_that_a_ledger_can_have_is_called_something():
    assert ADVICE.keys() <= set(Kind) == set(KINDS)
    assert str(subject_name("GC-2026-0001", {})) == "GC-2026-0001"
