"""Reading a form: everything that is wrong with the file, with the component and the line it is on."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.forms.kinds import (
    KINDS,
    Checklist,
    Datetime,
    DynamicList,
    Filepicker,
    Group,
    Number,
    Option,
    Presentational,
    Select,
    Textfield,
)
from bpmn.forms.schema.reader import MOST_BYTES_KEPT, read_form
from tests.examples import examples

ROOT = Path(__file__).parents[3]
SHIPPED = sorted((ROOT / "bpmn" / "processes").glob("*/*.form.json"))


def schema(*components: Any, **more: Any) -> bytes:
    return json.dumps({"type": "default", "id": "f", "components": list(components), **more}, indent=1).encode()


def codes(data: bytes) -> list[str]:
    return [finding.code for finding in read_form(data).findings]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_the_shipped_forms_read_without_a_finding(path: Path) -> None:
    reading = read_form(path.read_bytes())
    assert reading.findings == ()
    assert reading.form is not None
    assert reading.form.id == path.name.removesuffix(".form.json")


def test_there_are_shipped_forms() -> None:
    assert len(SHIPPED) >= 18


def test_components_are_read_with_their_properties() -> None:
    reading = read_form(
        schema(
            {"type": "text", "id": "t", "text": "Hola"},
            {
                "type": "group",
                "path": "cliente",
                "label": "Cliente",
                "components": [
                    {
                        "type": "textfield",
                        "key": "rfc",
                        "label": "RFC",
                        "validate": {"required": True, "minLength": 12, "maxLength": 13, "pattern": "^[A-Z]"},
                        "conditional": {"hide": '=tipo = "fisica"'},
                    }
                ],
            },
            {
                "type": "dynamiclist",
                "path": "partidas",
                "label": "Partidas",
                "components": [
                    {"type": "number", "key": "monto", "decimalDigits": 2, "increment": "0.5", "validate": {"min": 1}}
                ],
            },
            {"type": "datetime", "key": "fecha", "subtype": "date", "dateLabel": "Fecha", "disallowPassedDates": True},
            {"type": "filepicker", "key": "anexo", "multiple": True, "accept": ".PDF, image/*"},
            {"type": "select", "key": "area", "values": [{"label": "Sí", "value": True}, "SOC", 3], "readonly": "=a"},
            {"type": "checklist", "key": "areas", "valuesKey": "opciones", "disabled": True},
        )
    )
    assert reading.findings == ()
    assert reading.form is not None
    text, group, rows, when, files, area, areas = reading.form.components
    assert isinstance(text, Presentational)
    assert text.text == "Hola"
    assert isinstance(group, Group)
    rfc = group.components[0]
    assert isinstance(rfc, Textfield)
    assert (rfc.label, rfc.required, rfc.min_length, rfc.max_length) == ("RFC", True, 12, 13)
    assert rfc.hide is not None
    assert rfc.hide.names == {"tipo"}
    assert isinstance(rows, DynamicList)
    monto = rows.components[0]
    assert isinstance(monto, Number)
    assert (monto.decimal_digits, monto.increment, monto.min) == (2, 0.5, 1)
    assert isinstance(when, Datetime)
    assert (when.label, when.disallow_passed) == ("Fecha", True)
    assert isinstance(files, Filepicker)
    assert files.accept == (".pdf", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
    assert isinstance(area, Select)
    assert area.values == (
        Option(value=True, label="Sí"),
        Option(value="SOC", label="SOC"),
        Option(value=3, label="3"),
    )
    assert isinstance(areas, Checklist)
    assert areas.values_key == "opciones"
    assert [path for path, _ in reading.form.fields()] == [
        "cliente.rfc",
        "partidas[].monto",
        "fecha",
        "anexo",
        "area",
        "areas",
    ]
    assert reading.form.keys == {"cliente", "partidas", "fecha", "anexo", "area"}, "not what is only shown"


@pytest.mark.parametrize(
    ("component", "code"),
    [
        ("texto", "form_shape"),
        ({"key": "a"}, "form_shape"),
        ({"type": "iframe", "id": "i"}, "form_unknown_component"),
        ({"type": "textfield", "id": "i"}, "form_key"),
        ({"type": "textfield", "key": "nombre completo"}, "form_key"),
        ({"type": "textfield", "key": "1a"}, "form_key"),
        ({"type": "textfield", "key": "class"}, "form_key"),
        ({"type": "textfield", "key": "len"}, "form_key"),
        ({"type": "textfield", "key": "a..b"}, "form_key"),
        ({"type": "dynamiclist", "id": "l", "components": []}, "form_key"),
        ({"type": "textfield", "key": "a", "label": 3, "id": 4}, "form_property"),
        ({"type": "textfield", "key": "a", "disabled": "=b"}, "form_property"),
        ({"type": "textfield", "key": "a", "validate": []}, "form_property"),
        ({"type": "textfield", "key": "a", "validate": {"minLength": 5, "maxLength": 4}}, "form_range"),
        ({"type": "textfield", "key": "a", "validate": {"minLength": -1}}, "form_property"),
        ({"type": "textfield", "key": "a", "validate": {"pattern": "(a"}}, "form_pattern"),
        ({"type": "textfield", "key": "a", "validate": {"validationType": "url"}}, "form_property"),
        ({"type": "number", "key": "a", "validate": {"min": 2, "max": 1}}, "form_range"),
        ({"type": "number", "key": "a", "validate": {"min": "dos"}}, "form_property"),
        ({"type": "number", "key": "a", "decimalDigits": 1.5}, "form_property"),
        ({"type": "number", "key": "a", "increment": 0}, "form_range"),
        ({"type": "number", "key": "a", "validate": {"min": "=b +"}}, "form_expression"),
        ({"type": "radio", "key": "a"}, "form_choices"),
        ({"type": "radio", "key": "a", "values": []}, "form_choices"),
        ({"type": "radio", "key": "a", "values": [1], "valuesKey": "b"}, "form_choices"),
        ({"type": "radio", "key": "a", "values": [{"label": "x"}]}, "form_choices"),
        ({"type": "radio", "key": "a", "values": [{"label": "x", "value": {"b": 1}}]}, "form_choices"),
        ({"type": "radio", "key": "a", "values": ["x", {"label": "X", "value": "x"}]}, "form_choices"),
        ({"type": "radio", "key": "a", "values": ["x"], "defaultValue": "y"}, "form_default"),
        ({"type": "number", "key": "a", "defaultValue": "1"}, "form_default"),
        ({"type": "datetime", "key": "a", "subtype": "year"}, "form_property"),
        ({"type": "filepicker", "key": "a", "accept": "application/x-nada"}, "form_accept"),
        ({"type": "textfield", "key": "a", "conditional": {"hide": "b = 1"}}, "form_expression"),
        ({"type": "textfield", "key": "a", "conditional": {"hide": "=b =="}}, "form_expression"),
        ({"type": "textfield", "key": "a", "conditional": {"hide": "=a = 1"}}, "form_circular"),
        ({"type": "group", "id": "g", "components": {}}, "form_shape"),
    ],
)
def test_each_thing_wrong_is_found(component: Any, code: str) -> None:
    reading = read_form(schema(component))
    assert [finding.code for finding in reading.findings] == [code]
    finding = reading.findings[0]
    assert finding.line == (5 if isinstance(component, dict) else None)
    assert (reading.form is None) == finding.refuses


def test_all_findings_of_a_form_are_told_with_their_component_and_line() -> None:
    reading = read_form(
        b"""{
  "type": "default", "id": "f",
  "components": [
    {"type": "textfield", "key": "a", "label": "{ \\" {"},
    {"type": "group", "id": "g", "components": [
      {"type": "number",
       "key": "b", "validate": {"min": 3, "max": 1}}, {"type": "nada", "id": "x"}]},
    {"type": "radio", "key": "c"}
  ]
}"""
    )
    assert [(finding.code, finding.element, finding.line) for finding in reading.findings] == [
        ("form_range", "b", 6),
        ("form_unknown_component", "x", 7),
        ("form_choices", "c", 8),
    ]
    assert reading.form is None


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        ({"type": "textfield", "key": "a"}, {"type": "number", "key": "a"}, True),
        ({"type": "textfield", "key": "a"}, {"type": "number", "key": "a.b"}, True),
        ({"type": "textfield", "key": "a.b"}, {"type": "number", "key": "a"}, True),
        ({"type": "textfield", "key": "a.b"}, {"type": "number", "key": "a.c"}, False),
        (
            {"type": "group", "id": "g", "path": "a", "components": [{"type": "textfield", "key": "b"}]},
            {"type": "number", "key": "a.b"},
            True,
        ),
        (
            {"type": "dynamiclist", "path": "a", "components": [{"type": "textfield", "key": "b"}]},
            {"type": "textfield", "key": "b"},
            False,
        ),
        (
            {"type": "dynamiclist", "path": "a", "components": [{"type": "textfield", "key": "b"}]},
            {"type": "textfield", "key": "a.b"},
            True,
        ),
    ],
)
def test_every_field_has_a_place_of_its_own(first: Any, second: Any, clash: bool) -> None:
    assert codes(schema(first, second)) == (["form_duplicate_key"] if clash else [])


def test_ids_are_unique() -> None:
    a, b = {"type": "textfield", "key": "a", "id": "x"}, {"type": "textfield", "key": "b", "id": "x"}
    assert codes(schema(a, b)) == ["form_duplicate_id"]


def test_conditions_in_a_circle_are_refused_and_a_field_only_shown_may_hide_itself() -> None:
    a = {"type": "textfield", "key": "a", "conditional": {"hide": "=b = 1"}}
    b = {"type": "number", "key": "b", "readonly": '=a = "x"'}
    assert codes(schema(a, b)) == ["form_circular", "form_circular"]
    shown = {"type": "textfield", "key": "a", "readonly": True, "conditional": {"hide": "=a = null"}}
    assert codes(schema(shown)) == []
    row = {"type": "textfield", "key": "x", "conditional": {"hide": "=this.x = 1"}}
    assert codes(schema({"type": "dynamiclist", "path": "l", "components": [row]})) == ["form_circular"]
    counted = {"type": "textfield", "key": "x", "conditional": {"hide": "=count(l) > 1"}}
    assert codes(schema({"type": "dynamiclist", "path": "l", "components": [counted]})) == []


def test_rows_that_may_be_removed_hold_nothing_read_only() -> None:
    rows = {"type": "dynamiclist", "path": "l", "components": [{"type": "textfield", "key": "x", "readonly": True}]}
    assert codes(schema(rows)) == ["form_readonly_rows"]
    assert codes(schema({**rows, "allowAddRemove": False})) == []


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "form_json", 1),
        (b"{\n\n x", "form_json", 3),
        (b"\xff\xfe{", "form_json", None),
        (b'{"a": 1, "a": 2}', "form_json", None),
        (b'{"a": NaN}', "form_json", None),
        (b'{"a": ' + b"9" * 5000 + b"}", "form_json", None),
        (b"[" * 100_000, "form_json", None),
        (b'{"components":' * 50_000, "form_json", None),
        (b"[]", "form_shape", 1),
        (b"3", "form_shape", 1),
        (b'{"type": "default", "id": "f"}', "form_shape", 1),
        (b'{"type": "default", "components": []}', "form_id", 1),
        (b" " * 1_000_001, "form_too_large", None),
        (schema(*[{"type": "separator"}] * 501), "form_too_large", 1),
    ],
)
def test_what_is_no_form_is_refused(data: bytes, code: str, line: int | None) -> None:
    reading = read_form(data)
    assert [(finding.code, finding.line) for finding in reading.findings] == [(code, line)]
    assert reading.form is None


def test_groups_nest_only_so_deep() -> None:
    component: Any = {"type": "textfield", "key": "a"}
    for number in range(20):
        component = {"type": "group", "id": f"g{number}", "components": [component]}
    assert codes(schema(component)) == ["form_too_deep"]


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_form(b"\xef\xbb\xbf" + schema()).form is not None


WORDS = st.sampled_from(
    (
        *("type", "key", "id", "path", "label", "components", "values", "validate", "min", "max", "pattern"),
        *("required", "conditional", "hide", "readonly", "accept", "multiple", "valuesKey", "increment", "subtype"),
        *(
            "expression",
            "dataSource",
            "columns",
            "properties",
            "checks",
            "name",
            "condition",
            "message",
            "decimalDigits",
        ),
    )
)
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=4),
    st.sampled_from([*KINDS, "=a", "=this.a + b", "a", "b"]),
)
ANY = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=6), max_leaves=12
)


@examples(50)
@given(st.lists(st.dictionaries(WORDS, ANY, max_size=8), max_size=4))
def test_reading_never_raises(components: list[Any]) -> None:
    reading = read_form(json.dumps({"type": "default", "id": "f", "components": components}).encode())
    assert (reading.form is None) == any(finding.refuses for finding in reading.findings)
    for finding in reading.findings:
        assert str(finding.message)


@examples(60)
@given(st.binary(max_size=60))
def test_noise_never_raises(data: bytes) -> None:
    assert read_form(data).form is None


def test_the_same_bytes_are_read_once_and_large_ones_are_not_kept():
    small, large = schema(), schema({"type": "text", "text": "x" * MOST_BYTES_KEPT})
    assert read_form(small) is read_form(bytes(bytearray(small)))
    assert read_form(large) is not read_form(large)
    assert read_form(large) == read_form(large)
