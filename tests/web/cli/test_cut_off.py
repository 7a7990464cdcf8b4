"""Who reads what a command writes may have read enough, as ``| head`` has."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.docs.licences import ROOT
from tests.web.cli.conftest import Terminal
from web.cli import CUT

pytestmark = pytest.mark.processes


def unread(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What comes of a command whose output nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    env = {**os.environ, **environment, "CAUCE_LOCALE": "es"}
    try:
        return subprocess.run(
            command, cwd=folder, env=env, stdout=writing, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(writing)


@pytest.mark.parametrize("args", [("people",), ("people", "--json"), ("db", "status")])
def test_a_command_ends_without_a_word(terminal: Terminal, tmp_path: Path, args: tuple[str, ...]) -> None:
    program = "from web.cli import main; main()"
    done = unread(
        [sys.executable, "-c", program, *args], tmp_path, CAUCE_DATABASE_URL=terminal.url, PYTHONPATH=str(ROOT)
    )
    assert (done.returncode, done.stderr) == (CUT, "")


def test_the_stand_alone_verifier_too(terminal: Terminal, tmp_path: Path) -> None:
    folio = terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"]
    terminal.json("evidence", folio, "--out", str(tmp_path / "prueba.zip"))
    ZipFile(tmp_path / "prueba.zip").extract("verificar.pyz", tmp_path)
    done = unread([sys.executable, "verificar.pyz", "prueba.zip"], tmp_path)
    assert (done.returncode, done.stderr) == (CUT, "")
