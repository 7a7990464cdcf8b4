"""How much script the page of a step loads, and that none of it judges what is written."""

import gzip
import re

import pytest

from tests.support import Company
from web.pages.assets import DIST

pytestmark = pytest.mark.node

SOURCES = DIST.parents[1] / "frontend" / "src"
MOST = 60_000
"""Bytes of all script of the page, the diagram's included, as gzip packs it."""


def test_the_page_of_a_step_loads_less_than_sixty_kilobytes_of_script(visit, company: Company) -> None:
    step = company.task(company.start(), "prospeccion").item.id
    scripts = visit("director_comercial").get(f"/bandeja/{step}").page.xpath("//script/@src")
    names = [script.rsplit("/", 1)[1] for script in scripts]
    assert sorted(name.split("-")[0] for name in names) == ["diagram", "form", "keys"]
    packed = {name: len(gzip.compress((DIST / name).read_bytes(), 9)) for name in names}
    assert sum(packed.values()) < MOST, packed


def test_the_script_of_forms_is_short_and_judges_nothing() -> None:
    files = [SOURCES / "form.js", *sorted((SOURCES / "form").iterdir())]
    texts = [file.read_text(encoding="utf-8") for file in files]
    assert sum(text.count("\n") for text in texts) < 305
    assert not re.search(r"checkValidity|setCustomValidity|RegExp|form-js", "".join(texts))
