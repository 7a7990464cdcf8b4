"""A client with a telephone, an e-mail and no account: an opportunity goes to `fin_no_obtenida` by the client's links.

The e-mails are really sent, and each link is taken from the message that arrived.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.identity import accounts
from engine.jobs.catalogue import deliver_outbox
from engine.setting_parts.letters import MailServer
from engine.settings import Settings
from engine.verification.instance_verifier import verify
from tests.e2e.pages import SIZES, TOO_WIDE, grave, serving
from tests.e2e.procedure import PASSWORD, Answers, Form, OfficeClock, Person
from tests.engine.client_access.proposal import CONTACT, EMAIL, sent, to_be_sent, token_of
from tests.mailbox import Mailbox, mail_server, text_of
from tests.support import START, Company
from web.app import create_app

pytestmark = pytest.mark.browser

PHONE = SIZES[0]
REVIEW = "Revisar propuesta técnica y económica"
# A page says these itself, in words; the browser notes them as well.
EXPECTED = re.compile(r"status of (404|409|410|422)")
SENDING: Answers = {
    "Fecha de envío": date(2026, 3, 2),
    "Medio": "Correo electrónico",
    "Personas que reciben la propuesta": "Laura Pérez",
    "Mensaje al cliente": "Le enviamos la propuesta que nos pidió.",
}
UPDATING: Answers = {
    "Cambios hechos a la propuesta": "Se agregó el horario de atención a la propuesta.",
    "Vigencia de la propuesta": date(2026, 4, 30),
    "Fecha en que se envía de nuevo al cliente": date(2026, 3, 2),
}
LESSONS: Answers = {
    "Causas": ["El cliente eligió a otro proveedor"],
    "¿Cómo quedan los acuerdos con el cliente?": "No hubo acuerdos",
    "Mensaje para los involucrados": "El cliente eligió a otro proveedor.",
    "Conferencia semanal de seguimiento": date(2026, 3, 6),
    "Retroalimentación": "Preguntar antes por el horario de atención.",
    "¿Aplica una lección aprendida?": "No",
}


@dataclass
class Client:
    """Somebody with a telephone. What the browser complains of is kept."""

    browser: Browser
    script: bool = True
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        context = self.browser.new_context(
            locale="es-MX", timezone_id="America/Mexico_City", viewport=PHONE, is_mobile=True, has_touch=True,
            device_scale_factor=2, java_script_enabled=self.script,
        )  # fmt: skip
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not EXPECTED.search(text):
            self.complaints.append(f"{self.page.url}: {text}")

    @property
    def form(self) -> Form:
        return Form(self.page)

    def open(self, address: str, heading: str) -> None:
        self.page.goto(address)
        self.look(heading)

    def send(self) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Enviar mi respuesta").last.tap()

    def look(self, heading: str) -> None:
        """What holds of every page here: it is this one, no wider than the telephone, and axe finds nothing grave."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        assert self.page.evaluate(TOO_WIDE) <= 0, self.page.url
        if self.script:
            assert grave(self.page) == []


@dataclass
class Site:
    """The company's site, its people's browser, and its mail."""

    browser: Browser
    company: Company
    address: str
    box: Mailbox

    @property
    def settings(self) -> Settings:
        """What a worker is told: where letters go, and where people find the site."""
        server = MailServer("127.0.0.1", self.box.port, "none", Address("Ventas", "ventas", "example.com"))
        return Settings(self.company.database.url, base_url=self.address, mail=server)

    def post(self) -> EmailMessage:
        """Deliver what waits; gives the last message that the client got."""
        deliver_outbox(self.company.database, self.company.runtime, self.settings, self.company.clock)
        pairs = zip(self.box.received, self.box.recipients, strict=True)
        return [message for message, to in pairs if to == [EMAIL]][-1]

    def link(self) -> str:
        """The address in that message."""
        body = text_of(self.post())
        (found,) = re.findall(r"http\S+", body)
        assert isinstance(found, str)
        return found

    def comercial(self) -> Person:
        """Comercial at a computer, come in with a password."""
        with self.company.database.transaction() as connection:
            at = self.company.clock()
            accounts.set_password(connection, "comercial", PASSWORD, actor="administrador", at=at)
        person = Person(self.browser, self.address, "comercial", PASSWORD)
        person.page.clock.set_fixed_time(START)
        person.come_in()
        return person


