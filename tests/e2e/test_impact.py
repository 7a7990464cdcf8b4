"""The impact of a draft in a real Chromium: while it is worked out, stopped and finished, with its diagram coloured."""

import pytest
from playwright.sync_api import Browser, expect

from engine.definitions import drafts
from engine.impact import keeping
from engine.jobs.catalogue import try_drafts
from engine.settings import Settings
from tests.e2e.editing import Reader
from tests.e2e.pages import SIZES, TOO_WIDE, grave
from tests.engine.definitions.publishing import AUTHOR
from tests.engine.definitions.test_commands import changed
from tests.engine.instances.test_routes import ROUTES
from tests.support import Company

pytestmark = pytest.mark.browser

PAGE = "/procesos/gestion_comercial/impacto"
OTHERWISE = changed("cumple == True", "cumple == False").diagram
STROKES = """
() => Object.fromEntries([...document.querySelectorAll('[data-element-id]')].map(each =>
  [each.dataset.elementId, getComputedStyle(each.querySelector('.djs-visual > :first-child') ?? each).strokeWidth]))
"""


def test_a_draft_is_tried_watched_and_read_with_its_diagram_coloured(
    browser: Browser, address: str, sqlite_company: Company
) -> None:
    company = sqlite_company
    company.drive(company.start(), ROUTES["lost on price"][0])
    for _ in range(60):
        company.start()
    with company.database.transaction() as connection:
        began = drafts.start_draft(connection, "gestion_comercial", actor=AUTHOR, at=company.clock())
        content = {"diagram": OTHERWISE, "forms": dict(began.forms)}
        drafts.save_draft(connection, "gestion_comercial", **content, actor=AUTHOR, at=company.clock())
    reader = Reader(browser, address)
    reader.come_in(AUTHOR, PAGE)
    reader.press(reader.button("Probar con las oportunidades"))
    looked_at(reader, address)
    reader.press(reader.button("Detener"))
    looked_at(reader, address)
    with company.database.transaction() as connection:
        keeping.ask(connection, "gestion_comercial", actor=AUTHOR, at=company.clock())
    while try_drafts(company.database, company.runtime, Settings(), company.clock):
        pass
    reader.open(PAGE)
    reader.page.locator(".djs-shape").first.wait_for()
    strokes = reader.page.evaluate(STROKES)
    assert (strokes["cumple_gw"], strokes["prospeccion"], strokes["validacion"]) == ("4px", "4px", "2px")
    first = reader.page.locator("table.impact tbody tr").first
    expect(first).to_contain_text("¿Cumple con lo establecido?")
    reader.press(reader.page.get_by_role("link", name="Pasa sola"))
    expect(reader.page.locator("table.impact tbody tr")).to_have_count(50)
    reader.press(reader.page.get_by_role("link", name="Siguiente"))
    expect(reader.page.locator("table.impact tbody tr")).to_have_count(10)
    looked_at(reader, address)
    assert reader.complaints == []
    reader.context.close()


def looked_at(reader: Reader, address: str) -> None:
    """The page fits, and axe finds nothing serious."""
    path = reader.page.url.removeprefix(address)
    for size in SIZES:
        reader.page.set_viewport_size(size)
        assert reader.page.evaluate(TOO_WIDE) <= 0, (path, size)
        assert grave(reader.page) == [], path
