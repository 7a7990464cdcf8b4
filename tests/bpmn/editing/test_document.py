"""The texts of a document are written into the diagram, and everything else stays as it was."""

from dataclasses import replace
from pathlib import Path

import pytest

from bpmn.canonical import digest
from bpmn.editing.document import write
from bpmn.editing.texts import Problem, Step, Texts, problems, texts_of
from bpmn.editing.tree import tree
from bpmn.lint import lint
from bpmn.model import Change, Document, Policy, Process, Record, RelatedDocument, Term
from bpmn.reader import read
from engine.definitions.sources import shipped

SHIPPED = {Path(source.file).stem: source.diagram for source in shipped()}
GESTION = SHIPPED["gestion_comercial"]
BARE = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:o="urn:other" targetNamespace="urn:x">
  <process id="p" isExecutable="true">
    <laneSet id="ls">
      <lane id="l" name="Ventas">
        <extensionElements>
          <o:colour>blue</o:colour>
        </extensionElements>
        <flowNodeRef>s</flowNodeRef>
        <flowNodeRef>a</flowNodeRef>
        <flowNodeRef>e</flowNodeRef>
      </lane>
    </laneSet>
    <startEvent id="s" />
    <userTask id="a" name="Pedir&#10;datos">
      <incoming>f</incoming>
      <outgoing>g</outgoing>
    </userTask>
    <endEvent id="e" />
    <sequenceFlow id="f" sourceRef="s" targetRef="a" />
    <sequenceFlow id="g" sourceRef="a" targetRef="e" />
  </process>
