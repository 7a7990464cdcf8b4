"""Where an opportunity stands, on its diagram, in a real Chromium: by mouse and by keyboard, without script, small."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.pages import TOO_WIDE, demonstrating, enter, errors_of, grave
from tests.support import Company

pytestmark = pytest.mark.browser

ALLIANCE = {"tipo_requerimiento": "servicio_administrado", "requiere_ti": True, "areas": ["soc_noc"]}
SERVICE = {"tipo_requerimiento": "servicio", "areas": ["ciberinteligencia"]}


@pytest.fixture
def address(company: Company) -> Iterator[str]:
    with demonstrating(company) as address:
        yield address


class Reader:
    """Somebody at a browser. Whatever the browser complains of is kept."""

    def __init__(self, browser: Browser, address: str, person: str, **options: object) -> None:
        self.page: Page = browser.new_context(locale="es-MX", **options).new_page()
        self.page.set_default_timeout(10_000)
        self.complaints = errors_of(self.page)
        self.address = address
        self.page.goto(address)
        enter(self.page, person)

    def see(self, path: str) -> None:
        """Go to a page with a drawing, and wait until it is drawn."""
        self.page.goto(self.address + path)
        self.page.locator("[data-standing][data-drawn]").wait_for()

    def marked(self, state: str) -> set[str]:
        """The ids of the elements that are drawn in that state."""
        found = self.page.locator(f".djs-shape.is-{state}")
        return {str(each.get_attribute("data-element-id")) for each in found.all()}

    def drawn(self) -> str | None:
        return self.page.locator("[data-standing]").get_attribute("data-drawn")


@pytest.fixture
def corrected(company: Company) -> str:
    """An opportunity in its second round at «Validar el cumplimiento»."""
    folio = company.start()
    until(company, folio, "correcciones", {"validacion": SERVICE, "validar_cumplimiento": {"cumple": False}})
    company.do(folio, "correcciones")
    return folio


def until(company: Company, folio: str, element: str, answers: dict[str, dict[str, object]]) -> None:
    while (task := company.tasks(folio)[0]).item.visit.element != element:
        company.complete(task.item.id, answers.get(task.item.visit.element, {}), actor=task.candidates[0])


def test_done_here_and_not_yet_are_drawn_apart_and_the_round_is_on_a_badge(browser, address, corrected):
    reader = Reader(browser, address, "comercial")
    reader.see(f"/oportunidades/{corrected}")
    assert reader.marked("current") == {"validar_cumplimiento"}
    assert {"prospeccion", "correcciones", "cumple_gw", "inicio"} <= reader.marked("done")
    assert {"enviar_cliente", "fin_ganada", "justificar_no_go"} <= reader.marked("ahead")
    assert reader.page.locator(".badge.is-current").inner_text() == "▶ vuelta 2"
    assert reader.page.locator(".bjs-powered-by").is_visible()
    # Apart without colour as well: line widths and dashes.
    line = "id => { const s = getComputedStyle(document.querySelector(`[data-element-id=${id}] .djs-visual > rect`));"
    line += "return [s.strokeWidth, s.strokeDasharray] }"
    widths = [reader.page.evaluate(line, id) for id in ("correcciones", "validar_cumplimiento", "enviar_cliente")]
    assert widths == [["3px", "none"], ["4px", "none"], [widths[2][0], "4px, 3px"]] and widths[2][0] != "3px"
    assert reader.complaints == []


LETTERS = """() => Math.min(...[...document.querySelectorAll('[data-canvas] .viewport text')]
  .filter(each => each.textContent).map(each => { const at = each.getScreenCTM();
    return parseFloat(getComputedStyle(each).fontSize) * Math.hypot(at.a, at.b) }))"""
"""How many pixels the smallest letters of a drawing have on the screen."""
IN_THE_MIDDLE = """id => { const it = document.querySelector(`[data-element-id=${id}]`).getBoundingClientRect();
  const all = document.querySelector('[data-canvas]').getBoundingClientRect();
  return Math.max(Math.abs(it.x + it.width / 2 - all.x - all.width / 2) / all.width,
                  Math.abs(it.y + it.height / 2 - all.y - all.height / 2) / all.height) }"""
"""How far from the middle of the canvas an element is, as a part of it."""


@pytest.mark.parametrize("width", [390, 1280])
def test_it_opens_so_that_it_can_be_read_where_the_work_is(browser, address, corrected, width):
    reader = Reader(browser, address, "comercial", viewport={"width": width, "height": 800})
    reader.see(f"/oportunidades/{corrected}")
    assert reader.page.evaluate(LETTERS) >= 11
    assert reader.page.evaluate(IN_THE_MIDDLE, "validar_cumplimiento") < 0.25
    reader.page.get_by_role("button", name="Ver completo").click()
    assert reader.page.locator("[data-element-id=inicio]").first.is_visible()
    expect(reader.page.locator(".minimap"), "what is whole needs no map").to_be_hidden()


def test_the_small_map_moves_the_drawing(browser, address, corrected):
    reader = Reader(browser, address, "comercial")
    reader.see(f"/oportunidades/{corrected}")
    small = reader.page.locator(".minimap").bounding_box()
    reader.page.mouse.click(small["x"] + small["width"] * 0.05, small["y"] + small["height"] * 0.2)
    assert reader.page.evaluate(IN_THE_MIDDLE, "prospeccion") < 0.5 < reader.page.evaluate(IN_THE_MIDDLE, "cumple_gw")
    assert reader.complaints == []


def test_a_chosen_element_says_its_instructions_people_and_records(browser, address, corrected):
    reader = Reader(browser, address, "cumplimiento")
    reader.see(f"/oportunidades/{corrected}")
    reader.page.locator("[data-element-id=validar_cumplimiento] > .djs-hit").first.click()
    panel = reader.page.locator("[data-panel]")
    expect(panel).to_contain_text("Está aquí · vuelta 2")
    expect(panel).to_contain_text("Le toca a\nCumplimiento y Mejora Continua", use_inner_text=True)
    with reader.page.expect_navigation():
        panel.get_by_role("link", name="Ir a este paso").click()
    assert "/bandeja/" in reader.page.url
    reader.page.locator("[data-standing][data-drawn]").wait_for()
    assert reader.page.locator(".djs-shape.is-mine").get_attribute("data-element-id") == "validar_cumplimiento"
    assert reader.complaints == []


def test_a_called_process_is_opened_from_its_call_and_left_again(browser, address, company):
    folio = company.start()
    until(company, folio, "cotizar_soluciones", {"validacion": ALLIANCE})
    reader = Reader(browser, address, "comercial")
    reader.see(f"/oportunidades/{folio}")
    assert reader.marked("current") == {"alianzas"}
    reader.page.locator("[data-element-id=alianzas] > .djs-hit").first.click()
    reader.page.get_by_role("button", name="Abrir su diagrama").click()
    expect(reader.page.locator("[data-standing]")).to_have_attribute("data-drawn", "alianzas_estrategicas")
    assert reader.marked("current") == {"cotizar_soluciones"}
    reader.page.get_by_role("button", name="Volver a Gestión Comercial").click()
    expect(reader.page.locator("[data-standing]")).to_have_attribute("data-drawn", "gestion_comercial")
    assert reader.complaints == []


def test_a_sub_process_with_a_drawing_of_its_own_is_gone_into_and_left_again(browser, address, corrected):
    reader = Reader(browser, address, "comercial", viewport={"width": 1280, "height": 800})

    def with_a_plane(route: Route) -> None:
        text = route.fetch().text()
        at = text.index('<bpmn:userTask id="validar_cumplimiento"')
        step = text[at : text.index("</bpmn:userTask>", at)]
        text = text.replace(step + "</bpmn:userTask>", step.replace("userTask", "subProcess", 1) + "</bpmn:subProcess>")
        plane = '<bpmndi:BPMNPlane id="otro" bpmnElement="validar_cumplimiento" />'
        more = f'<bpmndi:BPMNDiagram id="dibujo">{plane}</bpmndi:BPMNDiagram></bpmn:definitions>'
        route.fulfill(body=text.replace("</bpmn:definitions>", more), content_type="application/xml")

    reader.page.route("**/diagrama*", with_a_plane)
    reader.see(f"/oportunidades/{corrected}")
    step = reader.page.locator("[data-element-id=validar_cumplimiento]").first
    step.dblclick()
    expect(step).to_be_hidden()
    back = reader.page.locator("[data-act=back]")
    back.click()
    expect(step).to_be_visible()
    expect(back).to_be_hidden()
    step.click()
    reader.page.locator("[data-canvas] svg").first.press("Enter")
    expect(step).to_be_hidden()
    assert reader.complaints == []


def test_all_of_it_goes_by_keyboard(browser, address, corrected):
    reader = Reader(browser, address, "comercial")
    reader.see(f"/oportunidades/{corrected}")
    where = "document.querySelector('[data-canvas] .viewport').getAttribute('transform')"
    seen = [reader.page.evaluate(where)]
    reader.page.locator("[data-canvas] svg").first.focus()
    for key in ("+", "ArrowLeft", "ArrowDown", "-", "0"):
        reader.page.keyboard.press(key)
        seen.append(reader.page.evaluate(where))
    assert len(set(seen)) == len(seen), seen
    reader.page.keyboard.press(".")
    assert reader.page.evaluate(where) == seen[0]
    reader.page.keyboard.press("n")
    heading = reader.page.locator("[data-chosen] h3")
    assert heading.inner_text() == "Prospección y generación de leads"
    reader.page.keyboard.press("n")
    assert heading.inner_text() == "Validación administrativa y técnica"
    reader.page.keyboard.press("Escape")
    assert reader.page.locator("[data-panel]").is_hidden() and reader.complaints == []


def test_without_script_the_table_says_it(browser, address, corrected):
    reader = Reader(browser, address, "comercial", java_script_enabled=False)
    reader.page.goto(f"{address}/oportunidades/{corrected}")
    assert reader.page.locator("[data-standing]").is_hidden()
    reader.page.get_by_text("Lo mismo en una tabla").click()
    row = reader.page.locator("[data-step=validar_cumplimiento]")
    expect(row).to_contain_text("Está aquí · vuelta 2")
    row.locator("summary").click()
    expect(row).to_contain_text("Le toca a")


def test_a_diagram_that_does_not_come_is_said_and_the_table_stands(browser, address, corrected):
    reader = Reader(browser, address, "comercial")
    reader.page.route("**/diagrama*", lambda route: route.abort())
    reader.page.goto(f"{address}/oportunidades/{corrected}")
    expect(reader.page.get_by_text("No se pudo dibujar el diagrama. La tabla dice lo mismo.")).to_be_visible()
    assert reader.page.locator("[data-standing]").is_hidden()


def test_whose_session_ended_while_a_page_came_reads_the_table_and_meets_no_fault(browser, address, corrected):
    reader = Reader(browser, address, "comercial")

    def ended(route: Route) -> None:
        reader.page.context.clear_cookies()
        route.continue_(headers={name: value for name, value in route.request.headers.items() if name != "cookie"})

    reader.page.route("**/diagrama*", ended)
    reader.page.goto(f"{address}/oportunidades/{corrected}")
    expect(reader.page.get_by_text("No se pudo dibujar el diagrama. La tabla dice lo mismo.")).to_be_visible()
    assert reader.complaints == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_finding_and_nothing_too_wide(browser, address, company, corrected, width, scheme):
    size = {"width": width, "height": 844}
    reader = Reader(browser, address, "cumplimiento", viewport=size, color_scheme=scheme)
    task = company.task(corrected, "validar_cumplimiento").item.id
    for path in (f"/oportunidades/{corrected}", f"/bandeja/{task}"):
        reader.see(path)
        reader.page.keyboard.press("Tab")
        reader.page.get_by_text("Lo mismo en una tabla").click()
        assert grave(reader.page) == []
        assert reader.page.evaluate(TOO_WIDE) <= 0, path
