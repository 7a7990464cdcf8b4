"""What the manual shows: which page of the site each picture is taken of, and what it says there.

The demonstration's opportunities with a clock that stands still, so that a picture changes only when the site does.
"""

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page
from pyotp import TOTP

from engine.calendar import commands as calendar
from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.definitions import drafts
from engine.identity import commands as people
from engine.identity import second_factor, sessions, tokens
from engine.identity.commands import ensure_person
from engine.identity.rights import Right
from engine.identity.sessions import Came
from engine.identity.tokens import Scope
from engine.instances.runtime import Runtime
from engine.notifications.delivery import DeliveryFailed
from engine.replay import inquiry
from engine.settings import Settings
from engine.webhooks import commands as webhooks
from tests import few_opportunities
from tests.docs.licences import ROOT
from tests.e2e.pages import enter, serving
from tests.engine.notifications.posting import Scripted, Still, post
from tests.support import Company, FixedClock
from web.app import create_app

PICTURES = ROOT / "docs" / "manual" / "img"
SIZE = {"width": 1280, "height": 800}
MARGIN = 16
BAR = ".bar"  # the header
QUALITY = 70
# Each history is committed to by a key of its own, so that digests differ from one run to the next.
DIGEST = re.compile(r"[0-9a-f]{12,64}…?")
# The texts whose boxes lie within a part of the page, line by line, as a reader of the picture sees them.
SHOWN = """
([top, bottom]) => {
  const lines = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect(), text = walker.currentNode.data.replace(/\\s+/g, " ").trim();
    const seen = walker.currentNode.parentElement.checkVisibility({ visibilityProperty: true });
    if (text && seen && box.width > 1 && box.top + scrollY >= top && box.bottom + scrollY <= bottom) lines.push(text);
  }
  return lines;
}
"""
# Everything that a page says as a whole: in an element, on a button, as a name for who cannot see.
SAID = """
() => {
  const clean = text => (text ?? "").replace(/\\s+/g, " ").trim(), said = new Set();
  for (const element of document.body.querySelectorAll("*:not(script, style)")) {
    for (const text of [element.textContent, element.value, ...["aria-label", "placeholder", "title"].map(
      name => element.getAttribute(name))]) if (typeof text === "string" && text.length < 200) said.add(clean(text));
    for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) said.add(clean(child.data));
  }
  return [...said].filter(Boolean);
}
"""


@dataclass(frozen=True)
class Scene:
    """A page of the site that a page of the manual speaks of.

    `person` enters and goes to `path`, where `act` may still do something. The picture, if it has a name, shows what
    stands between the top of `first` and the bottom of `last`, at most `height` px of it, in the width of the page.
    What is done after that, one thing after the other, is in `more`: its words count, the picture is taken before.
    """

    manual: str
    person: str
    path: str
    picture: str | None = None
    first: str = "main"
    last: str = "main"
    height: int = 760
    act: Callable[[Page], object] | None = None
    more: tuple[Callable[[Page], object], ...] = ()


@dataclass(frozen=True)
class Sites:
    """The demonstration, and the same with accounts, by their addresses."""

    open: str
    with_accounts: str


def prepare(database: Database) -> Company:
    """The demonstration with what the manual speaks of besides: a step that somebody took, somebody who left, a draft
    with findings, letters that did not arrive, a verified history, a day that the company decided on, systems that
    are told what happens."""
    company = Company(database, Runtime(OfficeCalendar("America/Mexico_City")), FixedClock())
    few_opportunities.prepare(database, company.runtime, company.clock)
    company.command("claim", company.task("GC-2026-0003", "correcciones").item.id, actor="comercial")
    with database.transaction() as connection:
        by = {"actor": "administrador", "at": company.clock()}
        people.ensure_right(connection, "administrador", Right.READ, **by)  # what the pages hold can be shown then
        ensure_person(
            connection,
            "marta",
            "Marta Ruiz",
            ["control_documentos"],
            [Right.REVIEW],
            email="marta@example.com",
            at=by["at"],
        )
        secret = second_factor.new_secret()
        second_factor.set_up(connection, "marta", secret, TOTP(secret).at(by["at"]), at=by["at"])
        for agent in ("Firefox/132.0 (Windows)", "Chrome/130.0 (Android)"):
            sessions.begin(connection, "marta", came=Came("10.0.0.7", agent), at=by["at"])
        tokens.make(connection, "Informe semanal", [Scope.READ], 30, actor="marta", at=by["at"])
        people.deactivate(connection, "cumplimiento", **by)
        calendar.decide(connection, "2026-12-24", works=False, name="Nochebuena", **by)
        for name, url in (("n8n", "https://n8n.empresa.mx/webhook/4f1c"), ("Tablero", "https://bi.empresa.mx/cauce")):
            webhooks.add(connection, name, url, networks=(), **by)
        author = {"actor": "director_comercial", "at": company.clock()}
        draft = drafts.start_draft(connection, "gestion_comercial", **author)
        drafts.save_draft(connection, "gestion_comercial", diagram=changed(draft.diagram), **author)
    refused = DeliveryFailed("soc_noc@example.com 550 5.1.1 no such user here", permanent=True)
    nobody_there = DeliveryFailed("ConnectionRefusedError: [Errno 111] Connection refused", unreachable=True)
    post(company, Still(company.clock()), email=Scripted(refused, refused, nobody_there))
    inquiry.verify(database, company.runtime, "GC-2026-0005", actor="auditor", at=company.clock())
    return company


