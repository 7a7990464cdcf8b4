"""Disposing of the values of an opportunity from a terminal."""

import json
import re
from pathlib import Path

from tests.web.cli.conftest import Terminal

RULE = "Artículo 25 de la LFPDPPP"


def over(terminal: Terminal) -> str:
    """An opportunity that was cancelled after its first step."""
    folio = terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"]
    data = json.dumps({"cliente": "Aceros del Norte"})
    terminal.json("complete", f"{folio}.2", "--as", "director_comercial", "--data", data, "--fill")
    terminal.json("cancel", folio, "--as", "comercial", "--reason", "Aceros ya no lo quiere")
    return str(folio)


def test_it_says_what_would_go_and_changes_nothing(terminal: Terminal) -> None:
    folio = over(terminal)
    told = terminal.json("dispose", folio, "--dry-run", "--as", "control_documentos")
    assert (told["disposed"], told["events"] > 3) == (False, True)
    assert terminal.json("show", folio)["data"]["cliente"] == "Aceros del Norte"


def test_it_disposes_and_everything_says_so(terminal: Terminal, tmp_path: Path) -> None:
    folio = over(terminal)
    told = terminal.json("dispose", folio, "--rule", RULE, "--as", "control_documentos")
    assert (told["folio"], told["disposed"], told["by"], told["rule"]) == (folio, True, "control_documentos", RULE)
    assert terminal.json("show", folio)["data"] == {}
    assert "Aceros" not in json.dumps(terminal.json("history", folio))
    (report,) = terminal.json("verify", folio)["instances"]
    assert (report["ok"], report["disposal"]["rule"]) == (True, RULE)
    assert RULE in terminal.run("verify", folio).output
    assert terminal.json("rebuild", folio)[0]["different"] == []
    assert terminal.run("evidence", folio, "--out", str(tmp_path / "e.zip")).exit_code == 0


def test_it_says_by_whom_and_when_as_people_read_it(terminal: Terminal) -> None:
    folio = over(terminal)
    done = terminal.run("dispose", folio, "--rule", RULE, "--as", "control_documentos").output
    by, moment = "Control de Documentos [control_documentos]", r"\d\d/\d\d/20\d\d \d\d:\d\d:\d\d"
    said = rf"Sus datos se eliminaron el {moment} por {re.escape(by)}, conforme a: {re.escape(RULE)}\."
    for command in ("show", "verify"):
        output = terminal.run(command, folio).output
        assert re.search(said, output), output
    assert re.search(rf": {moment}\.", done), done
    assert terminal.json("show", folio)["disposal"]["by"] == "control_documentos"


def test_what_is_refused_says_why(terminal: Terminal) -> None:
    running = terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"]
    folio = over_after(terminal)
    for folio_, by, rule, said in (
        (running, "control_documentos", RULE, "no ha terminado"),
        (folio, "comercial", RULE, "controlar los documentos"),
        (folio, "administrador", RULE, "o no está a su alcance"),
        (folio, "control_documentos", "  ", "conforme a qué regla"),
    ):
        done = terminal.run("dispose", folio_, "--as", by, "--rule", rule)
        assert (done.exit_code, said in done.output) == (1, True), done.output
    assert terminal.run("dispose", folio, "--as", "control_documentos").exit_code == 2
    terminal.json("dispose", folio, "--rule", RULE, "--as", "control_documentos")
    again = terminal.run("dispose", folio, "--rule", RULE, "--as", "control_documentos")
    assert (again.exit_code, RULE in again.output) == (1, True)


def over_after(terminal: Terminal) -> str:
    folio = terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"]
    terminal.json("cancel", folio, "--as", "comercial", "--reason", "Duplicada")
    return str(folio)