@pytest.fixture
def site(browser: Browser, company: Company) -> Iterator[Site]:
    """On each kind of database."""
    yield from served(browser, company)


@pytest.fixture
def sqlite_site(browser: Browser, sqlite_company: Company) -> Iterator[Site]:
    """On SQLite alone, for what only depends on the page."""
    yield from served(browser, sqlite_company)


def served(browser: Browser, company: Company) -> Iterator[Site]:
    company.clock = OfficeClock()
    app = create_app(Settings(company.database.url), company.database, company.runtime, clock=company.clock)
    with mail_server(Mailbox()) as box, serving(app) as address:
        yield Site(browser, company, address, box)


def test_an_opportunity_is_lost_by_the_clients_links(site: Site, tmp_path: Path) -> None:
    company, folio = site.company, to_be_sent(site.company)
    comercial, client = site.comercial(), Client(site.browser)

    comercial.do("Enviar requerimiento al cliente", SENDING)
    shown = comercial.page.get_by_label("Dirección").input_value()
    message = site.post()
    first = site.link()
    assert shown == first and first.startswith(f"{site.address}/portal/")
    assert message["Subject"] == "Propuesta para su revisión: SOC 24x7"
    assert site.address not in text_of(message).replace(first, "")

    client.open(first, REVIEW)
    assert client.form.shown("Mensaje del área Comercial") == SENDING["Mensaje al cliente"]
    with client.page.expect_download() as download:
        client.form.offers("archivo_propuesta.pdf").tap()
    assert download.value.suggested_filename == "archivo_propuesta.pdf"
    client.form.answer("¿Cumple técnicamente?", "Sí")
    client.form.answer("¿Cumple económicamente?", "No")
    client.form.answer("¿Existe la posibilidad de hacer comentarios?", "Sí")
    client.form.answer("Comentarios a la propuesta", "No se dice el horario de atención.")
    client.send()
    client.look("Ya tenemos su respuesta")
    assert "No se dice el horario de atención." in client.page.get_by_role("main").inner_text()

    updated = tmp_path / "propuesta-2.pdf"
    updated.write_bytes(b"%PDF-1.4 segunda")
    comercial.do(
        "Actualizar propuesta de acuerdo con comentarios", {**UPDATING, "Propuesta actualizada (F-COM-003)": updated}
    )
    second = site.link()
    assert second != first
    client.open(first, "Ya tenemos su respuesta")
    client.open(second, REVIEW)
    assert client.form.shown("Cambios respecto de la versión anterior") == UPDATING["Cambios hechos a la propuesta"]
    assert client.form.offers("propuesta-2.pdf").count() == 1
    client.form.answer("¿Cumple técnicamente?", "No")
    client.form.answer("¿Existe la posibilidad de hacer comentarios?", "No")
    client.form.answer("¿Por qué no fue aceptada?", "Elegimos a otro proveedor.")
    client.send()
    client.look("Confirme su respuesta")
    expect(client.page.get_by_text("la oportunidad terminará como: «Propuesta no obtenida».")).to_be_visible()
    decides = client.page.get_by_role("button", name="Confirmar y enviar mi respuesta")
    expect(decides).to_be_in_viewport(ratio=1)
    with client.page.expect_navigation():
        decides.tap()
    client.look("Ya tenemos su respuesta")

    comercial.open("Notificar a los principales involucrados y documentar las lecciones aprendidas")
    assert comercial.form.shown("Motivo que dio el cliente") == "Elegimos a otro proveedor."
    comercial.finish(LESSONS)
    assert company.tasks(folio) == []
    last = company.history(folio)[-1]
    assert (last.type, last.element) == ("instance_completed", "fin_no_obtenida")
    comercial.page.goto(f"/oportunidades/{folio}")
    assert "L••• P••• C•••, por enlace" in comercial.page.get_by_role("main").inner_text()
    comercial.page.get_by_text("Los datos personales están ocultos").click()
    comercial.page.get_by_label("¿Para qué los necesita?").fill("Agradecerle su tiempo")
    with comercial.page.expect_navigation():
        comercial.page.get_by_role("button", name="Ver los datos personales").click()
    assert f"{CONTACT}, por enlace" in comercial.page.get_by_role("main").inner_text()
    with company.database.reading() as connection:
        report = verify(connection, company.runtime, folio)
    assert (report.problems, report.method) == ((), "plain")
    assert client.complaints + comercial.complaints == []


