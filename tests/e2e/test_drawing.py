"""The drawing of a draft in a real Chromium: how it opens, what it offers, what is undone, and all by keyboard."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from bpmn.lint import lint
from bpmn.offering import refused
from bpmn.reader import read
from engine.definitions import drafts
from tests.e2e.editing import DRAFT, Reader
from tests.e2e.pages import SIZES, TOO_WIDE, grave
from tests.e2e.test_processes import SCALE, draft_of
from tests.support import Company

pytestmark = pytest.mark.browser

TOP_LEFT = """() => {
    const moved = new DOMMatrix(getComputedStyle(document.querySelector("[data-canvas] .viewport")).transform);
    return [moved.e, moved.f];
}"""
AT_ONCE = """async keys => {
    for (const key of keys) {
        const keyCode = key === "Enter" ? 13 : key.toUpperCase().charCodeAt(0);
        const pressed = new KeyboardEvent("keydown", { key, keyCode, bubbles: true, cancelable: true });
        document.activeElement.dispatchEvent(pressed);
        await null;
    }
}"""  # as fast as nobody types
BOXES = "all => all.map(each => each.querySelector('.djs-visual > rect').getBoundingClientRect().toJSON())"
LETTERS = "all => all.map(each => parseFloat(getComputedStyle(each).fontSize))"


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    """The owner of the procedure, who has drawn nothing yet; the editor is open, all of the drawing in sight."""
    reader = Reader(browser, address)
    reader.draw()
    reader.saved()
    yield reader
    assert reader.complaints == []
    reader.context.close()


def opened(reader: Reader) -> None:
    """The editor anew, as it opens."""
    reader.saved()
    reader.page.reload()
    reader.page.locator(".djs-shape").first.wait_for()
    reader.page.locator(".bio-properties-panel").wait_for()
    reader.saved()


def entry(reader: Reader, name: str) -> Locator:
    return reader.page.locator(".djs-popup .entry", has_text=re.compile(f"^{name}"))


def covered(boxes: list[dict[str, float]]) -> list[tuple[dict[str, float], dict[str, float]]]:
    """Which of them lie over one another."""
    return [
        (one, other)
        for number, one in enumerate(boxes)
        for other in boxes[number + 1 :]
        if one["left"] < other["right"]
        and other["left"] < one["right"]
        and one["top"] < other["bottom"]
        and other["top"] < one["bottom"]
    ]


def sequence(company: Company) -> list[tuple[str, str]]:
    """The flows of the draft, by the names of what they lead from and to."""
    definitions = read(draft_of(company).diagram).definitions
    assert definitions is not None
    process = definitions.processes[0]
    return [
        (process.node(each.source).name or each.source, process.node(each.target).name or each.target)
        for each in process.flows
    ]


# --- how it is seen


def test_it_opens_with_letters_that_can_be_read_where_one_left_off(browser: Browser, address: str) -> None:
    for size in SIZES:
        reader = Reader(browser, address)
        reader.page.set_viewport_size(size)
        reader.come_in("director_comercial", DRAFT.removesuffix("/editar"))
        if size == SIZES[0]:
            reader.press(reader.button("Preparar una versión nueva"))
        reader.open(DRAFT + "/diagrama")
        reader.page.locator(".djs-shape").first.wait_for()
        assert reader.page.evaluate(SCALE) >= 1
        assert min(reader.page.locator(".djs-shape text").evaluate_all(LETTERS)) >= 11
        expect(reader.shape("inicio")).to_be_in_viewport()
        expect(reader.page.locator(".bjs-powered-by")).to_be_visible()
        expect(reader.page.locator(".minimap")).to_be_visible()
        box = reader.page.locator(".minimap").bounding_box()
        assert box
        reader.page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
        left = reader.page.evaluate(TOP_LEFT)
        opened(reader)
        assert [round(each) for each in reader.page.evaluate(TOP_LEFT)] == [round(each) for each in left]
        assert reader.page.evaluate(TOO_WIDE) <= 0
        reader.context.close()


def test_it_fills_the_screen_and_leaves_it(reader: Reader) -> None:
    page = reader.page
    before = page.locator("[data-canvas]").bounding_box()
    reader.button("Pantalla completa").click()
    expect(reader.button("Pantalla completa")).to_have_attribute("aria-pressed", "true")
    after = page.locator("[data-canvas]").bounding_box()
    assert before and after and after["height"] > before["height"]
    assert grave(page) == []
    reader.button("Pantalla completa").click()
    expect(reader.button("Pantalla completa")).to_have_attribute("aria-pressed", "false")


# --- what is offered


@pytest.mark.parametrize(
    ("element", "runs", "not_executed"),
    [
        ("prospeccion", ["Tarea de script", "Actividad de llamada"], ["Tarea de servicio", "Tarea de recepción"]),
        ("cumple_gw", ["Compuerta paralela"], ["Compuerta compleja"]),
        ("fin_ganada", ["Evento de fin de terminación"], ["Evento de fin de error", "Evento de fin de señal"]),
    ],
)
def test_what_runs_is_offered_and_the_rest_says_why_and_what_instead(
    reader: Reader, element: str, runs: list[str], not_executed: list[str]
) -> None:
    reader.shape(element).click()
    reader.tool("replace").click()
    for name in runs:
        expect(entry(reader, name).first).not_to_have_class(re.compile("disabled"))
    for name in not_executed:
        grey = entry(reader, name).first
        expect(grey).to_have_attribute("aria-disabled", "true")
        assert len(grey.locator(".djs-popup-entry-description").inner_text().split()) > 8
    expect(reader.page.locator(".djs-popup .entry-header")).to_have_text("Aquí no se ejecuta")
    kind = reader.shape(element).get_attribute("class")
    grey.click(force=True)
    assert reader.shape(element).get_attribute("class") == kind


def test_whatever_is_offered_after_a_step_is_drawn_and_refused_by_no_rule(
    reader: Reader, sqlite_company: Company
) -> None:
    reader.shape("prospeccion").click()
    reader.tool("append.more").click()
    offered = reader.page.locator(".djs-popup .entry:not(.disabled)")
    names = offered.locator(".djs-popup-label").all_inner_texts()
    grey = reader.page.locator(".djs-popup .entry.disabled").count()
    assert len(names) >= 12 and grey >= 15
    codes = set(refused().values())
    for number, name in enumerate(names):
        if number:
            reader.shape("prospeccion").click()
            reader.tool("append.more").click()
        offered.get_by_text(name, exact=True).first.click()
        reader.page.keyboard.press("Escape")
        reader.saved()
        found = {finding.code for finding in lint(draft_of(sqlite_company).diagram).findings}
        assert found & codes - {"timer_event"} == set(), name
        reader.button("Deshacer").click()
        reader.saved()


# --- adding and undoing


def test_a_step_is_added_between_two_and_there_is_room_for_it(reader: Reader, sqlite_company: Company) -> None:
    reader.shape("prospeccion").click()
    reader.tool("append.append-task").click()
    reader.page.keyboard.type("Registrar en el CRM")
    reader.page.keyboard.press("Enter")
    reader.shape("inicio").click()
    reader.saved()
    flows = sequence(sqlite_company)
    after = [target for source, target in flows if source.startswith("Prospec")]
    assert after == ["Registrar en el CRM"]
    assert any(source == "Registrar en el CRM" and target.startswith("Valida") for source, target in flows)
    boxes = reader.page.locator("[data-canvas] .djs-shape").filter(has=reader.page.locator("rect[rx='10']"))
    assert boxes.count() > 10
    assert covered(boxes.evaluate_all(BOXES)) == []
    reader.button("Deshacer").click()
    reader.button("Deshacer").click()
    reader.saved()
    assert "Registrar en el CRM" not in dict(sequence(sqlite_company))


def test_what_was_drawn_before_the_page_was_loaded_is_undone_and_done_again(
    reader: Reader, sqlite_company: Company
) -> None:
    undo, redo = reader.button("Deshacer"), reader.button("Rehacer")
    expect(undo).to_be_disabled()
    reader.shape("prospeccion").click()
    for number in ("71", "72"):
        with reader.page.expect_response("**/guardar"):
            reader.field("procedure-number").fill(number)
    opened(reader)
    expect(redo).to_be_disabled()
    for number in (b'number="71"', b'number="1"'):
        with reader.page.expect_response("**/guardar"):
            undo.click()
        assert number in draft_of(sqlite_company).diagram and b'number="72"' not in draft_of(sqlite_company).diagram
    expect(undo).to_be_disabled()
    opened(reader)
    for number in (b'number="71"', b'number="72"'):
        with reader.page.expect_response("**/guardar"):
            redo.click()
        assert number in draft_of(sqlite_company).diagram
    expect(redo).to_be_disabled()
    reader.page.locator("[data-canvas] svg").first.focus()
    with reader.page.expect_response("**/guardar"):
        reader.page.keyboard.press("Control+z")
    assert b'number="71"' in draft_of(sqlite_company).diagram


# --- by keyboard


def test_steps_are_added_named_connected_moved_and_removed_without_a_mouse(
    reader: Reader, sqlite_company: Company
) -> None:
    page, said = reader.page, reader.page.locator("[data-drawn]")
    page.mouse.move(5, 5)
    page.locator("[data-canvas] svg").first.focus()
    page.keyboard.press("n")
    expect(said).to_contain_text("Búsqueda de oportunidades")
    page.keyboard.press("n")
    expect(said).to_contain_text("Prospec")
    page.keyboard.press("a")
    expect(page.locator(".djs-popup")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("Llamar al cliente")
    page.evaluate(AT_ONCE, ["Enter", "m"])
    expect(page.locator(".djs-popup")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("f")
    expect(said).to_contain_text("Llamar al cliente →")
    page.keyboard.press("Delete")
    page.keyboard.press("p")
    reader.saved()
    assert ("Llamar al cliente" in {source for source, _ in sequence(sqlite_company)}) is False
    _choose(reader, "Llamar al cliente")
    page.keyboard.press("c")
    expect(said).to_contain_text("Una flecha desde «Llamar al cliente")
    _choose(reader, "Valida")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Llamar al cliente → Valida")
    reader.saved()
    assert any(s == "Llamar al cliente" and t.startswith("Valida") for s, t in sequence(sqlite_company))
    _choose(reader, "Llamar al cliente")
    page.keyboard.press("Enter")
    expect(page.locator(".bio-properties-panel :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert grave(page) == []


def test_what_is_moved_to_a_lane_stands_on_nothing_there_and_between_nothing(
    reader: Reader, sqlite_company: Company
) -> None:
    reader.choose("validar_business_case")
    before = sequence(sqlite_company)
    for lane in ("Preventa", "Cliente", "Cumplimiento", "Comercial"):
        reader.panel("Carril").select_option(label=lane)
        reader.saved()
        assert sequence(sqlite_company) == before
        boxes = reader.page.locator("[data-canvas] .djs-shape").filter(has=reader.page.locator("rect[rx='10']"))
        assert covered(boxes.evaluate_all(BOXES)) == []


def _choose(reader: Reader, name: str) -> None:
    """Go with N to an element by its name."""
    said = reader.page.locator("[data-drawn]")
    for _ in range(80):
        reader.page.keyboard.press("n")
        if said.inner_text().startswith(name):
            return
    raise AssertionError(name)


def test_what_a_step_calls_is_looked_at_in_its_place(reader: Reader) -> None:
    reader.shape("alianzas").click()
    reader.tool("open-called").click()
    inside = reader.page.locator("[data-called-canvas] .djs-shape")
    inside.first.wait_for()
    assert inside.count() > 3
    expect(reader.page.locator("[data-canvas]")).to_be_hidden()
    assert grave(reader.page) == []
    reader.button("Volver al dibujo").click()
    expect(reader.shape("alianzas")).to_be_visible()


def test_a_finding_that_takes_more_than_one_change_is_put_right_at_a_press_and_undone(
    reader: Reader, sqlite_company: Company
) -> None:
    page, findings = reader.page, reader.page.locator("[data-findings]")
    page.locator("[data-canvas] svg").first.focus()
    _choose(reader, "Prospec")
    page.keyboard.press("f")
    page.keyboard.press("Delete")
    alone = findings.locator("li", has_text="no sigue nada")
    expect(alone).to_have_count(1)
    alone.get_by_role("button", name="Arreglar").click()
    expect(alone).to_have_count(0)
    reader.saved()
    assert any(each.startswith("Prospec") for each, _ in sequence(sqlite_company))
    reader.button("Deshacer").click()
    expect(alone).to_have_count(1)


def test_a_finding_that_has_to_know_something_asks_and_is_put_right_with_the_answer(
    reader: Reader, sqlite_company: Company
) -> None:
    reader.choose("alianzas")
    reader.panel("Procedimiento que llama").select_option("")
    finding = reader.page.locator("[data-findings] li", has_text="Alianzas Estratégicas (PR-ALI-002)").first
    finding.get_by_role("button", name="Arreglar").click()
    asked = finding.get_by_label("¿A qué procedimiento llama")
    expect(asked).to_be_focused()
    assert grave(reader.page) == []
    asked.select_option(label="Alianzas Estratégicas")
    finding.get_by_role("button", name="Arreglar").press("Enter")
    expect(finding).to_have_count(0)
    reader.saved()
    assert b'calledElement="alianzas_estrategicas"' in draft_of(sqlite_company).diagram


def test_a_new_decision_asks_for_its_question(reader: Reader, sqlite_company: Company) -> None:
    page = reader.page
    page.locator("[data-canvas] svg").first.focus()
    _choose(reader, "Prospec")
    page.keyboard.press("a")
    expect(page.locator(".djs-popup input")).to_be_focused()
    page.keyboard.type("Compuerta ex")
    expect(page.locator(".djs-popup .entry.selected")).to_contain_text("Compuerta exclusiva")
    page.keyboard.press("Enter")
    page.keyboard.type("¿Es cliente?")
    page.keyboard.press("Enter")
    reader.saved()
    assert any(source.startswith("Prospec") and target == "¿Es cliente?" for source, target in sequence(sqlite_company))


def test_an_element_is_looked_for_by_its_name_and_an_arrow_by_its_ends(reader: Reader) -> None:
    page, said = reader.page, reader.page.locator("[data-drawn]")
    page.locator("[data-canvas] svg").first.focus()
    page.keyboard.press("Control+f")
    pad = page.locator("[data-canvas] .djs-search-container")
    expect(pad.locator("input")).to_be_focused()
    page.keyboard.type("correcciones")
    first = pad.locator(".djs-search-result").first
    expect(first).to_have_text("Realizar correccionesTarea de usuario · Comercial")
    expect(said).to_contain_text("Realizar correcciones · Tarea de usuario")
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("→")
    assert "correcciones" not in " ".join(pad.locator(".djs-search-result-secondary").all_inner_texts())
    page.keyboard.press("Enter")
    expect(pad).not_to_be_visible()
    page.keyboard.press("Delete")
    expect(reader.page.locator("[data-findings]")).to_contain_text("Realizar correcciones")


def test_what_is_copied_is_pasted_into_another_procedure_without_its_form(
    reader: Reader, sqlite_company: Company
) -> None:
    page = reader.page
    page.locator("[data-canvas] svg").first.focus()
    _choose(reader, "Valida")
    page.keyboard.press("Control+c")
    reader.open("/procesos/alianzas_estrategicas")
    reader.press(reader.button("Preparar una versión nueva"))
    reader.press(page.get_by_role("link", name="Dibujar aquí"))
    reader.drawn()
    reader.saved()
    page.mouse.move(5, 5)
    page.locator("[data-canvas] svg").first.focus()
    with page.expect_response("**/guardar"):
        page.keyboard.press("Control+v")
    expect(page.locator("[data-drawn]")).to_contain_text("Se pegó sin formularios")
    with sqlite_company.database.reading() as connection:
        draft = drafts.open_draft(connection, "alianzas_estrategicas")
    assert draft is not None
    added = draft.diagram.decode().split('name="Validación', 1)[1].split("</bpmn:userTask>")[0]
    assert "form=" not in added
