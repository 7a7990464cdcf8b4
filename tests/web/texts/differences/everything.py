"""A process that says everything a diagram can say, and what each of its fields may become."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from bpmn.model import (
    Activity,
    Change,
    Check,
    Definitions,
    Document,
    Due,
    Element,
    Event,
    EventDefinition,
    Gateway,
    Invitation,
    Lane,
    LoopCharacteristics,
    Notification,
    Policy,
    PotentialOwner,
    Process,
    Record,
    RelatedDocument,
    Requirement,
    Resource,
    SequenceFlow,
    Term,
    When,
)

APART = frozenset({"id", "line", "incoming", "outgoing"})
"""Where something stands in the file; and what sequence flows say themselves."""
NOT_TOLD = frozenset({("SequenceFlow", "parent"), ("Definitions", "target_namespace")})
"""A flow stands where its ends do; a namespace is for machines."""
WHOLE = frozenset({"processes", "nodes", "flows", "document"})
"""What is varied only within: nodes and flows name one another, so that none can go alone."""


def _flow(id: str, source: str, target: str, **more: Any) -> SequenceFlow:
    return SequenceFlow(id=id, source=source, target=target, parent="id_proceso", **more)


LOOP = LoopCharacteristics(
    kind="parallel",
    maximum=3,
    collection="var_areas",
    cardinality="var_veces + 1",
    input_item="var_area",
    output_collection="var_salidas",
    output_item="var_salida",
    condition="var_lista == True",
)
NOTICE = Notification(
    to=("id_rol_uno", "id_rol_dos"),
    to_expression="var_areas",
    subject="Aviso de {var_cliente}",
    body="Hola {var_cliente}",
)
FLOWS = (
    _flow("id_flujo_1", "id_inicio", "id_validar", documentation="Se empieza"),
    _flow("id_flujo_2", "id_validar", "id_decision"),
    _flow("id_flujo_3", "id_decision", "id_corregir", name="No"),
    _flow("id_flujo_4", "id_decision", "id_fin", name="Sí", condition="var_cumple == True"),
    _flow("id_flujo_5", "id_corregir", "id_esperar"),
    _flow("id_flujo_6", "id_plazo", "id_fin"),
    _flow("id_flujo_7", "id_esperar", "id_grupo"),
    _flow("id_flujo_8", "id_grupo", "id_fin"),
)


def _ways(id: str) -> dict[str, Any]:
    return {
        "id": id,
        "incoming": tuple(flow.id for flow in FLOWS if flow.target == id),
        "outgoing": tuple(flow.id for flow in FLOWS if flow.source == id),
        "parent": "id_proceso",
    }


NODES = (
    Event(**_ways("id_inicio"), kind="startEvent", name="Empieza", lane="id_carril_uno"),
    Activity(
        **_ways("id_validar"),
        kind="userTask",
        name="Validar",
        documentation="Se valida lo pedido.",
        lane="id_carril_uno",
        notifications=(NOTICE, Notification(to=("id_rol_uno",), subject="Otro aviso", body="Texto")),
        number="1",
        responsible="Comercial",
        records=(Record(code="F-001", name="Requerimiento"), Record(code="F-002", name="Respuesta")),
        due=Due(business_days=2, before="var_fecha"),
        potential_owners=(PotentialOwner(id="id_duenio", name="Titular", role="id_rol_uno", expression="var_quien"),),
        loop=LOOP,
        pre_script="var_uno = 1",
        post_script="var_dos = var_uno + 1",
    ),
    Event(
        **_ways("id_plazo"),
        kind="boundaryEvent",
        attached_to="id_validar",
        lane="id_carril_uno",
        definitions=(EventDefinition(kind="timer", expression="P3D"),),
        due=Due(business_days=1),
    ),
    Gateway(
        **_ways("id_decision"), kind="exclusiveGateway", name="¿Cumple?", default="id_flujo_3", lane="id_carril_uno"
    ),
    Activity(
        **_ways("id_corregir"),
        kind="callActivity",
        name="Corregir",
        lane="id_carril_dos",
        called_element="id_otro",
        default="id_flujo_5",
    ),
    Activity(**_ways("id_esperar"), kind="receiveTask", name="Esperar", message="id_mensaje", lane="id_carril_dos"),
    Activity(**_ways("id_grupo"), kind="subProcess", name="Revisar todo", script="var_tres = 3"),
    Event(
        **_ways("id_fin"),
        kind="endEvent",
        name="Termina",
        definitions=(EventDefinition(kind="message", ref="id_mensaje"),),
    ),
)
LANES = (
    Lane(
        id="id_carril_uno",
        name="Comercial",
        documentation="Vende",
        staffing=("id_rol_uno", "id_rol_dos"),
        responsibilities=("Vender", "Cobrar"),
        invitation=Invitation(
            email="var_correo", person="var_contacto", until="var_vigencia", subject="Para {var_cliente}", text="Hola"
        ),
    ),
    Lane(id="id_carril_dos", name="Preventa"),
)
CHECK = Check(
    key="aviso",
    name="Aviso a tiempo",
    requires=(
        Requirement(
            what="delivered",
            steps=("id_validar", "id_corregir"),
            others=("id_esperar",),
            moment="enabled",
            of=("id_corregir",),
            of_moment="completed",
            date="var_fecha",
            days=2,
            roles=("id_rol_uno",),
            by="email",
            to="var_areas",
            field="var_dato",
            test="equal",
            value="1",
            when=(When(step="id_validar"), When(field="var_dato", test="equal", value="1")),
        ),
    ),
)
DOCUMENT = Document(
    code="PR-1",
    title="Ventas",
    folio_prefix="GC",
    prepared_by="Ana",
    reviewed_by="Beto",
    approved_by="Carla",
    owner="Ana",
    retention="1 año",
    disposition="Eliminar",
    objective="Vender bien",
    scope="Toda la empresa",
    terms=(Term(name="Lead", text="Un prospecto"), Term(name="Área", text="Una parte")),
    policies=(
        Policy(text="Se avisa siempre", elements=("id_validar", "id_corregir"), checks=(CHECK,)),
        Policy(text="Se guarda todo"),
    ),
    changes=(
        Change(version="1", date="2019-02-08", description="Emisión"),
        Change(version="2", date="2020-01-01", description="Mejora"),
    ),
    related=(RelatedDocument(code="P-1", name="Planeación"), RelatedDocument(code="P-2", name="Cambios")),
)
PROCESS = Process(
    id="id_proceso",
    name="Ventas",
    documentation="De principio a fin",
    executable=True,
    lanes=LANES,
    nodes=NODES,
    flows=FLOWS,
    document=DOCUMENT,
)
EVERYTHING = Definitions(
    processes=(PROCESS,),
    resources=(
        Resource(id="id_rol_uno", name="Rol uno", documentation="Hace"),
        Resource(id="id_rol_dos", name="Rol dos"),
    ),
    messages=(Element(id="id_mensaje", name="Pedido"), Element(id="id_mensaje_2", name="Factura")),
    signals=(Element(id="id_senial", name="Alarma"),),
    errors=(Element(id="id_error", name="Falla"),),
    escalations=(Element(id="id_escalada", name="Aviso"),),
    target_namespace="urn:uno",
)

# What a field becomes where adding to its text would name nothing, or where it is empty.
OTHERS: dict[tuple[str, str], Any] = {
    ("FlowNode", "lane"): "id_carril_dos",
    ("FlowNode", "parent"): "id_grupo",
    ("FlowNode", "notifications"): (NOTICE,),
    ("Lane", "parent"): "id_carril_dos",
    ("Lane", "invitation"): LANES[0].invitation,
    ("Activity", "default"): "id_flujo_8",
    ("Activity", "message"): "id_mensaje_2",
    ("Activity", "due"): Due(business_days=9),
    ("Activity", "loop"): LOOP,
    ("Activity", "form"): "id_formulario",
    ("Event", "due"): Due(business_days=9),
    ("Event", "attached_to"): "id_corregir",
    ("Event", "definitions"): (EventDefinition(kind="signal", ref="id_senial"),),
    ("EventDefinition", "ref"): "id_mensaje_2",
    ("EventDefinition", "kind"): "conditional",
    ("EventDefinition", "expression"): "P9D",
    ("Gateway", "default"): "id_flujo_4",
    ("SequenceFlow", "source"): "id_esperar",
    ("SequenceFlow", "target"): "id_esperar",
    ("LoopCharacteristics", "kind"): "sequential",
    ("PotentialOwner", "role"): "id_rol_dos",
    ("Due", "before"): "var_otra",
    ("Change", "date"): "2021-05-05",
}
SECOND = {"id_esperar": "id_validar", "id_carril_dos": "id_carril_uno", "id_mensaje_2": "id_mensaje"}
"""What names the first choice already becomes the second."""
KINDS = {
    "userTask": "manualTask",
    "callActivity": "userTask",
    "receiveTask": "userTask",
    "subProcess": "transaction",
    "startEvent": "intermediateCatchEvent",
    "endEvent": "intermediateThrowEvent",
    "boundaryEvent": "intermediateCatchEvent",
    "exclusiveGateway": "parallelGateway",
}


def other(thing: Any, name: str, value: Any) -> Any:
    """Another value for a field."""
    for kind in type(thing).__mro__:
        if (kind.__name__, name) in OTHERS and OTHERS[kind.__name__, name] != value:
            return OTHERS[kind.__name__, name]
    if value in SECOND:
        return SECOND[value]
    if name == "kind" and value in KINDS:
        return KINDS[value]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, tuple) and value:
        return value[1:]
    if isinstance(value, str):
        return value + " + 1" if value.startswith("var_") else value + " además"
    if value is None or is_dataclass(value):
        annotation = str({each.name: each.type for each in fields(thing)}[name])
        return None if value is not None else 5 if "int" in annotation else "algo más"
    return None


def variants(thing: Any) -> Iterator[tuple[str, str, Any]]:
    """Every way in which one field of `thing`, or of what it holds, may differ: the class, the field, the variant."""
    for field in fields(thing):
        value = getattr(thing, field.name)
        if field.name in APART:
            continue
        empty = value == () and field.name not in _may_begin(thing)
        if field.name not in WHOLE and not empty:
            yield type(thing).__name__, field.name, replace(thing, **{field.name: other(thing, field.name, value)})
        held = value if isinstance(value, tuple) else (value,)
        for at, item in enumerate(held):
            if is_dataclass(item):
                for kind, name, variant in variants(item):
                    changed = (*held[:at], variant, *held[at + 1 :]) if isinstance(value, tuple) else variant
                    yield kind, name, replace(thing, **{field.name: changed})


def _may_begin(thing: Any) -> set[str]:
    return {name for kind in type(thing).__mro__ for owner, name in OTHERS if owner == kind.__name__}
