"""A procedure changed by its owner in a real Chromium: drawn, found wanting, repaired, judged by others, run anew."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from bpmn.canonical import digest
from engine.definitions import drafts
from engine.instances.returning import NotReturnable, give_back
from tests.e2e.editing import DRAFT, PROCEDURE, Reader
from tests.e2e.pages import SIZES, TOO_WIDE, grave
from tests.engine.definitions.publishing import publish, try_draft
from tests.engine.definitions.test_commands import changed, gestion
from tests.support import Company

pytestmark = pytest.mark.browser


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    reader = Reader(browser, address)
    yield reader
    reader.context.close()


def draft_of(company: Company) -> drafts.Draft:
    with company.database.reading() as connection:
        found = drafts.open_draft(connection, "gestion_comercial")
    assert found is not None
    return found


# --- reading


def test_the_diagram_leads_to_the_table_and_back(reader: Reader) -> None:
    reader.come_in("comercial", PROCEDURE)
    reader.button("Ver completo").click()
    reader.shape("validar_cumplimiento").click()
    assert reader.page.url.endswith("#validar_cumplimiento")
    expect(reader.shape("validar_cumplimiento")).to_have_class(re.compile(r"\bhere\b"))
    reader.page.locator("#validar_cumplimiento").get_by_role("link", name="Realizar correcciones").click()
    expect(reader.shape("correcciones")).to_have_class(re.compile(r"\bhere\b"))
    expect(reader.page.locator(".bjs-powered-by")).to_be_visible()
    assert reader.complaints == []


def test_the_table_says_it_all_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="es-MX", java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("button[name=person][value=comercial]").click()
    page.goto(address + PROCEDURE)
    assert page.locator("#tabla tr[data-row]").count() > 11
    context.close()


def test_on_paper_it_stands_in_the_order_of_the_document_and_begins_on_the_first_sheet(
    reader: Reader, sqlite_company: Company
) -> None:
    publish(sqlite_company, changed('name="Prospección y generación de leads"', 'name="Prospectar"'))
    reader.come_in("comercial", PROCEDURE)
    expect(reader.shape("validar_cumplimiento")).to_be_visible()
    reader.page.emulate_media(media="print")
    for gone in (".bar", ".foot", "a[href$='/comparar']", "form >> nth=0"):
        expect(reader.page.locator(gone)).to_be_hidden()
    parts = ("h1", "#control", "#versiones", "text='Objetivo'", "#diagrama", "#actividades", "#registro")
    boxes = [reader.page.locator(each).bounding_box() for each in parts]
    tops = [each["y"] for each in boxes if each is not None]
    assert len(tops) == len(parts) and tops == sorted(tops)
    head = reader.page.locator("section[aria-labelledby=control] dl")
    expect(head).to_contain_text("Aprobó Director General firmó Dirección General", use_inner_text=True)
    expect(reader.page.locator("main > :last-child > :last-child")).to_have_css("margin-bottom", "0px")
    # The drawing has one sheet of its own, the only one that lies across.
    assert reader.page.pdf(format="Letter").count(b"/MediaBox [0 0 792 612]") == 1


def test_every_page_fits_and_has_no_serious_finding(browser: Browser, address: str, sqlite_company: Company) -> None:
    company = sqlite_company
    source = changed('name="Prospección y generación de leads"', 'name="Prospectar"')
    publish(company, source, description="Nombre corto")
    with company.database.transaction() as connection:
        drafts.start_draft(connection, "gestion_comercial", actor="director_comercial", at=company.clock())
        broken = gestion().diagram.replace(b'targetRef="prospeccion"', b'targetRef="nada"')
        drafts.save_draft(
            connection, "gestion_comercial", diagram=broken, actor="director_comercial", at=company.clock()
        )
    reader = Reader(browser, address)
    reader.come_in("director_comercial", "/procesos")
    for path in ("/procesos", PROCEDURE, PROCEDURE + "/version/4", DRAFT, DRAFT + "/diagrama"):
        reader.open(path)
        if path != "/procesos":
            reader.page.locator(".djs-shape").first.wait_for()
        for size in SIZES:
            reader.page.set_viewport_size(size)
            assert reader.page.evaluate(TOO_WIDE) <= 0, (path, size)
        assert grave(reader.page) == [], path
    reader.context.close()


# --- writing


def test_an_owner_inserts_an_activity_repairs_what_is_found_and_a_new_instance_runs_it(
    reader: Reader, sqlite_company: Company
) -> None:
    company = sqlite_company
    old = company.start()
    reader.draw()
    reader.shape("prospeccion").click()
    reader.tool("append.append-task").click()
    reader.page.keyboard.type("Registrar en el CRM")
    reader.page.keyboard.press("Enter")
    findings = reader.page.locator("[data-findings]")
    expect(findings.locator("li", has_text="no tiene formulario")).to_have_count(1)
    expect(findings.locator(".error")).to_have_count(0)

    # It stands between the two already. Without the way on, it is found; from the finding it is drawn again.
    reader.page.locator("[data-canvas] svg").first.focus()
    reader.page.keyboard.press("f")
    reader.page.keyboard.press("Delete")
    expect(findings).to_contain_text("Después de «Registrar en el CRM» no sigue nada")
    expect(reader.page.locator(".djs-overlays .badge.error").first).to_be_visible()
    findings.locator("li", has_text="no sigue nada").get_by_role("button", name="Ver").click()
    reader.tool("connect").click()
    reader.shape("validacion").click()
    expect(findings.locator("li", has_text="no sigue nada")).to_have_count(0)
    expect(findings.locator(".error")).to_have_count(0)
    findings.locator("li", has_text="no tiene formulario").get_by_role("button", name="Ver").click()
    reader.field("procedure-number").fill("1.1")
    reader.panel("Responsable").select_option(label="Comercial")
    for code, name in (("F-COM-009", "Alta en CRM"), ("", "Correo de alta")):
        reader.panel("Agregar un registro").select_option(label="Uno nuevo…")
        reader.panel("Clave del registro, si la tiene").last.fill(code)
        reader.panel("Nombre del registro").last.fill(name)
        reader.button("Agregar el registro").click()
    reader.panel("Solo estos roles").check()
    reader.field("procedure-returnable").select_option(label="Nadie lo devuelve a este paso")
    reader.panel("Días hábiles después de que llega a alguien").check()
    reader.panel("Días hábiles").fill("2")
    reader.panel("Días hábiles").press("Tab")
    expect(reader.page.locator("[data-differences]")).to_contain_text("Se agrega la actividad «Registrar en el CRM»")
    expect(findings.locator(".error")).to_have_count(0)
    expect(findings.locator("li", has_text="no tiene formulario")).to_have_count(1)
    assert reader.complaints == []

    reader.press(reader.page.get_by_role("link", name="Terminar de dibujar"))
    row = reader.page.locator("#tabla tr", has_text="Registrar en el CRM")
    assert row.locator("td").all_inner_texts()[:2] == ["1.1", "Comercial"]
    assert "F-COM-009" in row.inner_text() and "Correo de alta" in row.inner_text()
    reader.page.get_by_label("Descripción del cambio").fill("Se registra en el CRM")
    try_draft(company)
    reader.press(reader.button("Entregar a revisión"))
    reader.come_in("control_documentos", DRAFT)
    reader.press(reader.button("Revisado: pasar a aprobación"))
    reader.come_in("direccion_general", DRAFT)
    reader.page.get_by_label("Descripción del cambio").fill("Se registra en el CRM")
    reader.press(reader.button("Aprobar y publicar"))
    assert "Versión 5" in reader.page.locator("main").inner_text()

    new = company.start()
    for folio in (old, new):
        company.do(folio, "prospeccion")
    assert [task.item.name for task in company.tasks(old)] == ["Validación administrativa y técnica"]
    (task,) = company.tasks(new)
    assert task.item.name == "Registrar en el CRM" and task.candidates == ("comercial", "director_comercial")
    assert task.item.due_at is not None
    company.do(new, task.item.visit.element)
    waits = company.task(new, "validacion").item.id
    with company.database.transaction() as connection, pytest.raises(NotReturnable):
        give_back(connection, company.runtime, waits, "x", actor="preventa", at=company.clock())


IN_VIEW = """() => {
    const [canvas, drawing] = ["[data-canvas]", "[data-canvas] .viewport"]
        .map(each => document.querySelector(each).getBoundingClientRect());
    return drawing.left >= canvas.left && drawing.right <= canvas.right + 1
        && drawing.top >= canvas.top - 1 && drawing.bottom <= canvas.bottom + 1;
}"""
SCALE = "() => new DOMMatrix(getComputedStyle(document.querySelector('[data-canvas] .viewport')).transform).a"


def test_the_drawing_stays_in_view_when_the_window_changes_until_it_is_moved(reader: Reader) -> None:
    reader.draw()
    page = reader.page
    for size in ((1100, 700), (1700, 1000), (1280, 800)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.wait_for_function(IN_VIEW)
    page.locator("[data-canvas] .djs-container").hover(position={"x": 400, "y": 200})
    page.keyboard.down("Control")
    page.mouse.wheel(0, -600)
    page.keyboard.up("Control")
    page.wait_for_function(f"({IN_VIEW})() === false")
    scale = page.evaluate(SCALE)
    page.set_viewport_size({"width": 1100, "height": 700})
    page.wait_for_function("() => document.querySelector('[data-canvas]').getBoundingClientRect().width < 1100")
    assert page.evaluate(SCALE) == scale
    assert reader.complaints == []


def test_the_way_back_begins_where_the_title_of_the_drawing_does(reader: Reader) -> None:
    reader.draw()
    crumb, title = (reader.page.locator(place).first.bounding_box() for place in (".crumb", "h1"))
    assert crumb and title and abs(crumb["x"] - title["x"]) < 1


def test_nothing_drawn_is_lost_without_the_server(reader: Reader, sqlite_company: Company) -> None:
    reader.draw()
    reader.saved()
    reader.page.route("**/guardar", lambda route: route.abort())
    reader.shape("prospeccion").click()
    reader.field("procedure-number").fill("77")
    state = reader.page.locator("[data-state]")
    expect(state).to_contain_text("Sin conexión: sus cambios quedan en este navegador")
    reader.page.on("dialog", lambda dialog: dialog.accept())
    reader.page.reload()
    reader.drawn()
    reader.shape("prospeccion").click()
    expect(reader.field("procedure-number")).to_have_value("77")
    assert b'number="77"' not in draft_of(sqlite_company).diagram
    reader.page.unroute("**/guardar")
    reader.saved()
    assert b'number="77"' in draft_of(sqlite_company).diagram


def test_what_is_done_and_undone_says_what_it_said_before(reader: Reader, sqlite_company: Company) -> None:
    reader.draw()
    reader.saved()
    before = draft_of(sqlite_company)
    reader.shape("prospeccion").click()
    reader.field("procedure-number").fill("77")
    expect(reader.page.locator("[data-differences]")).to_contain_text("ahora «77»; antes, «1»")
    reader.shape("prospeccion").click()
    reader.page.keyboard.press("Control+z")
    expect(reader.page.locator("[data-differences] li")).to_have_count(0)
    reader.saved()
    after = draft_of(sqlite_company)
    assert after.revision > before.revision
    assert digest(after.diagram) == digest(before.diagram)


def test_a_page_that_fell_behind_says_so_and_saves_nothing(reader: Reader, sqlite_company: Company) -> None:
    company = sqlite_company
    reader.draw()
    reader.saved()
    with company.database.transaction() as connection:
        other = changed('name="Prospección y generación de leads"', 'name="Prospectar"').diagram
        actor = "director_comercial"
        drafts.save_draft(connection, "gestion_comercial", diagram=other, actor=actor, at=company.clock())
    reader.shape("prospeccion").click()
    reader.field("procedure-number").fill("77")
    expect(reader.page.locator("[data-state]")).to_contain_text("se guardó en otro lugar")
    assert draft_of(company).diagram == other


def test_the_editor_speaks_the_reader_s_language_about_every_kind_of_element(reader: Reader) -> None:
    reader.draw()
    for element in ("inicio", "prospeccion", "cumple_gw", "notificar_cumplimiento", "alianzas", "fin_ganada"):
        reader.shape(element).click()
        reader.tool("replace").click()
        reader.page.locator(".djs-popup .entry").first.wait_for()
        reader.page.keyboard.press("Escape")
        reader.page.locator("[data-canvas]").click(position={"x": 300, "y": 40})
    assert reader.complaints == []