</definitions>
"""
WHOLE = Texts(
    document=Document(
        code="PR-1",
        title="Ventas <y> «más»",
        folio_prefix="V",
        prepared_by="Ventas",
        reviewed_by="Calidad",
        approved_by="Dirección",
        owner="Ventas",
        retention="2 años",
        disposition="Eliminación",
        objective="Vender.\nY cobrar.",
        scope="Todo",
        terms=(Term(name="Lead", text="Quien puede comprar"),),
        policies=(Policy(text="Se pide todo", elements=("a", "l", "f")), Policy(text="Se cobra")),
        changes=(Change(version="1", date="2019-02-08", description="Emisión inicial"),),
        related=(RelatedDocument(code="P-1", name="Cobrar"),),
    ),
    responsibilities={"l": ("Vender", "Cobrar")},
    steps=(
        Step(
            id="a",
            number="1",
            name="Pedir los datos",
            responsible="Ventas",
            description="Se piden.",
            records=(Record(code="F-1", name="Solicitud"), Record(code=None, name="Correo")),
        ),
    ),
)


def process_of(diagram: bytes) -> Process:
    definitions = read(diagram).definitions
    assert definitions is not None
    return definitions.processes[0]


def edited(texts: Texts, diagram: bytes = GESTION) -> bytes:
    return write(diagram, process_of(diagram).id, texts)


@pytest.mark.parametrize("diagram", [*SHIPPED.values(), BARE], ids=[*SHIPPED, "bare"])
def test_what_nobody_changed_is_given_byte_for_byte(diagram):
    assert edited(texts_of(process_of(diagram)), diagram) == diagram


def test_everything_that_a_document_says_is_written_where_nothing_was():
    written = edited(WHOLE, BARE)
    assert texts_of(process_of(written)) == WHOLE
    assert b"<o:colour>blue</o:colour>" in written
    codes = {finding.code for finding in lint(written).findings}
    assert not codes & {"cauce_vocabulary", "document_control", "activity_number", "xml"}
    assert b"\n      <cauce:document " in written and b'\n          <cauce:record code="F-1"' in written


def test_everything_is_taken_out_again_and_leaves_nothing_behind():
    written = edited(WHOLE, BARE)
    empty = Texts(document=Document(), responsibilities={"l": ()}, steps=(Step(id="a", name="Pedir datos"),))
    bare = edited(empty, written)
    assert digest(bare) == digest(BARE.replace(b"Pedir&#10;datos", b"Pedir datos"))


def test_one_text_changes_and_no_other_line():
    texts = texts_of(process_of(GESTION))
    policies = list(texts.document.policies)
    policies[2] = replace(policies[2], text="Se envía todo")
    written = edited(replace(texts, document=replace(texts.document, policies=tuple(policies))))
    before, after = (set(tree(each).write().decode().splitlines()) for each in (GESTION, written))
    assert [line.strip() for line in after - before] == [
        '<cauce:policy elements="validacion alianzas participacion" checks="requerimiento_enviado">Se envía todo'
        "</cauce:policy>"
    ]
    assert texts_of(process_of(written)).document.policies == tuple(policies)


def test_the_order_in_which_a_policy_names_its_elements_says_nothing():
    texts = texts_of(process_of(GESTION))
    turned = tuple(replace(each, elements=each.elements[::-1]) for each in texts.document.policies)
    assert edited(replace(texts, document=replace(texts.document, policies=turned))) == GESTION


def test_rows_are_moved_added_and_taken_out():
    texts = texts_of(process_of(GESTION))
    related = texts.document.related
    others = (related[1], RelatedDocument(code="P-9", name="Otro"), *related[3:])
    written = edited(replace(texts, document=replace(texts.document, related=others)))
    assert process_of(written).document.related == others
    assert process_of(written).document.policies == texts.document.policies


def test_a_step_keeps_its_form_its_term_and_its_drawing():
    texts = texts_of(process_of(GESTION))
    steps = tuple(
        replace(step, name="Buscar", responsible="Ventas", records=()) if step.id == "prospeccion" else step
        for step in texts.steps
    )
    written = edited(replace(texts, steps=steps))
    before, after = process_of(GESTION), process_of(written)
    (was,) = (each for each in before.activities() if each.id == "prospeccion")
    (now,) = (each for each in after.activities() if each.id == "prospeccion")
    said = {"name": "Buscar", "responsible": "Ventas", "records": ()}
    assert (now.form, now.due, now.documentation, now.number) == (was.form, was.due, was.documentation, was.number)
    assert replace(now, line=0, potential_owners=()) == replace(was, line=0, potential_owners=(), **said)
    assert [owner.role for owner in now.potential_owners] == ["director_comercial"]
    assert written.count(b"<bpmndi:BPMNShape") == GESTION.count(b"<bpmndi:BPMNShape")


def test_what_the_diagram_does_not_have_is_passed_over():
    texts = texts_of(process_of(BARE))
    gone = replace(
        texts,
        document=Document(policies=(Policy(text="De antes", elements=("a", "gone")),)),
        responsibilities={"l": (), "gone": ("Nada",)},
        steps=(*texts.steps, Step(id="gone", name="Nada")),
    )
    written = edited(gone, BARE)
    assert process_of(written).document.policies == (Policy(text="De antes", elements=("a",)),)
    assert b"Nada" not in written


def test_what_cannot_stand_in_a_file_is_left_out_of_it():
    texts = replace(texts_of(process_of(BARE)), document=Document(scope="De\x0b todo\x00"))
    assert process_of(edited(texts, BARE)).document.scope == "De todo"


def test_a_process_that_is_not_there_is_a_key_error():
    for diagram, id in ((GESTION, "other"), (b"<no", "p")):
        with pytest.raises(KeyError):
            write(diagram, id, WHOLE)


def test_what_is_whole_has_no_problem():
    assert problems(WHOLE) == ()
    assert problems(texts_of(process_of(GESTION))) == ()


@pytest.mark.parametrize(
    ("texts", "place"),
    [
        (Texts(document=Document(folio_prefix="gc")), ("header", "folio_prefix")),
        (Texts(document=Document(title="x" * 1001)), ("header", "title")),
        (Texts(document=Document(terms=(Term(name="Lead", text=""),))), ("terms", 0, "text")),
        (Texts(document=Document(terms=(Term(name="", text="x"),))), ("terms", 0, "name")),
        (Texts(document=Document(policies=(Policy(text="", elements=("a",)),))), ("policies", 0, "text")),
        (
            Texts(document=Document(changes=(Change(version="1", date="8/2/19", description="x"),))),
            ("changes", 0, "date"),
        ),
        (Texts(document=Document(related=(RelatedDocument(code="P-1", name=""),))), ("related", 0, "name")),
        (Texts(document=Document(), steps=(Step(id="a", number="4 bis"),)), ("steps", 0, "number")),
        (
            Texts(document=Document(), steps=(Step(id="a", number="4"), Step(id="b", number="4"))),
            ("steps", 1, "number"),
        ),
        (
            Texts(document=Document(), steps=(Step(id="a", records=(Record(code="F-1", name=""),)),)),
            ("steps", 0, "records", 0, "name"),
        ),
    ],
)
def test_what_is_half_written_is_told_at_its_place(texts, place):
    (problem,) = problems(texts)
    assert isinstance(problem, Problem) and problem.place == place and str(problem.message)
