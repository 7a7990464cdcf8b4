"""Records from a terminal."""

from pathlib import Path

import pytest

from tests.web.cli.conftest import Terminal


@pytest.mark.processes
def test_every_record_is_written_as_pdf_and_docx(terminal: Terminal, tmp_path: Path) -> None:
    folio = terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"]
    terminal.json("complete", f"{folio}.2", "--as", "director_comercial", "--fill")
    told = terminal.json("records", folio, "--out", str(tmp_path / "a" / "b"))
    assert told["folio"] == folio
    assert [(each["record"], each["code"], each["version"], each["format"]) for each in told["files"]] == [
        ("f-com-001", "F-COM-001", 1, "docx"),
        ("f-com-001", "F-COM-001", 1, "pdf"),
    ]
    for each in told["files"]:
        content = Path(each["file"]).read_bytes()
        assert len(content) == each["bytes"]
        assert content.startswith(b"%PDF-" if each["format"] == "pdf" else b"PK")
        assert each["digest"] == terminal.json("history", folio)[each["event"] - 1]["hash"]
    printed = terminal.run("records", folio, "--out", str(tmp_path / "a" / "b")).stdout.splitlines()
    assert printed == [each["file"] for each in told["files"]]


def test_an_opportunity_that_left_none_says_so(terminal: Terminal, tmp_path: Path) -> None:
    folio = terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"]
    result = terminal.run("records", folio, "--out", str(tmp_path / "out"))
    assert (result.exit_code, result.stdout.strip()) == (0, f"{folio} todavía no ha dejado ningún registro.")
    assert terminal.json("records", folio, "--out", str(tmp_path / "out")) == {"folio": folio, "files": []}
    assert not (tmp_path / "out").exists()


def test_what_is_not_there_or_cannot_be_written_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    assert "GC-2026-0009" in terminal.refused("records", "GC-2026-0009", "--out", str(tmp_path))
    assert terminal.run("records", "GC-2026-0009").exit_code == 2
