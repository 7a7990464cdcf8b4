"""What an evidence is packed into: equal bytes for equal content, and a verifier whose sources anybody can read."""

import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest

import engine.verifier
from engine.verification.archives import runnable, verifier, zipped

PACKAGE = Path(engine.verifier.__path__[0])


def test_equal_entries_are_equal_bytes_in_whatever_order_they_come() -> None:
    assert zipped({"a": b"1", "b/c": b"2"}) == zipped({"b/c": b"2", "a": b"1"})


def test_the_verifier_is_the_same_bytes_from_wherever_it_was_installed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(PACKAGE, other, ignore=shutil.ignore_patterns("__pycache__"))
    (other / "__pycache__").mkdir()
    (other / "__pycache__" / "x.pyc").write_bytes(b"x")
    for path in other.iterdir():
        os.utime(path, (0, 10**9))
    assert runnable(other) == verifier()["verificar.pyz"]


def test_it_holds_the_sources_of_every_module_and_nothing_else() -> None:
    with zipfile.ZipFile(io.BytesIO(verifier()["verificar.pyz"])) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    start = held.pop("__main__.py")
    assert held == {f"verifier/{path.name}": path.read_bytes() for path in PACKAGE.glob("*.py")}
    assert start.startswith(held["verifier/__init__.py"])


@pytest.mark.parametrize("said", ["python verificar.pyz evidencia.zip", "Independent", "Typed anew", "Taken on trust"])
def test_its_first_lines_say_how_to_run_it_and_what_of_it_is_independent(said: str) -> None:
    first = b"\n".join(verifier()["verificar.pyz"].splitlines()[:30])
    assert said in first.decode(errors="replace")
