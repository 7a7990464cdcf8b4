"""The manual stays true: every word that it quotes stands on a page of the site, every picture shows what is there.

After a change of the site, ``MANUAL_PICTURES=1 .venv/bin/pytest tests/e2e/test_manual.py`` takes those pictures anew
whose texts changed, ``MANUAL_PICTURES=all`` every one.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from engine.db import Database
from engine.history.channels import SITE
from tests.e2e.manual import PICTURES, SIZE, Scene, Sites, act, go, picture, prepare, shown, sites, take, words
from tests.e2e.manual_scenes import COMPANIES, SCENES
from tests.support import Company
from web.help import manual

pytestmark = pytest.mark.browser

TAKE = os.environ.get("MANUAL_PICTURES", "")
TEXTS = PICTURES / "texts.json"  # what each picture says: a change of a page shows here, and in a review
LARGEST = 60_000  # bytes


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
    """A copy of it: what is done for one page of the manual is not there for the next, nor any later for it."""
    path, company = prepared
    copied = shutil.copytree(path, tmp_path / "copy") / "cauce.sqlite3"
    database = Database(f"sqlite:///{copied}", SITE)
    COMPANIES[:] = [replace(company, database=database, clock=copy(company.clock))]
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
        found |= words(page, served, scene)
    # «Reintentar todos (2)», «Dar el rol:», «COPIA NO CONTROLADA · Emitida el…»
    without = {re.sub(r"\s*[:(·].*", "", text) for text in found}
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
