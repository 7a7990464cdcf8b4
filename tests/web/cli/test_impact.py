"""The impact of a diagram from a terminal."""

import json
from pathlib import Path

import pytest

from engine.definitions.sources import SHIPPED
from tests.engine.instances.test_routes import FAILS, GO, MEETS, NO_GO, ROUTES, SERVICE
from tests.support import Company
from tests.web.cli.conftest import Terminal

SINCE = "--since", "2026-01-01"  # the clock of the terminal is the real one
FOLDER = SHIPPED / "gestion_comercial"


@pytest.fixture
def terminal(company: Company) -> Terminal:
    return Terminal(company.database.url)


def draft(tmp_path: Path, **replaced: str) -> str:
    """The shipped diagram with some texts replaced (``old="new"``), with its forms beside it."""
    for form in FOLDER.glob("*.form.json"):
        (tmp_path / form.name).write_bytes(form.read_bytes())
    text = (FOLDER / "gestion_comercial.bpmn").read_text()
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "borrador.bpmn"
    path.write_text(text)
    return str(path)


def test_the_impact_has_its_counts_and_a_line_for_each_instance(
    company: Company, terminal: Terminal, tmp_path: Path
) -> None:
    won = company.start()
    company.drive(won, ROUTES["the business case comes back once"][0])
    live = company.start()
    company.do(live, "prospeccion")
    found = terminal.json("impact", draft(tmp_path), *SINCE)
    assert found == {
        "process": "gestion_comercial",
        "against": found["against"],
        "counts": {"same": 2, "moves": 0, "differs": 0, "decision": 0, "impossible": 0},
        "instances": [
            {"folio": won, "status": "completed", "verdict": "same", "element": None, "reason": None},
            {"folio": live, "status": "running", "verdict": "same", "element": None, "reason": None},
        ],
    }


def test_what_would_have_gone_another_way_is_said_by_the_names_of_its_steps(
    company: Company, terminal: Terminal, tmp_path: Path
) -> None:
    answers = {"validacion": [SERVICE], "validar_business_case": [GO], "validar_cumplimiento": [FAILS, MEETS]}
    lost = company.start()
    company.drive(lost, {**answers, "revisar_propuesta": ROUTES["lost on price"][0]["revisar_propuesta"]})
    ended = company.start()
    company.drive(ended, {"validacion": [SERVICE], "validar_business_case": [NO_GO]})
    path = draft(tmp_path, **{"cumple == True": "cumple == False"})
    found = terminal.json("impact", path, *SINCE)
    by_folio = {each["folio"]: each for each in found["instances"]}
    assert (by_folio[ended]["verdict"], by_folio[lost]["verdict"]) == ("same", "differs")
    assert found["counts"]["differs"] == 1
    assert (by_folio[lost]["element"], by_folio[lost]["reason"]) == (
        "cumple_gw",
        "En «¿Cumple con lo establecido?» habría seguido con «Sí», a «Notificar a Comercial el cumplimiento».",
    )
    result = terminal.run("impact", path, *SINCE)
    assert result.exit_code == 0 and lost in result.stdout and ended not in result.stdout


def test_instances_that_ended_before_are_left_out(company: Company, terminal: Terminal, tmp_path: Path) -> None:
    ended = company.start()
    company.drive(ended, {"validacion": [SERVICE], "validar_business_case": [NO_GO]})
    assert terminal.json("impact", draft(tmp_path), "--since", "2026-03-01")["counts"]["same"] == 1
    assert terminal.json("impact", draft(tmp_path), "--since", "2026-04-01")["instances"] == []


def test_a_day_that_is_none_is_said_in_words(terminal: Terminal, tmp_path: Path) -> None:
    result = terminal.run("impact", draft(tmp_path), "--since", "ayer")
    assert result.exit_code == 2
    assert "«ayer» no es un día: escríbalo como AAAA-MM-DD." in result.stderr and "%" not in result.stderr


def test_what_cannot_be_executed_is_refused_with_what_is_wrong(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "roto.bpmn"
    path.write_text("no es un diagrama")
    result = terminal.run("impact", str(path), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["findings"]


def test_what_deploying_would_refuse_is_refused_and_nothing_is_said_to_move_there(
    company: Company, terminal: Terminal, tmp_path: Path
) -> None:
    company.start()
    path = draft(tmp_path, **{"cumple == True": "cumplee == True"})
    result = terminal.run("impact", path, "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["error"], "instances" in told) == (1, "diagram_rejected", False)
    assert [each["code"] for each in told["findings"] if each["severity"] == "error"] == ["unknown_variable"]
    plain = terminal.run("impact", path)
    assert plain.exit_code == 1 and "cumplee" in plain.stderr and "Pasa sola" not in plain.stdout
    assert terminal.run("deploy", path, "--description", "x", "--as", "director_comercial").exit_code == 1


def test_the_json_is_what_the_contract_says(company: Company, terminal: Terminal, tmp_path: Path) -> None:
    folio = company.start()
    path = draft(tmp_path, **{"Prospección y generación de leads": "Prospectar"})
    assert terminal.json("impact", path, *SINCE) == {
        "process": "gestion_comercial",
        "against": 4,
        "counts": {"same": 1, "moves": 0, "differs": 0, "decision": 0, "impossible": 0},
        "instances": [{"folio": folio, "status": "running", "verdict": "same", "element": None, "reason": None}],
    }