def changed(diagram: bytes) -> bytes:
    """A diagram with another name for an activity, and a finding of each severity."""
    for before, after in (
        (b'"Realizar correcciones"', b'"Corregir la propuesta"'),
        (b'businessDays="1" before="fecha_entrega"', b'businessDays="uno" before="fecha_entrega"'),
        (b' form="correcciones"', b""),
        (b'isExecutable="true"', b'isExecutable="false"'),
    ):
        assert before in diagram
        diagram = diagram.replace(before, after, 1)
    return diagram


@contextmanager
def sites(company: Company) -> Iterator[Sites]:
    """Serve both until the block ends. Their clock stands still."""
    now, settings = company.clock(), Settings(company.database.url, base_url="https://cauce.empresa.mx")
    given = (settings, company.database, company.runtime)
    with (
        serving(create_app(*given, demo=True, clock=lambda: now)) as opened,
        serving(create_app(*given, clock=lambda: now)) as with_accounts,
    ):
        yield Sites(opened, with_accounts)


def go(page: Page, sites: Sites, scene: Scene) -> None:
    """Open the page of a scene as its person; who is nobody stands at the entrance of the site with accounts."""
    if scene.person:
        page.goto(sites.open)
        enter(page, scene.person)
        page.goto(sites.open + scene.path)
    else:
        page.goto(sites.with_accounts + scene.path)
    page.wait_for_load_state("networkidle")


def act(page: Page, scene: Scene) -> None:
    """Do what the scene does on its page."""
    if scene.act:
        scene.act(page)
        page.wait_for_load_state("networkidle")


def words(page: Page, sites: Sites, scene: Scene) -> set[str]:
    """Everything that is said in a scene: on its page, and after each thing that is done there."""
    go(page, sites, scene)
    found = said(page)
    act(page, scene)
    found |= said(page)
    for each in scene.more:
        each(page)
        page.wait_for_load_state("networkidle")
        found |= said(page)
    return found


def part(page: Page, scene: Scene) -> tuple[float, float]:
    """Top and bottom of what the picture shows, in px of the whole page."""
    top, bottom = _box(page.locator(scene.first).first), _box(page.locator(scene.last).first)
    scrolled = page.evaluate("scrollY")
    above = 0 if scene.first == BAR else _box(page.locator("main"))["y"]
    begin = max(above, top["y"] - MARGIN) + scrolled
    end = bottom["y"] + bottom["height"] + scrolled + (0 if scene.last == "main" else MARGIN)
    return begin, min(end, begin + scene.height)


def take(page: Page, scene: Scene) -> bytes:
    """The picture, as WebP: what Playwright itself writes is three times as large."""
    top, bottom = part(page, scene)
    clip = {"x": 0, "y": top, "width": SIZE["width"], "height": bottom - top, "scale": 1}
    asked = {"format": "webp", "quality": QUALITY, "clip": clip, "captureBeyondViewport": True}
    answer = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)
    return base64.b64decode(answer["data"])


def shown(page: Page, scene: Scene) -> list[str]:
    """The lines of text on the picture."""
    found: list[str] = page.evaluate(SHOWN, list(part(page, scene)))
    return [DIGEST.sub("…", line) for line in found]


def said(page: Page) -> set[str]:
    """Everything that the page says, each text as a whole."""
    return set(page.evaluate(SAID))


def picture(name: str) -> Path:
    """Where a picture of the manual is kept."""
    return PICTURES / f"{name}.webp"


def _box(locator: Locator) -> dict[str, float]:
    box = locator.bounding_box()
    assert box is not None, locator
    return dict(box)
