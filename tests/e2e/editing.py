"""Whoever writes, judges or reads a procedure, at a browser: its pages and the editor on them."""

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.pages import SIZES

# The page says itself what a server that cannot be reached means.
EXPECTED = re.compile(r"ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_BLOCKED_BY_CLIENT|status of (403|409|422)")
PROCEDURE = "/procesos/gestion_comercial"
DRAFT = PROCEDURE + "/editar"


class Reader:
    """One person at a time at one computer."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.context = browser.new_context(locale="es-MX", viewport=SIZES[1])
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.address = address
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))

    def _note(self, kind: str, text: str) -> None:
        untranslated = text.startswith("no Spanish")
        if untranslated or (kind == "error" and not EXPECTED.search(text)):
            self.complaints.append(text)

    def come_in(self, person: str, path: str) -> None:
        self.page.goto(self.address)
        self.press(self.page.locator(f"button[name=person][value={person}]"))
        self.open(path)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, what: Locator) -> None:
        """Click what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            what.click()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def draw(self) -> None:
        """Begin a draft as the procedure's owner, and open it in the editor."""
        self.come_in("director_comercial", PROCEDURE)
        self.press(self.button("Preparar una versión nueva"))
        self.press(self.page.get_by_role("link", name="Dibujar aquí"))
        self.drawn()

    def drawn(self) -> None:
        """Wait until the editor can be used, and see all of the drawing, so that any element can be pressed."""
        self.page.locator(".djs-shape").first.wait_for()
        self.page.locator(".bio-properties-panel").wait_for()
        self.button("Ver completo").click()

    def choose(self, element: str) -> None:
        """Choose a shape of the drawing, wherever it stands, and wait for its properties."""
        self.page.locator(f".djs-shape[data-element-id={element}] .djs-hit").first.click(force=True)
        self.page.locator("[data-properties] .bio-properties-panel-header").wait_for()

    def shape(self, element: str) -> Locator:
        return self.page.locator(f"[data-element-id={element}]").first

    def tool(self, action: str) -> Locator:
        return self.page.locator(f".djs-context-pad .entry[data-action='{action}']")

    def field(self, name: str) -> Locator:
        return self.page.locator(f"#bio-properties-panel-{name}")

    def panel(self, name: str) -> Locator:
        """The input that the properties panel calls by that name."""
        properties = self.page.locator("[data-properties]")
        return properties.locator("input, select, textarea").and_(properties.get_by_label(name, exact=True))

    def saved(self) -> None:
        expect(self.page.locator("[data-state]")).to_have_attribute("data-state", "saved", timeout=15_000)
