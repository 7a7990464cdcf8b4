"""The document of a draft written in a real Chromium: by keyboard, on a phone and at a desk, and without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.editing import PROCEDURE, Reader
from tests.e2e.pages import SIZES, TOO_WIDE, grave

pytestmark = pytest.mark.browser

POLICY = "Nadie ofrece un servicio sin folio."


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    """The author, in the room of the document."""
    reader = Reader(browser, address)
    reader.come_in("director_comercial", PROCEDURE)
    reader.press(reader.button("Preparar una versión nueva"))
    reader.press(reader.page.get_by_role("link", name="Documento", exact=True))
    yield reader
    reader.context.close()


def row(reader: Reader, name: str) -> Locator:
    return reader.page.get_by_role("group", name=name, exact=True)


def save(reader: Reader, section: str) -> None:
    part = reader.page.get_by_role("region", name=section, exact=True)
    reader.press(part.get_by_role("button", name="Guardar").last)


def test_a_policy_is_written_bound_to_a_step_moved_and_seen_in_the_draft(reader: Reader) -> None:
    new = row(reader, "Nueva política")
    new.get_by_label("Política", exact=True).fill(POLICY)
    new.locator("summary").press("Enter")
    new.get_by_label("1 Prospección y generación de leads").press("Space")
    save(reader, "Políticas")
    expect(row(reader, "Política 9").get_by_label("Política", exact=True)).to_have_value(POLICY)
    expect(row(reader, "Política 9").locator("summary")).to_contain_text("Prospección y generación de leads")
    up = reader.button("Subir: Política 9")
    up.focus()
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    expect(row(reader, "Política 8").get_by_label("Política", exact=True)).to_have_value(POLICY)
    reader.press(reader.page.get_by_role("link", name="Borrador", exact=True).last)
    expect(reader.page.locator("section[aria-labelledby=cambia]")).to_contain_text(POLICY)
    reader.press(reader.page.get_by_role("link", name="Documento", exact=True))
    reader.press(reader.button("Quitar: Política 1"))
    expect(row(reader, "Política 7").get_by_label("Política", exact=True)).to_have_value(POLICY)
    expect(row(reader, "Política 9")).to_have_count(0)
    assert reader.complaints == []


def test_it_is_written_on_a_phone_and_at_a_desk_and_what_is_wrong_is_told_where_it_is(reader: Reader) -> None:
    for size in SIZES:
        reader.page.set_viewport_size(size)
        for folded in reader.page.locator("details.step:not([open]) > summary").all()[:2]:
            folded.click()
        assert reader.page.evaluate(TOO_WIDE) <= 0
        assert grave(reader.page) == []
    new = row(reader, "Nuevo documento")
    new.get_by_label("Código").fill("PR-FIN-001")
    save(reader, "Documentos relacionados")
    alert = reader.page.get_by_role("alert")
    expect(alert).to_be_focused()
    reader.page.get_by_role("alert").get_by_role("link").click()
    name = row(reader, "Documento 8").get_by_label("Nombre")
    expect(name).to_be_focused()
    assert grave(reader.page) == []
    name.fill("Cobranza")
    name.press("Enter")
    expect(row(reader, "Documento 8").get_by_label("Nombre")).to_have_value("Cobranza")
    assert reader.complaints == []
