"""What the shipped diagrams say, against the table of ids that scripts rely on and against the documented procedure."""

import ast
from pathlib import Path
from typing import Any

import pytest
import SpiffWorkflow
from lxml import etree

SCHEMA = Path(SpiffWorkflow.__file__).parent / "bpmn" / "parser" / "schema" / "BPMN20.xsd"

ROLES = {
    *("director_comercial", "comercial", "preventa", "soc_noc", "ciberinteligencia", "consultoria", "alianzas"),
    *("cumplimiento", "direccion_general", "control_documentos", "auditor", "administrador", "cliente"),
}

LANES = [
    ("comercial", "Comercial", ["comercial", "director_comercial"]),
    ("preventa", "Preventa", ["preventa"]),
    ("areas_servicio", "Áreas de Servicio", ["soc_noc", "ciberinteligencia", "consultoria"]),
    ("cumplimiento", "Cumplimiento", ["cumplimiento"]),
    ("carril_cliente", "Cliente", ["cliente"]),
]

# number, element, kind, lane, responsible, records
ACTIVITIES = [
    ("1", "prospeccion", "userTask", "comercial", "Director Comercial", ["F-COM-001"]),
    ("2.1", "validacion", "userTask", "preventa", "Comercial / Preventa", []),
    ("2.2", "alianzas", "callActivity", "preventa", "Alianzas Estratégicas", []),
    ("2.3", "solicitar_participacion", "sendTask", "areas_servicio", "Comercial / Preventa", []),
    (
        *("3", "participacion", "userTask", "areas_servicio", "Áreas de Servicio"),
        ["Información y/o documentación del servicio"],
    ),
    ("4.1", "dimensionamiento", "userTask", "preventa", "Comercial / Preventa", ["Dimensionamiento"]),
    ("4.2", "business_case", "userTask", "comercial", "Director Comercial", ["F-COM-002"]),
    ("4.3", "validar_business_case", "userTask", "comercial", "Dirección General", ["F-COM-002"]),
    ("4.4", "justificar_no_go", "userTask", "comercial", "Comercial", ["Seguimiento de oportunidades en CRM"]),
    (
        *("4.5", "elaborar_propuesta", "userTask", "preventa", "Comercial / Preventa"),
        ["Seguimiento de oportunidades en CRM", "F-COM-003"],
    ),
    ("5.1", "validar_cumplimiento", "userTask", "cumplimiento", "Cumplimiento y Mejora Continua", ["F-COM-003"]),
    (
        *("5.2", "notificar_cumplimiento", "sendTask", "cumplimiento", "Cumplimiento y Mejora Continua"),
        ["Correo electrónico"],
    ),
    ("6", "correcciones", "userTask", "comercial", "Comercial", ["F-COM-003"]),
    ("7", "enviar_cliente", "userTask", "comercial", "Comercial", ["F-COM-003"]),
    ("8.1", "revisar_propuesta", "userTask", "carril_cliente", "Cliente", ["F-COM-003"]),
    ("8.2", "atender_vencida", "userTask", "comercial", "Comercial", []),
    ("9", "actualizar_propuesta", "userTask", "comercial", "Comercial", ["F-COM-003"]),
    ("10", "notificar_perdida", "userTask", "comercial", "Comercial", ["Lecciones aprendidas en CRM"]),
    (
        *("11.1", "notificar_ganada", "userTask", "comercial", "Comercial"),
        ["Correo electrónico", "Notificación de adjudicación", "Seguimiento de oportunidades en CRM"],
    ),
    ("11.2", "formalizar_contrato", "userTask", "cumplimiento", "Cumplimiento y Mejora Continua", ["Contrato/NDA"]),
]

# gateway, lane, the variables that decide, its answers in the order people read them
GATEWAYS = [
    (
        *("tipo_requerimiento_gw", "preventa", {"tipo_requerimiento"}),
        ["Servicio administrado", "Compraventa", "Servicio"],
    ),
    ("requiere_ti_gw", "preventa", {"requiere_ti"}, ["Sí", "No"]),
    ("business_case_gw", "comercial", {"business_case_aprobado"}, ["Sí", "No"]),
    ("go_no_go_gw", "comercial", {"go"}, ["Go", "No Go"]),
    ("cumple_gw", "cumplimiento", {"cumple"}, ["Sí", "No"]),
    ("cumple_tecnicamente_gw", "carril_cliente", {"cumple_tecnicamente"}, ["Sí", "No"]),
    ("cumple_economicamente_gw", "carril_cliente", {"cumple_economicamente"}, ["Sí", "No"]),
    ("comentarios_gw", "carril_cliente", {"acepta_comentarios"}, ["Sí", "No"]),
]

