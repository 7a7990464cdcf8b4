"""Two who draw one draft, each in a real Chromium: the later is refused, loses nothing, sees how the two differ, and
decides."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from engine.definitions import drafts
from tests.e2e.editing import DRAFT, Reader
from tests.e2e.pages import SIZES, TOO_WIDE, grave
from tests.support import Company

pytestmark = pytest.mark.browser

AUTHOR, SECOND = "director_comercial", "control_documentos"


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    reader = Reader(browser, address)
    yield reader
    reader.context.close()


@pytest.fixture
def other(browser: Browser, address: str) -> Iterator[Reader]:
    reader = Reader(browser, address)
    yield reader
    reader.context.close()


# Whether this browser keeps a diagram that says so.
KEPT = """said => Object.keys(localStorage).filter(key => key.startsWith("cauce-draft-"))
    .some(key => JSON.parse(localStorage.getItem(key)).diagram.includes(said))"""


def number(reader: Reader, element: str, value: str) -> None:
    """Give an activity that is not chosen yet another number, in the editor."""
    reader.shape(element).click()
    reader.field("procedure-number").fill(value)


def send_number(reader: Reader, element: str, value: str) -> None:
    """The same, and wait for what the site answers: what the page said before may still stand there."""
    with reader.page.expect_response("**/guardar"):
        number(reader, element, value)


def diagram(company: Company) -> bytes:
    with company.database.reading() as connection:
        found = drafts.open_draft(connection, "gestion_comercial")
    assert found is not None
    return found.diagram


def kept_apart(reader: Reader) -> Locator:
    """On the page of the draft, the way to what of mine is kept beside it."""
    told = reader.page.locator(".notice", has_text="Lo que usted envió no pudo guardarse")
    return told.get_by_role("link", name="Ver en qué difiere, y decidir")


def open_the_editor(reader: Reader) -> None:
    reader.press(reader.page.get_by_role("link", name="Dibujar aquí"))
    reader.drawn()
    reader.saved()


def test_two_tabs_of_one_author(reader: Reader, sqlite_company: Company) -> None:
    reader.draw()
    reader.saved()
    behind = reader.page
    reader.page = reader.context.new_page()
    reader.open(DRAFT + "/diagrama")
    reader.drawn()
    reader.saved()
    send_number(reader, "validacion", "88")
    reader.saved()

    reader.page = behind
    behind.bring_to_front()
    send_number(reader, "prospeccion", "77")
    state = behind.locator("[data-state]")
    expect(state).to_contain_text("No se guardó en el borrador, y se conserva aparte")
    number(reader, "correcciones", "78")  # drawn after the refusal: only this browser has it
    behind.wait_for_function(KEPT, arg='number="78"')
    behind.on("dialog", lambda dialog: dialog.accept())
    with behind.expect_response(lambda answer: answer.url.endswith("/guardar") and answer.ok):  # examined at opening
        behind.reload()
    expect(state).to_contain_text("No se guardó en el borrador, y se conserva aparte")
    reader.press(state.get_by_role("link", name="Ver en qué difiere, y decidir"))
    reader.press(kept_apart(reader))
    differs = behind.get_by_role("region", name="En qué difiere lo suyo")
    expect(differs).to_contain_text("78")
    expect(differs).to_contain_text("88")
    assert b'number="88"' in diagram(sqlite_company)
    reader.press(reader.button("Poner lo mío en su lugar"))
    assert b'number="78"' in diagram(sqlite_company)
    assert b'number="88"' not in diagram(sqlite_company)
    expect(kept_apart(reader)).to_have_count(0)
    assert reader.complaints == []


def test_two_authors(reader: Reader, other: Reader, sqlite_company: Company) -> None:
    reader.draw()
    reader.saved()
    send_number(reader, "prospeccion", "77")
    reader.saved()
    other.come_in(SECOND, DRAFT)
    other.press(other.button("Continuarlo yo"))
    open_the_editor(other)
    send_number(other, "validacion", "88")
    other.saved()

    send_number(reader, "correcciones", "78")
    state = reader.page.locator("[data-state]")
    expect(state).to_contain_text("No se guardó en el borrador, y se conserva aparte")
    reader.open(DRAFT + "/diagrama")  # which is not mine any more: it leads to the page of the draft
    reader.press(kept_apart(reader))
    expect(reader.page.get_by_role("region", name="En qué difiere lo suyo")).to_contain_text("78")
    expect(reader.button("Poner lo mío en su lugar")).to_have_count(0)
    for size in SIZES:
        reader.page.set_viewport_size(size)
        assert reader.page.evaluate(TOO_WIDE) <= 0, size
        assert grave(reader.page) == []

    reader.open(DRAFT)
    reader.press(reader.button("Continuarlo yo"))
    reader.press(kept_apart(reader))
    reader.press(reader.button("Poner lo mío en su lugar"))
    assert b'number="78"' in diagram(sqlite_company)
    send_number(other, "correcciones", "89")  # and now the second is refused in the same way
    expect(other.page.locator("[data-state]")).to_contain_text("No se guardó en el borrador, y se conserva aparte")
    assert reader.complaints == other.complaints == []
