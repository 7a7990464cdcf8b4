"""An absence in a real Chromium, by the company's own clock and a real mail server: somebody says who stands in, the
work and its letters reach them, what they do is done for who is away, and it ends by itself. And a step that ended by
mistake goes back to the one before it, by its page. The company of the tests writes its letters in English."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.identity.commands import ensure_person
from engine.verification.instance_verifier import verify
from tests.e2e.pages import SIZES, TOO_WIDE, enter, errors_of, grave
from tests.engine.attention.noticing import deliver
from tests.mailbox import Mailbox, text_of
from tests.support import Company

pytestmark = pytest.mark.browser


@pytest.fixture
def company_with_eva(sqlite_company: Company) -> Company:
    """The company with Eva, who holds no role."""
    with sqlite_company.database.transaction() as connection:
        ensure_person(connection, "eva", "Eva Luna", [], email="eva@example.com", at=sqlite_company.clock())
    return sqlite_company


def opened(browser: Browser, address: str, who: str, path: str, size=SIZES[1]) -> Page:
    page = browser.new_context(locale="es-MX", viewport=size).new_page()
    page.goto(address)
    enter(page, who)
    page.goto(f"{address}{path}")
    return page


def told(company: Company, box: Mailbox, address: str) -> list[str]:
    """What arrived for somebody since, once the jobs have run."""
    arrived = deliver(company, box)
    return [f"{letter['Subject']}\n{text_of(letter)}" for to, letter in arrived if to == address]


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_work_reaches_the_substitute_is_done_for_who_is_away_and_it_ends_by_itself(
    browser: Browser, address: str, company_with_eva: Company, box: Mailbox, size
) -> None:
    company = company_with_eva
    page = opened(browser, address, "preventa", "/cuenta", size)
    errors = errors_of(page)
    page.get_by_role("link", name="Suplencias").click()
    page.get_by_label("Quién suple").select_option("eva")
    page.get_by_label("Primer día").fill("2026-03-02")
    page.get_by_label("Último día, incluido").fill("2026-03-04")
    page.get_by_role("button", name="Poner la suplencia").click()
    row = page.locator("table.substitutions tbody tr")
    expect(row).to_contain_text("Eva Luna")
    expect(row).to_contain_text("en curso")
    assert page.evaluate(TOO_WIDE) <= 0 and grave(page) == []
    assert any("Eva Luna stands in for Preventa" in each for each in told(company, box, "eva@example.com"))

    folio = company.start()
    company.do(folio, "prospeccion")
    step = company.task(folio, "validacion").item.id
    assert any("Validación administrativa y técnica" in each for each in told(company, box, "eva@example.com"))
    eva = opened(browser, address, "eva", "/bandeja", size)
    eva.get_by_role("link", name="Validación administrativa y técnica").first.click()
    eva.get_by_role("button", name="Tomar", exact=False).first.click()
    company.complete(step, actor="eva")
    eva.goto(f"{address}/oportunidades/{folio}")
    expect(eva.locator("main")).to_contain_text("Eva Luna por Preventa")
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, folio).problems == ()

    company.clock.now += timedelta(days=3)  # Thursday
    other = company.start()
    company.do(other, "prospeccion")
    assert not any("Validar" in each for each in told(company, box, "eva@example.com"))
    eva.goto(f"{address}/bandeja")
    expect(eva.get_by_role("link", name="Validación administrativa y técnica")).to_have_count(0)
    page.goto(f"{address}/suplencias")
    expect(page.locator("table.substitutions")).to_have_count(0)
    assert errors == []


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_a_step_that_ended_by_mistake_goes_back_and_whoever_gets_it_is_told_why(
    browser: Browser, address: str, sqlite_company: Company, box: Mailbox, size
) -> None:
    company = sqlite_company
    folio = company.start()
    company.do(folio, "prospeccion")
    step = company.task(folio, "validacion").item.id
    page = opened(browser, address, "preventa", f"/bandeja/{step}", size)
    errors = errors_of(page)
    page.get_by_role("link", name="Devolver al paso anterior").click()
    expect(page.locator("main")).to_contain_text("vuelve a «Prospección y generación de leads»")
    assert page.evaluate(TOO_WIDE) <= 0 and grave(page) == []
    page.get_by_label("Por qué se devuelve").fill("Faltó el alcance")
    page.get_by_role("button", name="Devolver a «Prospección y generación de leads»").click()
    expect(page.locator("main")).to_contain_text("devolvió «Validación administrativa y técnica»")
    (letter,) = told(company, box, "director_comercial@example.com")
    assert "Faltó el alcance" in letter and "Prospección y generación de leads" in letter
    back = company.task(folio, "prospeccion").item
    director = opened(browser, address, "director_comercial", f"/bandeja/{back.id}", size)
    expect(director.locator("main")).to_contain_text("vuelta 2")
    expect(director.locator("main [name=cliente]")).not_to_have_value("")
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, folio).problems == ()
    assert errors == []