BOTH = '["comercial", "preventa"]'
OWNERS = {
    "prospeccion": "director_comercial",
    "validacion": BOTH,
    "participacion": "area",
    "dimensionamiento": BOTH,
    "business_case": "director_comercial",
    "validar_business_case": "direccion_general",
    "elaborar_propuesta": BOTH,
}


def test_it_validates_against_the_bpmn_schema(diagram):
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    document = etree.parse(str(diagram.path))
    assert schema.validate(document), schema.error_log
    document.find(".//{*}sequenceFlow").attrib.pop("sourceRef")
    assert not schema.validate(document), "the schema checks nothing"


def test_it_is_one_executable_process_in_one_pool_named_as_its_file(diagram):
    assert [p.get("id") for p in diagram.all("//bpmn:process")] == [diagram.name]
    assert diagram.process.get("isExecutable") == "true"
    assert [p.get("processRef") for p in diagram.all("//bpmn:participant")] == [diagram.name]


def test_gestion_comercial_has_its_five_lanes_and_who_works_in_each(gestion):
    lanes = gestion.all("//bpmn:lane")
    said = [(lane.get("id"), lane.get("name"), staffing(gestion, lane.get("id"))) for lane in lanes]
    assert said == LANES


def test_alianzas_estrategicas_has_a_lane_of_its_own(estrategicas):
    lanes = [(lane.get("id"), lane.get("name")) for lane in estrategicas.all("//bpmn:lane")]
    assert lanes == [("alianzas", "Alianzas Estratégicas")]
    assert staffing(estrategicas, "alianzas") == ["alianzas"]


def test_each_node_is_in_one_lane(diagram):
    references = [ref.text for ref in diagram.all("//bpmn:flowNodeRef")]
    assert sorted(references) == sorted(diagram.nodes)


def test_the_activities_are_those_of_the_procedure(gestion):
    assert [row(gestion, id) for id in gestion.activities] == sorted(
        ACTIVITIES, key=lambda expected: list(gestion.activities).index(expected[1])
    )


def test_the_activities_of_alianzas_quote_and_ally(estrategicas):
    assert [row(estrategicas, id)[:5] for id in estrategicas.activities] == [
        ("1", "cotizar_soluciones", "userTask", "alianzas", "Alianzas Estratégicas"),
        ("2", "generar_alianza", "userTask", "alianzas", "Alianzas Estratégicas"),
    ]
    assert all(row(estrategicas, id)[5] for id in estrategicas.activities)


def test_each_activity_says_what_is_done(diagram):
    for id in diagram.activities:
        (documentation,) = diagram.under(id, "bpmn:documentation")
        assert len(documentation.text) > 60, id


@pytest.mark.parametrize(("id", "lane", "variables", "answers"), GATEWAYS, ids=[row[0] for row in GATEWAYS])
def test_each_gateway_asks_a_question_decides_on_its_variable_and_always_has_a_way_out(
    gestion, id, lane, variables, answers
):
    assert_decides(gestion, id, variables, answers)
    assert gestion.lane_of[id] == lane


def test_alianzas_asks_whether_an_alliance_is_needed(estrategicas):
    assert_decides(estrategicas, "requiere_alianza_gw", {"requiere_alianza"}, ["Sí", "No"])


def test_no_other_gateway_decides(diagram):
    named = {id for id in diagram.nodes if diagram.kind(id).endswith("Gateway") and diagram.nodes[id].get("name")}
    assert named == ({row[0] for row in GATEWAYS} if diagram.name == "gestion_comercial" else {"requiere_alianza_gw"})
    joins = {id for id in diagram.nodes if diagram.kind(id).endswith("Gateway")} - named
    assert all(len(outgoing(diagram, id)) == 1 for id in joins)


