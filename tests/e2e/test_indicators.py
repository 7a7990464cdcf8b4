"""The indicators in a real Chromium: drawn under our content policy, and a press on a mark leads where its number
does."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from engine.settings import Settings
from tests.e2e.pages import TOO_WIDE, enter, errors_of, grave, serving
from tests.engine.indicators.busy import at_work, taken_in
from tests.support import Company
from web.app import create_app

pytestmark = pytest.mark.browser


@pytest.fixture
def address(sqlite_company: Company) -> Iterator[str]:
    busy = at_work(sqlite_company)
    taken_in(busy)
    now = busy.clock.now
    settings = Settings(busy.database.url)
    with serving(create_app(settings, busy.database, busy.runtime, clock=lambda: now, demo=True)) as address:
        yield address


@pytest.mark.parametrize("width", [1280, 390])
def test_what_is_drawn_leads_to_its_histories(browser: Browser, address: str, width: int) -> None:
    page = browser.new_context(locale="es-MX", viewport={"width": width, "height": 900}).new_page()
    complaints = errors_of(page)
    page.goto(address)
    enter(page, "auditor")
    page.goto(f"{address}/auditoria/indicadores")
    charts = page.locator("figure[data-chart]")
    expect(page.locator("figure[data-drawn]")).to_have_count(charts.count())
    expect(page.locator("[data-heat][data-drawn=visits] .badge.figure").first).to_be_visible()
    page.get_by_role("button", name="Rehecho").click()
    expect(page.locator("[data-heat][data-drawn=again]")).to_be_visible()
    assert not page.evaluate(TOO_WIDE)
    assert not grave(page)
    mark = page.locator("figure[data-chart=stack] [data-plot] a").first
    leads = mark.get_attribute("href") or mark.evaluate("link => link.href.baseVal")
    number = page.locator(f'figure td a[href="{leads}"]').first.text_content() or ""
    with page.expect_navigation():
        mark.click()
    expect(page.locator("main tbody a.folio")).to_have_count(int(number))
    assert not complaints
