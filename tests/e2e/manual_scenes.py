"""The scenes of the manual: which page of the site each of its pages speaks of, and what is done there."""

import re
from collections.abc import Callable

from playwright.sync_api import FilePayload, Page, expect

from engine.definitions import drafts, queries, scenarios
from engine.facts.following import step
from engine.indicators import totals
from engine.jobs.catalogue import try_drafts
from engine.settings import Settings
from tests.e2e.manual import BAR, Scene
from tests.engine.incidents.stopping import RIGHT, counting, stopped
from tests.engine.migration.moving import REASON, migrate, publish
from tests.support import Company

COMPANIES: list[Company] = []
"""The one that is served: nobody works in the background while pages are read."""


def open_step(page: Page) -> None:
    with page.expect_navigation():
        page.locator("a.step", has_text="Validación administrativa y técnica").click()


def write(page: Page) -> None:
    """Write into the form of a step, and wait until the site has it."""
    open_step(page)
    page.get_by_label("Validación administrativa", exact=True).fill("El cliente cumple con los requisitos legales.")
    saved = page.locator("[data-saved]")
    expect(saved).to_have_text(re.compile(r"Guardado \d\d:\d\d"))
    page.locator("form.form").evaluate("form => form.scrollIntoView({ block: 'end' })")  # below it, not over it


def ask_for_personal(page: Page) -> None:
    page.get_by_text("Los datos personales están ocultos").click()


def with_shortcuts(page: Page) -> None:
    page.keyboard.press("?")


def press(name: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        with page.expect_navigation():
            page.get_by_role("button", name=name, exact=True).click()

    return act


def counted(page: Page) -> None:
    """Do what the worker does with the facts of histories, and look again."""
    (company,) = COMPANIES
    while step(company.database, company.runtime, totals.around):
        pass
    page.reload()
    expect(page.locator("[data-modes]")).to_be_visible()


def hand_in(page: Page) -> None:
    """Submit a draft, saying what changes."""
    page.get_by_label("Descripción del cambio").fill("La alianza se acuerda, no solo se genera.")
    press("Entregar a revisión")(page)


def tried(page: Page) -> None:
    """Do what the worker does when a draft is tried, and look again."""
    (company,) = COMPANIES
    while try_drafts(company.database, company.runtime, Settings(), company.clock):
        pass
    page.reload()


def upload(page: Page) -> None:
    """Another name for an activity, drawn elsewhere."""
    with page.expect_download() as download:
        page.get_by_role("link", name=f"{OTHER}.bpmn").click()
    diagram = download.value.path().read_bytes()
    assert b'"Generar la alianza"' in diagram
    renamed = diagram.replace(b'"Generar la alianza"', b'"Acordar la alianza"')
    file = FilePayload(name=f"{OTHER}.bpmn", mimeType="application/xml", buffer=renamed)
    page.locator("input[type=file]").set_input_files([file])
    press("Subir y verificar")(page)


def stop(page: Page) -> None:
    """A step of a small procedure is answered, after which the flow cannot go on; look again."""
    stopped(COMPANIES[0])
    page.reload()


def open_stopped(page: Page) -> None:
    stop(page)
    with page.expect_navigation():
        page.locator("a.step", has_text="Contar las piezas").click()


def repair(page: Page) -> None:
    """What corrects it is published; look again."""
    publish(COMPANIES[0], counting(RIGHT))
    page.reload()


def move(page: Page) -> None:
    """What had stopped goes on with the corrected version; look again."""
    (company,) = COMPANIES
    repair(page)
    (waiting,) = (task for task in company.tasks() if task.item.visit.element == "contar")
    migrate(company, waiting.folio, reason=REASON)
    page.reload()


def chosen(element: str, panel: str) -> Callable[[Page], None]:
    """An element of the drawing is chosen, of which all is in sight; its panel is there."""

    def act(page: Page) -> None:
        page.get_by_role("button", name="Ver completo").click()
        page.locator(f"[data-element-id={element}]").first.click(position={"x": 8, "y": 8})
        expect(page.locator(f"[data-entry-id=procedure-{panel}]")).to_be_attached()

    return act


def with_panel(page: Page) -> None:
    """The editor shows who does the step to which its address leads."""
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "saved")
    page.locator("[data-entry-id=procedure-who] input[type=search]").wait_for()
    page.locator("[data-group-id=group-procedure-people]").evaluate("group => group.scrollIntoView()")
    page.evaluate("scrollTo(0, 0)")


