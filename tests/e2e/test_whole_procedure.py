"""The whole procedure Gestión Comercial, each lane by its own people with their own passwords, in a real Chromium.

From a new opportunity to `fin_ganada`, by way of Alianzas Estratégicas, twice through the corrections (5 ↔ 6) and once
through the client's comments (8 ↔ 9): what one writes the next one reads, and in the end every page says the same as
the history, which is executed again to prove it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from engine.history.chain import Event
from engine.identity import accounts
from engine.replay.verification import verify
from engine.settings import Settings
from tests.e2e.pages import serving
from tests.e2e.procedure import Answers, Person
from tests.support import START, Company
from web.app import create_app

pytestmark = pytest.mark.browser

PASSWORD = "cuatro palabras de más"
# The Monday between them is a holiday (LFT, article 74): one working day before this Tuesday is the Friday.
DELIVERY = date(2026, 3, 17)
PROPOSAL = "Propuesta Técnica y Económica (F-COM-003)"

LEAD: Answers = {
    "Cliente": "Aceros del Norte",
    "Contacto": "Ana Garza",
    "Correo electrónico del contacto": "ana@aceros.example",
    "Origen del lead": "Foro",
    "Requerimiento": "Vigilancia de la red de tres plantas",
    "Descripción del requerimiento": "Monitoreo continuo de la red de las plantas de Apodaca, Saltillo y Monclova.",
    "Fecha de entrega de la propuesta al cliente": DELIVERY,
    "Folio de la oportunidad en CRM": "CRM-4711",
    "Monto estimado de la oportunidad": 1500000,
    "¿Cómo se recibió el requerimiento?": "RFP",
}
VALIDATION: Answers = {
    "Validación administrativa": "Cliente al corriente, sin adeudos.",
    "Validación técnica": "Es viable con el centro de operaciones actual.",
    "¿Tipo de requerimiento?": "Servicio administrado",
    "¿Se requieren soluciones de TI?": "Sí",
    "Soluciones tecnológicas que se deben cotizar": "Tres cortafuegos con soporte por tres años.",
    "Áreas de Servicio involucradas": ["SOC/NOC", "Ciberinteligencia"],
    "Fecha en que las áreas deben responder": date(2026, 3, 6),
    "Información completa para las áreas": True,
}
QUOTATION: Answers = {
    "Fabricante o proveedor": "Muros del Bajío",
    "Solución": "Cortafuegos de sucursal",
    "Cantidad": 3,
    "Precio total": 240000,
    "Moneda": "MXN",
    "Vigencia de la cotización": date(2026, 4, 30),
    "¿Se requiere generar una alianza?": "Sí",
    "Alianza que se requiere y por qué": "Registro de la oportunidad con el fabricante.",
}
ALLIANCE: Answers = {
    "Aliado": "Muros del Bajío",
    "Tipo de alianza": "Fabricante",
    "Fecha en que se formaliza": date(2026, 3, 3),
    "Condiciones acordadas": "Descuento de proyecto de doce por ciento.",
    "Documentación gestionada": ["Registro de la oportunidad"],
}
SIZING: Answers = {
    "Alcance del proyecto": "Vigilancia de tres plantas, día y noche, durante tres años.",
    "Consideraciones y requerimientos": "Un enlace dedicado en cada planta, a cargo del cliente.",
    "Concepto": "Analista de turno",
    "Cantidad": 4,
    "Costo unitario": 180000,
    "Costo total dimensionado": 960000,
    "Plazo del proyecto": 36,
}
BUSINESS_CASE: Answers = {
    "Concepto": "Personal del centro",
    "Tipo": "Personal",
    "Monto": 720000,
    "Costo total": 960000,
    "Precio de venta": 1400000,
    "Margen": 31,
    "Forma de pago": "Mensualidades vencidas a 30 días",
    "Conclusiones sobre la rentabilidad": "Rentable desde el segundo trimestre del servicio.",
}
GO: Answers = {"¿Se aprueba el business case?": "Sí", "¿Go / No Go?": "Go: elaborar la propuesta"}
DRAFTING: Answers = {
    "Resumen de la propuesta": "Servicio administrado de vigilancia para tres plantas.",
    "Monto de la propuesta": 1400000,
    "Moneda": "MXN",
    "Vigencia de la propuesta": date(2026, 5, 29),
    "Información de las áreas integrada": True,
}
CHECKED = ["Requisitos técnicos", "Anexos y firmas"]
SENDING: Answers = {
    "Fecha de envío": date(2026, 3, 2),
    "Medio": "Correo electrónico",
    "Personas que reciben la propuesta": "Ana Garza",
    "Mensaje al cliente": "Le enviamos nuestra propuesta para su revisión.",
    "Envío registrado en CRM": True,
}
WON: Answers = {
    "Fecha de adjudicación": date(2026, 3, 2),
    "Fecha prevista de inicio del proyecto": date(2026, 4, 1),
    "Mensaje para las áreas involucradas": "Ganamos el proyecto de Aceros del Norte.",
    "CRM actualizado: oportunidad ganada": True,
}
CONTRACT: Answers = {
    "¿Está concluido el registro y alta con el cliente?": "Sí",
    "Documentos que se formalizan": ["Contrato"],
    "Número de contrato": "C-2026-017",
    "Fecha de firma": date(2026, 3, 2),
    "Monto del contrato": 1350000,
    "Inicio de la vigencia": date(2026, 4, 1),
    "Fin de la vigencia": date(2029, 3, 31),
}


class StillClock:
    """The office's clock: a second passes at each look, so that a long day of browsing stays one day."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Office:
    """The people of the company, each with a password and a browser, and the site they work on."""

    browser: Browser
    company: Company
    address: str
    folder: Path
    options: dict[str, object] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Person:
        """Somebody at their browser; they come in with their password the first time."""
        if name not in self.people:
            person = self.people[name] = Person(self.browser, self.address, name, PASSWORD, **self.options)
            person.page.clock.set_fixed_time(START)
            person.come_in()
        return self.people[name]

    def file(self, name: str) -> Path:
        """A file of that name on the person's computer; no two say the same."""
        made = self.folder / name
        made.write_bytes(b"%PDF-1.4 " + name.encode())
        return made

    @property
    def complaints(self) -> list[str]:
        return [said for person in self.people.values() for said in person.complaints]


