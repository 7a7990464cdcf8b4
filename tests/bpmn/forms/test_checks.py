"""Checks between fields: when they are judged, where their message stands, and what is wrong with one as written."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bpmn.forms.evaluate import evaluate
from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.schema.reader import read_form
from bpmn.forms.validate import failed_checks, validate

Make = Callable[..., Form]
ENVIRONMENT = Environment(date(2026, 11, 24))
LATER = {"name": "despues", "condition": "=fin > inicio", "message": "Termina antes de empezar."}


def day(key: str, *checks: dict[str, object], **more: object) -> dict[str, Any]:
    return {"type": "datetime", "key": key, "dateLabel": key.title(), "properties": {"checks": list(checks)}, **more}


def broken(form: Form, submitted: dict[str, object], data: dict[str, object] | None = None) -> list[tuple[str, str]]:
    found = validate(form, submitted, data or {}, environment=ENVIRONMENT)
    return [(error.field, str(error.message)) for error in found.errors if error.code == "check"]


def test_a_check_that_does_not_hold_refuses_the_form_at_its_field(form_of: Make) -> None:
    form = form_of(day("inicio"), day("fin", LATER))
    assert broken(form, {"inicio": "2026-03-02", "fin": "2026-03-03"}) == []
    assert broken(form, {"inicio": "2026-03-02", "fin": "2026-03-01"}) == [("fin", "Fin: Termina antes de empezar.")]


def test_a_check_is_not_judged_while_a_field_it_reads_is_empty(form_of: Make) -> None:
    form = form_of(day("inicio"), day("fin", LATER))
    assert broken(form, {"fin": "2026-03-01"}) == []
    assert broken(form, {"inicio": "2026-03-01", "fin": ""}) == []


def test_a_check_may_ask_to_be_judged_always(form_of: Make) -> None:
    either = {
        "name": "alguno",
        "condition": '=correo != null and correo != "" or telefono != null and telefono != ""',
        "message": "Escriba un correo o un teléfono.",
        "always": True,
    }
    correo = {"type": "textfield", "key": "correo", "label": "Correo", "properties": {"checks": [either]}}
    form = form_of(correo, {"type": "textfield", "key": "telefono"})
    assert broken(form, {}) == [("correo", "Correo: Escriba un correo o un teléfono.")]
    assert broken(form, {"telefono": "5"}) == []


def test_a_check_of_a_hidden_field_is_not_judged(form_of: Make) -> None:
    form = form_of(day("inicio"), day("fin", LATER, conditional={"hide": "=inicio != null"}))
    assert broken(form, {"inicio": "2026-03-02", "fin": "2026-03-01"}) == []


def test_a_check_over_a_field_that_is_wrong_in_itself_is_not_judged(form_of: Make) -> None:
    form = form_of(day("inicio"), day("fin", LATER))
    found = validate(form, {"inicio": "mañana", "fin": "2026-03-01"}, {}, environment=ENVIRONMENT)
    assert [(error.field, error.code) for error in found.errors] == [("inicio", "date")]


def test_a_check_in_the_rows_of_a_list_is_judged_row_by_row(form_of: Make) -> None:
    check = {"name": "positivo", "condition": "=this.hasta > this.desde", "message": "Al revés."}
    hasta = {"type": "number", "key": "hasta", "label": "Hasta", "properties": {"checks": [check]}}
    rows = [{"type": "number", "key": "desde"}, hasta]
    form = form_of({"type": "dynamiclist", "path": "tramos", "label": "Tramo", "components": rows})
    submitted = {"tramos": [{"desde": 1, "hasta": 2}, {"desde": 3, "hasta": 2}, {"desde": 3}]}
    assert broken(form, submitted) == [("tramos[1].hasta", "Tramo 2 · Hasta: Al revés.")]


def test_a_check_of_a_list_stands_at_the_list(form_of: Make) -> None:
    check = {"name": "suma", "condition": "=sum(partes.parte) = 100", "message": "Las partes suman 100."}
    partes = {
        "type": "dynamiclist",
        "path": "partes",
        "label": "Partes",
        "properties": {"checks": [check]},
        "components": [{"type": "number", "key": "parte"}],
    }
    form = form_of(partes)
    assert broken(form, {"partes": [{"parte": 60}, {"parte": 40}]}) == []
    assert broken(form, {"partes": [{"parte": 60}]}) == [("partes", "Partes: Las partes suman 100.")]


def test_a_check_of_the_form_itself_has_no_field() -> None:
    schema = {
        "type": "default",
        "id": "f",
        "properties": {"checks": [{"name": "c", "condition": "=a < b", "message": "A va antes que B."}]},
        "components": [{"type": "number", "key": "a"}, {"type": "number", "key": "b"}],
    }
    form = read_form(json.dumps(schema).encode()).form
    assert form is not None
    assert broken(form, {"a": 1, "b": 2}) == []
    assert broken(form, {"a": 2, "b": 1}) == [("", "A va antes que B.")]


def test_a_check_sees_computed_values_and_the_data_of_the_instance(form_of: Make) -> None:
    check = {"name": "tope", "condition": "=total <= presupuesto", "message": "Pasa del presupuesto."}
    total = {"type": "expression", "key": "total", "expression": "=a + b", "properties": {"checks": [check]}}
    form = form_of({"type": "number", "key": "a"}, {"type": "number", "key": "b"}, {**total, "label": "Total"})
    assert broken(form, {"a": 1, "b": 2}, {"presupuesto": 3}) == []
    assert broken(form, {"a": 2, "b": 2}, {"presupuesto": 3}) == [("total", "Total: Pasa del presupuesto.")]


def test_a_page_learns_of_broken_checks_while_it_is_being_filled_in(form_of: Make) -> None:
    form = form_of(day("inicio"), day("fin", LATER))
    state = evaluate(form, {"inicio": "2026-03-02", "fin": "2026-03-01"}, {}, environment=ENVIRONMENT)
    assert [(error.field, error.code) for error in failed_checks(form, state)] == [("fin", "check")]


@pytest.mark.parametrize(
    "checks",
    [
        "no",
        ["no"],
        [{}],
        [{**LATER, "name": ""}],
        [{**LATER, "message": None}],
        [{**LATER, "condition": "=fin >"}],
        [{**LATER, "condition": "fin > inicio"}],
        [{**LATER, "condition": "=1 = 1"}],
        [{**LATER, "always": "si"}],
        [{**LATER, "mensaje": "x"}],
        [LATER, LATER],
        [{**LATER, "name": f"c{n}"} for n in range(21)],
    ],
)
def test_a_check_that_is_not_written_as_one_is_a_finding(checks: object) -> None:
    fin = {"type": "datetime", "key": "fin", "properties": {"checks": checks}}
    data = json.dumps({"type": "default", "id": "f", "components": [{"type": "datetime", "key": "inicio"}, fin]})
    reading = read_form(data.encode())
    assert reading.form is None
    assert {finding.code for finding in reading.findings} <= {"form_check", "form_expression", "form_property"}


def test_a_check_that_cannot_be_read_is_found_on_its_own_line() -> None:
    fin = {"type": "datetime", "key": "fin", "properties": {"checks": [{**LATER, "condition": "=fin >"}]}}
    data = json.dumps({"type": "default", "id": "f", "components": [fin]}, indent=1).encode()
    (finding,) = read_form(data).findings
    assert data.decode().splitlines()[finding.line - 1].strip() == "{"  # type: ignore[operator]
    assert "despues" in data.decode().splitlines()[finding.line]  # type: ignore[index]
    assert finding.element == "fin"


def test_a_check_where_its_message_has_no_place_is_a_finding() -> None:
    text = {"type": "text", "text": "Hola", "properties": {"checks": [{**LATER, "condition": "=a > 1"}]}}
    data = json.dumps({"type": "default", "id": "f", "components": [text]}).encode()
    assert [finding.code for finding in read_form(data).findings] == ["form_check"]