def to_the_way(page: Page) -> None:
    """From a decision to what says when its way is taken."""
    page.get_by_role("button", name="Decir cuándo se toma").nth(1).click()
    expect(page.locator("[data-entry-id=procedure-condition]")).to_be_attached()


def bring(page: Page) -> None:
    """The file of another program is brought, from which a procedure is to begin."""
    file = FilePayload(name="compras.bpmn", mimeType="application/xml", buffer=FOREIGN)
    page.locator("input[type=file]").set_input_files([file])
    press("Subir y verificar")(page)


def mended(page: Page) -> None:
    """What is wrong with the draft is put right; look again."""
    (company,) = COMPANIES
    by = {"actor": "director_comercial", "at": company.clock()}
    with company.database.transaction() as connection:
        number = queries.in_force(connection)["gestion_comercial"].number
        diagram = queries.diagram(connection, "gestion_comercial", number)
        drafts.save_draft(connection, "gestion_comercial", diagram=diagram, **by)
    page.reload()


def begin_to_try(page: Page) -> None:
    """The draft, which has nothing wrong, is tried."""
    mended(page)
    press("Empezar a probar")(page)


def one_step(page: Page) -> None:
    """A step of the trial is completed with what it suggests, and what was done is kept as a scenario."""
    with page.expect_navigation():
        page.get_by_role("link", name="Llenar con ejemplos").click()
    press("Completar")(page)
    page.get_by_label("Nombre del escenario").fill("Un servicio")
    press("Guardar como escenario")(page)


def otherwise(page: Page) -> None:
    """Another step was expected by the scenario than the one that waits; look again."""
    (company,) = COMPANIES
    with company.database.transaction() as connection:
        draft = drafts.open_draft(connection, "gestion_comercial")
        assert draft is not None
        (kept,) = scenarios.of_draft(connection, draft.id)
        expected = kept.expected.replace('"validacion"', '"business_case"')
        scenarios.keep(connection, draft.id, kept.name, kept.walk, expected, author=kept.author, at=kept.saved_at)
    page.reload()


