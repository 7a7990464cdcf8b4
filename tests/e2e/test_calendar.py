"""The calendar in a real Chromium: an administrator adds a day, with and without script, on a phone and at a desk."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.pages import SIZES, TOO_WIDE, enter, grave

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_a_day_is_added_where_one_sees_it_and_taken_back(browser: Browser, address: str, size, script: bool) -> None:
    context = browser.new_context(locale="es-MX", viewport=size, java_script_enabled=script)
    page = context.new_page()
    page.goto(address)
    enter(page, "administrador")
    page.goto(f"{address}/administracion")
    page.get_by_role("link", name="Calendario").click()
    page.get_by_label("Fecha").fill("2027-12-24")
    page.get_by_label("Cómo se llama").fill("Nochebuena")
    page.get_by_role("button", name="Agregar al calendario").click()
    expect(page).to_have_url(re.compile("o=2027&recalcular=1&motivo=Nochebuena#recalcular$"))
    row = page.locator("[id='2027-12-24']")
    expect(row).to_contain_text("no se trabaja")
    # What is open keeps its terms: whether to count them anew is asked where one comes to, the reason written already.
    asked = page.get_by_role("region", name="Plazos abiertos")
    expect(asked.get_by_role("heading")).to_be_in_viewport()
    expect(asked.get_by_role("status")).to_be_in_viewport()
    expect(asked.get_by_label("Motivo")).to_have_value("Nochebuena")
    expect(page.get_by_role("region", name="Cambios").get_by_role("cell", name="Nochebuena")).to_be_in_viewport()
    page.get_by_role("button", name="Quitar: Nochebuena").click()
    expect(row).to_have_count(0)
    expect(page.get_by_role("heading", name="Calendario de 2027")).to_be_visible()
    context.close()


def test_what_is_wrong_is_reached_by_keyboard_and_axe_finds_nothing_serious(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="es-MX")
    page = context.new_page()
    page.goto(address)
    enter(page, "administrador")
    page.goto(f"{address}/calendario?año=2026")
    page.get_by_label("Fecha").fill("2026-05-02")
    page.get_by_label("Cómo se llama").fill(" ")
    page.get_by_label("Se trabaja: cuenta como día hábil").check()
    page.get_by_role("button", name="Agregar al calendario").click()
    expect(page.get_by_role("alert").filter(has_text="Diga cómo se llama el día")).to_be_focused()
    for size in SIZES:
        page.set_viewport_size(size)
        assert page.evaluate(TOO_WIDE) <= 0 and grave(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Cómo se llama")).to_be_focused()
    page.keyboard.type("Inventario")
    page.keyboard.press("Enter")
    expect(page.locator("[id='2026-05-02']")).to_contain_text("se trabaja")
    context.close()
