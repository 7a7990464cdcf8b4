"""The stand-alone verifier speaks Spanish and English, and says as much in both."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine.verifier
from engine.verifier.language import ENGLISH
from engine.verifier.report import TEXTS
from tests.engine.verifier.test_verifier import bare, golden, opened, run, zipped  # noqa: F401  (fixtures)

SOURCES = [path for path in Path(engine.verifier.__path__[0]).glob("*.py") if path.name != "language.py"]


def spoken() -> Iterator[str]:
    """Every text in the sources, without what says what a thing is."""
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        silent = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
        for each in ast.walk(tree):
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in silent:
                yield each.value


def test_whatever_is_said_in_spanish_is_said_in_english() -> None:
    said = set(spoken())
    assert {text for text in said if re.search("[áéíóúñ]", text)} | set(TEXTS.values()) <= ENGLISH.keys()
    assert ENGLISH.keys() <= said


def test_what_is_handed_to_say_has_its_english() -> None:
    handed = {
        call.args[0].value
        for path in SOURCES
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "say"
        if isinstance(call.args[0], ast.Constant)
    }
    assert len(handed) > 40 and handed <= ENGLISH.keys()


def test_both_have_the_same_places() -> None:
    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text)}

    assert {text for text in ENGLISH if places(text) != places(ENGLISH[text])} == set()


@pytest.mark.processes
@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ((), ["Folio GC-2026-0001, ", "NO CONFORME", "falla", "se esperaba", "Reserva: no se ejecutó"]),
        (("--english",), ["Folio GC-2026-0001, ", "NO CONFORME", "wrong", "expected", "Reserve: it was not executed"]),
    ],
)
def test_an_evidence_that_does_not_conform_is_told_in_either(
    bare: Path,  # noqa: F811
    golden: bytes,  # noqa: F811
    tmp_path: Path,
    option: tuple[str, ...],
    expected: list[str],
) -> None:
    entries = opened(golden)
    entries["history.json"]["events"][8]["actor"] = "cliente"
    said = run(bare, tmp_path, zipped(entries), *option).stdout
    assert [text for text in expected if text.lower() not in said.lower()] == []
