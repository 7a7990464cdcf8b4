"""Where an instance stands on its diagram, told from history, and the same as executing it would show."""

import pytest

from bpmn.model import Event
from engine.errors import NotFound
from engine.instances.progress.element_state import ElementState
from engine.instances.progress.queries import Progress, progress
from engine.instances.reading import EVERYTHING
from tests.support import Company

pytestmark = pytest.mark.both_databases

MAIN, CALLED = "gestion_comercial", "alianzas_estrategicas"
WITH_ALLIANCE = {
    "tipo_requerimiento": "servicio_administrado",
    "requiere_ti": True,
    "areas": ["soc_noc", "consultoria"],
}
SERVICE = {"tipo_requerimiento": "servicio", "areas": ["ciberinteligencia"]}


def where(company: Company, folio: str) -> Progress:
    with company.database.reading() as connection:
        return progress(connection, company.runtime, EVERYTHING, folio)


def times(found: Progress, process_id: str = MAIN) -> dict[str, int]:
    return {element: state.times for (process, element), state in found.elements.items() if process == process_id}


def current(found: Progress) -> set[str]:
    return {element for (_, element), state in found.elements.items() if state.current}


def until(company: Company, folio: str, element: str, answers: dict[str, list[dict[str, object]]]) -> None:
    while (task := company.tasks(folio)[0]).item.visit.element != element:
        given = answers.get(task.item.visit.element, [])
        company.complete(task.item.id, given.pop(0) if given else {}, actor=task.candidates[0])


def test_a_new_instance_waits_at_its_first_activity(company: Company) -> None:
    found = where(company, company.start())
    assert times(found) == {"inicio": 1, "prospeccion": 1}
    assert current(found) == {"prospeccion"}
    assert list(found.flows.values()) == [1]
    assert found.versions == {MAIN: 4, CALLED: 1}


def test_what_was_done_is_told_with_who_did_it_and_when(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    state = where(company, folio).elements[MAIN, "prospeccion"]
    assert (state.times, state.current, state.by, state.at) == (1, False, "director_comercial", company.clock.now)


def test_a_loop_counts_its_rounds_and_its_flows(company: Company) -> None:
    folio = company.start()
    refused = [{"cumple": False}, {"cumple": False}]
    until(company, folio, "correcciones", {"validacion": [SERVICE], "validar_cumplimiento": refused})
    company.do(folio, "correcciones")
    found = where(company, folio)
    assert found.elements[MAIN, "validar_cumplimiento"].times == 2 and current(found) == {"validar_cumplimiento"}
    assert times(found)["union_cumplimiento"] == 2 and times(found)["cumple_gw"] == 1
    assert found.flows[MAIN, "flujo_cumple_gw_correcciones"] == 1
    assert (MAIN, "flujo_cumple_gw_notificar_cumplimiento") not in found.flows


def test_a_called_process_waits_in_its_own_diagram_and_in_the_call(company: Company) -> None:
    folio = company.start()
    until(company, folio, "cotizar_soluciones", {"validacion": [WITH_ALLIANCE]})
    found = where(company, folio)
    assert current(found) == {"alianzas", "cotizar_soluciones"}
    assert times(found, CALLED)["cotizar_soluciones"] == 1
    company.do(folio, "cotizar_soluciones", {"requiere_alianza": False})
    found = where(company, folio)
    assert current(found) == {"participacion"}
    assert times(found, CALLED)["fin_alianzas"] == 1 and "generar_alianza" not in times(found, CALLED)


def test_several_at_one_activity_are_one_visit_that_lasts_until_all_are_done(company: Company) -> None:
    folio = company.start()
    until(company, folio, "participacion", {"validacion": [{**SERVICE, "areas": ["soc_noc", "consultoria"]}]})
    first, second = company.tasks(folio)
    company.complete(first.item.id, actor=first.candidates[0])
    found = where(company, folio)
    assert found.elements[MAIN, "participacion"].times == 1 and current(found) == {"participacion"}
    company.complete(second.item.id, actor=second.candidates[0])
    assert current(where(company, folio)) == {"dimensionamiento"}


def test_at_the_end_a_whole_path_leads_from_start_to_end_and_nothing_waits(company: Company) -> None:
    folio = company.start()
    won = [{"cumple_tecnicamente": True, "cumple_economicamente": True}]
    answers = {
        "validacion": [WITH_ALLIANCE],
        "cotizar_soluciones": [{"requiere_alianza": True}],
        "validar_cumplimiento": [{"cumple": False}, {"cumple": True}],
        "revisar_propuesta": won,
    }
    company.drive(folio, answers)
    found = where(company, folio)
    assert current(found) == set() and times(found)["fin_ganada"] == 1
    for process_id in (MAIN, CALLED):
        assert_conserves(company, found, process_id)


def assert_conserves(company: Company, found: Progress, process_id: str) -> None:
    """What came into a node went out of it: a path without gaps, which leaves out or invents nothing. No term ran out
    on it."""
    with company.database.reading() as connection:
        executable = company.runtime.library.executable(connection, MAIN, found.versions)
    process = executable.processes[process_id]
    for node in process.nodes:
        state = found.elements.get((process_id, node.id), ElementState(0, current=False, completed=False))
        came = sum(found.flows.get((process_id, flow), 0) for flow in node.incoming)
        went = sum(found.flows.get((process_id, flow), 0) for flow in node.outgoing)
        if isinstance(node, Event) and node.attached_to:
            # It waits as often as its activity is reached, and is left behind where the answer came before its time.
            assert state.times == found.elements[process_id, node.attached_to].times, node.id
            assert (came, went, state.completed) == (0, 0, False), node.id
            continue
        assert state.times == (came if node.incoming else went), node.id
        assert state.times == (went if node.outgoing else came), node.id


def test_what_was_cancelled_waits_nowhere(company: Company) -> None:
    folio = company.start()
    company.command("cancel", folio, "El cliente desistió", actor="director_comercial")
    found = where(company, folio)
    assert current(found) == set() and times(found) == {"inicio": 1, "prospeccion": 1}


def test_an_unknown_folio_is_not_found(company: Company) -> None:
    with pytest.raises(NotFound):
        where(company, "GC-1999-0001")
