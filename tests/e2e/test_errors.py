"""What goes wrong, as a person meets it in a real Chromium: in plain words, with a way on, and nothing typed lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from engine.identity.sign_in import PER_PERSON
from engine.instances import commands
from tests.e2e.gestion_comercial import SIZING
from tests.e2e.pages import menu
from tests.e2e.procedure import PASSWORD, Office, Person, at_work
from tests.e2e.processes import cauce
from tests.support import Company

pytestmark = pytest.mark.browser

STEP = "Dimensionamiento"
SCOPE = "Alcance del proyecto"


@pytest.fixture
def office(browser: Browser, sqlite_company: Company, tmp_path: Path) -> Iterator[Office]:
    with at_work(browser, sqlite_company, tmp_path) as office:
        yield office


@pytest.fixture
def sizing(office: Office) -> str:
    """The address of a step that Comercial and Preventa may both do."""
    company = office.company
    folio = company.start()
    company.do(folio, "prospeccion")
    company.do(folio, "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    company.do(folio, "participacion")
    return f"/bandeja/{company.task(folio, 'dimensionamiento').item.id}"


def says(person: Person, *words: str) -> None:
    """The page says all of it, fits, names what happened in its title, and has a way on."""
    for each in words:
        expect(person.page.get_by_role("main")).to_contain_text(each)
    person.look()
    assert person.page.get_by_role("main").get_by_role("link").count()
    assert person.complaints == []


# --- 403, 404


def test_what_is_for_others_says_whose_it_is(office: Office, sizing: str) -> None:
    person = office["soc_noc"]
    person.page.goto(sizing)
    says(person, "No puede hacer esto", "Comercial", "Preventa")
    person.press(person.page.get_by_role("main").get_by_role("link", name="Ir a la bandeja"))
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Bandeja")


def test_what_is_not_within_reach_says_so_and_not_whose_it_is(office: Office, sizing: str) -> None:
    person = office["cumplimiento"]
    person.page.goto(sizing)
    says(person, "No está aquí", "o no está a su alcance")
    expect(person.page.get_by_role("main")).not_to_contain_text("Preventa")


@pytest.mark.parametrize("path", ["/nada", "/bandeja/GC-2026-9999.4", "/oportunidades/GC-2026-9999", "/procesos/nada",
                                  "/procesos/gestion_comercial/version/77"])  # fmt: skip
def test_what_is_not_there_says_so_without_the_words_of_the_terminal(office: Office, path: str) -> None:
    person = office["comercial"]
    person.page.goto(path)
    says(person, "No está aquí")
    expect(person.page.get_by_role("main")).not_to_contain_text("cauce ")
    person.press(person.page.get_by_role("main").get_by_role("link", name="Ir a la bandeja"))


# --- 409


def test_of_two_who_complete_one_step_the_second_keeps_what_was_typed(office: Office, sizing: str) -> None:
    comercial, preventa = office["comercial"], office["preventa"]
    for person in (comercial, preventa):  # who comes when the other writes already finds whose the step is
        person.page.goto(sizing)
    for label, value in SIZING.items():  # at the same time: a page on which nothing is written yet learns whose it is
        for person in (comercial, preventa):
            person.form.answer(label, value)
    preventa.form.answer(SCOPE, "Lo que escribió Preventa, palabra por palabra.")
    comercial.complete()
    assert comercial.is_done
    preventa.complete()
    says(preventa, "no se completó", "Comercial completó «Dimensionamiento» antes que usted")
    assert preventa.form.shown(SCOPE) == "Lo que escribió Preventa, palabra por palabra."
    assert preventa.form.shown("Cliente") == "Cliente de ejemplo"
    preventa.press(preventa.page.get_by_role("link", name="Ver qué pasó con este paso"))
    says(preventa, "Comercial completó este paso")


def test_a_step_that_somebody_took_meanwhile_is_not_completed_and_nothing_is_lost(office: Office, sizing: str) -> None:
    comercial, preventa = office["comercial"], office["preventa"]
    preventa.page.goto(sizing)
    for label, value in SIZING.items():
        preventa.form.answer(label, value)
    preventa.settle()  # by writing it is theirs
    comercial.page.goto(sizing)
    comercial.page.get_by_label("Por qué").fill("El cliente lo pide hoy.")
    comercial.press(comercial.page.get_by_role("button", name="Tomar en su lugar"))
    expect(comercial.page.get_by_role("button", name="Devolver")).to_be_visible()
    preventa.complete()
    says(preventa, "no se completó", "lo tiene Comercial")
    assert preventa.form.shown(SCOPE) == SIZING[SCOPE]


# --- 413


def test_a_file_too_large_is_named_and_what_was_typed_stays(office: Office, sizing: str, tmp_path: Path) -> None:
    large = tmp_path / "plano.pdf"
    large.write_bytes(b"%PDF-1.4" + bytes(26 * 1024 * 1024))
    person = office["preventa"]
    person.page.goto(sizing)
    for label, value in SIZING.items():
        person.form.answer(label, value)
    person.form.answer("Dimensionamiento (PR-COM-001)", large)
    expect(person.page.locator(".uploads .error")).to_contain_text("plano.pdf")
    assert person.form.shown(SCOPE) == SIZING[SCOPE]


def test_too_much_at_once_is_said_and_going_back_finds_what_was_typed(
    browser: Browser, office: Office, sizing: str, tmp_path: Path
) -> None:
    files = [tmp_path / f"plano-{number}.pdf" for number in range(5)]
    for file in files:
        file.write_bytes(b"%PDF-1.4" + bytes(21 * 1024 * 1024))
    with cauce("serve", "--port", "0", CAUCE_DATABASE_URL=office.company.database.url) as site:
        address = site.wait_until_ready().split()[-1].rstrip("/.")
        # With script each file goes by itself.
        person = Person(browser, address, "preventa", PASSWORD, java_script_enabled=False)
        person.come_in()
        person.page.goto(sizing)
        for label, value in SIZING.items():
            person.form.answer(label, value)
        person.form.field("Dimensionamiento (PR-COM-001)").set_input_files(files)
        person.complete()
        says(person, "Demasiado grande", "100 MB")
        person.page.go_back()
        assert person.form.shown(SCOPE) == SIZING[SCOPE]
        person.context.close()


# --- 422, 429, 500


def test_what_cannot_be_accepted_is_said_beside_the_field(office: Office, sizing: str) -> None:
    person = office["preventa"]
    person.page.goto(sizing)
    for label, value in {**SIZING, "Plazo del proyecto": 500}.items():
        person.form.answer(label, value)
    person.page.get_by_role("button", name="Completar").last.click()
    expect(person.form.field("Plazo del proyecto")).to_have_attribute("aria-invalid", "true")
    assert person.form.shown(SCOPE) == SIZING[SCOPE]
    assert person.form.shown("Concepto") == SIZING["Concepto"]


def test_who_guesses_a_password_is_told_how_long_to_wait(office: Office) -> None:
    person = office["comercial"]
    menu(person.page, "Salir").click()
    for _ in range(PER_PERSON + 1):
        person.page.goto("/")
        person.page.get_by_label("Su usuario").fill("comercial")
        person.page.get_by_label("Contraseña").fill("no es esta")
        person.press(person.page.get_by_role("main").get_by_role("button", name="Entrar"))
    expect(person.page.get_by_role("main")).to_contain_text("Intente de nuevo en 15 min")
    assert person.page.get_by_label("Su usuario").input_value() == "comercial"
    person.look()
    assert person.complaints == []


def test_a_fault_of_ours_loses_nothing_of_what_was_typed(
    office: Office, sizing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = office["preventa"]
    person.page.goto(sizing)
    for label, value in SIZING.items():
        person.form.answer(label, value)
    with monkeypatch.context() as patched:
        patched.setattr(commands, "complete", lambda *_, **__: 1 / 0)
        person.complete()
    says(person, "No se pudo", "No se guardó nada", str(SIZING[SCOPE]))
    expect(person.page.get_by_role("main")).not_to_contain_text("ZeroDivision")
    person.page.go_back()
    assert person.form.shown(SCOPE) == SIZING[SCOPE]
    person.complete()
    assert person.is_done
