"""A real opportunity, from the lead to the contract, in a real Chromium: every lane does its own steps on the page."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from engine.calendar.office import OfficeCalendar
from engine.clock import system_clock
from engine.settings import Settings
from tests.e2e.pages import SIZES, TOO_WIDE, begin, serving
from tests.support import Company
from web.app import create_app

pytestmark = pytest.mark.browser

OFFICE = OfficeCalendar("America/Mexico_City")
# A page says these itself, in words; the browser notes them as well.
EXPECTED = re.compile(r"status of (403|409|422)")
# What a person must have beside every input to know what it is for: a label, and the legend of its group.
UNNAMED = """
() => [...document.querySelectorAll('input, select, textarea, button')]
  .filter(e => e.type !== 'hidden' && !e.labels?.length && !e.ariaLabel && !e.textContent.trim())
  .map(e => e.outerHTML.slice(0, 120))
"""


@pytest.fixture
def address(postgresql_company: Company) -> Iterator[str]:
    """Where the site answers on PostgreSQL, while the test runs (test_whole_procedure.py: on SQLite)."""
    company = postgresql_company
    app = create_app(Settings(company.database.url), company.database, company.runtime, demo=True)
    with serving(app) as address:
        yield address


class Office:
    """Everybody at one computer: whoever comes in does their next step."""

    def __init__(self, browser: Browser, address: str, files: Path) -> None:
        # The plain site is the one without script; what script makes of its forms is in test_form.py.
        self.context: BrowserContext = browser.new_context(locale="es-MX", java_script_enabled=False)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.address = address
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))
        self.file = files / "documento.pdf"
        self.file.write_bytes(b"%PDF-1.4 documento")

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not EXPECTED.search(text):
            self.complaints.append(text)

    def look(self) -> None:
        """What holds of every page: one heading, a name for each input, nothing wider than the screen."""
        assert self.page.locator("h1").count() == 1
        assert self.page.evaluate(UNNAMED) == []
        for size in SIZES:
            self.page.set_viewport_size(size)
            assert self.page.evaluate(TOO_WIDE) <= 0, (self.page.url, size)

    def press(self, what: Locator) -> None:
        """Click what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            what.click()

    def come_in(self, person: str) -> None:
        self.page.goto(self.address)
        self.press(self.page.locator(f"button[name=person][value={person}]"))

    def do(self, person: str, step: str, answers: dict[str, str] | None = None) -> None:
        """Do the one step of that name that waits for `person`, answering by label; the rest is filled in anyhow."""
        self.come_in(person)
        self.look()
        self.press(self.page.get_by_role("link", name=step))
        for _ in range(6):
            self.look()
            self._answer(answers or {})
            self.press(self.page.get_by_role("button", name=re.compile("^(Completar|Sí, esa es la respuesta)$")).last)
            if self.page.get_by_text("Usted completó este paso.").count():
                self.look()
                return
        raise AssertionError(self.page.locator("main").inner_text())

    def _answer(self, answers: dict[str, str]) -> None:
        for label, choice in answers.items():
            group = self.page.get_by_role("group", name=label)
            if group.count():
                group.first.get_by_label(choice, exact=True).check()
        for fieldset in self.page.locator("fieldset.field:not(.list)").all():
            if not fieldset.locator("input:checked").count():
                fieldset.locator("input:not([type=hidden])").first.check()
        for field in self.page.locator("div.field :is(input:not([type=hidden]), select, textarea)").all():
            self._fill(field)

    def _fill(self, field: Locator) -> None:
        kind = field.get_attribute("type") or field.evaluate("e => e.tagName.toLowerCase()")
        if kind == "file":
            if not field.locator("xpath=..").locator("input[type=checkbox]").count():
                field.set_input_files(self.file)
        elif kind == "checkbox":
            field.check()
        elif field.input_value():
            return
        elif kind == "select":
            field.select_option(index=1)
        elif kind == "date":
            field.fill(_working_day(field.get_attribute("name") or "").isoformat())
        elif field.get_attribute("inputmode") == "decimal":
            field.fill("12")
        else:
            field.fill("ana@aceros.mx" if kind == "email" else "Lo que corresponde a este campo.")


