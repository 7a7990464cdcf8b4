"""A variable gets another name everywhere in one act, or nowhere."""

import json

import pytest

from bpmn.canonical import digest
from bpmn.dataflow.uses import uses as dataflow_uses
from bpmn.forms.schema.reader import read_form
from bpmn.reader import read
from bpmn.renaming.rename import NameRefused, Why, rename
from bpmn.renaming.texts import Kind
from bpmn.renaming.uses import Where, uses
from engine.definitions.inspection import Source, inspect
from engine.definitions.sources import shipped

DIAGRAM = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:cauce="urn:cauce:bpmn:1"
  xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">
  <process id="p" isExecutable="true">
    <property id="areas" name="areas" />
    <laneSet id="lanes">
      <lane id="lane"><extensionElements>
        <cauce:invitation email="correo" person="contacto" until="limite" when="medio == 1" subject="Para {contacto}"
          >Hasta {expires}: {tema}</cauce:invitation>
      </extensionElements></lane>
    </laneSet>
    <sequenceFlow id="f" sourceRef="a" targetRef="b">
      <conditionExpression>monto &gt; 5 <!-- of monto --> and go</conditionExpression>
    </sequenceFlow>
    <userTask id="a" name="monto">
      <extensionElements>
        <cauce:activity form="pide" />
        <cauce:due businessDays="1" before="limite" />
        <cauce:notification toExpression="[rol]" subject="{tema}">monto: {monto:2}</cauce:notification>
        <spiffworkflow:preScript>neto = monto</spiffworkflow:preScript>
      </extensionElements>
      <potentialOwner><resourceAssignmentExpression><formalExpression>rol</formalExpression>
      </resourceAssignmentExpression></potentialOwner>
      <multiInstanceLoopCharacteristics id="loop">
        <loopDataInputRef>areas</loopDataInputRef>
        <inputDataItem id="area" name="area" />
        <completionCondition>area == tema</completionCondition>
      </multiInstanceLoopCharacteristics>
    </userTask>
    <boundaryEvent id="late" attachedToRef="a"><timerEventDefinition id="t">
      <timeDate>limite + "T10:00"</timeDate></timerEventDefinition></boundaryEvent>
    <boundaryEvent id="later" attachedToRef="a"><timerEventDefinition id="t2">
      <timeDuration>P3D</timeDuration></timerEventDefinition></boundaryEvent>
    <scriptTask id="b"><script>total = monto * 2</script></scriptTask>
  </process>
