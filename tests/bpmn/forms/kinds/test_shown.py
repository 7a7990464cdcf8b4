"""Tables and documents: what they show of the data, and what is wrong with one as written."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bpmn.forms.evaluate import evaluate
from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.kinds import Component, Number
from bpmn.forms.kinds.document_preview import DocumentPreview
from bpmn.forms.kinds.table import Table
from bpmn.forms.schema.reader import read_form
from bpmn.forms.validate import validate

Make = Callable[..., Form]
ENVIRONMENT = Environment(date(2026, 11, 24))
ROWS = [{"area": "SOC", "costo": 10}, {"area": "TI", "costo": 5.5}]
FILE = {"name": "a.pdf", "sha256": "0" * 64, "size": 1}
OTHER = {"name": "b.pdf", "sha256": "1" * 64, "size": 2}


def shown(form: Form, data: dict[str, object], submitted: dict[str, object] | None = None) -> list[Component]:
    state = evaluate(form, submitted or {}, data, environment=ENVIRONMENT)
    return [view.component for view in state.views if not view.hidden]


def table(**more: Any) -> dict[str, Any]:
    return {
        "type": "table",
        "id": "t",
        "label": "Costos",
        "dataSource": "=costos",
        "columns": [{"key": "area"}],
        **more,
    }


def read_table(form_of: Make, **more: Any) -> Table:
    (component,) = form_of(table(**more)).components
    assert isinstance(component, Table)
    return component


def test_a_table_shows_the_rows_of_its_source(form_of: Make) -> None:
    form = form_of(table())
    state = evaluate(form, {}, {"costos": ROWS}, environment=ENVIRONMENT)
    (view,) = state.views
    assert isinstance(view.component, Table)
    assert view.component.rows(view.scope) == ROWS
    assert [(c.key, c.label) for c in view.component.columns_of(view.scope)] == [("area", "area")]


@pytest.mark.parametrize("value", [None, "x", 3, {}, [1, None, "x"]])
def test_a_source_that_yields_no_rows_shows_none(form_of: Make, value: object) -> None:
    (view,) = evaluate(form_of(table()), {}, {"costos": value}, environment=ENVIRONMENT).views
    assert isinstance(view.component, Table)
    assert view.component.rows(view.scope) == []


def test_columns_may_come_from_an_expression(form_of: Make) -> None:
    form = form_of(table(columns=None, columnsExpression="=columnas"))
    data: dict[str, object] = {"costos": ROWS, "columnas": [{"key": "costo", "label": "Costo"}, {"sin": "clave"}, 1]}
    (view,) = evaluate(form, {}, data, environment=ENVIRONMENT).views
    assert isinstance(view.component, Table)
    assert [(c.key, c.label) for c in view.component.columns_of(view.scope)] == [("costo", "Costo")]


def test_a_column_may_say_of_which_kind_its_values_are(form_of: Make) -> None:
    columns = [{"key": "costo", "label": "Costo", "type": "number", "decimalDigits": 2}]
    (column,) = read_table(form_of, columns=columns).columns
    assert isinstance(column.field, Number)
    assert column.field.decimal_digits == 2


def test_a_table_and_documents_hide_as_any_component_does(form_of: Make) -> None:
    documents = {"type": "documentPreview", "id": "d", "dataSource": "=archivos", "conditional": {"hide": "=oculto"}}
    form = form_of({"type": "checkbox", "key": "oculto"}, table(conditional={"hide": "=oculto"}), documents)
    assert len(shown(form, {"costos": ROWS})) == 2
    assert shown(form, {"costos": ROWS}, {"oculto": True}) == []


def test_they_store_nothing_and_take_nothing(form_of: Make) -> None:
    form = form_of(table(), {"type": "documentPreview", "id": "d", "dataSource": "=archivos"})
    found = validate(form, {}, {"costos": ROWS, "archivos": [FILE]}, environment=ENVIRONMENT)
    assert (found.values, found.errors, form.keys) == ({}, (), frozenset())
    assert [error.code for error in validate(form, {"t": 1}, {}, environment=ENVIRONMENT).errors] == ["unknown"]


@pytest.mark.parametrize(
    ("value", "files"),
    [
        ([FILE, OTHER], [FILE, OTHER]),
        (FILE, [FILE]),
        ([[FILE], [], [OTHER]], [FILE, OTHER]),
        (None, []),
        ("https://ejemplo.mx/a.pdf", []),
        ([{"documentId": "1", "endpoint": "https://ejemplo.mx/a", "metadata": {"fileName": "a"}}], []),
        ([{**FILE, "endpoint": "https://ejemplo.mx/a"}], []),
    ],
)
def test_documents_are_references_to_stored_files_and_nothing_that_would_be_fetched(
    form_of: Make, value: object, files: list[object]
) -> None:
    form = form_of({"type": "documentPreview", "id": "d", "dataSource": "=archivos"})
    (view,) = evaluate(form, {}, {"archivos": value}, environment=ENVIRONMENT).views
    assert isinstance(view.component, DocumentPreview)
    assert view.component.files(view.scope) == files


def test_documents_may_be_gathered_from_the_rows_of_a_list(form_of: Make) -> None:
    form = form_of({"type": "documentPreview", "id": "d", "dataSource": "=participaciones.documentos"})
    data: dict[str, object] = {"participaciones": [{"documentos": [FILE]}, {}, {"documentos": [OTHER]}]}
    (view,) = evaluate(form, {}, data, environment=ENVIRONMENT).views
    assert isinstance(view.component, DocumentPreview)
    assert view.component.files(view.scope) == [FILE, OTHER]


@pytest.mark.parametrize(
    ("component", "code"),
    [
        (table(dataSource=""), "form_table"),
        (table(dataSource="costos"), "form_expression"),
        (table(columns=[]), "form_table"),
        (table(columns=["x"]), "form_table"),
        (table(columns=[{"key": f"c{n}"} for n in range(21)]), "form_table"),
        (table(columns=[{"key": "a", "type": "otro"}]), "form_unknown_component"),
        ({"type": "documentPreview", "id": "d"}, "form_documents"),
        ({"type": "documentPreview", "id": "d", "dataSource": "=a", "endpointKey": "x"}, "form_documents"),
    ],
)
def test_what_is_wrong_with_one_is_a_finding_with_its_line(component: dict[str, object], code: str) -> None:
    data = json.dumps({"type": "default", "id": "f", "components": [component]}, indent=1).encode()
    findings = read_form(data).findings
    assert {finding.code for finding in findings} == {code}
    assert all(finding.line == 5 for finding in findings)
