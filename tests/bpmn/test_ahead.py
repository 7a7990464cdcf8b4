"""What may come after an element."""

from pathlib import Path

import pytest

from bpmn.ahead import ahead
from bpmn.model import Process
from bpmn.reader import read

FOLDER = Path(__file__).parents[2] / "bpmn" / "processes"


@pytest.fixture(scope="module")
def processes() -> dict[str, Process]:
    found = {}
    for name in ("gestion_comercial", "alianzas_estrategicas"):
        definitions = read((FOLDER / name / f"{name}.bpmn").read_bytes()).definitions
        assert definitions is not None
        found |= {process.id: process for process in definitions.processes}
    return found


def after(processes: dict[str, Process], element: str, process_id: str = "gestion_comercial") -> list[str]:
    return [node.id for _, node in ahead(processes, process_id, element)]


@pytest.mark.parametrize(
    ("element", "then"),
    [
        ("prospeccion", ["validacion"]),
        ("participacion", ["dimensionamiento"]),
        # What acts by itself, a notice for instance, is passed through.
        ("validar_cumplimiento", ["correcciones", "enviar_cliente"]),
        ("correcciones", ["validar_cumplimiento"]),
        ("justificar_no_go", ["fin_no_go"]),
        ("fin_no_go", []),
        ("nadie", []),
    ],
)
def test_the_next_steps_of_people_come_and_named_ends(
    processes: dict[str, Process], element: str, then: list[str]
) -> None:
    assert after(processes, element) == then


def test_a_call_leads_into_what_it_calls_and_its_end_out_of_it(processes: dict[str, Process]) -> None:
    assert after(processes, "validacion") == ["participacion", "cotizar_soluciones"]
    assert "participacion" in after(processes, "cotizar_soluciones", "alianzas_estrategicas")
    alone = {"gestion_comercial": processes["gestion_comercial"]}
    assert after(alone, "validacion") == ["alianzas", "participacion"], "what is not known is named as the call"
