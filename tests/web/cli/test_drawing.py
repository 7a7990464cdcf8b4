"""document and draw from a terminal."""

from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from lxml import etree

from engine.definitions.sources import SHIPPED
from tests.web.cli.conftest import Terminal
from tests.web.cli.test_definitions import CORPORA, HOSTILE

GESTION = SHIPPED / "gestion_comercial" / "gestion_comercial.bpmn"
NOWHERE = Terminal("sqlite:////nowhere")
UNDRAWN = (
    b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/></process>'
    b"</definitions>"
)


def pages_of(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(content)).pages]


@pytest.mark.processes
def test_the_controlled_document_is_written_as_pdf(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "a" / "documento.pdf"
    told = terminal.run("document", "gestion_comercial", "--pdf", str(out))
    assert (told.exit_code, told.stdout.strip()) == (0, str(out))
    pages = pages_of(out.read_bytes())
    assert len(pages) > 6
    for number, page in enumerate(pages, 1):
        assert f"Página {number} de {len(pages)}" in page
        assert "COPIA NO CONTROLADA" in page and "Gestión Comercial" in page
    assert "gestion_comercial" not in " ".join(pages)


@pytest.mark.processes
def test_a_version_is_chosen_by_its_number(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "documento.pdf"
    assert terminal.run("document", "gestion_comercial", "--version", "4", "--pdf", str(out)).exit_code == 0
    assert "Versión: 4" in pages_of(out.read_bytes())[0]


def test_what_is_not_there_or_cannot_be_written_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "documento.pdf"
    assert "nada" in terminal.refused("document", "nada", "--pdf", str(out))
    assert "99" in terminal.refused("document", "gestion_comercial", "--version", "99", "--pdf", str(out))
    assert not out.exists()
    assert terminal.run("document", "gestion_comercial").exit_code == 2
    assert terminal.run("document", "gestion_comercial", "--version", "0", "--pdf", str(out)).exit_code == 2


@pytest.mark.parametrize(
    "path",
    [GESTION, CORPORA / "Reference" / "C.2.0.bpmn", CORPORA / "Reference" / "B.2.0.bpmn"],
    ids=lambda it: it.name,
)
def test_a_diagram_of_any_tool_is_drawn(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "diagrama.svg"
    told = NOWHERE.run("draw", str(path), "--svg", str(out))
    assert (told.exit_code, told.stdout.strip()) == (0, str(out)), told.output
    root = etree.fromstring(out.read_bytes())
    assert etree.QName(root).localname == "svg" and len(list(root.iter("{*}text"))) > 10


@pytest.mark.parametrize("name", ["entity.bpmn", "empty.bpmn", "noise.bpmn", "truncated.bpmn"])
def test_what_cannot_be_read_is_refused_with_its_findings(tmp_path: Path, name: str) -> None:
    path, out = tmp_path / name, tmp_path / "diagrama.svg"
    path.write_bytes(HOSTILE[name])
    said = NOWHERE.refused("draw", str(path), "--svg", str(out))
    assert "error" in said and "root:" not in said and not out.exists()


def test_a_diagram_without_a_drawing_says_so(tmp_path: Path) -> None:
    path = tmp_path / "sin-dibujo.bpmn"
    path.write_bytes(UNDRAWN)
    assert "no hay nada dibujado" in NOWHERE.refused("draw", str(path), "--svg", str(tmp_path / "diagrama.svg"))
    assert NOWHERE.run("draw", str(path)).exit_code == 2
