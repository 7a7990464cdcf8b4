"""Serving the site to a real browser, and what is asked of every page there."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Locator, Page
from werkzeug.serving import make_server

from engine.settings import Settings
from tests.support import Company
from web.app import create_app

SIZES = ({"width": 390, "height": 844}, {"width": 1280, "height": 800})
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
AXE = Path(__file__).parents[2] / "web" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = """
async () => (await axe.run({ resultTypes: ['violations'] })).violations
  .filter(found => ['serious', 'critical'].includes(found.impact))
  .map(found => [found.id, found.nodes.map(node => node.html)])
"""


@contextmanager
def serving(app: Flask, certificate: tuple[str, str] | None = None) -> Iterator[str]:
    """Serve `app` on a free port of 127.0.0.1 until the block ends; gives the address. With the paths of a
    `certificate` and its key, by https."""
    server = make_server("127.0.0.1", 0, _closing(app), threaded=True, ssl_context=certificate)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _closing(app: Flask) -> Callable[[Any, Any], Iterator[bytes]]:
    """`app`, whose answers are closed also where the browser went away while one was written: this server, which is
    that of the tests alone, then reads on from a connection that is gone, and never comes to closing."""

    def answer(environ: Any, start: Any) -> Iterator[bytes]:
        body: Any = app(environ, start)
        with closing(body):
            yield from body

    return answer


@contextmanager
def demonstrating(company: Company) -> Iterator[str]:
    """Serve the demonstration of `company` by its own clock until the block ends; gives the address."""
    settings = Settings(company.database.url)
    with serving(create_app(settings, company.database, company.runtime, demo=True, clock=company.clock)) as address:
        yield address


def errors_of(page: Page) -> list[str]:
    """What the browser complains of on a page from now on."""
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def enter(page: Page, person: str) -> None:
    """Enter the demonstration, whose entrance is open, as a person."""
    with page.expect_navigation():
        page.locator(f"button[name=person][value={person}]").click()


def menu(page: Page, name: str) -> Locator:
    """What stands under one's own name in the header, by its words; the menu is opened for it."""
    if page.locator("details[data-menu]:not([open])").count():
        page.locator("details[data-menu] > summary").click()
    return page.locator("details[data-menu]").locator("a, button").filter(has_text=name)


def grave(page: Page) -> list[object]:
    """What axe-core finds serious or critical on a page. It keeps to the page's content policy."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[object] = page.evaluate(GRAVE)
    return found


def begin(page: Page) -> None:
    """Begin an opportunity from the inbox or the list: who asks and what for, then the button."""
    page.get_by_role("button", name="Nueva oportunidad").click()
    page.get_by_label("Cliente", exact=True).fill("Aceros del Norte")
    page.get_by_label("Contacto", exact=True).fill("Ana Ruiz, Compras")
    page.get_by_label("Requerimiento", exact=True).fill("Centro de operaciones de seguridad")
    with page.expect_navigation():
        page.get_by_role("button", name="Iniciar la oportunidad").click()
