"""The whole procedure Gestión Comercial, each lane by its own people with their own passwords, in a real Chromium.

From a new opportunity to `fin_ganada`, by way of Alianzas Estratégicas, twice through the corrections (5 ↔ 6) and once
through the client's comments (8 ↔ 9): what one writes the next one reads, and in the end every page says the same as
the history, which is executed again to prove it.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from engine.history.chain import Event
from engine.verification.instance_verifier import verify
from tests.e2e.gestion_comercial import (
    ALLIANCE,
    BUSINESS_CASE,
    CHECKED,
    CONTRACT,
    DRAFTING,
    GO,
    LEAD,
    PROPOSAL,
    QUOTATION,
    SENDING,
    SIZING,
    VALIDATION,
    WON,
    judgement,
)
from tests.e2e.procedure import Office, Person, at_work
from tests.support import Company

pytestmark = pytest.mark.browser

REQUEST = "Pedimos un descuento por pago anticipado."


@pytest.fixture
def office(browser: Browser, company: Company, tmp_path: Path) -> Iterator[Office]:
    """On each kind of database."""
    with at_work(browser, company, tmp_path) as office:
        yield office


@pytest.fixture
def sqlite_office(browser: Browser, sqlite_company: Company, tmp_path: Path) -> Iterator[Office]:
    """On SQLite alone, for what only depends on the page."""
    with at_work(browser, sqlite_company, tmp_path) as office:
        yield office


def test_an_opportunity_is_won_by_everybody_s_own_hands(office: Office) -> None:
    folio = office["comercial"].begin()
    expect(office["comercial"].page.get_by_role("main")).to_contain_text("Director Comercial")

    # 1 and 2. What the Director Comercial writes, Preventa reads; the delivery sets the terms.
    office["director_comercial"].do(
        "Prospección y generación de leads",
        LEAD | {"Documento del cliente con los requerimientos": office.file("RFP.pdf")},
    )
    preventa = office["preventa"]
    form = preventa.open("Validación administrativa y técnica")
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
        step = person.waits("Participación e involucramiento en la definición del servicio solicitado")
        expect(step).to_have_count(1)
        expect(person.page.get_by_role("main")).to_contain_text("vence vie 6 mar, 18:00")
        form = person.open("Participación e involucramiento en la definición del servicio solicitado")
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
    assert form.shown("Costo total dimensionado").replace(",", "").strip("$ MXN").startswith("720000")
    director.finish(BUSINESS_CASE | {"Anexos del business case": office.file("F-COM-002.xlsx")})
    form = office["direccion_general"].open("Validar el business case")
    expect(form.offers("F-COM-002.xlsx")).to_be_visible()
    office["direccion_general"].finish(GO)
    preventa.waits("Elaborar la propuesta")
    expect(preventa.page.get_by_role("main")).to_contain_text("vence jue 12 mar, 18:00")
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
    comercial.do("Enviar requerimiento al cliente", SENDING)
    cliente = office["cliente"]
    form = cliente.open("Revisar propuesta")
    assert form.shown("Mensaje del área Comercial").startswith("Le enviamos")
    with cliente.page.expect_download() as download:
        form.offers("propuesta-3.pdf").click()
    assert download.value.path().read_bytes() == (office.folder / "propuesta-3.pdf").read_bytes()
    cliente.finish({"¿Cumple técnicamente?": "Sí", "¿Cumple económicamente?": "No",
                    "¿Existe la posibilidad de hacer comentarios?": "Sí",
                    "Comentarios a la propuesta": REQUEST})  # fmt: skip
    form = comercial.open("Actualizar propuesta")
    assert form.shown("Comentarios del cliente") == REQUEST
    form.take_out("propuesta-3.pdf")
    comercial.finish({"Cambios hechos a la propuesta": "Descuento por pago anticipado.",
                      "Monto de la propuesta": 1350000, "Vigencia de la propuesta": date(2026, 6, 30),
                      "Propuesta actualizada (F-COM-003)": office.file("propuesta-4.pdf"),
                      "Fecha en que se envía de nuevo al cliente": date(2026, 3, 2)})  # fmt: skip
    form = cliente.open("Revisar propuesta")
    assert form.shown("Cambios respecto de la versión anterior") == "Descuento por pago anticipado."
    expect(form.offers("propuesta-3.pdf")).to_have_count(0)
    cliente.finish({"¿Cumple técnicamente?": "Sí", "¿Cumple económicamente?": "Sí",
                    "Nombre de quien autoriza": "Ana Garza",
                    "Orden de compra, fallo o carta de autorización": office.file("orden.pdf")})  # fmt: skip

    # 11. Won; Comercial has one working day to tell.
    comercial.waits("Notificar el proyecto ganado para la gestión administrativa del proyecto y actualizar CRM")
    expect(comercial.page.get_by_role("main")).to_contain_text("vence mañana 18:00")
    comercial.do("Notificar el proyecto ganado para la gestión administrativa del proyecto y actualizar CRM", WON)
    cumplimiento.do("Formalizar el contrato", CONTRACT | {"Contrato firmado": office.file("contrato.pdf")})
    expect(cumplimiento.page.get_by_role("main")).to_contain_text("La oportunidad terminó")
    assert office.complaints == []
    everything_agrees(office, folio)


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
    _the_pages_say(office["auditor"], folio, events)
    comercial = office["comercial"].page
    comercial.goto("/bandeja?ver=hechas")
    for step in ("Notificar el proyecto ganado", "Actualizar propuesta", "Enviar requerimiento"):
        expect(comercial.get_by_role("main").get_by_role("link", name=step)).to_have_count(1)


def _the_pages_say(reader: Person, folio: str, events: list[Event]) -> None:
    reader.page.goto(f"/oportunidades/{folio}")
    main = reader.page.get_by_role("main")
    expect(main).to_contain_text("concluida")
    expect(main).to_contain_text("Nada: ya terminó.")
    expect(main).to_contain_text(f"{len(events)} eventos, cada uno encadenado al anterior")
    rows = main.locator("table.history tbody tr")
    assert rows.count() == len(events)
    assert [row.locator("code").text_content() for row in rows.all()] == [event.hash for event in events]
    data = main.get_by_role("region", name="Respuestas por paso")
    for told in ("Aceros del Norte", "propuesta-4.pdf", "contrato.pdf", "1,350,000"):
        expect(data).to_contain_text(told)
    reader.look()

    reader.page.goto("/oportunidades/tablero")
    expect(reader.page.get_by_role("main").get_by_role("link", name=folio)).to_have_count(1)
    expect(reader.page.locator("section.over").get_by_role("link", name=folio)).to_be_visible()  # at no step any more
    reader.page.goto("/oportunidades?estado=completed")
    row = reader.page.get_by_role("main").get_by_role("row").filter(has_text=folio)
    expect(row).to_contain_text("Aceros del Norte")
    expect(row).to_contain_text("concluida")


def test_a_step_is_done_by_keyboard_alone(sqlite_office: Office) -> None:
    office, company = sqlite_office, sqlite_office.company
    folio = company.start()
    until(company, folio, "validar_cumplimiento")
    person = office["cumplimiento"]
    hands = person.keyboard
    hands.go_to("Validar el cumplimiento")
    hands.follow()
    expect(person.page.get_by_role("heading", level=1)).to_contain_text("Validar el cumplimiento")
    for each in CHECKED:
        hands.tick(each)
    hands.choose("¿Cumple de acuerdo con lo establecido?", "No")
    person.settle()
    if not person.form.asks("Comentarios para su adecuación"):  # without script the page has to be asked
        hands.go_to("Completar")
        hands.follow()
    hands.write("Comentarios para su adecuación", "Falta el anexo técnico.")
    hands.attach("Propuesta con comentarios u otra evidencia", office.file("revision.pdf"))
    hands.go_to("Completar")
    hands.follow()
    assert person.is_done, person.page.locator(".summary, .notice, .error").all_inner_texts()
    completed = [event for event in company.history(folio) if event.type == "user_task_completed"][-1]
    assert completed.element == "validar_cumplimiento" and completed.actor == "cumplimiento"
    values = completed.payload
    assert (values["cumple"], values["comentarios_cumplimiento"]) == (False, "Falta el anexo técnico.")
    (file,) = values["archivo_revision"]
    assert file["name"] == "revision.pdf"
    assert office.complaints == []


def test_without_script_every_step_is_done_as_well(sqlite_office: Office) -> None:
    office = sqlite_office
    office.options["java_script_enabled"] = False
    folio = office["comercial"].begin()
    office["director_comercial"].do(
        "Prospección y generación de leads",
        LEAD | {"Documento del cliente con los requerimientos": office.file("RFP.pdf")},
    )
    office["preventa"].do("Validación administrativa y técnica", VALIDATION)
    office["alianzas"].do("Cotizar las soluciones tecnológicas", QUOTATION)
    office["alianzas"].do("Generar la alianza", ALLIANCE)
    person = office["soc_noc"]
    person.open("Participación e involucramiento en la definición del servicio solicitado")
    expect(person.page.get_by_role("cell", name="Muros del Bajío")).to_have_count(1)
    person.finish({"Información y análisis del servicio": "Análisis con volúmenes y turnos."})
    person.look()
    assert office.company.visited(folio) == [
        "prospeccion", "validacion", "cotizar_soluciones", "generar_alianza", "participacion",
    ]  # fmt: skip


def until(company: Company, folio: str, element: str) -> None:
    """Drive an opportunity to where it waits at `element`."""
    answers = {"validacion": {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]},
               "validar_business_case": {"business_case_aprobado": True, "go": True}}  # fmt: skip
    while (task := company.tasks(folio)[0]).item.visit.element != element:
        company.complete(task.item.id, answers.get(task.item.visit.element), actor=task.candidates[0])
