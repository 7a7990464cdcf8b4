"""Marks on components: what is read of them, what they cover, and what is put in the place of a value."""

import json
from typing import Any

import pytest

from bpmn.forms.form import Form
from bpmn.forms.marks import Hiding, Mark, carried, marks_of, searchable_in, together
from bpmn.forms.schema.reader import read_form
from bpmn.reader import read


def component(**more: Any) -> dict[str, Any]:
    return {"type": "number", "key": "costo", **more}


def marked(text: object, **more: Any) -> dict[str, Any]:
    return component(properties={"confidential": text}, **more)


def reading(*components: Any) -> Any:
    return read_form(json.dumps({"type": "default", "id": "f", "components": list(components)}).encode())


def form(*components: Any) -> Form:
    found = reading(*components)
    assert found.form is not None, found.findings
    return found.form


def of(*components: Any) -> dict[tuple[str, ...], Mark]:
    return marks_of(form(*components).components)


READ_BY_A = Mark(frozenset({"a"}))


def test_a_field_without_marks_bears_none() -> None:
    assert of(component()) == {}


@pytest.mark.parametrize("text", ["a, b", "a b", " b;a ", "b,,a", "a,b,a"])
def test_the_roles_stand_behind_one_another(text: str) -> None:
    assert of(marked(text)) == {("costo",): Mark(frozenset({"a", "b"}))}


@pytest.mark.parametrize("text", [True, 3, "", " ", "á é/", ["a"], "x" * 101, {"a": 1}])
def test_a_mark_that_names_no_roles_refuses_the_form(text: object) -> None:
    found = reading(marked(text))
    assert found.form is None
    assert [each.code for each in found.findings] == ["form_mark"]


@pytest.mark.parametrize(("value", "personal"), [("true", True), (True, True), ("false", False), (False, False)])
def test_a_field_is_personal_or_not(value: object, personal: bool) -> None:
    assert of(component(properties={"personal": value})) == ({("costo",): Mark(None, True)} if personal else {})


def test_instances_are_found_by_the_fields_that_say_so_wherever_they_stand() -> None:
    found_by = component(properties={"searchable": "true"})
    rows = {"type": "dynamiclist", "path": "costos", "components": [found_by]}
    inside = {"type": "group", "path": "dentro", "components": [rows, component(key="otro")]}
    shown = searchable_in(form(found_by, inside).components)
    assert shown == {("costo",), ("dentro", "costos", "costo")}
    assert of(found_by) == {}  # nothing is hidden by it


def test_what_holds_no_value_is_not_searchable() -> None:
    said = {"properties": {"searchable": "true"}}
    text, group = {"type": "text", "text": "Hola", **said}, {"type": "group", "components": [component()], **said}
    for each in (text, group):
        assert [found.code for found in reading(each).findings] == ["form_mark"]


def test_another_word_for_personal_refuses_the_form() -> None:
    assert [each.code for each in reading(component(properties={"personal": "sí"})).findings] == ["form_mark"]


def test_a_mark_on_what_holds_no_value_refuses_the_form() -> None:
    found = reading({"type": "text", "text": "hola", "properties": {"confidential": "a"}})
    assert [each.code for each in found.findings] == ["form_mark"]


@pytest.mark.parametrize("key", ["cliente", "requerimiento"])
def test_what_names_an_instance_in_the_lists_bears_no_mark(key: str) -> None:
    inside = {"type": "textfield", "key": key}
    around = {"type": "group", "components": [inside], "properties": {"personal": "true"}}
    assert [each.element for each in reading({**inside, "properties": {"confidential": "a"}}).findings] == [key]
    assert [each.element for each in reading(around).findings] == [key]


def test_a_mark_on_a_group_holds_for_all_that_is_in_it() -> None:
    group = {"type": "group", "components": [component()], "properties": {"confidential": "a"}}
    assert of(group) == {("costo",): READ_BY_A}


