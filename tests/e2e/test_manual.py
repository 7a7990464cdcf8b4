"""The manual stays true: every word that it quotes stands on a page of the site, every picture shows what is there.

After a change of the site, ``MANUAL_PICTURES=1 .venv/bin/pytest tests/e2e/test_manual.py`` takes those pictures anew
whose texts changed, ``MANUAL_PICTURES=all`` every one.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from engine.db import Database
from engine.history.channels import SITE
from engine.jobs.catalogue import try_drafts
from engine.settings import Settings
from tests.e2e.manual import BAR, PICTURES, SIZE, Scene, Sites, act, go, picture, prepare, said, shown, sites, take
from tests.engine.incidents.stopping import RIGHT, counting, stopped
from tests.engine.migration.moving import REASON, migrate, publish
from tests.support import Company
from web.help import manual

pytestmark = pytest.mark.browser

TAKE = os.environ.get("MANUAL_PICTURES", "")
TEXTS = PICTURES / "texts.json"  # what each picture says: a change of a page shows here, and in a review
LARGEST = 60_000  # bytes


def open_step(page: Page) -> None:
    with page.expect_navigation():
        page.locator("a.step", has_text="Validación administrativa y técnica").click()


def write(page: Page) -> None:
    """Write into the form of a step, and wait until the site has it."""
    open_step(page)
    page.get_by_label("Validación administrativa", exact=True).fill("El cliente cumple con los requisitos legales.")
    saved = page.locator("[data-saved]")
    expect(saved).to_have_text(re.compile(r"Guardado \d\d:\d\d"))
    page.locator("form.form").evaluate("form => form.scrollIntoView({ block: 'end' })")  # below it, not over it


def ask_for_personal(page: Page) -> None:
    page.get_by_text("Los datos personales están ocultos").click()


def with_shortcuts(page: Page) -> None:
    page.keyboard.press("?")


def press(name: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        with page.expect_navigation():
            page.get_by_role("button", name=name, exact=True).click()

    return act


def hand_in(page: Page) -> None:
    """Submit a draft, saying what changes."""
    page.get_by_label("Descripción del cambio").fill("La alianza se acuerda, no solo se genera.")
    press("Entregar a revisión")(page)


COMPANIES: list[Company] = []
"""The one that is served: nobody works in the background while pages are read."""


def tried(page: Page) -> None:
    """Do what the worker does when a draft is tried, and look again."""
    (company,) = COMPANIES
    while try_drafts(company.database, company.runtime, Settings(), company.clock):
        pass
    page.reload()


def upload(page: Page) -> None:
    """Another name for an activity, drawn elsewhere."""
    with page.expect_download() as download:
        page.get_by_role("link", name=f"{OTHER}.bpmn").click()
    diagram = download.value.path().read_bytes()
    assert b'"Generar la alianza"' in diagram
    renamed = diagram.replace(b'"Generar la alianza"', b'"Acordar la alianza"')
    file = FilePayload(name=f"{OTHER}.bpmn", mimeType="application/xml", buffer=renamed)
    page.locator("input[type=file]").set_input_files([file])
    press("Subir y verificar")(page)


def stop(page: Page) -> None:
    """A step of a small procedure is answered, after which the flow cannot go on; look again."""
    stopped(COMPANIES[0])
    page.reload()


def open_stopped(page: Page) -> None:
    stop(page)
    with page.expect_navigation():
        page.locator("a.step", has_text="Contar las piezas").click()


def repair(page: Page) -> None:
    """What corrects it is published; look again."""
    publish(COMPANIES[0], counting(RIGHT))
    page.reload()


def move(page: Page) -> None:
    """What had stopped goes on with the corrected version; look again."""
    (company,) = COMPANIES
    repair(page)
    (waiting,) = (task for task in company.tasks() if task.item.visit.element == "contar")
    migrate(company, waiting.folio, reason=REASON)
    page.reload()


CHANGES, PROGRESS = "section[aria-labelledby=cambia]", "section[aria-labelledby=avance]"
DRAFT = "/procesos/gestion_comercial/editar"
OTHER = "alianzas_estrategicas"
SCENES = [
    Scene("personal", "", "/"),
    Scene("personal", "comercial", "/bandeja", "bandeja", first=BAR, last=".beside"),
    Scene("personal", "comercial", "/bandeja", "paso", last="form.form", height=1240, act=open_step),
    Scene("personal", "comercial", "/bandeja", "guardado", first=".actions", last="[data-saved]", act=write),
    Scene("personal", "comercial", "/oportunidades/GC-2026-0002", "oportunidad", last=PROGRESS),
    Scene("personal", "preventa", "/oportunidades/GC-2026-0004", act=ask_for_personal),
    Scene("personal", "comercial", "/oportunidades/tablero"),
    Scene("personal", "comercial", "/oportunidades", act=with_shortcuts),
    Scene("personal", "comercial", "/cuenta"),
    Scene("personal", "comercial", "/cuenta/segundo-factor"),
    Scene("personal", "comercial", "/oportunidades/GC-2026-0004", "enlace", first="#enlaces", last="#enlaces"),
    Scene("personal", "comercial", "/bandeja", act=open_stopped),
    Scene("personal", "comercial", "/bandeja", act=move),
    Scene("duenos", "director_comercial", "/procesos"),
    Scene("duenos", "preventa", "/procesos/gestion_comercial", "procedimiento"),
    Scene("duenos", "director_comercial", "/procesos/gestion_comercial/registros"),
    Scene("duenos", "director_comercial", DRAFT, "borrador", last=CHANGES),
    Scene("duenos", "director_comercial", f"{DRAFT}/documento"),
    Scene("duenos", "control_documentos", f"/procesos/{OTHER}", act=press("Preparar una versión nueva")),
    Scene("duenos", "control_documentos", f"/procesos/{OTHER}/editar", act=upload),
    Scene("duenos", "control_documentos", f"/procesos/{OTHER}/editar", act=press("Probar")),
    Scene("duenos", "control_documentos", f"/procesos/{OTHER}/impacto", act=tried),
    Scene("duenos", "control_documentos", f"/procesos/{OTHER}/editar", act=hand_in),
    Scene("duenos", "marta", f"/procesos/{OTHER}/editar", act=press("Revisado: pasar a aprobación")),
    Scene("duenos", "direccion_general", f"/procesos/{OTHER}/editar"),
    Scene("duenos", "control_documentos", DRAFT),
    Scene("duenos", "control_documentos", "/incidencias", act=stop),
    Scene("duenos", "control_documentos", "/incidencias", act=repair),
    Scene("duenos", "control_documentos", "/procesos/p"),
    Scene("duenos", "control_documentos", "/procesos/p/version/1"),
    Scene("duenos", "control_documentos", "/procesos/p/comparar"),
    Scene("duenos", "control_documentos", "/procesos/p/mover"),
    Scene("duenos", "administrador", "/calendario"),
    Scene("auditores", "auditor", "/auditoria", "auditoria"),
    Scene("auditores", "auditor", "/auditoria?desde=2020-01-01&hasta=2999-12-31"),
    Scene("auditores", "auditor", "/auditoria/GC-2026-0005?paso=18", "repeticion", height=880),
    Scene("auditores", "auditor", "/auditoria/GC-2026-0005", "evidencia", first="section[aria-labelledby=evidencia]"),
    Scene("auditores", "auditor", "/auditoria/libros", "libros", act=press("Comprobarlos ahora")),
    Scene("auditores", "auditor", "/auditoria/registro"),
    Scene("administradores", "administrador", "/administracion", "administracion"),
    Scene("administradores", "administrador", "/administracion/personas/soc_noc", "persona"),
    Scene("administradores", "administrador", "/administracion/personas/cumplimiento"),
    Scene("administradores", "administrador", "/administracion/personas/marta"),
    Scene("administradores", "administrador", "/administracion/envios?estado=no_llego", "envios"),
    Scene("administradores", "administrador", "/administracion/webhooks", "webhooks"),
    Scene("administradores", "administrador", "/administracion/webhooks/1"),
    Scene("administradores", "administrador", "/calendario", "calendario"),
]


@pytest.fixture(scope="module")
def prepared(sqlite_templates, tmp_path_factory) -> tuple[Path, Company]:
    """The database of `prepare`, made once."""
    path = tmp_path_factory.mktemp("manual")
    database = Database(sqlite_templates.make("empty", path), SITE)
    company = prepare(database)
    database.close()
    return path, company


@pytest.fixture
def served(prepared, tmp_path) -> Iterator[Sites]:
    """A copy of it: what is done for one page of the manual is not there for the next."""
    path, company = prepared
    copied = shutil.copytree(path, tmp_path / "copy") / "cauce.sqlite3"
    database = Database(f"sqlite:///{copied}", SITE)
    COMPANIES[:] = [replace(company, database=database)]
    with sites(COMPANIES[0]) as found:
        yield found
    database.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        locale="es-MX", timezone_id="America/Mexico_City", viewport=SIZE, reduced_motion="reduce", color_scheme="light"
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture(scope="module")
def texts() -> Iterator[dict[str, list[str]]]:
    """The lines on each picture when it was taken; written anew when pictures are."""
    known: dict[str, list[str]] = json.loads(TEXTS.read_text(encoding="utf-8")) if TEXTS.exists() else {}
    yield known
    if TAKE:
        ordered = {scene.picture: known[scene.picture] for scene in SCENES if scene.picture in known}
        TEXTS.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@pytest.mark.parametrize("scene", [scene for scene in SCENES if scene.picture], ids=lambda scene: scene.picture)
def test_a_picture_shows_what_the_page_says_today(served, page, texts, scene: Scene):
    go(page, served, scene)
    act(page, scene)
    lines = shown(page, scene)
    if TAKE == "all" or (TAKE and lines != texts.get(scene.picture)):
        picture(scene.picture).write_bytes(take(page, scene))
        texts[scene.picture] = lines
    assert lines and lines == texts[scene.picture], "take the pictures anew: MANUAL_PICTURES=1"
    assert picture(scene.picture).stat().st_size <= LARGEST


@pytest.mark.parametrize("name", manual.AUDIENCES)
def test_every_word_of_the_site_that_a_page_quotes_stands_on_the_site(served, browser, page, name):
    found: set[str] = set()
    for scene in (scene for scene in SCENES if scene.manual == name):
        page.context.clear_cookies()
        go(page, served, scene)
        found |= said(page)
        act(page, scene)
        found |= said(page)
    without = {re.sub(r"\s*[:(].*", "", text) for text in found}  # «Reintentar todos (2)», «Dar el rol:»
    text = " ".join((manual.folder() / f"{name}.md").read_text(encoding="utf-8").split())
    quoted = re.findall(r"\*\*([^*]+)\*\*", text)
    assert len(quoted) > 10
    lacking = [words for words in dict.fromkeys(quoted) if words not in found | without]
    assert not lacking, lacking


def test_every_picture_is_on_a_page_and_every_page_has_its_pictures():
    shown_on_pages = re.findall(rf"\]\({manual.PICTURES}/([\w-]+)\.webp\)", "".join(map(_text, manual.AUDIENCES)))
    taken = [scene.picture for scene in SCENES if scene.picture]
    assert sorted(shown_on_pages) == sorted(taken)
    assert sorted(path.stem for path in PICTURES.glob("*.webp")) == sorted(taken)


def _text(name: str) -> str:
    return (manual.folder() / f"{name}.md").read_text(encoding="utf-8")
