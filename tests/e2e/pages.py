"""Serving the site to a real browser, and what is asked of every page there."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page
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
def serving(app: Flask) -> Iterator[str]:
    """Serve `app` on a free port of 127.0.0.1 until the block ends; gives the address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


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


def grave(page: Page) -> list[object]:
    """What axe-core finds serious or critical on a page. It keeps to the page's content policy."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[object] = page.evaluate(GRAVE)
    return found