def test_a_mark_on_a_list_holds_for_the_list_and_its_rows() -> None:
    rows = {"type": "dynamiclist", "path": "costos", "components": [component()], "properties": {"confidential": "a"}}
    assert of(rows) == {("costos",): READ_BY_A, ("costos", "costo"): READ_BY_A}


def test_what_is_marked_within_a_marked_group_is_read_by_whom_both_let() -> None:
    group = {"type": "group", "components": [marked("b, c")], "properties": {"confidential": "a, b"}}
    assert of(group) == {("costo",): Mark(frozenset({"b"}))}


def test_the_newer_mark_says_who_reads_and_nothing_becomes_free() -> None:
    older = {("x",): READ_BY_A, ("y",): Mark(None, True)}
    newer = {("x",): Mark(frozenset({"b"})), ("y",): READ_BY_A}
    assert together([newer, older], Mark.before) == {
        ("x",): Mark(frozenset({"b"})),
        ("y",): Mark(READ_BY_A.readers, True),
    }
    assert together([{}, older], Mark.before) == older


def hidden(chains: list[tuple[str, ...]], values: dict[str, object]) -> dict[str, object]:
    return Hiding(dict.fromkeys(chains, lambda _: "•")).within(values)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"costo": 3, "otro": 3}, {"costo": "•", "otro": 3}),
        ({"costo": None}, {"costo": "•"}),
        ({"filas": [{"costo": 3, "otro": 1}]}, {"filas": [{"costo": "•", "otro": 1}]}),
        ({"a": {"b": [[{"costo": {"c": 1}}]]}}, {"a": {"b": [[{"costo": "•"}]]}}),
        ({"otro": [1, "costo", None]}, {"otro": [1, "costo", None]}),
    ],
)
def test_a_value_is_hidden_wherever_its_name_leads_to_it(values: dict[str, object], shown: dict[str, object]) -> None:
    before = json.dumps(values)
    assert hidden([("costo",)], values) == shown
    assert json.dumps(values) == before


@pytest.mark.parametrize("value", ["x", 3, True, ["x"], [["x"]], {"otro": 1, "monto": "x"}])
def test_what_stands_in_the_place_of_rows_is_hidden_too(value: object) -> None:
    assert "x" not in json.dumps(hidden([("costos", "monto")], {"costos": value}))
    assert hidden([("costos", "monto")], {"costos": None, "a": {"costos": 3}}) == {"costos": None, "a": {"costos": "•"}}


def test_what_is_personal_in_a_group_its_fields_say() -> None:
    group = {"type": "group", "path": "quien", "components": [component()], "properties": {"personal": "true"}}
    assert of(group) == {("quien", "costo"): Mark(None, True)}


def test_a_value_in_rows_is_hidden_there_and_not_under_its_bare_name() -> None:
    values = {"costos": [{"monto": 1, "otro": 2}], "monto": 3, "copia": {"costos": [{"monto": 1}]}}
    shown = {"costos": [{"monto": "•", "otro": 2}], "monto": 3, "copia": {"costos": [{"monto": "•"}]}}
    assert hidden([("costos", "monto")], values) == shown


def test_what_a_repetition_takes_and_leaves_is_marked_as_what_it_was_taken_from() -> None:
    source = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><userTask id="t">'
        "<multiInstanceLoopCharacteristics><loopDataInputRef>costos</loopDataInputRef>"
        '<loopDataOutputRef>todos</loopDataOutputRef><inputDataItem id="costo"/><outputDataItem id="hecho"/>'
        "</multiInstanceLoopCharacteristics></userTask></process></definitions>"
    )
    definitions = read(source.encode()).definitions
    assert definitions is not None
    marks = {("costos", "monto"): READ_BY_A, ("hecho",): READ_BY_A}
    also = {("costo", "monto"): READ_BY_A, ("todos",): READ_BY_A}
    assert carried(marks, definitions.processes[0]) == marks | also