CHANGES, PROGRESS = "section[aria-labelledby=cambia]", "section[aria-labelledby=avance]"
DRAFT = "/procesos/gestion_comercial/editar"
OTHER = "alianzas_estrategicas"
ROOMS = "/procesos/gestion_comercial"
FOREIGN = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn"><process id="Process_1" name="Compras">
  <userTask id="pedir" name="Pedir lo que hace falta" camunda:candidateGroups="almacen"/>
  <userTask id="autorizar" name="Autorizar la compra" camunda:candidateGroups="finanzas"/>
  <serviceTask id="pagar" name="Registrar el pago"/><endEvent id="fin" name="Comprado"/>
  <sequenceFlow id="f1" sourceRef="pedir" targetRef="autorizar"/>
  <sequenceFlow id="f2" sourceRef="autorizar" targetRef="pagar"/>
  <sequenceFlow id="f3" sourceRef="pagar" targetRef="fin"/></process></definitions>"""
SCENES = [
    Scene("personal", "", "/"),
    Scene("personal", "comercial", "/bandeja", "bandeja", first=BAR, last=".beside"),
    Scene("personal", "comercial", "/bandeja", "paso", last="form.form", height=1240, act=open_step),
    Scene("personal", "comercial", "/bandeja", "guardado", first=".actions", last="[data-saved]", act=write),
    Scene("personal", "comercial", "/oportunidades/GC-2026-0002", "oportunidad", last=PROGRESS),
    Scene("personal", "preventa", "/oportunidades/GC-2026-0004", act=ask_for_personal),
    Scene("personal", "comercial", "/oportunidades/tablero"),
    Scene("personal", "comercial", "/oportunidades", act=with_shortcuts),
    Scene("personal", "comercial", "/cuenta"),
    Scene("personal", "comercial", "/cuenta/segundo-factor"),
    Scene("personal", "comercial", "/oportunidades/GC-2026-0004", "enlace", first="#enlaces", last="#enlaces"),
    Scene("personal", "comercial", "/bandeja", act=open_stopped),
    Scene("personal", "comercial", "/bandeja", act=move),
    Scene("duenos", "director_comercial", "/procesos"),
    Scene("duenos", "preventa", ROOMS, "procedimiento"),
    Scene("duenos", "preventa", f"{ROOMS}/documento", "controlado"),
    Scene("duenos", "director_comercial", "/procesos/nuevo", "nuevo", act=bring, more=(press("Reparar así"),)),
    Scene(
        "duenos",
        "director_comercial",
        f"{DRAFT}/diagrama#business_case",
        "editor",
        height=800,
        act=with_panel,
        more=(
            chosen("carril_cliente", "invitation"),
            chosen("tipo_requerimiento_gw", "ways"),
            to_the_way,
            chosen("alianzas", "called"),
            chosen("notificar_cumplimiento", "message"),
        ),
    ),
    Scene("duenos", "director_comercial", f"{ROOMS}/formularios"),
    Scene("duenos", "director_comercial", f"{ROOMS}/formularios/business_case", "formulario"),
    Scene("duenos", "director_comercial", f"{ROOMS}/formularios/validacion/campo/3-2"),
    Scene("duenos", "director_comercial", f"{ROOMS}/formularios/validacion/vista"),
    Scene("duenos", "director_comercial", f"{ROOMS}/datos"),
    Scene("duenos", "director_comercial", f"{ROOMS}/datos/precio_venta"),
    Scene("duenos", "director_comercial", f"{DRAFT}/documento", "documento"),
    Scene("duenos", "director_comercial", f"{ROOMS}/registros"),
    Scene("duenos", "director_comercial", DRAFT, "borrador", last=CHANGES),
    Scene("duenos", "director_comercial", f"{ROOMS}/borrador/documento"),
    Scene("duenos", "control_documentos", f"/procesos/{OTHER}", act=press("Preparar una versión nueva")),
    Scene("duenos", "control_documentos", f"/procesos/{OTHER}/editar", act=upload),
    Scene("duenos", "control_documentos", f"/procesos/{OTHER}/editar", act=press("Probar con las oportunidades")),
    Scene("duenos", "control_documentos", f"/procesos/{OTHER}/impacto", act=tried),
    Scene("duenos", "control_documentos", f"/procesos/{OTHER}/editar", act=hand_in),
    Scene("duenos", "marta", f"/procesos/{OTHER}/editar", act=press("Revisado: pasar a aprobación")),
    Scene("duenos", "direccion_general", f"/procesos/{OTHER}/editar"),
    Scene("duenos", "control_documentos", DRAFT),
    Scene("duenos", "director_comercial", f"{ROOMS}/probar", act=mended),
    Scene("duenos", "director_comercial", f"{ROOMS}/probar", "prueba", act=begin_to_try, more=(one_step, otherwise)),
    Scene("duenos", "control_documentos", "/incidencias", act=stop),
    Scene("duenos", "control_documentos", "/incidencias", act=repair),
    Scene("duenos", "control_documentos", "/procesos/p"),
    Scene("duenos", "control_documentos", "/procesos/p/version/1"),
    Scene("duenos", "control_documentos", "/procesos/p/version/1/documento"),
    Scene("duenos", "control_documentos", "/procesos/p/comparar"),
    Scene("duenos", "control_documentos", "/procesos/p/mover"),
    Scene("duenos", "administrador", "/calendario"),
    Scene("auditores", "auditor", "/auditoria", "auditoria"),
    Scene("auditores", "auditor", "/auditoria?desde=2020-01-01&hasta=2999-12-31"),
    Scene("auditores", "auditor", "/auditoria/GC-2026-0005?paso=18", "repeticion", height=880),
    Scene("auditores", "auditor", "/auditoria/GC-2026-0005", "evidencia", first="section[aria-labelledby=evidencia]"),
    Scene("auditores", "auditor", "/auditoria/libros", "libros", act=press("Comprobarlos ahora")),
    Scene("auditores", "auditor", "/auditoria/registro"),
    Scene("auditores", "auditor", "/auditoria/indicadores", act=counted),
    Scene("auditores", "auditor", "/auditoria/mineria"),
    Scene("auditores", "auditor", "/auditoria/politicas"),
    Scene("auditores", "auditor", "/auditoria/muestras/nueva"),
    Scene("auditores", "auditor", "/auditoria/auditorias/nueva"),
    Scene("auditores", "auditor", "/auditoria/consultas"),
    Scene("administradores", "administrador", "/administracion", "administracion"),
    Scene("administradores", "administrador", "/administracion/personas/soc_noc", "persona"),
    Scene("administradores", "administrador", "/administracion/personas/cumplimiento"),
    Scene("administradores", "administrador", "/administracion/personas/marta"),
    Scene("administradores", "administrador", "/administracion/envios?estado=no_llego", "envios"),
    Scene("administradores", "administrador", "/administracion/webhooks", "webhooks"),
    Scene("administradores", "administrador", "/administracion/webhooks/1"),
    Scene("administradores", "administrador", "/calendario", "calendario"),
]