def _working_day(field: str) -> date:
    """A day to write into a date: worked, some weeks from now; what ends something, later than what begins it."""
    return OFFICE.shift(system_clock().date(), 45 if field.startswith(("fin", "vigencia")) else 30)


@pytest.fixture
def office(browser: Browser, address: str, tmp_path: Path) -> Iterator[Office]:
    office = Office(browser, address, tmp_path)
    yield office
    office.context.close()


def test_an_opportunity_goes_from_lead_to_contract_through_every_lane(office):
    office.come_in("comercial")
    begin(office.page)
    office.look()
    folio = office.page.locator("h1 .folio").inner_text()
    assert office.page.get_by_text("para Director Comercial").count() == 1

    office.do("director_comercial", "Prospección y generación de leads")
    answers = {"¿Tipo de requerimiento?": "Servicio", "Áreas de Servicio involucradas": "Ciberinteligencia"}
    office.do("preventa", "Validación administrativa y técnica", answers)
    office.do("ciberinteligencia", "Participación e involucramiento en la definición del servicio solicitado")
    office.do("comercial", "Dimensionamiento")
    office.do("director_comercial", "Generar el business case")
    office.do("direccion_general", "Validar el business case")
    office.do("preventa", "Elaborar la propuesta")
    office.do("cumplimiento", "Validar el cumplimiento", {"¿Cumple de acuerdo con lo establecido?": "No"})
    office.do("comercial", "Realizar correcciones")
    others = office.page.locator("h2:has-text('Ahora le toca a otras personas') + ul")
    assert others.inner_text() == "Validar el cumplimiento: Cumplimiento y Mejora Continua"
    office.do("cumplimiento", "Validar el cumplimiento", {"¿Cumple de acuerdo con lo establecido?": "Sí"})
    office.do("comercial", "Enviar")
    office.do("cliente", "Revisar")
    office.do("comercial", "Notificar")
    office.do("cumplimiento", "Formalizar")
    assert office.page.get_by_role("heading", name="La oportunidad terminó").count() == 1

    office.press(office.page.get_by_role("link", name=f"Ver toda la oportunidad {folio}"))
    office.look()
    main = office.page.locator("main").inner_text()
    assert "concluida" in main and "Nada: ya terminó." in main and "vuelta 2" in main
    assert re.search(r"Cadena de eventos \(\d+\)", main)
    assert office.complaints == []


def test_what_is_wrong_is_reached_from_the_summary_by_keyboard(office):
    office.come_in("director_comercial")
    begin(office.page)
    office.page.get_by_label("Correo electrónico del contacto").fill("ana")
    office.page.get_by_label("Cliente", exact=True).fill("Aceros del Norte")
    with office.page.expect_navigation():
        office.page.keyboard.press("Enter")  # saves the draft: nobody completes a step by a slip of the finger
    assert office.page.locator(".restored").count() == 1
    assert office.page.get_by_label("Cliente", exact=True).input_value() == "Aceros del Norte"
    office.press(office.page.get_by_role("button", name="Completar"))
    summary = office.page.locator(".summary")
    assert "Hay algo que corregir" in summary.inner_text()
    assert office.page.evaluate("document.activeElement.className") == "summary"
    office.look()
    summary.get_by_role("link", name="Correo electrónico").focus()
    office.page.keyboard.press("Enter")
    assert office.page.evaluate("document.activeElement.name") == "correo"
    assert office.page.get_by_label("Cliente", exact=True).input_value() == "Aceros del Norte"


def test_a_person_of_another_lane_is_refused_on_the_page(office):
    office.come_in("director_comercial")
    begin(office.page)
    step = office.page.url
    for person, said in (
        ("auditor", "se requiere uno de estos roles: Director Comercial"),
        ("cumplimiento", "o no está a su alcance"),
    ):
        office.come_in(person)
        office.page.goto(step)
        office.look()
        assert said in office.page.locator("main").inner_text()
