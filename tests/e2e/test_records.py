"""Records in a real Chromium: read page by page, at hand in a step, their templates, on desktop and telephone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.pages import SIZES, TOO_WIDE, enter, grave, serving
from tests.engine.verification.opportunity import under_way
from tests.support import Company
from tests.web.conftest import site_of

pytestmark = [pytest.mark.browser, pytest.mark.processes]
TEMPLATES = "/procesos/gestion_comercial/registros"


@pytest.fixture
def address(company: Company) -> Iterator[str]:
    with serving(site_of(company)) as found:
        yield found


def opened(browser: Browser, address: str, person: str, size: ViewportSize) -> Page:
    page = browser.new_context(viewport=size).new_page()
    page.goto(address)
    enter(page, person)
    return page


@pytest.mark.parametrize("size", SIZES, ids=["telephone", "desktop"])
def test_a_record_is_read_on_the_page_that_has_it_at_hand(
    browser: Browser, address: str, company: Company, size: ViewportSize
) -> None:
    folio = under_way(company)
    page = opened(browser, address, "comercial", size)
    page.goto(f"{address}/bandeja/{company.task(folio, 'correcciones').item.id}")
    page.get_by_text("registros y documentos a la mano").click()
    assert grave(page) == [] and not page.evaluate(TOO_WIDE)
    page.get_by_role("link", name="F-COM-003 Propuesta Técnica y Económica", exact=True).click()
    sheet = page.get_by_role("img", name="F-COM-003 Propuesta Técnica y Económica, página 1 de 1")
    expect(sheet).to_be_visible()
    assert sheet.evaluate("async image => { await image.decode(); return image.naturalWidth > 0 }")
    assert grave(page) == [] and not page.evaluate(TOO_WIDE)
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargar el PDF").click()
    assert download.value.suggested_filename == f"{folio} F-COM-003 v1.pdf"


@pytest.mark.parametrize("size", SIZES, ids=["telephone", "desktop"])
def test_templates_are_replaced_by_hand(browser: Browser, address: str, size: ViewportSize) -> None:
    page = opened(browser, address, "director_comercial", size)
    page.goto(address + TEMPLATES)
    about = page.get_by_role("region", name="F-COM-001 Requerimiento comercial")
    about.get_by_text("Reemplazar la plantilla").last.click()
    assert grave(page) == [] and not page.evaluate(TOO_WIDE)
    broken = {"name": "mala.typ", "mimeType": "text/plain", "buffer": b"#no_hay"}
    about.get_by_label("Plantilla (.typ)").set_input_files(broken)  # type: ignore[arg-type]
    about.get_by_role("button", name="Poner esta plantilla").last.click()
    expect(about.get_by_role("alert")).to_contain_text("«mala.typ» no se puede llenar")
    good = {**broken, "name": "nuestra.typ", "buffer": b'#import "cauce.typ": *\n#show: hoja'}
    about.get_by_label("Plantilla (.typ)").set_input_files(good)  # type: ignore[arg-type]
    about.get_by_role("button", name="Poner esta plantilla").last.click()
    expect(about).to_contain_text("nuestra.typ v1")
