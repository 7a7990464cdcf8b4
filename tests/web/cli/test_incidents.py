"""Incidents from a terminal: what stands still and why, and what completing such a step says."""

import json
from pathlib import Path

from tests.engine.incidents.stopping import WRONG, counting
from tests.web.cli.conftest import Terminal


def published(terminal: Terminal, folder: Path) -> str:
    """The id of the step of a new instance that cannot be completed with zero pieces."""
    source = counting(WRONG)
    (folder / "p.bpmn").write_bytes(source.diagram)
    for name, form in source.forms.items():
        (folder / f"{name}.form.json").write_bytes(form)
    terminal.json("deploy", str(folder / "p.bpmn"), "--as", "director_comercial", "--description", "Conteo")
    terminal.json("draft", "review", "p", "--as", "control_documentos")
    terminal.json("draft", "approve", "p", "--as", "direccion_general")
    terminal.json("start", "p", "--as", "comercial")
    return str(terminal.json("tasks")[0]["id"])


def test_completing_says_that_it_is_stopped_and_the_list_says_where_and_why(terminal: Terminal, tmp_path: Path) -> None:
    id = published(terminal, tmp_path)
    zero = json.dumps({"piezas": 0})
    result = terminal.run("complete", id, "--as", "comercial", "--data", zero, "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["error"]) == (1, "stopped_by_incident")
    assert "Lo respondido está guardado" in told["message"] and "entre cero" in told["message"]
    (it,) = terminal.json("incidents")
    assert (it["folio"], it["step"], it["element"]) == ("P-2026-0001", "Contar las piezas", "Calcular el costo")
    assert (it["code"], it["status"], it["task"], it["by"], it["version"]) == (
        "expression",
        "stopped",
        id,
        "comercial",
        1,
    )
    assert "entre cero" in it["reason"] and it["since"].endswith("Z")
    line = terminal.run("incidents").stdout
    assert line.startswith("P-2026-0001  Contar las piezas  → Calcular el costo") and "detenida" in line
    terminal.json("complete", id, "--as", "comercial", "--data", json.dumps({"piezas": 2}))
    assert terminal.json("incidents") == []
    assert "no hay incidencias" in terminal.run("incidents").stdout
    assert [each["status"] for each in terminal.json("incidents", "--all", "--folio", "P-2026-0001")] == ["resolved"]
    assert terminal.json("verify", "P-2026-0001")
