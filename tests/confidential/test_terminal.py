"""What a terminal prints: nothing that is confidential but to whom may read it, and nothing personal."""

import json
from pathlib import Path

import pytest

from engine.verifier import evidence as verifier_evidence
from engine.verifier import verdict
from tests.confidential.planted import CONFIDENTIAL, PERSONAL, READER, captured, words_in
from tests.confidential.test_site import CHOICES, ended, stopped
from tests.paper.reading import said_on
from tests.support import Company
from tests.web.cli.conftest import Terminal

PAGES_ONLY = {"written", "long_date", "label", "content"}
"""The words that stand where a page writes a value, and in a file."""
ABOUT = (
    "show {folio}", "history {folio}", "tasks --folio {folio}", "incidents --all", "verify {folio}",
    "dispose {folio} --rule Plazo --dry-run --as control_documentos", "outbox --all", "versions", "people",
    "link {item} --as comercial", "impact plantado",
)  # fmt: skip
"""What can be asked of an instance, or shows some."""


@pytest.fixture
def terminal(company: Company) -> Terminal:
    """On the same company."""
    return Terminal(company.database.url)


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("scene", [stopped, ended])
@pytest.mark.parametrize("command", ABOUT)
def test_whoever_says_nobody_is_printed_nothing_confidential(
    company: Company, terminal: Terminal, scene: object, command: str, as_json: bool
) -> None:
    there = scene(company)  # type: ignore[operator]
    words = command.format(folio=there.planted.folio, item=there.items[-1]).split()
    result = terminal.run(*words, *(["--json"] if as_json else []))
    assert "Traceback" not in result.output and result.exit_code in (0, 1, 2), result.output
    assert words_in(result.output, CONFIDENTIAL | PERSONAL) - CHOICES == set(), result.output


@pytest.mark.parametrize("command", ["show", "history"])
@pytest.mark.parametrize("person", ["comercial", "administrador", "preventa"])
def test_who_may_not_is_printed_nothing(company: Company, terminal: Terminal, command: str, person: str) -> None:
    there = stopped(company)
    for more in ([], ["--json"]):
        result = terminal.run(command, there.planted.folio, "--as", person, *more)
        assert words_in(result.output, CONFIDENTIAL | PERSONAL) == set(), result.output


@pytest.mark.parametrize("person", [READER, "auditor"])
def test_who_may_is_printed_all_that_is_confidential(company: Company, terminal: Terminal, person: str) -> None:
    folio = captured(company).folio
    data = terminal.json("show", folio, "--as", person)
    assert words_in(json.dumps(data), CONFIDENTIAL) == CONFIDENTIAL.keys() - PAGES_ONLY
    assert words_in(json.dumps(data), PERSONAL) == set()
    assert data["withheld"] == []


def test_what_is_withheld_is_named(company: Company, terminal: Terminal) -> None:
    folio = captured(company).folio
    data = terminal.json("show", folio)
    assert data["withheld"] == [
        "anexo", "copia.filas[].dicho", "copia.secreto", "costo", "doble", "fecha", "ficha", "filas[].dicho", "opcion",
        "secreto",
    ]  # fmt: skip
    assert data["data"]["filas"] == [{"concepto": "Renta"}]
    events = terminal.json("history", folio)
    assert [each["withheld"] for each in events if "withheld" in each] == [
        ["anexo", "costo", "doble", "fecha", "ficha", "filas[].dicho", "opcion", "secreto"]
    ]
    assert "secreto: Confidencial" in terminal.run("show", folio).output


def test_evidence_at_a_terminal_is_whole_for_whoever_owns_the_installation(
    company: Company, terminal: Terminal, tmp_path: Path
) -> None:
    target = tmp_path / "prueba.zip"
    terminal.json("evidence", captured(company).folio, "--out", str(target))
    findings = verdict.verify(verifier_evidence.Evidence(target))
    assert not any("extracto" in reserve for reserve in findings.reserves)


def _on_paper(terminal: Terminal, folder: Path, folio: str, *who: str) -> str:
    """What the records of an instance say."""
    files = [Path(each["file"]) for each in terminal.json("records", folio, "--out", str(folder), *who)["files"]]
    assert sorted(file.suffix for file in files) == [".docx", ".pdf"]
    return "\n".join(said_on(file.read_bytes()) for file in files)


@pytest.mark.processes
@pytest.mark.parametrize("person", ["comercial", READER])
def test_a_record_says_what_whoever_takes_it_may_read(
    company: Company, terminal: Terminal, tmp_path: Path, person: str
) -> None:
    said = _on_paper(terminal, tmp_path, captured(company).folio, "--as", person)
    expected = CONFIDENTIAL.keys() - {"number", "choice", "computed", "date", "content"} if person == READER else set()
    assert words_in(said, CONFIDENTIAL) >= expected if expected else words_in(said, CONFIDENTIAL) == set()
    assert words_in(said, PERSONAL) == set()
    assert "Banco Abierto" in said and ("Confidencial" in said) is (person != READER)


@pytest.mark.processes
def test_the_records_of_whoever_owns_the_installation_are_whole(
    company: Company, terminal: Terminal, tmp_path: Path
) -> None:
    said = _on_paper(terminal, tmp_path, captured(company).folio)
    assert words_in(said, PERSONAL) == PERSONAL.keys()
    assert words_in(said, CONFIDENTIAL) >= {"text", "written", "label", "file", "row", "inner"}
