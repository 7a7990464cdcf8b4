"""A replay in a real Chromium: from landmark to landmark, in parts, and nothing drawn over a name."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from engine.settings import Settings
from tests.e2e.pages import serving
from tests.e2e.test_audit import Auditor
from tests.golden import routes
from tests.support import Company
from web.app import create_app

pytestmark = pytest.mark.browser

OVER = """() => {
    const shown = document.querySelector('.canvas:not([hidden])');
    const names = [...shown.querySelectorAll('.djs-element .djs-visual text')];
    const boxes = names.map(each => [each.textContent, each.getBoundingClientRect()]).filter(([, box]) => box.width);
    return [...shown.querySelectorAll('.badge')].flatMap(badge => {
        const one = badge.getBoundingClientRect();
        return boxes
            .filter(([, it]) => Math.min(one.right, it.right) - Math.max(one.left, it.left) > 1)
            .filter(([, it]) => Math.min(one.bottom, it.bottom) - Math.max(one.top, it.top) > 1)
            .map(([name]) => [badge.textContent, name]);
    });
}"""
SMALLEST = """() => {
    const texts = [...document.querySelectorAll('.canvas:not([hidden]) .djs-visual text')];
    const scale = ({ a, b }) => Math.hypot(a, b); // names of lanes stand upright
    const size = text => parseFloat(getComputedStyle(text).fontSize) * scale(text.getScreenCTM());
    return Math.min(...texts.filter(text => text.textContent.trim()).map(size));
}"""


@pytest.fixture
def address(company: Company) -> Iterator[str]:
    settings = Settings(company.database.url)
    with serving(create_app(settings, company.database, company.runtime, clock=company.clock, demo=True)) as address:
        yield address


@pytest.fixture
def folio(company: Company) -> str:
    return routes.ROUTES["corrected_twice_and_lost_on_price"](company)


@pytest.mark.parametrize("size", [{"width": 390, "height": 844}, {"width": 1280, "height": 900}], ids=["390", "1280"])
def test_names_are_readable_and_no_badge_stands_on_one(
    browser: Browser, address: str, company: Company, folio: str, size: dict[str, int]
) -> None:
    auditor = Auditor(browser, address, viewport=size)
    again = [each.seq for each in company.history(folio) if (each.round or 0) > 1]
    auditor.watch(folio, again[0])
    auditor.at(again[0])
    assert auditor.page.evaluate(SMALLEST) >= 10.9
    for number in (*again, len(company.history(folio))):
        auditor.page.locator("[data-slider]").fill(str(number))
        auditor.at(number)
        assert auditor.page.locator(".canvas:not([hidden]) .badge").count()
        assert auditor.page.evaluate(OVER) == [], number
    auditor.page.get_by_role("button", name="Ver completo").click()
    assert auditor.page.evaluate(OVER) == []
    assert auditor.complaints == []


def test_one_goes_from_landmark_to_landmark_without_leaving_the_page(
    browser: Browser, address: str, company: Company, folio: str
) -> None:
    history = company.history(folio)
    rounds = [each.seq for each in history if each.type == "user_task_enabled" and (each.round or 0) > 1]
    steps = [each.seq for each in history if each.type == "user_task_completed"]
    auditor = Auditor(browser, address)
    auditor.watch(folio)
    on, back = (auditor.page.locator(f"[data-landmark=round] [data-leap={way}]") for way in ("on", "back"))
    expect(back).to_have_attribute("aria-disabled", "true")
    for number in rounds:
        on.click()
        auditor.at(number)
    expect(on).to_have_attribute("aria-disabled", "true")
    back.click()
    auditor.at(rounds[-2])
    auditor.page.locator("[data-landmark=step] [data-leap=on]").click()
    number = next(each for each in steps if each > rounds[-2])
    auditor.at(number)
    assert "desde" in auditor.said("waited") and auditor.said("term")
    expect(auditor.page).to_have_url(f"{address}/auditoria/{folio}?paso={number}")
    assert auditor.complaints == []


def test_a_part_comes_when_one_goes_there(
    browser: Browser, address: str, company: Company, folio: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.audit.views.PART", 7)
    history = company.history(folio)
    auditor = Auditor(browser, address)
    auditor.watch(folio, len(history))
    auditor.at(len(history))
    for number in (1, 30, 8, 7, 15):
        auditor.page.locator("[data-slider]").fill(str(number))
        auditor.at(number)
        assert auditor.said("hash") == history[number - 1].hash
    assert auditor.complaints == []
