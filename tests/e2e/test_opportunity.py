"""The page of an opportunity in a real Chromium: comments reach who has it open, lessons come as one writes."""

from copy import deepcopy

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.jobs.quoting import index
from tests.e2e.pages import SIZES, TOO_WIDE, enter, errors_of, grave
from tests.support import Company
from tests.web.opportunities.test_lessons import LESSON, LOST
from tests.web.test_site import drive_until

pytestmark = pytest.mark.browser


def opened(browser: Browser, address: str, person: str, path: str, **options: object) -> Page:
    page = browser.new_context(locale="es-MX", **options).new_page()
    page.goto(address)
    enter(page, person)
    page.goto(address + path)
    return page


def test_a_comment_reaches_whoever_has_the_page_open_and_touches_nothing_they_write(
    browser: Browser, address: str, sqlite_company: Company
) -> None:
    folio = sqlite_company.start()
    sqlite_company.do(folio, "prospeccion")
    path = f"/oportunidades/{folio}"
    one, other = (opened(browser, address, person, path) for person in ("comercial", "preventa"))
    complaints = errors_of(other)
    other.get_by_label("Escriba un comentario").fill("Estoy escribiendo")
    one.get_by_label("Escriba un comentario").fill("@Preventa, ¿lo ves?")
    one.get_by_role("button", name="Comentar").click()
    expect(one.locator(".discussion .mention")).to_have_text("@Preventa")
    expect(other.locator(".discussion .mention")).to_have_text("@Preventa", timeout=8000)
    expect(other.get_by_label("Escriba un comentario")).to_have_value("Estoy escribiendo")
    assert complaints == []


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_a_full_page_is_accessible_fits_and_prints_on_a_few_pages(
    browser: Browser, address: str, sqlite_company: Company, size: dict[str, int]
) -> None:
    folio = sqlite_company.start()
    sqlite_company.do(folio, "prospeccion", {"cliente": "Aceros del Norte"})
    drive_until(sqlite_company, folio, "notificar_perdida", deepcopy(LOST))
    page = opened(browser, address, "comercial", f"/oportunidades/{folio}", viewport=size)
    page.locator("[data-standing][data-drawn]").wait_for()
    assert grave(page) == [] and page.evaluate(TOO_WIDE) <= 0
    edges = page.evaluate(
        "[...document.querySelectorAll('main h1, main > * h2, main .standing, main .work')]"
        ".filter(each => !each.closest('aside')).map(each => Math.round(each.getBoundingClientRect().left))"
    )
    assert len(set(edges)) == 1, edges
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollHeight") < 6 * 1056, "six pages at most"


def test_lessons_of_a_client_come_as_one_writes_who_it_is(
    browser: Browser, address: str, sqlite_company: Company
) -> None:
    lost = sqlite_company.start()
    sqlite_company.do(lost, "prospeccion", {"cliente": "Aceros del Norte"})
    drive_until(sqlite_company, lost, "notificar_perdida", deepcopy(LOST))
    sqlite_company.do(lost, "notificar_perdida", {"aplica_leccion": True, "lecciones": [LESSON]})
    while index(sqlite_company.database):
        pass
    page = opened(browser, address, "comercial", "/oportunidades/nueva?process=gestion_comercial")
    page.get_by_label("Cliente", exact=True).fill("aceros del norte")
    expect(page.locator("#lecciones")).to_contain_text("El precio llegó tarde")
    expect(page.get_by_label("Cliente", exact=True)).to_have_value("aceros del norte")
