"""A table of edits of the shipped procedure, each with what people read of it; and of the same edit taken back."""

import re
from collections.abc import Mapping
from pathlib import Path
from time import process_time

import pytest

import bpmn
from bpmn.diff import Comparison, Edition, Kind, compare, edition
from tests.web.texts.differences.conftest import told

FOLDER = Path(bpmn.__file__).parent / "processes" / "gestion_comercial"
DIAGRAM = (FOLDER / "gestion_comercial.bpmn").read_text(encoding="utf-8")
FORMS = {path.name.removesuffix(".form.json"): path.read_text(encoding="utf-8") for path in FOLDER.glob("*.form.json")}


def read(diagram: str, forms: Mapping[str, str] = FORMS) -> Edition:
    found = edition(diagram.encode(), {name: text.encode() for name, text in forms.items()}, "gestion_comercial")
    assert found is not None
    return found


SHIPPED = read(DIAGRAM)


def replaced(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def edited(*edits: tuple[str, str], form: str | None = None) -> Edition:
    """The shipped procedure with texts of its diagram replaced, or of one of its forms."""
    if form is None:
        return read(replaced(DIAGRAM, *edits))
    return read(DIAGRAM, {**FORMS, form: replaced(FORMS[form], *edits)})


def lines(before: Edition, after: Edition, locale: str = "es") -> list[str]:
    return [each.text for each in told(compare(before, after), locale)]


def flow(id: str, source: str, target: str, name: str = "") -> str:
    named = f' name="{name}"' if name else ""
    return f'<bpmn:sequenceFlow id="{id}"{named} sourceRef="{source}" targetRef="{target}"'


PUT_IN = (
    flow("flujo_prospeccion_validacion", "prospeccion", "validacion"),
    flow("flujo_prospeccion_validacion", "prospeccion", "cotejar"),
)
STEP = (
    '<bpmn:userTask id="validacion"',
    '<bpmn:userTask id="cotejar" name="Cotejar los datos" /><bpmn:sequenceFlow id="flujo_nuevo" sourceRef="cotejar" '
    'targetRef="validacion" /><bpmn:userTask id="validacion"',
)
IN_LANE = (
    "<bpmn:flowNodeRef>prospeccion<",
    "<bpmn:flowNodeRef>cotejar</bpmn:flowNodeRef><bpmn:flowNodeRef>prospeccion<",
)
NO = ("flujo_cumple_gw_correcciones", "cumple_gw", "correcciones", "No")
TAKE_PART = "«Participación e involucramiento en la definición del servicio solicitado»"
VALIDATE = "«Validación administrativa y técnica»"
REPEATED = (
    '<bpmn:multiInstanceLoopCharacteristics spiffworkflow:scriptsOnInstances="true">',
    '<bpmn:multiInstanceLoopCharacteristics spiffworkflow:scriptsOnInstances="true" isSequential="true">',
)

DIAGRAM_EDITS: dict[str, tuple[tuple[tuple[str, str], ...], list[str], list[str]]] = {
    "a step put in": (
        (STEP, PUT_IN, IN_LANE),
        [
            "Se agrega la actividad «Cotejar los datos», en el carril «Comercial», después de «Prospección y "
            f"generación de leads», antes de {VALIDATE}."
        ],
        [
            "Se quita la actividad «Cotejar los datos»; estaba en el carril «Comercial», después de «Prospección y "
            f"generación de leads», antes de {VALIDATE}."
        ],
    ),
    "an answer that leads elsewhere": (
        ((flow(*NO), flow(NO[0], NO[1], "justificar_no_go", "No")),),
        [
            "Después de «Validar el cumplimiento», en «¿Cumple con lo establecido?», con «No», ahora sigue «Justificar "
            "la improcedencia» en lugar de «Realizar correcciones»."
        ],
        [
            "Después de «Validar el cumplimiento», en «¿Cumple con lo establecido?», con «No», ahora sigue «Realizar "
            "correcciones» en lugar de «Justificar la improcedencia»."
        ],
    ),
    "a condition": (
        (("cumple == True", "cumple == False"),),
        [
            "Después de «Validar el cumplimiento», en «¿Cumple con lo establecido?», con «Sí», «Notificar a "
            "Comercial el "
            "cumplimiento» sigue ahora si «¿Cumple de acuerdo con lo establecido?» es No; antes, si «¿Cumple de "
            "acuerdo "
            "con lo establecido?» es Sí."
        ],
        [
            "Después de «Validar el cumplimiento», en «¿Cumple con lo establecido?», con «Sí», «Notificar a "
            "Comercial el "
            "cumplimiento» sigue ahora si «¿Cumple de acuerdo con lo establecido?» es Sí; antes, si «¿Cumple de "
            "acuerdo "
            "con lo establecido?» es No."
        ],
    ),
    "a name": (
        (('name="Prospección y generación de leads"', 'name="Prospectar"'),),
        ["La actividad «Prospección y generación de leads» se llama ahora «Prospectar»."],
        ["La actividad «Prospectar» se llama ahora «Prospección y generación de leads»."],
    ),
    "who": (
        (("<bpmn:resourceRef>director_comercial<", "<bpmn:resourceRef>direccion_general<"),),
        ["Quién puede hacer «Prospección y generación de leads»: ahora Dirección General; antes, Director Comercial."],
        ["Quién puede hacer «Prospección y generación de leads»: ahora Director Comercial; antes, Dirección General."],
    ),
    "who, by an expression": (
        (('["comercial", "preventa"]', '["comercial"]'),),
        [f"Quién puede hacer {VALIDATE}: ahora Comercial; antes, Comercial, Preventa."],
        [f"Quién puede hacer {VALIDATE}: ahora Comercial, Preventa; antes, Comercial."],
    ),
    "a term": (
        (('businessDays="0" before="fecha_respuesta_areas"', 'businessDays="2"'),),
        [f"El plazo de {TAKE_PART}: ahora 2 días hábiles; antes, el día de «Fecha en que las áreas deben responder»."],
        [f"El plazo de {TAKE_PART}: ahora el día de «Fecha en que las áreas deben responder»; antes, 2 días hábiles."],
    ),
    "how a step is repeated": (
        (REPEATED,),
        [f"Cómo se repite {TAKE_PART}: ahora uno tras otro; antes, todos a la vez."],
        [f"Cómo se repite {TAKE_PART}: ahora todos a la vez; antes, uno tras otro."],
    ),
    "a lane": (
        (
            ("        <bpmn:flowNodeRef>validacion</bpmn:flowNodeRef>\n", ""),
            (
                "<bpmn:flowNodeRef>prospeccion<",
                "<bpmn:flowNodeRef>validacion</bpmn:flowNodeRef><bpmn:flowNodeRef>prospeccion<",
            ),
        ),
        [f"{VALIDATE} pasa del carril «Preventa» al carril «Comercial»."],
        [f"{VALIDATE} pasa del carril «Comercial» al carril «Preventa»."],
    ),
    "a role of a lane": (
        (('<cauce:staffing role="preventa" />', '<cauce:staffing role="comercial" />'),),
        ["Quién hace el trabajo del carril «Preventa»: ahora Comercial; antes, Preventa."],
        ["Quién hace el trabajo del carril «Preventa»: ahora Preventa; antes, Comercial."],
    ),
    "a record": (
        (('<cauce:record code="F-COM-001" name="Requerimiento comercial" />', ""),),
        ["«Prospección y generación de leads» ya no deja el registro «F-COM-001 Requerimiento comercial»."],
        ["«Prospección y generación de leads» deja además el registro «F-COM-001 Requerimiento comercial»."],
    ),
    "the recipient of a notice": (
        (('toExpression="areas" subject', 'to="preventa" subject'),),
        [
            "Los destinatarios del aviso «Requerimiento de [Cliente]: se solicita su participación» después de "
            "«Solicitar la participación de las áreas»: ahora Preventa; antes, «Áreas de Servicio involucradas»."
        ],
        [
            "Los destinatarios del aviso «Requerimiento de [Cliente]: se solicita su participación» después de "
            "«Solicitar la participación de las áreas»: ahora «Áreas de Servicio involucradas»; antes, Preventa."
        ],
    ),
    "the text of an invitation": (
        (("No necesita una cuenta;", "No hace falta una cuenta;"),),
        ["El texto de la invitación de «Cliente»: dice otra cosa."],
        ["El texto de la invitación de «Cliente»: dice otra cosa."],
    ),
    "what is worked out": (
        (("areas_involucradas = areas<", "areas_involucradas = []<"),),
        [
            f"Lo que se calcula al terminar {VALIDATE}: ahora «Áreas involucradas que reciben el correo» pasa a "
            f"ser []; "
            "antes, «Áreas involucradas que reciben el correo» pasa a ser «Áreas de Servicio involucradas»."
        ],
        [
            f"Lo que se calcula al terminar {VALIDATE}: ahora «Áreas involucradas que reciben el correo» pasa a "
            f"ser «Áreas "
            "de Servicio involucradas»; antes, «Áreas involucradas que reciben el correo» pasa a ser []."
        ],
    ),
    "a description": (
        (("Se buscan leads en distintos medios", "Se buscan clientes en distintos medios"),),
        ["La descripción de «Prospección y generación de leads»: dice otra cosa."],
        ["La descripción de «Prospección y generación de leads»: dice otra cosa."],
    ),
    "the header": (
        (('retention="1 año posterior a su vigencia"', 'retention="2 años"'),),
        ["Cuánto tiempo se conserva el documento: ahora «2 años»; antes, «1 año posterior a su vigencia»."],
        ["Cuánto tiempo se conserva el documento: ahora «1 año posterior a su vigencia»; antes, «2 años»."],
    ),
    "a row of the table of versions": (
        (('<cauce:change version="1" date="2019-02-08">Emisión inicial</cauce:change>', ""),),
        ["La tabla de versiones ya no tiene la versión 1, 8 feb 2019."],
        ["La tabla de versiones tiene además la versión 1, 8 feb 2019."],
    ),
    "the kind of a join without a name": (
        (
            ('<bpmn:exclusiveGateway id="union_alianzas">', '<bpmn:parallelGateway id="union_alianzas">'),
            (
                "union_alianzas_alianzas</bpmn:outgoing>\n    </bpmn:exclusiveGateway>",
                "union_alianzas_alianzas</bpmn:outgoing>\n    </bpmn:parallelGateway>",
            ),
        ),
        [
            "La unión de caminos después de «¿Tipo de requerimiento?» es ahora la unión en paralelo; "
            "antes era "
            "la unión de caminos."
        ],
        [
            "La unión en paralelo después de «¿Tipo de requerimiento?» es ahora la unión de caminos; "
            "antes era "
            "la unión en paralelo."
        ],
    ),
    "the way where no condition holds": (
        ((' default="flujo_cumple_gw_correcciones"', ""),),
        ["Después de «¿Cumple con lo establecido?» ya no hay un camino para cuando ninguna condición se cumple."],
        [
            "Después de «¿Cumple con lo establecido?», si ninguna condición se cumple, ahora sigue «Realizar "
            "correcciones»."
        ],
    ),
    "a note beside the flow": (
        (
            (
                '<bpmn:startEvent id="inicio"',
                '<bpmn:textAnnotation id="nota_1"><bpmn:text>Ojo aquí</bpmn:text></bpmn:textAnnotation>'
                '<bpmn:startEvent id="inicio"',
            ),
        ),
        ["Se agrega la nota «Ojo aquí»."],
        ["Se quita la nota «Ojo aquí»."],
    ),
}
TYPE = '"validate": {"required": true}\n        },\n        {\n          "type": "radio",\n          "id": '
'"campo_requiere_ti"'
FORM_EDITS: dict[str, tuple[tuple[tuple[str, str], ...], list[str], list[str]]] = {
    "a field that is asked besides": (
        (
            (
                '"components": [\n        {\n          "type": "textarea",\n          "id": '
                '"campo_validacion_administrativa"',
                '"components": [\n        {"type": "number", "id": "campo_margen", "key": "margen_minimo", '
                '"label": "Margen '
                'mínimo", "validate": {"required": true}},\n        {\n          "type": "textarea",\n          "id": '
                '"campo_validacion_administrativa"',
            ),
        ),
        [f"El formulario de {VALIDATE} pregunta además «Margen mínimo», obligatorio, un número."],
        [f"El formulario de {VALIDATE} ya no pregunta «Margen mínimo»."],
    ),
    "an obligation": (
        ((TYPE, TYPE.replace("true", "false")),),
        [f"En el formulario de {VALIDATE}, «¿Tipo de requerimiento?» ya no es obligatorio."],
        [f"En el formulario de {VALIDATE}, «¿Tipo de requerimiento?» ahora es obligatorio."],
    ),
    "a label": (
        (('"label": "Validación técnica"', '"label": "Viabilidad"'),),
        [f"En el formulario de {VALIDATE}, «Validación técnica» se llama ahora «Viabilidad»."],
        [f"En el formulario de {VALIDATE}, «Viabilidad» se llama ahora «Validación técnica»."],
    ),
    "a choice": (
        (('{"label": "Compraventa", "value": "compraventa"},', ""),),
        [f"En el formulario de {VALIDATE}, «¿Tipo de requerimiento?» ya no ofrece «Compraventa»."],
        [f"En el formulario de {VALIDATE}, «¿Tipo de requerimiento?» ofrece además «Compraventa»."],
    ),
    "a condition": (
        (
            (
                '"hide": "=tipo_requerimiento != \\"servicio_administrado\\""',
                '"hide": "=tipo_requerimiento = null or not(list contains(areas, \\"soc_noc\\"))"',
            ),
        ),
        [
            f"En el formulario de {VALIDATE}, «¿Se requieren soluciones de TI?» se oculta ahora si «¿Tipo de "
            "requerimiento?» está vacío o no (la lista contiene («Áreas de Servicio involucradas», «SOC/NOC»)); "
            "antes, si "
            "«¿Tipo de requerimiento?» no es «Servicio administrado»."
        ],
        [
            f"En el formulario de {VALIDATE}, «¿Se requieren soluciones de TI?» se oculta ahora si «¿Tipo de "
            "requerimiento?» no es «Servicio administrado»; antes, si «¿Tipo de requerimiento?» está vacío o no "
            "(la lista "
            "contiene («Áreas de Servicio involucradas», «SOC/NOC»))."
        ],
    ),
    "a limit": (
        (('"minLength": 10, "maxLength": 4000', '"minLength": 20, "maxLength": 4000'),),
        [f"En el formulario de {VALIDATE}, el largo mínimo de «Validación administrativa»: ahora 20; antes, 10."],
        [f"En el formulario de {VALIDATE}, el largo mínimo de «Validación administrativa»: ahora 10; antes, 20."],
    ),
    "a kind": (
        (
            (
                '"type": "textarea",\n          "id": "campo_validacion_tecnica"',
                '"type": "textfield",\n          "id": "campo_validacion_tecnica"',
            ),
        ),
        [f"En el formulario de {VALIDATE}, «Validación técnica» es ahora un renglón de texto; antes, un texto."],
        [f"En el formulario de {VALIDATE}, «Validación técnica» es ahora un texto; antes, un renglón de texto."],
    ),
    "where a value is kept": (
        (('"key": "validacion_tecnica"', '"key": "viabilidad"'),),
        [f"En el formulario de {VALIDATE}, lo que se responde en «Validación técnica» se guarda con otro nombre."],
        [f"En el formulario de {VALIDATE}, lo que se responde en «Validación técnica» se guarda con otro nombre."],
    ),
    "how it is laid out": (
        (('"showOutline": true', '"showOutline": false'),),
        [f"El formulario de {VALIDATE} está acomodado de otra manera."],
        [f"El formulario de {VALIDATE} está acomodado de otra manera."],
    ),
}


@pytest.mark.parametrize(("edits", "there", "back"), DIAGRAM_EDITS.values(), ids=DIAGRAM_EDITS)
def test_an_edit_of_the_diagram_is_read_so(
    edits: tuple[tuple[str, str], ...], there: list[str], back: list[str]
) -> None:
    after = edited(*edits)
    assert lines(SHIPPED, after) == there
    assert lines(after, SHIPPED) == back


@pytest.mark.parametrize(("edits", "there", "back"), FORM_EDITS.values(), ids=FORM_EDITS)
def test_an_edit_of_a_form_is_read_so(edits: tuple[tuple[str, str], ...], there: list[str], back: list[str]) -> None:
    after = edited(*edits, form="validacion")
    assert lines(SHIPPED, after) == there
    assert lines(after, SHIPPED) == back


def test_in_english_too() -> None:
    after = edited((flow(*NO), flow(NO[0], NO[1], "justificar_no_go", "No")))
    assert lines(SHIPPED, after, "en") == [
        "After “Validar el cumplimiento”, in “¿Cumple con lo establecido?”, with “No”, now follows “Justificar la "
        "improcedencia” instead of “Realizar correcciones”."
    ]


def test_a_long_text_is_shown_word_by_word() -> None:
    (said,) = told(compare(SHIPPED, edited(("Se buscan leads en", "Se buscan clientes en"))))
    assert said.words[:4] == (
        ("same", "Se buscan "),
        ("removed", "leads"),
        ("added", "clientes"),
        ("same", said.words[3][1]),
    )
    assert said.kind is Kind.CHANGED


RENAMED = re.sub(r'(?<!form=)"notificar_perdida"', '"x1"', DIAGRAM)
RENAMED = RENAMED.replace(">notificar_perdida<", ">x1<")
RENAMED = re.sub("(propuesta|justificar_no_go) notificar_perdida notificar", r"\1 x1 notificar", RENAMED)


def untold(text: str) -> Comparison:
    found = compare(SHIPPED, read(text))
    assert told(found) == []
    return found


@pytest.mark.parametrize(
    ("text", "redrawn", "technical"),
    [
        (DIAGRAM, False, False),
        (DIAGRAM.replace("<bpmn:message id", "\n\n<bpmn:message id"), False, False),
        (DIAGRAM.replace('<dc:Bounds x="280" y="197"', '<dc:Bounds x="300" y="197"'), True, False),
        (DIAGRAM.replace('<bpmn:property id="areas" name="areas" />', ""), False, True),
        (re.sub(r"\bunion_business_case\b", "junta", DIAGRAM), False, True),
        (RENAMED, False, True),
    ],
    ids=["the same", "lines", "a place", "a property of the engine", "the id of a join", "the id of a step"],
)  # fmt: skip
def test_what_is_only_drawn_otherwise_or_technical_has_no_sentence_of_its_own(
    text: str, redrawn: bool, technical: bool
) -> None:
    found = untold(text)
    assert (found.redrawn, found.technical, found.same) == (redrawn, technical, not (redrawn or technical))


def test_a_form_that_cannot_be_read_is_named_by_its_step() -> None:
    after = read(DIAGRAM, {**FORMS, "validacion": "{"})
    assert lines(SHIPPED, after) == [f"El formulario de {VALIDATE} falta o no se puede leer."]


FULL_STEP = (
    '<bpmn:userTask id="validacion"',
    '<bpmn:userTask id="cotejar" name="Cotejar los datos"><bpmn:extensionElements>'
    '<cauce:activity number="2" form="validar_cumplimiento" /><cauce:due businessDays="1" before="fecha_entrega" />'
    '<cauce:notification to="preventa" subject="Cotejado: {cliente}">Ya está.</cauce:notification>'
    "</bpmn:extensionElements><bpmn:potentialOwner><bpmn:resourceRef>director_comercial</bpmn:resourceRef>"
    '</bpmn:potentialOwner></bpmn:userTask><bpmn:boundaryEvent id="plazo" attachedToRef="cotejar">'
    "<bpmn:timerEventDefinition><bpmn:timeDuration>P3D</bpmn:timeDuration></bpmn:timerEventDefinition>"
    '</bpmn:boundaryEvent><bpmn:sequenceFlow id="flujo_nuevo" sourceRef="cotejar" targetRef="validacion" />'
    '<bpmn:sequenceFlow id="flujo_plazo" sourceRef="plazo" targetRef="fin_no_go" /><bpmn:userTask id="validacion"',
)


def test_a_step_put_in_says_whose_it_is_what_it_asks_by_when_and_whom_it_tells() -> None:
    asked = "«¿Cumple de acuerdo con lo establecido?»"
    found = lines(SHIPPED, edited(FULL_STEP, PUT_IN, IN_LANE))
    assert found[0].startswith("Se agrega la actividad «Cotejar los datos», en el carril «Comercial», después de ")
    assert " Le toca a Director Comercial. Su formulario pregunta " in found[0] and asked in found[0]
    assert " Plazo: 1 día hábil antes de «Fecha de entrega de la propuesta al cliente». " in found[0]
    assert found[0].endswith(" Envía un aviso a Preventa: «Cotejado: [Cliente]».")
    assert found[1:] == [
        "Se agrega el plazo de «Cotejar los datos», antes del fin «Propuesta improcedente». Trata de un plazo (3 días)."
    ]


def test_comparing_the_shipped_procedure_costs_little() -> None:
    """50 ms of one core from bytes to sentences; some 6 on an ordinary machine."""
    spent = []
    for at in range(5):
        started = process_time()
        told(compare(SHIPPED, edited(("cumple == True", "cumple == False"), ("Se buscan leads", f"Se buscan {at}"))))
        spent.append(process_time() - started)
    assert min(spent) < 0.05
