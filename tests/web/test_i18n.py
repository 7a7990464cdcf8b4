"""Every text that people see has its Spanish, and the catalogue holds nothing that nobody says."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from bpmn.messages import lazy_gettext
from web.i18n import TRANSLATIONS, Translator

ROOT = Path(__file__).parents[2]
PACKAGES = ("bpmn", "engine", "web")
SAID_BY = {"lazy_gettext", "gettext", "_"}
TABLES = {"web/errors.py", "web/pages.py"}  # templates by code; the details of an error fill them
NOT_OURS = {"frontend", "node_modules"}


def sources(pattern: str) -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob(pattern)):
            if not NOT_OURS.intersection(path.parts):
                yield path


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls of ``lazy_gettext(…)``, ``gettext(…)``, ``context.gettext(…)``, ``_(…)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
            if name in SAID_BY:
                yield node


def said_in_python() -> Iterator[tuple[str | None, str, set[str]]]:
    """Each text with where it is said and the places that its call fills."""
    for path in sources("*.py"):
        for call in calls(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{path.relative_to(ROOT)}:{call.lineno}"
            text = call.args[0] if call.args else None
            literal = isinstance(text, ast.Constant) and isinstance(text.value, str)
            yield str(text.value) if literal else None, where, {keyword.arg or "**" for keyword in call.keywords}


def said_in_templates() -> Iterator[tuple[str, str]]:
    for path in sources("*.html"):
        with path.open("rb") as file:
            for line, _, text, _ in babel_extract(file, ["_"], [], {}):
                found = text if isinstance(text, str) else text[0]
                assert found, f"{path}:{line}: not a literal text"
                yield found, f"{path.relative_to(ROOT)}:{line}"


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """Every text with one of the places where it is said."""
    texts = dict(said_in_templates())
    return texts | {text: where for text, where, _ in said_in_python() if text is not None}


@pytest.fixture(scope="module")
def spanish() -> list[tuple[str, str, Path]]:
    """Every entry of the Spanish catalogue, with its file."""
    entries = []
    for path in sorted((TRANSLATIONS / "es").rglob("*.po")):
        with path.open("rb") as file:
            entries += [(str(entry.id), str(entry.string), path) for entry in read_po(file, locale="es") if entry.id]
    return entries


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_walk_finds_texts_of_every_package(said):
    assert {where.split("/")[0] for where in said.values()} == set(PACKAGES)
    assert any(where.endswith(".html") or ".html:" in where for where in said.values())


def test_a_text_is_a_literal_so_that_it_can_be_found():
    assert [where for text, where, _ in said_in_python() if text is None] == []


def test_every_text_has_its_spanish(said, spanish):
    known = {text for text, translation, _ in spanish if translation.strip()}
    assert [f"{where}: {text}" for text, where in said.items() if text not in known] == []


def test_a_translation_fills_the_same_places(spanish):
    assert [text for text, translation, _ in spanish if places(text) != places(translation)] == []


def test_a_call_fills_the_places_of_its_text():
    wrong = [
        f"{where}: {text}"
        for text, where, filled in said_in_python()
        if text is not None and where.split(":")[0] not in TABLES and filled not in ({"**"}, places(text))
    ]
    assert wrong == []


def test_the_catalogue_holds_nothing_that_nobody_says(said, spanish):
    assert [f"{path.name}: {text}" for text, _, path in spanish if text not in said] == []


def test_a_text_is_translated_in_one_place(spanish):
    assert [text for text, times in Counter(text for text, _, _ in spanish).items() if times > 1] == []


def test_the_reader_gets_their_language():
    text = lazy_gettext("There is no folio {id}.", id="GC-2026-0001")
    assert Translator("es").render(text) == "No existe el folio GC-2026-0001."
    assert Translator("en").render(text) == "There is no folio GC-2026-0001."
