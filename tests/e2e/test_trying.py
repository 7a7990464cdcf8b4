"""A draft tried by its author in a real Chromium: steps of several people, the clock, what is kept, by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.editing import PROCEDURE, Reader
from tests.e2e.pages import SIZES, TOO_WIDE, grave

pytestmark = pytest.mark.browser

ROOM = PROCEDURE + "/probar"


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    """The author, in the room in which their draft is tried."""
    reader = Reader(browser, address)
    reader.come_in("director_comercial", PROCEDURE)
    reader.press(reader.button("Preparar una versión nueva"))
    reader.press(reader.page.get_by_role("link", name="Probar", exact=True))
    yield reader
    reader.context.close()


def link(reader: Reader, name: str) -> Locator:
    return reader.page.get_by_role("link", name=name)


def complete(reader: Reader) -> None:
    """Complete the step that is shown with what it suggests."""
    reader.press(link(reader, "Llenar con ejemplos"))
    reader.press(reader.button("Completar"))


def test_a_draft_is_tried_with_tokens_on_the_diagram_and_kept_as_a_scenario(reader: Reader) -> None:
    reader.press(reader.button("Empezar a probar"))
    complete(reader)
    expect(reader.page.locator("#paso")).to_be_visible()
    expect(reader.shape("prospeccion")).to_be_visible()
    expect(reader.page.locator("[data-element-id=validacion].is-current")).to_have_count(1)
    complete(reader)
    before = reader.page.locator(".trial-bar b").inner_text()
    reader.page.get_by_label("Horas que pasan").fill("48")
    reader.press(reader.button("Dejarlas pasar"))
    assert reader.page.locator(".trial-bar b").inner_text() != before
    reader.page.get_by_label("Nombre del escenario").fill("Dos pasos")
    reader.press(reader.button("Guardar como escenario"))
    expect(reader.page.locator(".findings .passed")).to_contain_text("Dos pasos: como se esperaba")
    for size in SIZES:
        reader.page.set_viewport_size(size)
        assert reader.page.evaluate(TOO_WIDE) <= 0
        assert grave(reader.page) == []
    assert reader.complaints == []


def test_a_question_appears_as_one_writes_and_nothing_is_sent_for_it(reader: Reader) -> None:
    reader.press(reader.button("Empezar a probar"))
    asked = reader.page.get_by_label("¿Cómo se recibió el requerimiento?")
    fields = reader.page.locator("#formulario [data-field]").count()
    with reader.page.expect_response(lambda answer: answer.url.split("?")[0].endswith("/borrador")) as told:
        asked.select_option(index=1)
    assert told.value.ok
    expect(reader.page.locator("[data-saved]")).to_have_text("Cuenta cuando complete el paso.")
    assert reader.page.locator("#formulario [data-field]").count() >= fields
    reader.open(ROOM)
    expect(asked).to_have_value("")  # nothing of it was kept
    assert reader.complaints == []


def test_the_room_is_gone_through_by_keyboard_alone(reader: Reader) -> None:
    page = reader.page
    for name in ("Empezar a probar", "Llenar con ejemplos", "Completar", "Deshacer lo último"):
        wanted = page.locator("button, a").filter(has_text=name).first
        for _ in range(120):
            if wanted.evaluate("it => it === document.activeElement"):
                break
            page.keyboard.press("Tab")
        else:
            raise AssertionError(f"«{name}» is not reached")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.locator("#pasado")).to_be_visible()
    expect(page.locator(".walk li")).to_have_count(1)
    assert reader.complaints == []


def test_it_works_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="es-MX", java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("button[name=person][value=director_comercial]").click()
    page.goto(address + PROCEDURE)
    page.get_by_role("button", name="Preparar una versión nueva").click()
    page.goto(address + ROOM)
    for name in ("Empezar a probar", "Llenar con ejemplos", "Completar"):
        page.locator("button.main, button, a").filter(has_text=name).first.click()
    assert page.locator(".walk li").count() == 2
    context.close()
