"""What changes from one version to another, from a terminal."""

from pathlib import Path

import pytest

import bpmn
from tests.web.cli.conftest import Terminal

SHIPPED = Path(bpmn.__file__).parent / "processes" / "gestion_comercial" / "gestion_comercial.bpmn"
SAID = "La actividad «Prospección y generación de leads» se llama ahora «Prospectar»."


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The shipped procedure with two texts changed, without its forms beside it."""
    path = tmp_path / "otro" / "a.bpmn"
    path.parent.mkdir()
    text = SHIPPED.read_text(encoding="utf-8").replace('name="Prospección y generación de leads"', 'name="Prospectar"')
    path.write_text(text.replace("Se buscan leads en", "Se buscan clientes en"), encoding="utf-8")
    for form in SHIPPED.parent.glob("*.form.json"):
        (path.parent / form.name).write_bytes(form.read_bytes())
    return path


def test_two_files_are_compared_with_the_forms_beside_them(bare: Terminal, other: Path) -> None:
    told = bare.json("diff", str(SHIPPED), str(other))
    assert (told["process"], told["same"], told["redrawn"]) == ("gestion_comercial", False, False)
    assert [each["sentence"] for each in told["differences"]] == [
        SAID,
        "La descripción de «Prospectar»: dice otra cosa.",
    ]
    first = told["differences"][0]
    assert (first["kind"], first["topic"], first["before"], first["after"]) == ("changed", "flow", *["prospeccion"] * 2)
    text = bare.run("diff", str(SHIPPED), str(other)).stdout
    assert text.splitlines()[:2] == ["El flujo", f"  ≠ {SAID}"]
    assert "Se buscan [-leads-]{+clientes+} en" in text
    (other.parent / "validacion.form.json").unlink()
    sentences = [each["sentence"] for each in bare.json("diff", str(SHIPPED), str(other))["differences"]]
    assert "El formulario de «Validación administrativa y técnica» falta o no se puede leer." in sentences


def test_a_version_with_itself_and_what_is_not_there(terminal: Terminal, tmp_path: Path) -> None:
    (version,) = terminal.json("versions", "gestion_comercial")
    number = str(version["version"])
    assert terminal.json("diff", "gestion_comercial", number, number)["same"]
    assert terminal.run("diff", "gestion_comercial").stdout.strip() == "Nada cambia."
    assert "77" in terminal.refused("diff", "gestion_comercial", "77", number)
    assert terminal.refused("diff", "nada") and terminal.refused("diff", "gestion_comercial", number, "x")
    assert terminal.refused("diff", "gestion_comercial", number, "draft")


def test_a_file_alone_or_one_that_cannot_be_read_is_refused(bare: Terminal, tmp_path: Path) -> None:
    broken = tmp_path / "a.bpmn"
    broken.write_text("<bpmn:definitions")
    assert bare.run("diff", str(SHIPPED)).exit_code == 2
    assert bare.run("diff", str(SHIPPED), "4").exit_code == 2
    assert "not_well_formed" in bare.refused("diff", str(SHIPPED), str(broken))