def test_without_script_the_client_answers_as_well(sqlite_site: Site) -> None:
    folio, client = sent(sqlite_site.company), Client(sqlite_site.browser, script=False)
    client.open(f"{sqlite_site.address}/portal/{token_of(sqlite_site.company, folio)}", REVIEW)
    for label, answer in (
        ("¿Cumple técnicamente?", "No"),
        ("¿Existe la posibilidad de hacer comentarios?", "Sí"),
        ("Comentarios a la propuesta", "No se dice el horario de atención."),
    ):
        client.form.answer(label, answer)
        client.send()
    client.look("Ya tenemos su respuesta")
    assert sqlite_site.company.task(folio, "actualizar_propuesta")


def test_comercial_copies_renews_and_revokes_the_link(sqlite_site: Site) -> None:
    folio, comercial = sent(sqlite_site.company), sqlite_site.comercial()
    client = Client(sqlite_site.browser)
    page = comercial.page
    comercial.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/oportunidades/{folio}")
    first = page.get_by_label("Dirección").input_value()
    page.get_by_role("button", name="Copiar enlace").click()
    expect(page.get_by_role("button", name="Copiado")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == first
    client.open(first, REVIEW)

    comercial.press(page.get_by_role("button", name="Hacer otro enlace"))
    second = page.get_by_label("Dirección").input_value()
    assert second != first == client.page.url
    assert sqlite_site.link() == second
    client.open(first, "Este enlace ya no es válido")
    client.open(second, REVIEW)

    comercial.press(page.get_by_role("button", name="Revocar"))
    expect(page.get_by_text("El enlace fue revocado: nadie puede responder con él.")).to_be_visible()
    client.open(second, "Este enlace ya no es válido")
    for size in SIZES:
        page.set_viewport_size(size)
        assert page.evaluate(TOO_WIDE) <= 0
        assert grave(page) == []
    assert client.complaints + comercial.complaints == []


def test_what_was_typed_is_there_after_the_telephone_put_the_page_away_and_given_back_when_it_expires(
    sqlite_site: Site,
) -> None:
    company = sqlite_site.company
    folio, client = sent(company), Client(sqlite_site.browser)
    address = f"{sqlite_site.address}/portal/{token_of(company, folio)}"
    client.open(address, REVIEW)
    client.form.answer("¿Cumple técnicamente?", "No")
    client.form.answer("¿Existe la posibilidad de hacer comentarios?", "Sí")
    client.form.answer("Comentarios a la propuesta", "No se dice el horario de atención.")
    client.page.get_by_label("Comentarios a la propuesta").blur()
    client.open(f"{sqlite_site.address}/portal/nada", "Aquí no hay nada")
    client.open(address, REVIEW)
    expect(client.page.get_by_label("Comentarios a la propuesta")).to_have_value("No se dice el horario de atención.")
    company.clock.now += timedelta(days=30)
    client.send()
    client.look("Este enlace venció")
    assert "No se dice el horario de atención." in client.page.get_by_role("main").inner_text()
    assert client.complaints == []