@pytest.fixture
def office(browser: Browser, company: Company, tmp_path: Path) -> Iterator[Office]:
    with company.database.transaction() as connection:
        for person in ("director_comercial", "comercial", "preventa", "soc_noc", "ciberinteligencia", "alianzas",
                       "cumplimiento", "direccion_general", "cliente"):  # fmt: skip
            accounts.set_password(connection, person, PASSWORD, actor="administrador", at=datetime.now(UTC))
    app = create_app(Settings(company.database.url), company.database, company.runtime, clock=StillClock())
    with serving(app) as address:
        office = Office(browser, company, address, tmp_path)
        yield office
        for person in office.people.values():
            person.context.close()


def test_an_opportunity_is_won_by_everybody_s_own_hands(office: Office) -> None:
    folio = office["comercial"].begin()
    expect(office["comercial"].page.get_by_role("main")).to_contain_text("Director Comercial")

    # 1 and 2. What the Director Comercial writes, Preventa reads; the delivery sets the terms.
    office["director_comercial"].do(
        "Prospectar y generar leads", LEAD | {"Documento del cliente con los requerimientos": office.file("RFP.pdf")}
    )
    preventa = office["preventa"]
    form = preventa.open("Validar administrativa y técnicamente")
    assert form.shown("Cliente") == "Aceros del Norte"
    assert form.shown("Descripción del requerimiento").startswith("Monitoreo continuo")
    preventa.finish(VALIDATION | {"Documentos para las áreas involucradas": office.file("anexo.pdf")})

    # PR-ALI-002 is a procedure of its own, by people of its own; nobody else has anything to do meanwhile.
    alianzas = office["alianzas"]
    form = alianzas.open("Cotizar las soluciones tecnológicas")
    assert form.shown("Soluciones tecnológicas que se deben cotizar").startswith("Tres cortafuegos")
    expect(office["soc_noc"].waits("Participar")).to_have_count(0)
    alianzas.finish(QUOTATION | {"Cotizaciones recibidas": office.file("cotizacion.pdf")})
    alianzas.do("Generar la alianza", ALLIANCE)

    # 3. Each area for itself, due on the day that Preventa gave.
    for area, name in (("soc_noc", "SOC/NOC"), ("ciberinteligencia", "Ciberinteligencia")):
        person = office[area]
        step = person.waits("Participar en la definición del servicio")
        expect(step).to_have_count(1)
        expect(person.page.get_by_role("main")).to_contain_text("vence vie 6 mar, 18:00")
        form = person.open("Participar en la definición del servicio")
        assert form.shown("Área que participa") == name
        document = office.file(f"{area}.pdf")
        person.finish({"Información y análisis del servicio": f"Análisis de {name}, con volúmenes y turnos.",
                       "Documentación del servicio": document})  # fmt: skip

    # 4. Dimensionamiento, business case, Go.
    form = preventa.open("Dimensionamiento")
    for area in ("soc_noc", "ciberinteligencia"):
        expect(form.offers(f"{area}.pdf")).to_be_visible()
    preventa.finish(SIZING)
    director = office["director_comercial"]
    form = director.open("Generar el business case")
    assert form.shown("Costo total dimensionado").replace(",", "").strip("$ MXN").startswith("960000")
    director.finish(BUSINESS_CASE | {"Business Case (F-COM-002)": office.file("F-COM-002.xlsx")})
    form = office["direccion_general"].open("Validar el business case")
    expect(form.offers("F-COM-002.xlsx")).to_be_visible()
    office["direccion_general"].finish(GO)
    preventa.waits("Elaborar la propuesta")
    expect(preventa.page.get_by_role("main")).to_contain_text("vence vie 13 mar, 18:00")
    preventa.do("Elaborar la propuesta", DRAFTING | {PROPOSAL: office.file("propuesta-1.pdf")})

    # 5 and 6, twice.
    comercial, cumplimiento = office["comercial"], office["cumplimiento"]
    for round_ in (1, 2):
        form = cumplimiento.open("Validar el cumplimiento")
        expect(form.offers(f"propuesta-{round_}.pdf")).to_be_visible()
        cumplimiento.finish(judgement("No") | {"Comentarios para su adecuación": f"Falta el anexo {round_}."})
        form = comercial.open("Realizar correcciones")
        assert form.shown("Comentarios de Cumplimiento") == f"Falta el anexo {round_}."
        assert form.field("Monto de la propuesta").input_value().replace(",", "").startswith("1400000")
        form.take_out(f"propuesta-{round_}.pdf")
        corrected = office.file(f"propuesta-{round_ + 1}.pdf")
        comercial.finish(
            {
                "Correcciones realizadas": f"Se agregó el anexo {round_}.",
                "¿Se aplicaron todos los comentarios?": "Sí",
                "Propuesta corregida (F-COM-003)": corrected,
            }
        )
    form = cumplimiento.open("Validar el cumplimiento")
    expect(cumplimiento.page.get_by_role("main")).to_contain_text("vuelta 3")
    assert form.shown("Correcciones realizadas por Comercial") == "Se agregó el anexo 2."
    cumplimiento.finish(judgement("Sí"))

    # 7, 8 and 9: the client asks for a better price, and gets it.
    comercial.do("Enviar la propuesta al cliente", SENDING)
    cliente = office["cliente"]
    form = cliente.open("Revisar la propuesta")
    assert form.shown("Mensaje del área Comercial").startswith("Le enviamos")
    with cliente.page.expect_download() as download:
        form.offers("propuesta-3.pdf").click()
    assert download.value.path().read_bytes() == (office.folder / "propuesta-3.pdf").read_bytes()
    cliente.finish({"¿Cumple técnicamente?": "Sí", "¿Cumple económicamente?": "No",
                    "¿Existe la posibilidad de hacer comentarios?": "Sí",
                    "Comentarios a la propuesta": "Pedimos un descuento por pago anticipado."})  # fmt: skip
    form = comercial.open("Actualizar la propuesta")
    assert form.shown("Comentarios del cliente") == "Pedimos un descuento por pago anticipado."
    form.take_out("propuesta-3.pdf")
    comercial.finish({"Cambios hechos a la propuesta": "Descuento por pago anticipado.",
                      "Monto de la propuesta": 1350000, "Vigencia de la propuesta": date(2026, 6, 30),
                      "Propuesta actualizada (F-COM-003)": office.file("propuesta-4.pdf"),
                      "Fecha en que se envía de nuevo al cliente": date(2026, 3, 2), "Actualización registrada en CRM": True})  # fmt: skip
    form = cliente.open("Revisar la propuesta")
    assert form.shown("Cambios respecto de la versión anterior") == "Descuento por pago anticipado."
    expect(form.offers("propuesta-3.pdf")).to_have_count(0)
    cliente.finish({"¿Cumple técnicamente?": "Sí", "¿Cumple económicamente?": "Sí",
                    "Nombre de quien autoriza": "Ana Garza",
                    "Orden de compra, fallo o carta de autorización": office.file("orden.pdf")})  # fmt: skip

    # 11. Won; Comercial has one working day to tell.
    comercial.waits("Notificar el proyecto ganado")
    expect(comercial.page.get_by_role("main")).to_contain_text("vence mañana 18:00")
    comercial.do("Notificar el proyecto ganado", WON)
    cumplimiento.do("Formalizar el contrato", CONTRACT | {"Contrato firmado": office.file("contrato.pdf")})
    expect(cumplimiento.page.get_by_role("main")).to_contain_text("La oportunidad terminó")
    assert office.complaints == []
    everything_agrees(office, folio)