</definitions>
"""

FORM = b"""{
  "type": "default", "id": "pide",
  "properties": {"checks": [{"name": "monto", "condition": "=monto > 0", "message": "=monto"}]},
  "components": [
    {"type": "number", "id": "monto_1", "key": "monto", "label": "Monto",  "validate": {"min": "=neto"}},
    {"type": "select", "key": "rol", "valuesKey": "areas"},
    {"type": "group", "components": [{"type": "textfield", "key": "tema", "readonly": "=monto > 1"}]},
    {"type": "group", "path": "dentro", "components": [{"type": "textfield", "key": "monto"}]},
    {"type": "dynamiclist", "path": "filas", "components": [
      {"type": "number", "key": "monto", "conditional": {"hide": "=parent.monto > this.monto"}},
      {"type": "expression", "key": "doble", "expression": "=2 * monto"}]},
    {"type": "expression", "key": "suma", "expression": "=sum(filas[monto > 1].monto) + monto \\u002b 1",
     "properties": {"example": "=monto"}},
    {"type": "table", "dataSource": "=filas", "columns": [{"key": "monto", "label": "=monto"}]}
  ]
}
"""
FORMS = {"pide": FORM, "otro": b'{"type": "default", "id": "otro", "components": []}'}


def found(variable):
    return [(use.where, use.name, use.element, use.kind) for use in uses(variable, DIAGRAM, FORMS)]


def test_every_place_of_a_variable_is_listed():
    assert found("monto") == [
        (Where.DIAGRAM, "", "f", Kind.CONDITION),
        (Where.DIAGRAM, "", "a", Kind.NOTICE),
        (Where.DIAGRAM, "", "a", Kind.SCRIPT),
        (Where.DIAGRAM, "", "b", Kind.SCRIPT),
        (Where.FORM, "pide", "pide", Kind.RULE),
        (Where.FORM, "pide", "monto", Kind.FIELD),
        (Where.FORM, "pide", "tema", Kind.RULE),
        (Where.FORM, "pide", "monto", Kind.RULE),
        (Where.FORM, "pide", "doble", Kind.RULE),
        (Where.FORM, "pide", "suma", Kind.RULE),
        (Where.FORM, "pide", "", Kind.RULE),
    ]


@pytest.mark.parametrize(
    ("variable", "kinds"),
    [
        ("limite", [Kind.INVITATION, Kind.TERM, Kind.TIMER]),
        ("rol", [Kind.RECIPIENT, Kind.PERFORMER, Kind.FIELD]),
        ("areas", [Kind.DECLARED, Kind.DECLARED, Kind.REPETITION, Kind.CHOICES]),
        ("area", [Kind.REPETITION, Kind.REPETITION, Kind.REPETITION]),
        ("contacto", [Kind.INVITATION, Kind.INVITATION]),
        ("medio", [Kind.INVITATION]),
        ("expires", [Kind.INVITATION]),
        ("P3D", []),
        ("nowhere", []),
    ],
)
def test_each_kind_of_place_is_known(variable, kinds):
    assert [kind for _, _, _, kind in found(variable)] == kinds


def test_a_variable_is_renamed_in_all_of_them_and_nothing_else_is():
    diagram, forms = rename(DIAGRAM, FORMS, "monto", "importe")
    text = diagram.decode()
    assert 'name="monto"' in text
    assert "importe &gt; 5  and go" in text
    assert "monto: {importe:2}" in text
    assert "neto = importe" in text
    assert "total = importe * 2" in text
    assert list(forms) == ["pide"]
    expected = (
        FORM.decode()
        .replace('"condition": "=monto', '"condition": "=importe')
        .replace('"key": "monto", "label"', '"key": "importe", "label"', 1)
        .replace('"readonly": "=monto', '"readonly": "=importe')
        .replace("=parent.monto", "=parent.importe")
        .replace("=2 * monto", "=2 * importe")
        .replace("monto \\u002b 1", "importe + 1")
        .replace('"label": "=monto"', '"label": "=importe"')
    )
    assert forms["pide"].decode() == expected
    assert found("importe") == []
    assert len(uses("importe", diagram, {**FORMS, **forms})) == len(found("monto"))


def test_a_list_that_the_file_declares_is_renamed_with_what_refers_to_it():
    diagram, forms = rename(DIAGRAM, FORMS, "areas", "direcciones")
    assert b'<property id="direcciones" name="direcciones"' in diagram
    assert b"<loopDataInputRef>direcciones<" in diagram
    assert json.loads(forms["pide"])["components"][1]["valuesKey"] == "direcciones"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("monto", "1ro", Why.NO_NAME),
        ("monto", "dos palabras", Why.NO_NAME),
        ("monto", "", Why.NO_NAME),
        ("monto", "n" * 81, Why.NO_NAME),
        ("monto", "ﬁn", Why.NO_NAME),
        ("monto", "class", Why.RESERVED),
        ("monto", "len", Why.RESERVED),
        ("monto", "then", Why.RESERVED),
        ("monto", "between", Why.RESERVED),
        ("monto", "this", Why.RESERVED),
        ("monto", "item", Why.RESERVED),
        ("monto", "expires", Why.RESERVED),
        ("monto", "total", Why.TAKEN),
        ("monto", "area", Why.TAKEN),
        ("monto", "filas", Why.TAKEN),
        ("areas", "late", Why.TAKEN),
        ("cliente", "comprador", Why.LISTED),
        ("nowhere", "somewhere", Why.NOT_THERE),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_why(old, new, why):
    with pytest.raises(NameRefused) as refused:
        rename(DIAGRAM, FORMS, old, new)
    assert refused.value.code is why


def test_an_id_of_the_file_is_free_for_what_is_no_id():
    assert b"late &gt; 5" in rename(DIAGRAM, FORMS, "monto", "late")[0]


def test_nothing_is_renamed_beside_what_cannot_be_read():
    broken = DIAGRAM.replace(b"total = monto * 2", b"total = monto *")
    with pytest.raises(NameRefused) as refused:
        rename(broken, FORMS, "monto", "importe")
    assert (refused.value.code, refused.value.element) == (Why.UNREADABLE, "b")
    assert rename(broken, FORMS, "limite", "hasta")[0] != broken
    for bad in ({"x": b"{"}, {"x": b'{"a": 1, "a": 2}'}):
        with pytest.raises(NameRefused) as refused:
            rename(DIAGRAM, bad, "monto", "importe")
        assert refused.value.code is Why.UNREADABLE


def test_the_same_name_changes_nothing():
    assert rename(DIAGRAM, FORMS, "monto", "monto") == (DIAGRAM, {})


SHIPPED = {process.id: source for source in shipped() for process in inspect(source).processes()}


@pytest.mark.parametrize("process_id", SHIPPED)
def test_variables_of_a_shipped_procedure_can_be_renamed_and_back(process_id):
    source = SHIPPED[process_id]
    variables = {name for form in source.forms.values() for name in read_form(form).form.keys}
    some = {"areas", "vigencia_propuesta", "go", "costos", *sorted(variables)[::8]} & variables
    for variable in some - {"cliente", "requerimiento", "fecha_entrega"}:
        diagram, changed = rename(source.diagram, source.forms, variable, "otro_nombre")
        forms = {**source.forms, **changed}
        assert not uses(variable, diagram, forms)
        assert _read(diagram, forms, process_id) == [
            frozenset("otro_nombre" if name == variable else name for name in names)
            for names in _read(source.diagram, source.forms, process_id)
        ]
        back, again = rename(diagram, forms, "otro_nombre", variable)
        assert digest(back) == digest(source.diagram)
        assert {**forms, **again} == source.forms


def _read(diagram, forms, process_id):
    """What each text of the process reads, as the analysis of its data sees it."""
    process = next(each for each in read(diagram).definitions.processes if each.id == process_id)
    read_forms = {name: read_form(form).form for name, form in forms.items()}
    return [use.names for use in dataflow_uses(process, read_forms)]


def test_a_renamed_procedure_has_the_findings_that_it_had():
    source = SHIPPED["gestion_comercial"]
    diagram, forms = rename(source.diagram, source.forms, "vigencia_propuesta", "propuesta_hasta")
    renamed = inspect(Source(source.file, diagram, {**source.forms, **forms}))
    assert [each.code for each in renamed.findings] == [each.code for each in inspect(source).findings]
