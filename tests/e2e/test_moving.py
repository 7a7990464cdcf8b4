"""The pages on which instances are moved, in a real Chromium: they fit, and axe finds nothing serious."""

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.editing import Reader
from tests.e2e.pages import SIZES, TOO_WIDE, grave
from tests.engine.migration.moving import REASON, begun, procedure, publish
from tests.support import Company

pytestmark = pytest.mark.browser

OLD = procedure("start > a > b > end", {"a": 'userTask name="Pedir la cotización"', "b": 'userTask name="Revisar"'})
NEW = procedure("start > c > b > end", {"c": 'userTask name="Solicitar la cotización"', "b": 'userTask name="Revisar"'})


def test_an_instance_is_moved_by_a_step_chosen_by_its_name(
    browser: Browser, address: str, sqlite_company: Company
) -> None:
    company = sqlite_company
    folio = begun(company, OLD)
    company.do(company.start("p", "comercial"), "a")
    publish(company, NEW)
    reader = Reader(browser, address)
    reader.come_in("control_documentos", "/procesos/p/mover")
    for path in ("/procesos/p/mover", f"/procesos/p/mover/{folio}"):
        for size in SIZES:
            reader.page.set_viewport_size(size)
            reader.page.goto(address + path)
            assert reader.page.evaluate(TOO_WIDE) <= 0, (path, size)
            assert grave(reader.page) == [], path
    reader.page.get_by_label("Dónde sigue").select_option(label="Solicitar la cotización")
    reader.page.get_by_label("Por qué se mueve").fill(REASON)
    reader.page.get_by_role("button", name="Moverla").click()
    expect(reader.page.get_by_text("pasó la oportunidad de la versión 1 a la versión 2")).to_be_visible()
    assert reader.complaints == []
    reader.context.close()