def judgement(answer: str) -> Answers:
    """What Cumplimiento answers at step 5."""
    return {
        "¿La propuesta se recibió a tiempo?": "Sí",
        "Puntos revisados": CHECKED,
        "¿Cumple de acuerdo con lo establecido?": answer,
    }


def everything_agrees(office: Office, folio: str) -> None:
    """The pages of a won opportunity say what its history says, and executing the history again yields it."""
    company = office.company
    events = company.history(folio)
    assert company.visited(folio) == [
        "prospeccion", "validacion", "cotizar_soluciones", "generar_alianza", "participacion", "participacion",
        "dimensionamiento", "business_case", "validar_business_case", "elaborar_propuesta",
        "validar_cumplimiento", "correcciones", "validar_cumplimiento", "correcciones", "validar_cumplimiento",
        "enviar_cliente", "revisar_propuesta", "actualizar_propuesta", "revisar_propuesta",
        "notificar_ganada", "formalizar_contrato",
    ]  # fmt: skip
    assert [event.actor for event in events if event.type == "user_task_completed"][4:6] == [
        "soc_noc",
        "ciberinteligencia",
    ]
    with company.database.reading() as connection:
        report = verify(connection, company.runtime, folio)
    assert report.ok and report.method == "plain" and report.events == len(events), report
    _the_pages_say(office["comercial"], folio, events)


