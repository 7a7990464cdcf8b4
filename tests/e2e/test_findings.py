"""A finding in the editor: the way to it played with tokens, the change that puts it right made at a press."""

import os
import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from engine.definitions import drafts
from tests.e2e.editing import DRAFT, PROCEDURE, Reader
from tests.e2e.pages import SIZES, TOO_WIDE, grave
from tests.support import Company
from tests.web.processes.test_editor_report import WAITING

pytestmark = pytest.mark.browser

JOIN = "union_participacion"
TOKENS = "document.querySelectorAll('.way-token').length"
MOVING = "document.querySelector('.way-token')?.getAnimations().length ?? 0"


@pytest.fixture
def drawn(browser: Browser, address: str, sqlite_company: Company) -> Reader:
    """The owner, in the editor, with a draft in which a gateway waits for a way that is not taken."""
    company = sqlite_company
    reader = Reader(browser, address)
    reader.come_in("director_comercial", PROCEDURE)
    reader.press(reader.button("Preparar una versión nueva"))
    with company.database.transaction() as connection:
        drafts.save_draft(
            connection, "gestion_comercial", diagram=WAITING, actor="director_comercial", at=company.clock()
        )
    return reader


def opened(reader: Reader) -> None:
    reader.open(DRAFT + "/diagrama")
    reader.page.locator(".djs-shape").first.wait_for()
    expect(reader.page.locator("[data-findings] .error")).to_have_count(1)


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_the_way_is_played_and_the_repair_made_and_undone(drawn: Reader, sqlite_company: Company) -> None:
    opened(drawn)
    page, bar = drawn.page, drawn.page.locator("[data-way-bar]")
    expect(bar).to_be_hidden()
    drawn.button("Ver cómo ocurre").click()
    expect(bar).to_be_visible()
    expect(page.locator("[data-way=play]")).to_be_focused()
    expect(page.locator("[data-way-step]")).to_contain_text("Prospección")
    assert page.evaluate(TOKENS) == 1
    expect(page.locator(".bjs-powered-by")).to_be_visible()

    # By keyboard: it stands still, goes on step by step to where the token waits, and goes away.
    page.keyboard.press("Enter")
    for _ in range(7):
        page.locator("[data-way=on]").press("Enter")
    expect(page.locator("[data-way-step]")).to_contain_text("7 de 7")
    expect(drawn.shape(JOIN)).to_have_class(re.compile(r"\bis-passed\b"))
    for number, size in enumerate(SIZES):
        page.set_viewport_size(size)
        assert page.evaluate(TOO_WIDE) <= 0
        bar.scroll_into_view_if_needed()
        look(page, f"camino-{number}")
    assert grave(page) == []
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(drawn.button("Ver cómo ocurre")).to_be_focused()
    assert page.evaluate(TOKENS) == 0

    mended = page.locator(
        "[data-findings] li", has_text=re.compile("Hacer de la unión en paralelo después de .* una compuerta exclusiva")
    )
    mended.get_by_role("button", name="Arreglar").click()
    expect(page.locator("[data-findings] .error")).to_have_count(0)
    drawn.saved()
    with sqlite_company.database.reading() as connection:
        draft = drafts.open_draft(connection, "gestion_comercial")
    assert draft is not None and b'exclusiveGateway id="union_participacion"' in draft.diagram
    page.keyboard.press("Control+z")
    expect(page.locator("[data-findings] .error")).to_have_count(1)
    assert drawn.complaints == []
    drawn.context.close()


def test_a_finding_leads_to_its_element_in_the_diagram_and_in_the_editor(drawn: Reader) -> None:
    page = drawn.page
    drawn.open(DRAFT)
    finding = page.locator(".findings li", has_text="espera todos los caminos")
    page.locator(".djs-shape").first.wait_for()
    finding.get_by_role("link", name="Ver", exact=True).click()
    expect(page.locator(f".djs-shape.here[data-element-id={JOIN}]")).to_be_in_viewport()
    for number, size in enumerate(SIZES):
        page.set_viewport_size(size)
        assert page.evaluate(TOO_WIDE) <= 0
        look(page, f"hallazgo-{number}")
    finding.get_by_role("link", name="Corregirlo en el editor").click()
    expect(page.locator(f".djs-shape.selected[data-element-id={JOIN}]")).to_be_visible()
    look(page, "hallazgo-en-el-editor")
    assert drawn.complaints == []
    drawn.context.close()


def test_nothing_moves_for_whoever_wants_nothing_to(drawn: Reader) -> None:
    drawn.page.emulate_media(reduced_motion="reduce")
    opened(drawn)
    drawn.button("Ver cómo ocurre").click()
    expect(drawn.page.locator("[data-way=on]")).to_be_focused()
    expect(drawn.page.locator("[data-way=play]")).to_be_hidden()
    drawn.page.keyboard.press("Enter")
    drawn.page.keyboard.press("Enter")
    expect(drawn.page.locator("[data-way-step]")).to_contain_text("2 de 7")
    assert drawn.page.evaluate(MOVING) == 0
    drawn.context.close()


def test_a_rule_is_drawn_wrong_and_right_where_its_finding_leads(drawn: Reader) -> None:
    opened(drawn)
    drawn.page.set_viewport_size(SIZES[1])
    with drawn.page.expect_popup() as other:
        drawn.page.get_by_role("link", name="Por qué, con un ejemplo").click()
    expect(other.value.locator("svg.bpmn-drawing")).to_have_count(2)
    assert grave(other.value) == []
    for number, size in enumerate(SIZES):
        other.value.set_viewport_size(size)
        assert other.value.evaluate(TOO_WIDE) <= 0
        assert all(
            box["width"] > 300
            for box in map(Locator.bounding_box, other.value.locator("svg.bpmn-drawing").all())
            if box
        )
        look(other.value, f"regla-{number}")
    drawn.context.close()
