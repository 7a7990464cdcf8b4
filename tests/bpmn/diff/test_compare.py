"""What two editions say differently, as structure: matched, told once, and the same seen from the other side."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bpmn
from bpmn.diff import Edition, Kind, compare, edition
from tests.examples import examples

FOLDER = Path(bpmn.__file__).parent / "processes" / "gestion_comercial"
DIAGRAM = (FOLDER / "gestion_comercial.bpmn").read_text(encoding="utf-8")
FORMS = {path.name.removesuffix(".form.json"): path.read_bytes() for path in FOLDER.glob("*.form.json")}


def read(text: str, forms: dict[str, bytes] = FORMS) -> Edition:
    found = edition(text.encode(), forms, "gestion_comercial")
    assert found is not None
    return found


SHIPPED = read(DIAGRAM)
# Edits that go together in any choice and order: each a pattern, and what its first match becomes.
EDITS = [
    (r'name="Prospección y generación de leads"', 'name="Prospectar"'),
    (r"cumple == True", "cumple == False"),
    (r'businessDays="1" before="fecha_entrega"', 'businessDays="3"'),
    (r'<cauce:staffing role="preventa" />', ""),
    (r'<cauce:policy elements="notificar_ganada" checks="[^"]*">[^<]*',
     '<cauce:policy elements="notificar_perdida">Otra.'),
    (r'(sourceRef="cumple_gw" targetRef=)"correcciones"', r'\1"justificar_no_go"'),
    (r' default="flujo_cumple_gw_correcciones"', ""),
    (r'<dc:Bounds x="280" y="197"', '<dc:Bounds x="300" y="197"'),
    (r'id="flujo_prospeccion_validacion" sourceRef', 'id="otro_flujo" sourceRef'),
    (
        r'(sourceRef="prospeccion" targetRef=)"validacion" />',
        r'\1"nueva" /><bpmn:userTask id="nueva" name="Nueva" /><bpmn:sequenceFlow id="f9" sourceRef="nueva" '
        'targetRef="validacion" />',
    ),
    (r"<bpmn:message id=\"mensaje_cumplimiento\" name=\"[^\"]*\"", '<bpmn:message id="mensaje_cumplimiento" '
    'name="Listo"'),
    (r'<bpmn:exclusiveGateway id="union_alianzas">([\s\S]*?)</bpmn:exclusiveGateway>', r'<bpmn:parallelGateway '
    r'id="union_alianzas">\1</bpmn:parallelGateway>'),
    (r"<bpmn:property id=\"areas\" name=\"areas\" />", ""),
]  # fmt: skip
FORM_EDITS = [
    ("validacion", b'"label": "Validaci\xc3\xb3n t\xc3\xa9cnica"', b'"label": "Viabilidad"'),
    ("validacion", b'{"label": "Compraventa", "value": "compraventa"},', b""),
    ("validacion", b'"key": "validacion_tecnica"', b'"key": "viabilidad"'),
    ("correcciones", b'"required": true', b'"required": false'),
    ("prospeccion", b'"showOutline": true', b'"showOutline": false'),
]


def edited(chosen: set[int], in_forms: set[int]) -> Edition:
    text, forms = DIAGRAM, dict(FORMS)
    for at in sorted(chosen):
        text, count = re.subn(*EDITS[at], text, count=1)
        assert count == 1, EDITS[at]
    for at in sorted(in_forms):
        name, old, new = FORM_EDITS[at]
        assert old in forms[name], old
        forms[name] = forms[name].replace(old, new, 1)
    return read(text, forms)


@examples(30)
@given(st.sets(st.integers(0, len(EDITS) - 1)), st.sets(st.integers(0, len(FORM_EDITS) - 1)))
def test_seen_from_the_other_side_it_is_the_mirror(chosen: set[int], in_forms: set[int]) -> None:
    after = edited(chosen, in_forms)
    there, back = compare(SHIPPED, after), compare(after, SHIPPED)
    assert sorted(map(repr, there.differences)) == sorted(repr(each.mirrored) for each in back.differences)
    assert (there.redrawn, there.technical) == (back.redrawn, back.technical)
    assert there.same == (not chosen and not in_forms)
    turned = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED}
    for ours, theirs in zip(there.marks, reversed(back.marks), strict=True):
        assert ours == {id: turned.get(kind, kind) for id, kind in theirs.items()}


@examples(10)
@given(st.sets(st.integers(0, len(EDITS) - 1)), st.sets(st.integers(0, len(FORM_EDITS) - 1)))
def test_an_edition_differs_from_itself_in_nothing(chosen: set[int], in_forms: set[int]) -> None:
    assert compare(edited(chosen, in_forms), edited(chosen, in_forms)).same


@pytest.mark.parametrize("at", range(len(EDITS)))
def test_each_edit_alone_is_seen(at: int) -> None:
    assert not compare(SHIPPED, edited({at}, set())).same


@pytest.mark.parametrize("at", range(len(FORM_EDITS)))
def test_each_edit_of_a_form_alone_is_seen(at: int) -> None:
    assert not compare(SHIPPED, edited(set(), {at})).same


def test_what_came_and_went_and_moved_is_marked_on_its_side() -> None:
    text = re.sub(*EDITS[9], DIAGRAM, count=1).replace('<dc:Bounds x="280" y="197"', '<dc:Bounds x="300" y="197"')
    marks = compare(SHIPPED, read(text)).marks
    assert marks[0]["prospeccion"] == marks[1]["prospeccion"] == Kind.MOVED
    assert (marks[1]["nueva"], marks[1]["f9"]) == (Kind.ADDED, Kind.ADDED)
    assert Kind.ADDED not in marks[0].values()
    assert compare(read(text), SHIPPED).marks[0]["nueva"] == Kind.REMOVED


def test_an_element_with_another_id_is_the_same_by_its_name_or_by_its_place() -> None:
    text = re.sub(r'(?<=[" >])(elaborar_propuesta|union_alianzas)(?=[" <])', r"\1_2", DIAGRAM)
    text = text.replace('form="elaborar_propuesta_2"', 'form="elaborar_propuesta"')
    found = compare(SHIPPED, read(text))
    assert found.differences == () and found.technical
    assert {"elaborar_propuesta": "elaborar_propuesta_2", "union_alianzas": "union_alianzas_2"}.items() <= (
        found.ids or {}
    ).items()


def test_two_steps_that_only_share_a_kind_are_not_taken_for_one() -> None:
    text = DIAGRAM.replace(
        '<bpmn:endEvent id="fin_no_go" name="Propuesta improcedente">', '<bpmn:endEvent id="x" name="Otro fin">'
    )
    text = text.replace('targetRef="fin_no_go"', 'targetRef="x"').replace(">fin_no_go<", ">x<")
    found = {(each.aspect, each.kind) for each in compare(SHIPPED, read(text)).differences}
    assert found == {("Element.name", Kind.CHANGED)}  # the only end after that step: its place says it is the same
    text = text.replace('sourceRef="justificar_no_go" targetRef="x"', 'sourceRef="correcciones" targetRef="x"')
    found = {(each.aspect, each.kind) for each in compare(SHIPPED, read(text)).differences}
    assert {("FlowNode", Kind.ADDED), ("FlowNode", Kind.REMOVED)} <= found


def test_a_file_that_cannot_be_read_and_one_about_something_else_are_no_editions() -> None:
    assert edition(b"<bpmn:definitions", {}) is None
    assert edition(DIAGRAM.encode(), {}, "otro") is None
    first = edition(DIAGRAM.encode(), {})
    assert first is not None and first.process.id == "gestion_comercial"
