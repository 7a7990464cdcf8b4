"""Asking of histories in a real Chromium: behind the fold, in a sentence, taken apart by keyboard, kept by a name."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from engine.facts.following import step
from engine.instances import commands
from tests.e2e.editing import Reader
from tests.e2e.pages import SIZES, TOO_WIDE, grave
from tests.support import Company

pytestmark = [pytest.mark.browser, pytest.mark.processes]


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    reader = Reader(browser, address)
    yield reader
    reader.context.close()


def looked_at(reader: Reader) -> None:
    """The page at hand says what it must to everybody, and fits."""
    assert grave(reader.page) == []
    for size in SIZES:
        reader.page.set_viewport_size(size)
        assert reader.page.evaluate(TOO_WIDE) == 0, (reader.page.url, size)


def test_a_question_is_asked_behind_the_fold_taken_apart_and_kept(reader: Reader, sqlite_company: Company) -> None:
    company, page = sqlite_company, reader.page
    first, second = company.start(), company.start()
    company.do(first, "prospeccion", {"cliente": "Ácme"})
    with company.database.transaction() as connection:
        by = {"actor": "comercial", "at": company.clock()}
        commands.cancel(connection, company.runtime, second, "El cliente desistió", **by)
    while step(company.database, company.runtime):
        pass
    found, sentence = page.locator(".register .folio"), page.locator("[data-asked]")

    reader.come_in("auditor", "/auditoria")
    expect(sentence).to_have_text("Todas las historias.")
    page.locator("summary", has_text="Más filtros").press("Enter")
    page.locator("#carril").select_option("preventa")  # the list follows what is chosen
    expect(found).to_have_text([first])
    expect(sentence).to_contain_text("en el carril «Preventa»")
    assert page.url.endswith("?carril=preventa") and page.locator("#carril").is_visible()
    looked_at(reader)

    page.get_by_role("link", name="Quitar: en el carril «Preventa»").press("Enter")
    expect(sentence).to_have_text("Todas las historias.")
    page.get_by_role("link", name="Cancelada").click()
    expect(found).to_have_text([second])

    page.locator("summary", has_text="Búsquedas guardadas").press("Enter")
    page.get_by_label("Nombre de esta búsqueda").fill("Las canceladas")
    page.get_by_label("Compartirla con quienes auditan").check()
    reader.press(reader.button("Guardarla"))
    reader.come_in("auditor", "/auditoria")
    page.locator("summary", has_text="Búsquedas guardadas").press("Enter")
    looked_at(reader)
    page.get_by_role("link", name="Las canceladas").click()
    expect(found).to_have_text([second])
