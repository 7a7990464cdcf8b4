"""The inbox in a real Chromium: taking and marking by keyboard, several steps at once, the term never covered."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.pages import demonstrating, enter, errors_of
from tests.support import Company

pytestmark = pytest.mark.browser


@pytest.fixture
def address(company: Company) -> Iterator[str]:
    """Three leads at «Validar», which comercial and preventa may do."""
    for client in ("Ácme", "Coca-Cola", "Banco del Bajío"):
        company.do(company.start(), "prospeccion", {"cliente": client})
    with demonstrating(company) as address:
        yield address


def having(company: Company) -> list[str | None]:
    return [company.task(f"GC-2026-000{number}", "validacion").item.assignee for number in (1, 2, 3)]


def test_steps_are_taken_and_marked_by_keyboard_and_given_on_together(
    browser: Browser, company: Company, address: str
) -> None:
    page = browser.new_context(locale="es-MX", base_url=address, viewport={"width": 1280, "height": 800}).new_page()
    complaints = errors_of(page)
    page.goto("/")
    enter(page, "comercial")
    page.goto("/bandeja")
    expect(page.get_by_role("button", name="Asignar…")).to_be_hidden()
    for key in ("j", "c"):
        page.keyboard.press(key)
    expect(page.locator(".work li").first).to_contain_text("lo tiene usted")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator(".work :checked")).to_have_count(2)
    page.get_by_role("button", name="Asignar…").click()
    page.get_by_label("Preventa").check()
    page.get_by_label("Por qué").fill("Cubre esta semana")
    page.get_by_role("button", name="Asignar 2 pasos").click()
    expect(page.get_by_role("heading", name="Bandeja")).to_be_visible()
    assert sorted(map(str, having(company))) == ["comercial", "preventa", "preventa"] and complaints == []


@pytest.mark.parametrize("width", [360, 390, 768, 1024, 1280, 1440, 1600, 1920])
def test_nothing_covers_the_term_at_any_width(browser: Browser, address: str, width: int) -> None:
    page = browser.new_context(locale="es-MX", base_url=address, viewport={"width": width, "height": 900}).new_page()
    page.goto("/")
    enter(page, "comercial")
    page.goto("/bandeja")
    overlapping = """() => [...document.querySelectorAll(".work li")].filter(row => {
        const boxes = [...row.querySelectorAll(".due, .arrived, .do button, .do a, .step")]
            .filter(each => each.getClientRects().length).map(each => each.getBoundingClientRect());
        return boxes.some((one, at) => boxes.slice(at + 1).some(other =>
            one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom));
    }).length"""
    assert page.evaluate(overlapping) == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
