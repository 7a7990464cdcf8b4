"""The shipped diagrams run in SpiffWorkflow as it is, without a line of ours, to each of their ends."""

from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.spiff.parser.process import VALIDATOR, SpiffBpmnParser
from SpiffWorkflow.util.task import TaskState

PARTICIPATION = {"informacion": "Análisis del servicio"}
START = ["prospeccion", "validacion"]
CASE = ["dimensionamiento", "business_case", "validar_business_case"]
GO = ["elaborar_propuesta", "validar_cumplimiento", "enviar_cliente", "revisar_propuesta"]
WON = ["notificar_ganada", "formalizar_contrato"]

SERVICE = {"tipo_requerimiento": "servicio", "areas": ["consultoria"]}
MANAGED = {"tipo_requerimiento": "servicio_administrado", "areas": ["soc_noc"]}
TRADE = {"tipo_requerimiento": "compraventa", "areas": ["soc_noc", "ciberinteligencia"]}
APPROVED = {"business_case_aprobado": True, "go": True}
FOR_LONG = {"vigencia_propuesta": "2999-12-31"}
ACCEPTED = {"cumple_tecnicamente": True, "cumple_economicamente": True}

# name: what each decision gets, time after time; the tasks in their order; the end
ROUTES: dict[str, tuple[dict[str, list[dict[str, Any]]], list[str], str]] = {
    "a service is won": (
        {"validacion": [SERVICE], "revisar_propuesta": [ACCEPTED]},
        [*START, "participacion", *CASE, *GO, *WON],
        "fin_ganada",
    ),
    "a managed service without IT skips the alliances": (
        {"validacion": [{**MANAGED, "requiere_ti": False}], "revisar_propuesta": [ACCEPTED]},
        [*START, "participacion", *CASE, *GO, *WON],
        "fin_ganada",
    ),
    "a managed service with IT goes through the alliances": (
        {
            "validacion": [{**MANAGED, "requiere_ti": True}],
            "cotizar_soluciones": [{"requiere_alianza": False}],
            "revisar_propuesta": [ACCEPTED],
        },
        [*START, "cotizar_soluciones", "participacion", *CASE, *GO, *WON],
        "fin_ganada",
    ),
    "a sale goes through the alliances, and each area takes part": (
        {
            "validacion": [TRADE],
            "cotizar_soluciones": [{"requiere_alianza": True}],
            "revisar_propuesta": [ACCEPTED],
        },
        [*START, "cotizar_soluciones", "generar_alianza", "participacion", "participacion", *CASE, *GO, *WON],
        "fin_ganada",
    ),
    "the business case is returned once, then it is no go": (
        {
            "validacion": [SERVICE],
            "validar_business_case": [
                {"business_case_aprobado": False},
                {"business_case_aprobado": True, "go": False},
            ],
        },
        [*START, "participacion", *CASE, "business_case", "validar_business_case", "justificar_no_go"],
        "fin_no_go",
    ),
    "corrected twice, commented twice, then lost on price": (
        {
            "validacion": [SERVICE],
            "validar_cumplimiento": [{"cumple": False}, {"cumple": False}, {"cumple": True}],
            "revisar_propuesta": [
                {"cumple_tecnicamente": False, "acepta_comentarios": True},
                {"cumple_tecnicamente": True, "cumple_economicamente": False, "acepta_comentarios": True},
                {"cumple_tecnicamente": True, "cumple_economicamente": False, "acepta_comentarios": False},
            ],
        },
        [
            *(*START, "participacion", *CASE, "elaborar_propuesta"),
            *("validar_cumplimiento", "correcciones") * 2,
            *("validar_cumplimiento", "enviar_cliente"),
            *("revisar_propuesta", "actualizar_propuesta") * 2,
            *("revisar_propuesta", "notificar_perdida"),
        ],
        "fin_no_obtenida",
    ),
    "lost on the technical side": (
        {
            "validacion": [SERVICE],
            "revisar_propuesta": [{"cumple_tecnicamente": False, "acepta_comentarios": False}],
        },
        [*START, "participacion", *CASE, *GO, "notificar_perdida"],
        "fin_no_obtenida",
    ),
}
USUAL = {
    "participacion": PARTICIPATION,
    "validar_business_case": APPROVED,
    "validar_cumplimiento": {"cumple": True},
    "elaborar_propuesta": FOR_LONG,
    "actualizar_propuesta": FOR_LONG,
}


@pytest.fixture(scope="module")
def specs(diagrams):
    # With Spiff's own schemas: the extensions of others must not disturb it.
    parser = SpiffBpmnParser(validator=VALIDATOR)
    for diagram in diagrams.values():
        parser.add_bpmn_str(diagram.path.read_bytes(), str(diagram.path))
    return parser.get_spec("gestion_comercial"), parser.get_subprocess_specs("gestion_comercial")


@pytest.mark.parametrize("name", ROUTES)
def test_it_runs_to_its_end(specs, name):
    answers, tasks, end = ROUTES[name]
    workflow, visited = run(specs, answers)
    assert visited == tasks
    assert workflow.is_completed()
    done = [task.task_spec.name for task in workflow.get_tasks(state=TaskState.COMPLETED) if task.workflow is workflow]
    assert [element for element in done if element.startswith("fin_")] == [end]


def test_every_node_is_in_the_executable_model(specs, diagrams):
    main, called = specs
    for spec in (main, *called.values()):
        assert set(diagrams[spec.name].nodes) <= set(spec.task_specs)


def test_what_each_area_said_is_kept_by_area(specs):
    workflow, _ = run(specs, ROUTES["a sale goes through the alliances, and each area takes part"][0])
    assert [(said["area"], said["informacion"]) for said in workflow.data["participaciones"]] == [
        ("soc_noc", "Análisis del servicio"),
        ("ciberinteligencia", "Análisis del servicio"),
    ]


@pytest.mark.parametrize(
    ("name", "involved"),
    [
        ("a service is won", ["consultoria"]),
        ("a managed service with IT goes through the alliances", ["soc_noc", "alianzas"]),
    ],
)
def test_the_alliances_count_as_involved_only_when_they_took_part(specs, name, involved):
    workflow, _ = run(specs, ROUTES[name][0])
    assert workflow.data["areas_involucradas"] == involved


def test_the_areas_are_asked_once_and_comercial_is_told_once_that_the_requirements_are_met(specs):
    workflow, _ = run(specs, ROUTES["corrected twice, commented twice, then lost on price"][0])
    told = [event.event_definition.name for event in workflow.bpmn_events]
    assert told == ["Participación solicitada", "Requisitos cumplidos"]


def run(specs: Any, answers: dict[str, list[dict[str, Any]]]) -> tuple[BpmnWorkflow, list[str]]:
    """Complete one ready task after another; each gets its next answer, or the usual one."""
    left = {task: list(data) for task, data in answers.items()}
    workflow, visited = BpmnWorkflow(*specs), []
    workflow.do_engine_steps()
    while ready := workflow.get_tasks(state=TaskState.READY, manual=True):
        task, element = ready[0], ready[0].task_spec.bpmn_id
        visited.append(element)
        task.data.update(left[element].pop(0) if left.get(element) else USUAL.get(element, {}))
        task.run()
        workflow.do_engine_steps()
    return workflow, visited
