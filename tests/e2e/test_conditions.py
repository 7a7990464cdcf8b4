"""The condition of a way, built in the editor from what the forms asked before it."""

import pytest
from playwright.sync_api import Browser, Response, expect

from bpmn.reader import read
from tests.e2e.test_processes import Reader, draft_of
from tests.support import Company

pytestmark = pytest.mark.browser

# Where the middle of a line is on the screen.
MIDDLE = """
line => { const point = line.getPointAtLength(line.getTotalLength() / 2).matrixTransform(line.getScreenCTM());
          return [point.x, point.y] }
"""


def is_kept(response: Response) -> bool:
    """Whether this answers the change; the editor also asks for the findings of what it opens."""
    return response.url.endswith("/editar/guardar") and response.json()["differences"] != []


def select(reader: Reader, flow: str) -> None:
    """Click the middle of a way."""
    x, y = reader.page.locator(f"[data-element-id={flow}] .djs-visual > path").first.evaluate(MIDDLE)
    reader.page.mouse.click(x, y)


def condition_of(company: Company, flow: str) -> str:
    """The condition of a way, as the draft has it."""
    definitions = read(draft_of(company).diagram).definitions
    assert definitions is not None
    return next(each.condition or "" for each in definitions.processes[0].flows if each.id == flow)


def test_an_owner_says_when_a_way_is_taken_by_building_its_condition(
    browser: Browser, address: str, sqlite_company: Company
) -> None:
    reader = Reader(browser, address)
    reader.draw()
    flow = next(
        part.split('"')[0]
        for part in draft_of(sqlite_company).diagram.decode().split('<bpmn:sequenceFlow id="')[1:]
        if "business_case_aprobado == True" in part.split("</bpmn:sequenceFlow>")[0]
    )
    select(reader, flow)
    panel = reader.page.locator("[data-entry-id=procedure-condition]")
    expect(panel.locator(".sentence")).to_have_text("Si «¿Se aprueba el business case?» es «Sí»")
    # The steps that lead there, the nearest first: many forms ask for an amount. What is asked later is not offered.
    field = panel.get_by_label("Dato")
    groups = field.locator("optgroup").evaluate_all("all => all.map(each => each.label)")
    assert groups[:3] == ["Validar el business case", "Generar el business case", "Dimensionamiento"]
    assert "Validar el cumplimiento" not in groups
    field.select_option(label="¿Go / No Go?")
    with reader.page.expect_response(is_kept):
        panel.get_by_label("Valor", exact=True).select_option(label="Go: elaborar la propuesta")
    assert condition_of(sqlite_company, flow) == "go == True"
    # A second row, of an amount; one is enough.
    panel.get_by_role("button", name="Agregar renglón").click()
    second = panel.get_by_role("group", name="Renglón 2")
    second.get_by_label("Dato").select_option(label="Monto estimado de la oportunidad")
    second.get_by_label("Comparación").select_option(label="es al menos")
    with reader.page.expect_response(is_kept):
        second.get_by_label("Valor", exact=True).fill("100000")
        second.get_by_label("Valor", exact=True).press("Tab")
        panel.get_by_label("Cómo se combinan los renglones").select_option(label="Basta con que se cumpla uno")
    expect(panel.locator(".sentence")).to_have_text(
        "Si «¿Go / No Go?» es «Go: elaborar la propuesta» o «Monto estimado de la oportunidad» es al menos «100,000»"
    )
    reader.saved()
    assert condition_of(sqlite_company, flow) == "go == True or monto_estimado >= 100000"
    # The expression is a press away, and completes the fields by what people call them.
    panel.get_by_text("Ver la expresión").click()
    expression = panel.get_by_label("Expresión")
    expression.fill("go == True and ")
    expression.press_sequentially("plazo")
    expect(panel.get_by_role("listbox").get_by_role("option")).to_have_text(["plazo_meses Plazo del proyecto"])
    expression.press("Enter")
    expression.press_sequentially(" > 0 and len(areas) + 1 > 2")
    expression.press("Tab")
    expect(panel).to_contain_text("Esta condición dice más de lo que cabe en renglones.")
    reader.saved()
    assert condition_of(sqlite_company, flow).endswith(" > 0 and len(areas) + 1 > 2")
    assert reader.complaints == []
    reader.context.close()