def _the_pages_say(reader: Person, folio: str, events: list[Event]) -> None:
    reader.page.goto(f"/oportunidades/{folio}")
    main = reader.page.get_by_role("main")
    expect(main).to_contain_text("concluida")
    expect(main).to_contain_text("Nada: ya terminó.")
    expect(main).to_contain_text(f"{len(events)} eventos, cada uno encadenado al anterior")
    rows = main.locator("table.history tbody tr")
    assert rows.count() == len(events)
    assert [row.locator("code").inner_text() for row in rows.all()] == [event.hash for event in events]
    data = main.get_by_role("region", name="Datos")
    for told in ("Aceros del Norte", "propuesta-4.pdf", "contrato.pdf", "1,350,000"):
        expect(data).to_contain_text(told)
    reader.look()

    reader.page.goto("/oportunidades/tablero")
    expect(reader.page.get_by_role("main").get_by_role("link", name=folio)).to_have_count(0)
    reader.page.goto("/oportunidades?estado=completed")
    row = reader.page.get_by_role("main").get_by_role("row").filter(has_text=folio)
    expect(row).to_contain_text("Aceros del Norte")
    expect(row).to_contain_text("concluida")
    reader.page.goto("/bandeja?ver=hechas")
    for step in ("Notificar el proyecto ganado", "Actualizar la propuesta", "Enviar la propuesta"):
        expect(reader.page.get_by_role("main").get_by_role("link", name=step)).to_have_count(1)
