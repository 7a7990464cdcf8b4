"""lint, deploy and versions from a terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.definitions.sources import SHIPPED
from tests.web.cli.conftest import Terminal

GESTION = SHIPPED / "gestion_comercial" / "gestion_comercial.bpmn"
ALIANZAS = SHIPPED / "alianzas_estrategicas" / "alianzas_estrategicas.bpmn"
CORPORA = Path(__file__).parents[4] / "shared" / "corpora" / "miwg"
ENTITY = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'


def test_the_shipped_diagrams_are_accepted_without_a_finding() -> None:
    found = Terminal("sqlite:////nowhere").json("lint", str(GESTION), str(ALIANZAS))
    assert [(report["ok"], report["findings"]) for report in found] == [(True, []), (True, [])]
    assert found[0]["file"] == str(GESTION)


def test_a_refused_diagram_names_code_element_and_line(tmp_path: Path) -> None:
    broken = tmp_path / "roto.bpmn"
    broken.write_text(GESTION.read_text().replace('calledElement="alianzas_estrategicas"', 'calledElement="nadie"'))
    for form in GESTION.parent.glob("*.form.json"):
        (tmp_path / form.name).write_bytes(form.read_bytes())
    result = Terminal("sqlite:////nowhere").run("lint", str(broken), "--json")
    assert result.exit_code == 1
    (report,) = json.loads(result.stdout)
    (finding,) = [each for each in report["findings"] if each["severity"] == "error"]
    line = broken.read_text().splitlines()[finding["line"] - 1]
    assert finding["element"] == "alianzas" and 'id="alianzas"' in line
    assert "nadie" in finding["message"]


HOSTILE = {
    "entity.bpmn": ENTITY,
    "empty.bpmn": b"",
    "noise.bpmn": bytes(range(256)) * 100,
    "utf16.bpmn": GESTION.read_text().replace("UTF-8", "UTF-16").encode("utf-16"),
    "truncated.bpmn": GESTION.read_bytes()[:5000],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_end_in_findings_or_are_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    result = Terminal("sqlite:////nowhere").run("lint", str(path), "--json")
    (report,) = json.loads(result.stdout)
    assert result.exit_code == (0 if report["ok"] else 1)
    assert "root:" not in result.output


def test_every_flow_node_of_an_accepted_corpus_diagram_is_in_the_executable_model() -> None:
    from engine.definitions.inspection import inspect
    from engine.definitions.sources import from_file
    from engine.execution.compiler import compile_process

    files = sorted(CORPORA.glob("**/*.bpmn"))
    assert len(files) == 128
    accepted = 0
    for path in files:
        report = inspect(from_file(path))
        if report.ok:
            accepted += 1
            for process in report.processes():
                executable = compile_process(process.id, [report.source.diagram])
                assert {node.id for node in process.nodes} <= executable.flow_nodes(), path
    assert accepted


def test_deploying_submits_a_draft_that_others_must_sign(terminal: Terminal, tmp_path: Path) -> None:
    changed = tmp_path / "gestion.bpmn"
    changed.write_text(GESTION.read_text().replace("Prospección y generación de leads", "Prospectar"))
    for form in GESTION.parent.glob("*.form.json"):
        (tmp_path / form.name).write_bytes(form.read_bytes())
    args = ("deploy", str(changed), "--description", "Nombre más corto")
    for person in ("comercial", "administrador"):
        assert "elaborar versiones" in terminal.refused(*args, "--as", person)
    (draft,) = terminal.json(*args, "--answers", "NC-07", "--as", "director_comercial")
    assert (draft["process"], draft["version"], draft["status"]) == ("gestion_comercial", None, "review")
    assert (draft["findings"], draft["answers"]) == ([], ["NC-07"])
    terminal.refused(*args, "--as", "director_comercial")
    assert terminal.json("draft")[0]["author"] == "director_comercial"
    assert "en revisión" in terminal.run("draft").stdout

    step = ("draft", "review", "gestion_comercial", "--as")
    assert "revisar versiones" in terminal.refused(*step, "director_comercial")
    assert terminal.json(*step, "control_documentos")["status"] == "reviewed"
    given_back = ("draft", "reject", "gestion_comercial", "--reason", "Falta el registro", "--as", "direccion_general")
    assert terminal.json(*given_back)["status"] == "draft"


def test_versions_are_signed_by_three_people_from_a_terminal_too(terminal: Terminal, tmp_path: Path) -> None:
    changed = tmp_path / "gestion.bpmn"
    changed.write_text(GESTION.read_text().replace("Prospección y generación de leads", "Prospectar"))
    for form in GESTION.parent.glob("*.form.json"):
        (tmp_path / form.name).write_bytes(form.read_bytes())
    terminal.json("deploy", str(changed), "--description", "Nombre más corto", "--as", "control_documentos")
    person = ("draft", "review", "gestion_comercial", "--as")
    assert "escribió en este borrador" in terminal.refused(*person, "control_documentos")
    every = [part for right in ("review", "approve") for part in ("--give", right)]
    terminal.run("people", "rights", "preventa", *every, "--as", "administrador")
    terminal.json(*person, "preventa")
    approve = ("draft", "approve", "gestion_comercial", "--as")
    assert "tres personas distintas" in terminal.refused(*approve, "preventa")
    version = terminal.json(*approve, "direccion_general")
    assert (version["version"], version["status"], version["signers"]) == (5, "effective", 3)
    listed = terminal.json("versions", "gestion_comercial")
    assert [(each["version"], each["status"]) for each in listed] == [(5, "effective"), (4, "obsolete")]
    assert "Nombre más corto" in terminal.run("versions").stdout


def test_a_hostile_diagram_is_not_deployed(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "x.bpmn"
    path.write_bytes(ENTITY)
    terminal.refused("deploy", str(path), "--description", "x", "--as", "control_documentos")


@pytest.mark.processes
def test_the_installed_command_runs_by_itself(tmp_path: Path) -> None:
    command = Path(sys.executable).parent / "cauce"
    env = {**os.environ, "CAUCE_DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"}
    done = subprocess.run([command, "lint", GESTION, "--json"], env=env, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)[0]["ok"]
    refused = subprocess.run([command, "tasks"], env=env, capture_output=True, text=True, check=False)
    assert refused.returncode == 1 and "cauce demo" in refused.stderr and "Traceback" not in refused.stderr
