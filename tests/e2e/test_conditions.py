"""The condition of a way, chosen from the answers of the forms in the editor."""

import pytest
from playwright.sync_api import Browser, Response, expect

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


def test_an_owner_says_when_a_way_is_taken_by_choosing_an_answer(
    browser: Browser, address: str, sqlite_company: Company
) -> None:
    reader = Reader(browser, address)
    reader.draw()
    flow = next(
        part.split('"')[0]
        for part in draft_of(sqlite_company).diagram.decode().split('<bpmn:sequenceFlow id="')[1:]
        if "business_case_aprobado == True" in part.split("</bpmn:sequenceFlow>")[0]
    )
    x, y = reader.page.locator(f"[data-element-id={flow}] .djs-visual > path").first.evaluate(MIDDLE)
    reader.page.mouse.click(x, y)
    expect(reader.field("procedure-condition")).to_have_value("business_case_aprobado == True")
    expect(reader.field("procedure-answer")).to_have_value("business_case_aprobado == True")
    # The steps that lead there, the nearest first: many forms ask for an amount.
    groups = reader.field("procedure-answer").locator("optgroup").evaluate_all("all => all.map(each => each.label)")
    assert groups[:3] == ["Validar el business case", "Generar el business case", "Dimensionamiento (PR-COM-001)"]
    assert groups[-1] == "Se pregunta después, o en otro camino"
    with reader.page.expect_response(is_kept):
        reader.field("procedure-answer").select_option(label="¿Go / No Go?: Go: elaborar la propuesta")
        expect(reader.field("procedure-condition")).to_have_value("go == True")
    assert b">go == True<" in draft_of(sqlite_company).diagram.split(f'id="{flow}"'.encode())[1].split(b"</bpmn:seq")[0]
    # What one writes that is no answer of a form leaves the choice open.
    reader.field("procedure-condition").fill("go == True and monto_propuesta > 0")
    reader.page.keyboard.press("Tab")
    expect(reader.field("procedure-answer")).to_have_value("")
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
    field = reader.field("procedure-form")
    expect(field).to_have_value("justificar_no_go")
    labels = field.locator("option").all_inner_texts()
    assert labels[0] == "Sin formulario" and "Generar el business case (business_case)" in labels
    with reader.page.expect_response(is_kept):
        field.select_option(label="Generar el business case (business_case)")
    task = draft_of(sqlite_company).diagram.split(b'id="justificar_no_go"')[1].split(b"</bpmn:userTask>")[0]
    assert b'form="business_case"' in task
    assert reader.complaints == []
    reader.context.close()