def test_it_ends_where_the_procedure_ends(gestion, estrategicas):
    assert ends(gestion) == {"fin_ganada", "fin_no_obtenida", "fin_no_go"}
    assert ends(estrategicas) == {"fin_alianzas"}


def test_alianzas_is_called_as_the_process_of_its_own_file(gestion, estrategicas):
    assert gestion.elements["alianzas"].get("calledElement") == estrategicas.process.get("id")


def test_who_may_do_it_where_the_lane_is_not_enough(diagram):
    owners = {
        id: "".join(owner.itertext()).strip()
        for id in diagram.nodes
        for owner in diagram.under(id, "bpmn:potentialOwner")
    }
    assert owners == (OWNERS if diagram.name == "gestion_comercial" else {})


def test_a_role_that_is_referred_to_is_a_resource_of_the_file(diagram):
    resources = {resource.get("id") for resource in diagram.all("bpmn:resource")}
    assert resources <= ROLES
    assert {ref.text for ref in diagram.all("//bpmn:resourceRef")} <= resources


def test_each_area_takes_part_on_its_own_and_what_it_says_is_kept(gestion):
    (loop,) = gestion.under("participacion", "bpmn:multiInstanceLoopCharacteristics")
    assert loop.get("isSequential", "false") == "false"
    assert gestion.under("participacion", ".//bpmn:loopDataInputRef")[0].text == "areas"
    assert gestion.under("participacion", ".//bpmn:inputDataItem")[0].get("id") == "area"
    assert gestion.under("participacion", ".//bpmn:loopDataOutputRef")[0].text == "participaciones"
    item = gestion.under("participacion", ".//bpmn:outputDataItem")[0].get("id")
    (assignment,) = ast.parse(gestion.under("participacion", ".//spiffworkflow:postScript")[0].text).body
    assert assignment.targets[0].id == item
    asked = {field["key"] for field in gestion.fields("participacion") if not field.get("readonly")}
    kept = {key.value for key in assignment.value.keys}
    assert asked <= kept, "what an area writes would be lost"


def test_what_an_area_may_leave_out_has_a_value_before_it_is_kept(gestion):
    defaults = {
        target.id
        for assignment in ast.parse(gestion.under("participacion", ".//spiffworkflow:preScript")[0].text).body
        for target in assignment.targets
    }
    optional = {
        field["key"]
        for field in gestion.fields("participacion")
        if not field.get("readonly") and not field.get("validate", {}).get("required")
    }
    assert defaults == optional


def test_each_user_task_has_its_form_beside_the_diagram(diagram):
    for id in diagram.activities:
        form = diagram.under(id, ".//cauce:activity")[0].get("form")
        assert form == (id if diagram.kind(id) == "userTask" else None)
        assert form is None or (diagram.path.parent / f"{form}.form.json").is_file()


def staffing(diagram: Any, lane: str) -> list[str]:
    return [staff.get("role") for staff in diagram.under(lane, ".//cauce:staffing")]


def row(diagram: Any, id: str) -> tuple[Any, ...]:
    """An activity as the procedure's table has it."""
    (activity,) = diagram.under(id, "bpmn:extensionElements/cauce:activity")
    records = [record.get("code") or record.get("name") for record in activity]
    return (
        *(activity.get("number"), id, diagram.kind(id), diagram.lane_of[id], activity.get("responsible")),
        records,
    )


def outgoing(diagram: Any, id: str) -> list[Any]:
    return [flow for flow in diagram.flows.values() if flow.get("sourceRef") == id]


def ends(diagram: Any) -> set[str]:
    return {id for id in diagram.nodes if diagram.kind(id) == "endEvent"}


def assert_decides(diagram: Any, id: str, variables: set[str], answers: list[str]) -> None:
    gateway = diagram.elements[id]
    assert gateway.get("name").startswith("¿") and gateway.get("name").endswith("?")
    ways = outgoing(diagram, id)
    assert [way.get("name") for way in ways] == answers
    default = [way for way in ways if way.get("id") == gateway.get("default")]
    conditions = [way.findtext("{*}conditionExpression") for way in ways if way not in default]
    assert len(default) == 1 and default[0].find("{*}conditionExpression") is None
    names = {n.id for c in conditions for n in ast.walk(ast.parse(c, mode="eval")) if isinstance(n, ast.Name)}
    assert names == variables
