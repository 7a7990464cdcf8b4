"""What a step asks is written in a real Chromium: by keyboard alone, seen as it is written, and without script."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.definitions import drafts
from tests.e2e.pages import SIZES, TOO_WIDE, enter, errors_of, grave
from tests.support import Company

pytestmark = pytest.mark.browser
ROOM = "/procesos/gestion_comercial/formularios"
FORM = ROOM + "/business_case"


def come_in(browser: Browser, address: str, **options: object) -> Page:
    page = browser.new_context(locale="es-MX", viewport=dict(SIZES[1]), **options).new_page()  # type: ignore[arg-type]
    page.goto(address)
    enter(page, "director_comercial")
    return page


@pytest.fixture
def page(browser: Browser, address: str, company: Company) -> Iterator[Page]:
    with company.database.transaction() as connection:
        drafts.start_draft(connection, "gestion_comercial", actor="director_comercial", at=company.clock())
    page = come_in(browser, address)
    yield page
    page.context.close()


def asked(company: Company) -> list[dict[str, object]]:
    """What the form of the business case asks at its end."""
    with company.database.reading() as connection:
        draft = drafts.open_draft(connection, "gestion_comercial")
    assert draft is not None
    listed: list[dict[str, object]] = json.loads(draft.forms["business_case"])["components"]
    return listed


def test_a_field_with_its_condition_is_made_by_keyboard_alone(page: Page, address: str, company: Company) -> None:
    complaints = errors_of(page)
    page.goto(address + FORM)
    page.get_by_label("Cómo se llama").focus()
    page.keyboard.type("Motivo del descuento")
    page.keyboard.press("Tab")
    page.keyboard.type("Texto largo")
    with page.expect_navigation():
        page.get_by_role("button", name="Agregarlo").press("Enter")
    expect(page.locator("h1")).to_contain_text("Motivo del descuento")
    page.get_by_label("Siempre", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Precio de venta es más de …")
    page.keyboard.press("Tab")
    page.keyboard.type("1,000")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    made = asked(company)[-1]
    assert (made["type"], made["key"]) == ("textarea", "motivo_del_descuento")
    assert made["conditional"] == {"hide": "=(precio_venta > 1000) != true"}
    expect(page.locator("#campo-2")).to_contain_text("se muestra si «Precio de venta» es mayor que")
    assert complaints == []


def test_it_is_seen_as_it_is_written_at_both_widths(page: Page, address: str, company: Company) -> None:
    complaints = errors_of(page)
    page.goto(address + FORM + "/campo/1-5")
    look = page.frame_locator("iframe[name=vista]")
    expect(look.get_by_text("Forma de pago").first).to_be_visible()
    page.get_by_label("Nombre", exact=True).fill("Cómo se paga")
    expect(look.get_by_text("Cómo se paga").first).to_be_visible()
    assert page.locator("iframe").bounding_box()["width"] == 390  # type: ignore[index]
    page.get_by_label("Escritorio").check()
    assert page.locator("iframe").bounding_box()["width"] == 1280  # type: ignore[index]
    assert "Cómo se paga" not in json.dumps(asked(company), ensure_ascii=False)
    look.get_by_role("button", name="Comprobar").click()
    expect(look.get_by_text("Con esto se completaría el paso")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize(
    "path", ["", "/business_case", "/validacion/campo/2-1", "/business_case/campo/1-2", "/validacion/campo/3-1"]
)
def test_each_page_is_read_by_everybody_at_each_size(page: Page, address: str, path: str) -> None:
    page.goto(address + ROOM + path)
    for closed in page.locator("details:not([open]) > summary").all():
        if closed.is_visible():
            closed.click()
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert page.evaluate(TOO_WIDE) <= 0
        assert grave(page) == []


def test_it_all_works_without_script(browser: Browser, page: Page, address: str, company: Company) -> None:
    plain = come_in(browser, address, java_script_enabled=False)
    plain.goto(address + FORM + "/campo/1-5")
    plain.get_by_label("Nombre", exact=True).fill("Cómo se paga")
    plain.get_by_role("button", name="Ver cómo quedaría").click()
    expect(plain.frame_locator("iframe").get_by_text("Cómo se paga").first).to_be_visible()
    plain.locator("form[data-room] button.main").click()
    expect(plain.locator("#campo-1-5")).to_contain_text("Cómo se paga")
    plain.context.close()
