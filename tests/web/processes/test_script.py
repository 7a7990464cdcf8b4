"""How much script the editor loads before one can draw, and that the rest comes after it."""

import gzip
import json
import re

import pytest

from tests.support import Company
from web.pages.assets import DIST

pytestmark = pytest.mark.node

MOST = 200_000
"""Bytes of what is loaded before the drawing, as gzip packs it; half a second of a slow line."""
LATER = re.compile(r"bio-properties-panel-container")


def test_the_editor_draws_with_less_than_two_hundred_kilobytes_of_script(visit, company: Company) -> None:
    page = visit("director_comercial")
    page.post("/procesos/gestion_comercial/borrador", {})
    found = page.get("/procesos/gestion_comercial/editar/diagrama").page
    asked = [*found.xpath("//script/@src"), *found.xpath("//link[@rel='modulepreload']/@href")]
    names = [name for name in (each.rsplit("/", 1)[1] for each in asked) if name.startswith("editor")]
    files = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))["editor"]
    assert sorted(names) == sorted([files["script"], *files["parts"]])
    packed = {name: len(gzip.compress((DIST / name).read_bytes(), 9)) for name in names}
    assert sum(packed.values()) < MOST, packed


def test_the_properties_are_a_part_that_comes_later() -> None:
    files = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))["editor"]
    early = [files["script"], *files["parts"]]
    assert [name for name in early if LATER.search((DIST / name).read_text(encoding="utf-8"))] == []
    assert [each.name for each in DIST.glob("editor-later-*.js") if LATER.search(each.read_text(encoding="utf-8"))]