def test_a_way_becomes_the_one_that_is_taken_in_any_other_case(
    browser: Browser, address: str, sqlite_company: Company
) -> None:
    reader = Reader(browser, address)
    reader.draw()
    select(reader, "flujo_cumple_gw_notificar_cumplimiento")
    with reader.page.expect_response(is_kept):
        reader.field("procedure-default").select_option(label="En cualquier otro caso")
    expect(reader.page.locator("[data-entry-id=procedure-condition]")).to_have_count(0)
    reader.saved()
    saved = draft_of(sqlite_company).diagram
    gateway = saved.split(b'id="cumple_gw"')[1].split(b">")[0]
    assert b'default="flujo_cumple_gw_notificar_cumplimiento"' in gateway
    assert condition_of(sqlite_company, "flujo_cumple_gw_notificar_cumplimiento") == ""
    assert reader.complaints == []
    reader.context.close()


def test_a_condition_is_built_by_keyboard_alone_and_its_way_called_by_the_answer(
    browser: Browser, address: str, sqlite_company: Company
) -> None:
    reader = Reader(browser, address)
    reader.draw()
    select(reader, "flujo_cumple_gw_notificar_cumplimiento")
    name, keyboard = reader.page.locator("#bio-properties-panel-name"), reader.page.keyboard
    name.fill("")
    reader.page.get_by_role("button", name="Quitar el renglón 1").press("Enter")
    expect(reader.page.locator(".sentence")).to_have_text("Todavía no hay condición.")
    reader.page.get_by_role("button", name="Armar una condición").press("Enter")
    # The row that it made has the focus; the nearest step's fields come first.
    row = reader.page.get_by_role("group", name="Renglón 1")
    expect(row.get_by_label("Dato")).to_be_focused()
    for _ in range(10):
        keyboard.press("ArrowDown")
        if row.get_by_label("Dato").locator("option:checked").inner_text().startswith("¿Cumple"):
            break
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.press("ArrowDown")
    expect(reader.page.locator(".sentence")).to_contain_text("es «Sí»")
    expect(reader.page.locator("[data-state]")).to_have_attribute("data-state", "saved")
    assert condition_of(sqlite_company, "flujo_cumple_gw_notificar_cumplimiento") == "cumple == True"
    reader.page.get_by_role("button", name="Llamar «Sí» a este camino").press("Enter")
    expect(name).to_have_value("Sí")
    reader.saved()
    assert reader.complaints == []
    reader.context.close()


def test_the_tools_say_what_they_draw_and_the_drawing_is_enlarged_without_a_keyboard(
    browser: Browser, address: str, sqlite_company: Company
) -> None:
    reader = Reader(browser, address)
    reader.draw()
    tools = reader.page.locator(".djs-palette .entry")
    assert tools.evaluate_all("all => all.every(each => each.title && each.title === each.ariaLabel)")
    whole = reader.shape("prospeccion").bounding_box()
    reader.button("Más grande").click()
    enlarged = reader.shape("prospeccion").bounding_box()
    reader.button("Ver completo").click()
    assert whole and enlarged and enlarged["width"] > 1.2 * whole["width"]
    assert reader.shape("prospeccion").bounding_box() == whole
    assert reader.complaints == []
    reader.context.close()


def test_the_form_of_a_step_is_chosen_among_those_of_the_draft_by_the_steps_that_have_them(
    browser: Browser, address: str, sqlite_company: Company
) -> None:
    reader = Reader(browser, address)
    reader.draw()
    reader.shape("justificar_no_go").click()
    field = reader.panel("Formulario")
    expect(field).to_have_value("justificar_no_go")
    labels = field.locator("option").all_inner_texts()
    assert labels[0] == "Sin formulario" and "Generar el business case" in labels
    with reader.page.expect_response(is_kept):
        field.select_option(label="Generar el business case")
    task = draft_of(sqlite_company).diagram.split(b'id="justificar_no_go"')[1].split(b"</bpmn:userTask>")[0]
    assert b'form="business_case"' in task
    assert reader.complaints == []
    reader.context.close()
