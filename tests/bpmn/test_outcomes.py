"""The ends that can still be reached from each node of a process."""

from pathlib import Path

import bpmn
from bpmn.outcomes import reachable_ends
from bpmn.reader import read
from tests.engine.execution.diagrams import content, diagram

PROCEDURE = Path(bpmn.__file__).parent / "processes/gestion_comercial/gestion_comercial.bpmn"


def ends_of(source: bytes) -> dict[str, set[str]]:
    definitions = read(source).definitions
    assert definitions is not None
    return {node: set(ends) for node, ends in reachable_ends(definitions.processes[0]).items()}


def test_a_node_leads_to_every_end_that_some_answer_would_lead_to() -> None:
    found = ends_of(diagram("start > a > choice [x] > b > end_one\nchoice [else] > end_two\nb > a"))
    assert found["a"] == found["choice"] == found["b"] == {"end_one", "end_two"}
    assert found["end_two"] == {"end_two"}


def test_a_boundary_event_leads_from_its_activity_to_where_it_goes() -> None:
    kinds = {"late": 'boundaryEvent attachedToRef="a"'}
    found = ends_of(diagram("start > a > end_one\nlate > end_two", kinds))
    assert found["a"] == {"end_one", "end_two"} and found["late"] == {"end_two"}


def test_what_is_within_a_sub_process_ends_nothing() -> None:
    source = diagram("start > sub > end", {"sub": "subProcess"}, {"sub": content("start_in > a > end_in")})
    assert ends_of(source) == {"start": {"end"}, "sub": {"end"}, "end": {"end"}}


def test_the_shipped_procedure_can_end_in_three_ways_until_its_two_decisions_are_taken() -> None:
    found = ends_of(PROCEDURE.read_bytes())
    tasks = {node: sorted(ends) for node, ends in found.items() if not node.startswith(("fin_", "union_"))}
    every, open_, lost = (
        ["fin_ganada", "fin_no_go", "fin_no_obtenida"],
        ["fin_ganada", "fin_no_obtenida"],
        ["fin_no_go"],
    )
    assert {node: ends for node, ends in tasks.items() if node in ("prospeccion", "validar_business_case")} == {
        "prospeccion": every,
        "validar_business_case": every,
    }
    assert tasks["justificar_no_go"] == lost
    assert tasks["elaborar_propuesta"] == tasks["revisar_propuesta"] == tasks["actualizar_propuesta"] == open_
    assert tasks["notificar_ganada"] == tasks["formalizar_contrato"] == ["fin_ganada"]
    assert tasks["notificar_perdida"] == ["fin_no_obtenida"]
