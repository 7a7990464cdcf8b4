"""The frame of every page in a real Chromium: answers without loading a page, keyboard, search, refusals, weight."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.pages import demonstrating, enter, errors_of, menu
from tests.support import Company
from web.pages import assets

pytestmark = pytest.mark.browser

BUDGET = 100_000  # bytes of compressed script on a page without a diagram and without a form
CLIENTS = ("Ácme", "Coca-Cola", "Banco del Bajío")


@pytest.fixture
def office(company: Company) -> Company:
    """Three leads at «Validación administrativa y técnica», which comercial and preventa may do."""
    for client in CLIENTS:
        company.do(company.start(), "prospeccion", {"cliente": client})
    return company


@pytest.fixture
def address(office: Company) -> Iterator[str]:
    with demonstrating(office) as address:
        yield address


class Reader:
    """Somebody at a browser, who notices when a page is loaded anew. Whatever the browser complains of is kept."""

    def __init__(self, browser: Browser, address: str, person: str, **options: object) -> None:
        self.page: Page = browser.new_context(locale="es-MX", base_url=address, **options).new_page()
        self.page.set_default_timeout(10_000)
        self.complaints = errors_of(self.page)
        self.page.goto("/")
        enter(self.page, person)

    def see(self, path: str) -> None:
        """Go to a page, and remember that it is this one."""
        self.page.goto(path)
        self.page.evaluate("window.here = true")

    @property
    def stayed(self) -> bool:
        """Whether it is still the page that was seen, not one that was loaded since."""
        return bool(self.page.evaluate("window.here === true"))

    @property
    def path(self) -> str:
        return str(self.page.evaluate("location.pathname + location.search"))

    @property
    def focus(self) -> str:
        """What has the focus: its id, or its words."""
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


@pytest.fixture
def come_in(browser: Browser, address: str) -> Callable[..., Reader]:
    return lambda person, **options: Reader(browser, address, person, **options)


def steps(page: Page):
    return page.locator(".work .folio")


# --- answering without loading a page


SEARCHED = [
    ("comercial", "/bandeja", ".work .folio"),
    ("comercial", "/oportunidades", ".opportunities .folio"),
    ("auditor", "/auditoria", ".register .folio"),
]


@pytest.mark.parametrize(("person", "path", "shown"), SEARCHED, ids=[path for _, path, _ in SEARCHED])
def test_a_search_answers_while_one_writes_and_the_address_follows(come_in, person, path, shown):
    reader = come_in(person)
    reader.see(path)
    reader.page.locator("main #q").press_sequentially("coca")
    expect(reader.page.locator(shown)).to_have_text(["GC-2026-0002"])
    assert reader.path == f"{path}?q=coca" and reader.focus == "q"
    assert reader.page.locator("main #q").input_value() == "coca"
    assert "1" in reader.page.get_by_role("status").first.inner_text()
    reader.page.locator("main #q").fill("")
    expect(reader.page.locator(shown)).to_have_count(3)
    assert reader.path == path and reader.stayed and reader.complaints == []


def test_what_is_written_on_while_an_answer_is_under_way_stays(come_in):
    reader = come_in("comercial")
    reader.see("/bandeja")
    held: list = []
    reader.page.route("**/bandeja?q=co", lambda route: held.append(route))
    field = reader.page.locator("main #q")
    with reader.page.expect_request("**/bandeja?q=co"):
        field.press_sequentially("co")
    field.press_sequentially("ca")
    expect(steps(reader.page)).to_have_text(["GC-2026-0002"])
    assert field.input_value() == "coca" and reader.path == "/bandeja?q=coca" and held


def test_a_filter_answers_when_it_is_chosen(come_in, office):
    office.do("GC-2026-0001", "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    reader = come_in("comercial")
    reader.see("/oportunidades")
    reader.page.get_by_label("Etapa").select_option(label="Validación administrativa y técnica")
    expect(reader.page.locator(".opportunities .folio")).to_have_text(["GC-2026-0003", "GC-2026-0002"])
    assert reader.path == "/oportunidades?etapa=validacion" and reader.stayed


def test_a_column_sorts_in_its_place_and_going_back_undoes_it(come_in):
    reader = come_in("comercial")
    reader.see("/oportunidades?q=2026")
    reader.page.get_by_role("link", name="Cliente").click()
    expect(reader.page.locator("th[aria-sort]")).to_have_text("Cliente ↑")
    assert reader.path == "/oportunidades?q=2026&orden=cliente" and reader.focus.startswith("Cliente")
    reader.page.go_back()
    expect(reader.page.locator("th[aria-sort]")).to_have_text("Inicio ↓")
    assert reader.path == "/oportunidades?q=2026" and reader.stayed and reader.complaints == []


def test_pages_follow_each_other_from_their_beginning(come_in, monkeypatch):
    monkeypatch.setattr("web.inbox.listing.PER_PAGE", 2)
    reader = come_in("comercial", viewport={"width": 390, "height": 300})
    reader.see("/bandeja")
    reader.page.get_by_role("link", name="Más", exact=True).click()
    expect(steps(reader.page)).to_have_text(["GC-2026-0003"])
    assert "despues=" in reader.path and reader.stayed
    expect(reader.page.locator("main")).to_be_focused()
    reader.page.get_by_role("link", name="Volver al principio").click()
    expect(steps(reader.page)).to_have_count(2)


def test_a_step_is_taken_and_given_back_where_one_is(come_in, office):
    reader = come_in("comercial", viewport={"width": 390, "height": 500})
    reader.see("/bandeja?q=2026")
    taking = reader.page.get_by_role("button", name="Tomar: Validación").nth(1)
    taking.scroll_into_view_if_needed()
    place = reader.page.evaluate("scrollY")
    taking.focus()
    reader.press("Enter")
    giving = reader.page.get_by_role("button", name="Devolver: Validación")
    expect(giving).to_be_focused()
    assert office.task("GC-2026-0002", "validacion").item.assignee == "comercial"
    assert reader.page.evaluate("scrollY") == place and reader.path == "/bandeja?q=2026"
    expect(reader.page.locator("[data-status]")).to_have_text("Lo tomó usted: Validación administrativa y técnica")
    reader.press("Enter")
    expect(giving).to_have_count(0)
    expect(reader.page.locator("[data-status]")).to_have_text("Devuelto: Validación administrativa y técnica")
    assert office.task("GC-2026-0002", "validacion").item.assignee is None
    assert reader.stayed and reader.complaints == []


def test_what_is_refused_is_said_in_the_engine_s_words_and_nothing_moves(come_in, office):
    reader = come_in("comercial")
    reader.see("/bandeja")
    office.command("claim", "GC-2026-0002.4", actor="preventa")
    reader.page.get_by_role("button", name="Tomar: Validación").nth(1).click()
    alert = reader.page.get_by_role("alert")
    expect(alert).to_contain_text("lo tiene Preventa; Comercial no puede actuar sobre él. No se cambió nada.")
    assert steps(reader.page).count() == 3 and reader.stayed
    reader.page.get_by_role("button", name="Cerrar").click()
    expect(reader.page.locator("[data-box]")).to_be_hidden()


def test_without_a_connection_it_says_so(come_in):
    reader = come_in("comercial")
    reader.see("/bandeja")
    reader.page.route("**/tomar", lambda route: route.abort())
    reader.page.get_by_role("button", name="Tomar: Validación").first.click()
    expect(reader.page.get_by_role("alert")).to_contain_text("No hay conexión con el sitio. No se cambió nada")


def test_whoever_has_left_elsewhere_is_led_to_the_entrance(come_in):
    reader = come_in("comercial")
    reader.see("/bandeja")
    reader.page.context.clear_cookies()
    reader.page.locator("main #q").fill("coca")
    expect(reader.page.get_by_role("heading", name="¿Quién es usted?")).to_be_visible()


def test_all_of_it_works_without_script(come_in, office):
    reader = come_in("comercial", java_script_enabled=False)
    page = reader.page
    page.goto("/bandeja")
    page.locator("main #q").fill("coca")
    page.get_by_role("button", name="Buscar").click()
    expect(steps(page)).to_have_text(["GC-2026-0002"])
    page.get_by_role("link", name="Por plazo").or_(page.get_by_role("link", name="Hechos")).first.click()
    page.goto("/bandeja")
    page.get_by_role("button", name="Tomar: Validación").nth(1).click()
    expect(page.get_by_role("heading", name="Validación administrativa y técnica")).to_be_visible()
    page.get_by_role("button", name="Devolver").click()
    expect(page.get_by_role("heading", name="Bandeja")).to_be_visible()
    page.get_by_role("searchbox", name="Buscar oportunidades").fill("banco")
    page.get_by_role("searchbox", name="Buscar oportunidades").press("Enter")
    expect(page.locator(".opportunities .folio")).to_have_text(["GC-2026-0003"])


# --- list and detail


def test_a_step_is_told_beside_the_list_and_follows_the_keyboard(come_in):
    reader = come_in("comercial", viewport={"width": 1280, "height": 800})
    reader.see("/bandeja")
    glance = reader.page.locator("#vista")
    expect(glance).to_contain_text("Ácme")
    assert reader.page.evaluate("document.activeElement === document.body")
    reader.press("j", "j", "j")
    expect(glance).to_contain_text("Banco del Bajío")
    expect(reader.page.locator("li.told .folio")).to_have_text("GC-2026-0003")
    expect(reader.page.locator(".work .step").nth(2)).to_be_focused()
    reader.page.locator("li[data-glance] .about").nth(1).click()
    expect(glance).to_contain_text("Coca-Cola")
    assert reader.stayed and reader.path == "/bandeja" and reader.complaints == []


def test_a_step_is_assigned_beside_the_list(come_in, office):
    reader = come_in("comercial", viewport={"width": 1280, "height": 800})
    reader.see("/bandeja")
    reader.page.get_by_label("Asignar a").select_option("preventa")
    reader.page.get_by_label("Por qué").fill("Conoce al cliente")
    reader.page.get_by_role("button", name="Asignar").click()
    expect(steps(reader.page)).to_have_text(["GC-2026-0002", "GC-2026-0003"])
    expect(reader.page.locator("#vista")).to_contain_text("Coca-Cola")
    expect(reader.page.locator("[data-status]")).to_have_text("Asignado: Validación administrativa y técnica")
    assert office.task("GC-2026-0001", "validacion").item.assignee == "preventa"
    assert reader.stayed and reader.complaints == []


def test_on_a_phone_the_detail_comes_after_the_list(come_in, office):
    reader = come_in("comercial", viewport={"width": 390, "height": 844})
    reader.see("/bandeja")
    assert reader.page.locator("#vista").is_hidden()
    reader.page.get_by_role("link", name="Asignar").nth(1).click()
    expect(reader.page.locator("#vista")).to_contain_text("Coca-Cola")
    reader.page.get_by_label("Asignar a").select_option("preventa")
    reader.page.get_by_label("Por qué").fill("Conoce al cliente")
    reader.page.get_by_role("button", name="Asignar").click()
    expect(reader.page.locator("#vista")).to_contain_text("Lo tiene")
    assert office.task("GC-2026-0002", "validacion").item.assignee == "preventa"


# --- the keyboard


def test_a_slash_searches_all_opportunities_from_any_page(come_in):
    reader = come_in("comercial")
    reader.see("/procesos")
    reader.press("/")
    assert reader.focus == "buscar"
    reader.page.keyboard.type("banco/")
    assert reader.page.locator("#buscar").input_value() == "banco/"
    reader.press("Backspace")
    with reader.page.expect_navigation():
        reader.press("Enter")
    assert reader.page.locator(".opportunities .folio").all_inner_texts() == ["GC-2026-0003"]
    assert reader.complaints == []


@pytest.mark.parametrize(("path", "column"), [("/bandeja", ".work .step"), ("/oportunidades", "td .folio")])
def test_j_and_k_go_through_a_list_and_enter_opens(come_in, path, column):
    reader = come_in("comercial")
    reader.see(path)
    rows = reader.page.locator(column)
    reader.press("j", "j")
    expect(rows.nth(1)).to_be_focused()
    reader.press("j", "j", "k", "k", "k")
    expect(rows.nth(0)).to_be_focused()
    address = rows.nth(0).get_attribute("href")
    with reader.page.expect_navigation():
        reader.press("Enter")
    assert reader.path == address


@pytest.mark.parametrize(
    ("person", "letter", "path"),
    [
        ("comercial", "o", "/oportunidades"),
        ("comercial", "p", "/procesos"),
        ("comercial", "b", "/bandeja"),
        ("administrador", "a", "/auditoria"),
        ("administrador", "d", "/administracion"),
    ],
)
def test_g_and_a_letter_go_to_a_section(come_in, person, letter, path):
    reader = come_in(person)
    reader.see("/cuenta")
    with reader.page.expect_navigation():
        reader.press("g", letter)
    assert reader.path == path


def test_a_question_mark_tells_the_shortcuts_and_they_can_be_turned_off(come_in):
    reader = come_in("comercial")
    reader.see("/bandeja")
    reader.press("?")
    help = reader.page.get_by_role("dialog", name="Atajos de teclado")
    expect(help).to_contain_text("Oportunidades")
    reader.press("j", "Escape")
    expect(help).to_be_hidden()
    menu(reader.page, "Atajos de teclado").click()
    help.get_by_label("Usar los atajos en este navegador").uncheck()
    help.get_by_role("button", name="Cerrar").click()
    reader.see("/bandeja")
    reader.press("?", "/", "j")
    assert help.is_hidden() and reader.page.evaluate("document.activeElement === document.body")
    assert reader.complaints == []


def test_letters_are_letters_where_one_writes(come_in, office):
    reader = come_in("director_comercial")
    reader.see(f"/bandeja/{office.tasks(office.start())[0].item.id}")
    field = reader.page.get_by_label("Cliente", exact=True)
    field.press_sequentially("jk g?o/")
    assert field.input_value() == "jk g?o/" and reader.stayed


# --- the header


@pytest.mark.parametrize(
    ("person", "path", "section"),
    [
        ("comercial", "/bandeja", "Bandeja"),
        ("comercial", "/oportunidades/tablero", "Oportunidades"),
        ("director_comercial", "/procesos/gestion_comercial/editar", "Procesos"),
        ("administrador", "/administracion/personas/preventa", "Administración"),
        ("comercial", "/cuenta", None),
    ],
)
def test_the_section_is_marked_on_every_page_of_it(come_in, person, path, section):
    reader = come_in(person)
    if path.endswith("/editar"):
        reader.page.goto("/procesos/gestion_comercial")
        reader.page.get_by_role("button", name="Preparar una versión nueva").click()
    reader.page.goto(path)
    assert reader.page.locator("header nav [aria-current]").all_inner_texts() == ([section] if section else [])


# --- what it weighs


def scripts_of(page: Page) -> list[str]:
    return [str(each.get_attribute("src")) for each in page.locator("script[src]").all()]


def weight(paths: list[str]) -> int:
    """The compressed bytes of scripts."""
    return sum(len(gzip.compress((assets.DIST / Path(path).name).read_bytes(), 9)) for path in paths)


def test_the_script_of_every_page_is_small(come_in):
    """The bundle of the frame; what diagrams, forms and the editor need comes only on their pages."""
    manifest = json.loads((assets.DIST / "manifest.json").read_text())
    frame = manifest["site"]["script"]
    assert 5_000 < weight([frame]) < BUDGET
    heavy = {bundle["script"] for name, bundle in manifest.items() if name not in ("site", "icons")}
    reader = come_in("administrador")
    for path in ("/bandeja", "/oportunidades", "/oportunidades/tablero", "/procesos", "/cuenta", "/administracion"):
        reader.page.goto(path)
        loaded = scripts_of(reader.page)
        assert [each.rpartition("/")[2] for each in loaded] == [frame], path
        assert weight(loaded) < BUDGET
    reader.page.goto("/procesos/gestion_comercial")
    assert heavy & {each.rpartition("/")[2] for each in scripts_of(reader.page)}
