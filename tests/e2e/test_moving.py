"""The pages on which instances are moved, in a real Chromium: they fit, and axe finds nothing serious."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.editing import Reader
from tests.e2e.pages import SIZES, TOO_WIDE, grave
from tests.engine.impact.test_past import source
from tests.engine.migration.moving import REASON, begun, procedure, publish
from tests.support import Company

pytestmark = pytest.mark.browser

OLD = procedure("start > a > b > end", {"a": 'userTask name="Pedir la cotización"', "b": 'userTask name="Revisar"'})
NEW = procedure("start > c > b > end", {"c": 'userTask name="Solicitar la cotización"', "b": 'userTask name="Revisar"'})

MOVED = "pasó la oportunidad de la versión 1 a la versión 2"
"""What is said among what happened, and again in the chain of events, which is folded."""

UNDRAWN = {"no diagram to display"}
"""What the browser says of an opportunity whose procedure says nowhere how it is drawn."""


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
    assert reader.page.get_by_label("Dónde sigue").locator("option:checked").inner_text() == "Solicitar la cotización"
    reader.page.get_by_label("Por qué se mueve").fill(REASON)
    reader.page.get_by_role("button", name="Moverla").click()
    expect(reader.page.locator("ol").get_by_text(MOVED)).to_be_visible()
    assert set(reader.complaints) <= UNDRAWN
    reader.context.close()


ASKED = {"a": 'userTask name="Pedir"', "b": 'userTask name="Revisar"', "new": 'userTask name="Medir el margen"'}
BEFORE = source("start > a > b > choice [monto>100] > c > end\nchoice [else] > end2", **ASKED)
AFTER = source(
    "start > a > new > b > choice [margen>1] > c > end\nchoice [else] > end2",
    {"a": ("monto",), "new": ("margen",)},
    required=True,
    **ASKED,
)


def test_what_lacks_an_answer_goes_on_without_it_or_back_to_the_step(
    browser: Browser, address: str, sqlite_company: Company
) -> None:
    company = sqlite_company
    folios = [begun(company, BEFORE), company.start("p", "comercial")]
    for folio in folios:
        company.do(folio, "a", {"monto": 500})
    publish(company, AFTER)
    reader = Reader(browser, address)
    reader.come_in("control_documentos", "/procesos/p/mover")
    expect(reader.page.locator("table.moving tbody tr")).to_have_count(2)
    for folio, chosen in zip(folios, ("Sigue sin «Medir el margen»", "De «Revisar» regresa a ese paso"), strict=True):
        reader.open("/procesos/p/mover")
        reader.press(reader.page.get_by_role("link", name=f"Decidir sobre {folio}"))
        asked = reader.page.get_by_label("Qué hacer con la respuesta que le falta")
        expect(asked).to_have_accessible_description(re.compile("La nueva versión pide antes «Medir el margen»"))
        for size in SIZES:
            reader.page.set_viewport_size(size)
            assert reader.page.evaluate(TOO_WIDE) <= 0 and grave(reader.page) == []
        reader.page.get_by_label("Por qué se mueve").fill(REASON)
        reader.button("Moverla").click()
        assert reader.page.locator("select:invalid").count() == 1  # nothing is decided for anybody
        asked.select_option(label=chosen)
        reader.press(reader.button("Moverla"))
        expect(reader.page.locator("ol").get_by_text(MOVED)).to_be_visible()
    assert [[task.item.visit.element for task in company.tasks(folio)] for folio in folios] == [["b"], ["new"]]
    moves = [event for event in company.history(folios[0]) if event.type == "instance_migrated"]
    assert [event.payload["waived"] for event in moves] == [["new"]]
    assert set(reader.complaints) <= UNDRAWN
    reader.context.close()
