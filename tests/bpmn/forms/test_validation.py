"""A submission is checked against its form: what is stored, and what is refused, named by field and reason."""

import copy
import math
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.forms import Form, Validation, validate

TODAY = date(2026, 3, 2)
Make = Callable[..., Form]
FILE = {"name": "propuesta.pdf", "sha256": "0" * 64, "size": 10}


def check(form: Form, submitted: Any, data: dict[str, object] | None = None) -> Validation:
    return validate(form, submitted, data or {}, today=TODAY)


def codes(validation: Validation) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in validation.errors]


KINDS: dict[str, dict[str, Any]] = {
    "textfield": {"type": "textfield"},
    "textarea": {"type": "textarea"},
    "number": {"type": "number"},
    "numeral": {"type": "number", "serializeToString": True},
    "checkbox": {"type": "checkbox"},
    "radio": {"type": "radio", "values": ["a", 1, True, {"label": "No", "value": False}]},
    "select": {"type": "select", "valuesKey": "opciones"},
    "expression": {"type": "select", "valuesExpression": "=if avanzado then [1, 2] else [1]"},
    "checklist": {"type": "checklist", "values": ["a", "b", "c"]},
    "taglist": {"type": "taglist", "values": ["a", "b", "c"]},
    "date": {"type": "datetime", "subtype": "date"},
    "time": {"type": "datetime", "subtype": "time"},
    "datetime": {"type": "datetime", "subtype": "datetime"},
    "moment": {"type": "datetime", "subtype": "datetime", "timeSerializingFormat": "utc_normalized"},
    "offset": {"type": "datetime", "subtype": "time", "timeSerializingFormat": "utc_offset"},
    "filepicker": {"type": "filepicker"},
}


@pytest.mark.parametrize(
    ("kind", "raw", "stored"),
    [
        ("textfield", " hola ", " hola "),
        ("textfield", "dos\nlíneas", "dos líneas"),
        ("textfield", "", ""),
        ("textfield", None, ""),
        ("textarea", "dos\nlíneas\t", "dos\nlíneas\t"),
        ("number", 3, 3),
        ("number", 3.0, 3),
        ("number", -0.0, 0),
        ("number", 0.1, 0.1),
        ("number", "", None),
        ("number", None, None),
        ("number", 2**53 - 1, 2**53 - 1),
        ("numeral", "12.50", "12.50"),
        ("numeral", 12.5, "12.5"),
        ("numeral", 1e-7, "0.0000001"),
        ("checkbox", True, True),
        ("checkbox", None, False),
        ("radio", "a", "a"),
        ("radio", 1.0, 1),
        ("radio", True, True),
        ("radio", False, False),
        ("radio", "", None),
        ("select", "soc", "soc"),
        ("expression", 2, 2),
        ("checklist", ["c", "a", "c"], ["a", "c"]),
        ("checklist", None, []),
        ("taglist", ["c", "a", "c"], ["c", "a"]),
        ("date", "2028-02-29", "2028-02-29"),
        ("date", "", None),
        ("time", "23:59", "23:59"),
        ("datetime", "2026-03-31T09:30", "2026-03-31T09:30"),
        ("moment", "2026-03-31T09:30Z", "2026-03-31T09:30Z"),
        ("offset", "09:30-06:00", "09:30-06:00"),
        ("filepicker", [FILE], [FILE]),
        ("filepicker", None, []),
    ],
)
def test_a_value_of_the_fields_kind_is_stored_normalised(form_of: Make, kind: str, raw: object, stored: object) -> None:
    form = form_of({**KINDS[kind], "key": "x"})
    validation = check(form, {"x": raw}, {"opciones": [{"label": "SOC", "value": "soc"}], "avanzado": True})
    assert validation.errors == ()
    assert validation.values == {"x": stored}
    assert type(validation.values["x"]) is type(stored)


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("textfield", 3, "type"),
        ("textfield", ["a"], "type"),
        ("textfield", {"a": 1}, "type"),
        ("textfield", "a\0b", "type"),
        ("textarea", "\ud800", "type"),
        pytest.param("textarea", "x" * 20_001, "max_length", id="a text of twenty thousand characters"),
        ("number", "3", "type"),
        ("number", True, "type"),
        ("number", math.nan, "type"),
        ("number", math.inf, "type"),
        ("number", -math.inf, "type"),
        ("number", 2**53, "type"),
        pytest.param("number", 10**10_000, "type", id="an integer of ten thousand digits"),
        ("number", 1e300, "type"),
        ("number", [], "type"),
        ("numeral", "1e5", "type"),
        ("numeral", "٣", "type"),
        ("checkbox", 1, "type"),
        ("checkbox", "true", "type"),
        ("radio", "b", "choice"),
        ("radio", "1", "choice"),
        ("radio", 0, "choice"),
        ("radio", ["a"], "choice"),
        ("select", "nada", "choice"),
        ("expression", 2, "choice"),
        ("checklist", "a", "type"),
        ("checklist", ["a", "x"], "choice"),
        ("checklist", [["a"]], "choice"),
        pytest.param("taglist", ["a"] * 201, "too_many", id="two hundred tags"),
        ("date", "2026-02-29", "date"),
        ("date", "31/03/2026", "date"),
        ("date", "20260331", "date"),
        ("date", "2026-W14-2", "date"),
        ("date", "٢٠٢٦-03-31", "date"),
        ("date", 20260331, "date"),
        ("date", "2026-03-31T09:30", "date"),
        ("time", "24:00", "date"),
        ("time", "09:30Z", "date"),
        ("datetime", "2026-03-31", "date"),
        ("datetime", "2026-13-31T09:30", "date"),
        ("moment", "2026-03-31T09:30", "date"),
        ("offset", "09:30Z", "date"),
        ("filepicker", "files::1", "type"),
        ("filepicker", [{**FILE, "path": "/etc/passwd"}], "type"),
        ("filepicker", [{**FILE, "name": "../a.pdf"}], "type"),
        ("filepicker", [{**FILE, "name": ""}], "type"),
        ("filepicker", [{**FILE, "sha256": "z" * 64}], "type"),
        ("filepicker", [{**FILE, "size": -1}], "type"),
        ("filepicker", [{**FILE, "size": True}], "type"),
    ],
)
def test_a_value_of_another_kind_is_refused(form_of: Make, kind: str, raw: object, code: str) -> None:
    form = form_of({**KINDS[kind], "key": "x", "label": "Equis", "dateLabel": "Equis"})
    validation = check(form, {"x": raw}, {"opciones": ["soc"]})
    assert codes(validation) == [("x", code)]
    assert validation.errors[0].label == "Equis"
    assert str(validation.errors[0].message).startswith("Equis: ")


@pytest.mark.parametrize(
    ("component", "raw", "code"),
    [
        ({"type": "textfield", "validate": {"minLength": 3}}, "ab ", "min_length"),
        ({"type": "textfield", "validate": {"minLength": 3}}, "abc", None),
        ({"type": "textfield", "validate": {"minLength": 3}}, "", None),
        ({"type": "textfield", "validate": {"maxLength": 3}}, " abc ", None),
        ({"type": "textfield", "validate": {"maxLength": 3}}, "abcd", "max_length"),
        ({"type": "textfield", "validate": {"maxLength": 3}}, "😀😀", "max_length"),
        ({"type": "textfield", "validate": {"maxLength": "=limite"}}, "abcd", "max_length"),
        ({"type": "textfield", "validate": {"pattern": "^[A-Z]+$"}}, "ABC", None),
        ({"type": "textfield", "validate": {"pattern": "^[A-Z]+$"}}, "abc", "pattern"),
        ({"type": "textfield", "validate": {"validationType": "email"}}, "ana@empresa.com.mx", None),
        ({"type": "textfield", "validate": {"validationType": "email"}}, "ana@", "email"),
        ({"type": "textfield", "validate": {"validationType": "email"}}, "ana@a.mx\n", "email"),
        ({"type": "textfield", "validate": {"validationType": "phone"}}, "+525512345678", None),
        ({"type": "textfield", "validate": {"validationType": "phone"}}, "55 1234 5678", "phone"),
        ({"type": "number", "validate": {"min": 1}}, 0, "min"),
        ({"type": "number", "validate": {"min": 0}}, 0, None),
        ({"type": "number", "validate": {"max": 10}}, 10.01, "max"),
        ({"type": "number", "validate": {"max": "=limite"}}, 4, "max"),
        ({"type": "number", "validate": {"max": "=no_hay"}}, 4, None),
        ({"type": "number", "decimalDigits": 0}, 1.5, "decimal_digits"),
        ({"type": "number", "decimalDigits": 2}, 0.1, None),
        ({"type": "number", "decimalDigits": 2}, 1.005, "decimal_digits"),
        ({"type": "number", "increment": 0.1}, 0.3, None),
        ({"type": "number", "increment": 0.5}, 0.3, "increment"),
        ({"type": "number", "serializeToString": True, "validate": {"max": 5}}, "5.01", "max"),
        ({"type": "datetime", "disallowPassedDates": True}, "2026-03-02", None),
        ({"type": "datetime", "disallowPassedDates": True}, "2026-03-01", "past_date"),
        ({"type": "datetime"}, "1999-01-01", None),
        ({"type": "filepicker"}, [FILE, FILE], "too_many"),
        ({"type": "filepicker", "multiple": True}, [FILE, FILE], None),
        ({"type": "filepicker", "accept": ".docx, application/pdf"}, [{**FILE, "name": "A.PDF"}], None),
        ({"type": "filepicker", "accept": ".docx"}, [FILE], "accept"),
    ],
)
def test_a_value_is_held_to_the_rules_of_its_field(
    form_of: Make, component: dict[str, Any], raw: object, code: str | None
) -> None:
    validation = check(form_of({**component, "key": "x"}), {"x": raw}, {"limite": 3})
    assert codes(validation) == ([] if code is None else [("x", code)])


def test_the_forms_own_words_explain_its_pattern(form_of: Make) -> None:
    words = "Escriba el RFC con homoclave."
    form = form_of(
        {
            "type": "textfield",
            "key": "rfc",
            "label": "RFC",
            "validate": {"pattern": "^[A-Z]+$", "patternErrorMessage": words},
        }
    )
    assert str(check(form, {"rfc": "1"}).errors[0].message) == f"RFC: {words}"


@pytest.mark.parametrize(
    ("kind", "empties", "full"),
    [
        ("textfield", ["", None], [" ", "a"]),
        ("number", [None, ""], [0, -1]),
        ("checkbox", [False, None], [True]),
        ("radio", [None, ""], [False, "a"]),
        ("checklist", [[], None], [["a"]]),
        ("date", [None, ""], ["2026-03-31"]),
        ("filepicker", [[], None], [[FILE]]),
    ],
)
def test_what_counts_as_missing_is_what_form_js_counts(
    form_of: Make, kind: str, empties: list[object], full: list[object]
) -> None:
    form = form_of({**KINDS[kind], "key": "x", "label": "Equis", "validate": {"required": True}})
    assert codes(check(form, {})) == [("x", "required")]
    for raw in empties:
        validation = check(form, {"x": raw})
        assert codes(validation) == [("x", "required")]
        assert str(validation.errors[0].message) == f"{validation.errors[0].label}: it is missing; it is required."
    for raw in full:
        assert codes(check(form, {"x": raw})) == []


def test_a_field_may_be_required_by_an_expression(form_of: Make) -> None:
    form = form_of(
        {"type": "checkbox", "key": "a"}, {"type": "textfield", "key": "b", "validate": {"required": "=a = true"}}
    )
    assert codes(check(form, {"a": True})) == [("b", "required")]
    assert codes(check(form, {"a": False})) == []


def test_a_visible_field_that_was_not_sent_has_its_default_or_is_empty_whatever_the_data_hold(form_of: Make) -> None:
    form = form_of(
        {"type": "select", "key": "moneda", "values": ["MXN", "USD"], "defaultValue": "MXN"},
        {"type": "checkbox", "key": "urgente"},
        {"type": "radio", "key": "cumple", "values": [True, False], "validate": {"required": True}},
    )
    validation = check(form, {}, {"moneda": "USD", "urgente": True, "cumple": False})
    assert validation.values | {"cumple": None} == {"moneda": "MXN", "urgente": False, "cumple": None}
    assert codes(validation) == [("cumple", "required")]
    assert check(form, {"moneda": None, "cumple": True}).values["moneda"] is None


def test_all_errors_are_told_in_the_forms_order(form_of: Make) -> None:
    form = form_of(
        {"type": "number", "key": "c", "validate": {"min": 1, "max": 2}, "decimalDigits": 0},
        {"type": "group", "id": "g", "components": [{"type": "textfield", "key": "a", "validate": {"required": True}}]},
        {"type": "textfield", "key": "b"},
    )
    validation = check(form, {"otro": 1, "b": 3, "a": "", "c": 2.5})
    assert codes(validation) == [
        ("c", "decimal_digits"),
        ("c", "max"),
        ("a", "required"),
        ("b", "type"),
        ("otro", "unknown"),
    ]


@pytest.mark.parametrize("submitted", [None, [], "x", 3, True])
def test_what_is_no_object_is_refused(form_of: Make, submitted: Any) -> None:
    assert codes(check(form_of(), submitted)) == [("", "type")]


class TestHidden:
    def form(self, form_of: Make) -> Form:
        return form_of(
            {"type": "radio", "key": "cumple", "values": [True, False]},
            {
                "type": "group",
                "id": "g",
                "conditional": {"hide": "=cumple != false"},
                "components": [
                    {"type": "textarea", "key": "observaciones", "validate": {"required": True}},
                    {
                        "type": "textfield",
                        "key": "responsable",
                        "conditional": {"hide": '=observaciones = "" or observaciones = null'},
                    },
                ],
            },
        )

    def test_a_hidden_field_is_neither_asked_for_nor_stored(self, form_of: Make) -> None:
        validation = check(self.form(form_of), {"cumple": True, "observaciones": 3, "responsable": "x"})
        assert validation == Validation({"cumple": True}, ())

    def test_a_field_that_is_shown_is(self, form_of: Make) -> None:
        form = self.form(form_of)
        assert codes(check(form, {"cumple": False})) == [("observaciones", "required")]
        validation = check(form, {"cumple": False, "observaciones": "a", "responsable": "b"})
        assert validation.values == {"cumple": False, "observaciones": "a", "responsable": "b"}

    def test_the_data_of_the_instance_count_until_the_form_says_otherwise(self, form_of: Make) -> None:
        form = form_of(
            {"type": "textfield", "key": "a", "conditional": {"hide": "=tipo = 1"}},
            {"type": "number", "key": "tipo"},
        )
        assert check(form, {"tipo": 2, "a": "x"}, {"tipo": 1}).values == {"tipo": 2, "a": "x"}
        other = form_of({"type": "textfield", "key": "a", "conditional": {"hide": "=tipo = 1"}})
        assert check(other, {"a": "x"}, {"tipo": 1}).values == {}

    def test_a_hidden_fields_own_value_hides_nothing(self, form_of: Make) -> None:
        form = form_of(
            {"type": "checkbox", "key": "a"},
            {"type": "checkbox", "key": "b", "conditional": {"hide": "=a = false"}},
            {"type": "checkbox", "key": "c", "conditional": {"hide": "=b = false"}},
            {"type": "textfield", "key": "d", "conditional": {"hide": "=c = false"}},
        )
        submitted = {"a": False, "b": True, "c": True, "d": "x"}
        assert check(form, submitted).values == {"a": False}
        assert check(form, submitted | {"a": True}).values == {"a": True, "b": True, "c": True, "d": "x"}

    def test_a_condition_that_is_null_hides_as_in_form_js(self, form_of: Make) -> None:
        form = form_of({"type": "textfield", "key": "a", "conditional": {"hide": "=monto > 5"}})
        assert check(form, {"a": "x"}).values == {}
        assert check(form, {"a": "x"}, {"monto": 3}).values == {"a": "x"}


class TestOnlyShown:
    def form(self, form_of: Make) -> Form:
        return form_of(
            {"type": "textfield", "key": "a", "label": "A", "readonly": True, "validate": {"required": True}},
            {"type": "textfield", "key": "b", "disabled": True},
            {"type": "filepicker", "key": "c", "readonly": True},
            {"type": "textfield", "key": "d", "readonly": "=cerrado = true"},
        )

    def test_it_is_not_asked_for_and_not_stored_but_may_come_back_unchanged(self, form_of: Make) -> None:
        data: dict[str, object] = {"a": "x", "c": [FILE], "cerrado": True, "d": "y"}
        form = self.form(form_of)
        for submitted in ({}, {"a": "x", "b": "", "c": [FILE], "d": "y"}, {"b": None}):
            assert check(form, submitted, data) == Validation({}, ())
        assert check(form, {"c": None}, {}) == Validation({"d": ""}, ())

    def test_it_is_refused_by_name_when_it_was_changed(self, form_of: Make) -> None:
        validation = check(self.form(form_of), {"a": "z", "b": "z", "c": [], "d": "z"}, {"a": "x", "c": [FILE]})
        assert codes(validation) == [("a", "read_only"), ("b", "read_only"), ("c", "read_only")]
        validation = check(self.form(form_of), {"d": "z"}, {"cerrado": True})
        assert codes(validation) == [("d", "read_only")]

    def test_a_value_sent_for_it_decides_nothing(self, form_of: Make) -> None:
        form = form_of(
            {"type": "checkbox", "key": "cerrado", "readonly": True},
            {
                "type": "textfield",
                "key": "a",
                "conditional": {"hide": "=cerrado = true"},
                "validate": {"required": True},
            },
        )
        assert codes(check(form, {"cerrado": True})) == [("cerrado", "read_only"), ("a", "required")]


class TestPaths:
    def form(self, form_of: Make) -> Form:
        return form_of(
            {
                "type": "group",
                "id": "g",
                "path": "cliente",
                "components": [
                    {"type": "textfield", "key": "nombre", "validate": {"required": True}},
                    {"type": "textfield", "key": "fiscal.rfc"},
                ],
            },
            {"type": "textfield", "key": "nota", "conditional": {"hide": '=cliente.nombre = "A"'}},
        )

    def test_values_are_kept_in_the_object_of_their_path_beside_what_is_there(self, form_of: Make) -> None:
        data: dict[str, object] = {"cliente": {"id": 7, "nombre": "antes", "fiscal": {"cp": "01000"}}, "x": 1}
        before = copy.deepcopy(data)
        validation = check(self.form(form_of), {"cliente": {"nombre": "A", "fiscal": {"rfc": "R"}}, "nota": "n"}, data)
        assert validation.errors == ()
        assert validation.values == {"cliente": {"id": 7, "nombre": "A", "fiscal": {"cp": "01000", "rfc": "R"}}}
        assert data == before

    def test_errors_name_the_whole_path(self, form_of: Make) -> None:
        form = self.form(form_of)
        assert codes(check(form, {})) == [("cliente.nombre", "required")]
        assert codes(check(form, {"cliente": {"nombre": "B", "otro": 1}})) == [("cliente.otro", "unknown")]
        assert codes(check(form, {"cliente": 3})) == [("cliente.nombre", "required"), ("cliente", "type")]
        assert codes(check(form, {"cliente.nombre": "B"})) == [
            ("cliente.nombre", "required"),
            ("cliente.nombre", "unknown"),
        ]


class TestRows:
    def form(self, form_of: Make, **more: Any) -> Form:
        return form_of(
            {
                "type": "dynamiclist",
                "path": "compromisos",
                "label": "Compromisos",
                "components": [
                    {"type": "textfield", "key": "texto", "label": "Texto", "validate": {"required": True}},
                    {"type": "checkbox", "key": "con_fecha"},
                    {
                        "type": "datetime",
                        "key": "fecha",
                        "dateLabel": "Fecha",
                        "validate": {"required": True},
                        "conditional": {"hide": "=this.con_fecha != true or urgente = true"},
                    },
                    {"type": "textfield", "key": "primera", "conditional": {"hide": "=i != [1]"}},
                ],
                **more,
            },
            {"type": "checkbox", "key": "urgente"},
        )

    def test_each_row_is_checked_in_its_own_scope(self, form_of: Make) -> None:
        rows: list[dict[str, object]] = [
            {"texto": "a", "con_fecha": True, "fecha": "2026-04-01", "primera": "p"},
            {"texto": "b", "con_fecha": False, "fecha": "no es fecha", "primera": "p"},
        ]
        validation = check(self.form(form_of), {"compromisos": rows})
        assert validation.errors == ()
        assert validation.values["compromisos"] == [rows[0], {"texto": "b", "con_fecha": False}]

    def test_errors_name_the_row(self, form_of: Make) -> None:
        validation = check(
            self.form(form_of), {"compromisos": [{"texto": "a"}, {}, {"texto": "c", "con_fecha": True, "otro": 1}]}
        )
        assert [(error.field, error.label, error.code) for error in validation.errors] == [
            ("compromisos[1].texto", "Compromisos 2 · Texto", "required"),
            ("compromisos[2].fecha", "Compromisos 3 · Fecha", "required"),
            ("compromisos[2].otro", "compromisos[2].otro", "unknown"),
        ]

    def test_a_list_may_be_empty_unless_it_is_required(self, form_of: Make) -> None:
        assert check(self.form(form_of), {}).values == {"compromisos": [], "urgente": False}
        form = self.form(form_of, validate={"required": True})
        assert codes(check(form, {"compromisos": []})) == [("compromisos", "required")]

    @pytest.mark.parametrize("rows", ["x", {"0": {}}, [1], [{}, ""], [[]]])
    def test_rows_are_objects_in_a_list(self, form_of: Make, rows: object) -> None:
        assert ("compromisos", "type") in codes(check(self.form(form_of), {"compromisos": rows}))

    def test_there_are_only_so_many_rows(self, form_of: Make) -> None:
        rows = [{"texto": "a"}] * 201
        assert codes(check(self.form(form_of), {"compromisos": rows})) == [("compromisos", "too_many")]
        assert codes(check(self.form(form_of), {"compromisos": rows * 5})) == [("", "too_many")]

    def test_rows_that_may_not_be_added_are_those_of_the_data_and_keep_what_is_only_shown(self, form_of: Make) -> None:
        form = form_of(
            {
                "type": "dynamiclist",
                "path": "costos",
                "label": "Costos",
                "allowAddRemove": False,
                "defaultRepetitions": 2,
                "components": [
                    {"type": "textfield", "key": "concepto", "readonly": True},
                    {"type": "number", "key": "monto", "validate": {"required": "=exige = true"}},
                ],
            }
        )
        data: dict[str, object] = {"costos": [{"id": 1, "concepto": "a"}]}
        assert check(form, {"costos": [{"monto": 5}]}, data).values == {
            "costos": [{"id": 1, "concepto": "a", "monto": 5}]
        }
        assert codes(check(form, {"costos": [{"concepto": "b"}]}, data)) == [("costos[0].concepto", "read_only")]
        assert codes(check(form, {"costos": [{}, {}]}, data)) == [("costos", "rows")]
        exacting = check(form, {}, {"exige": True})
        assert codes(exacting) == [("costos[0].monto", "required"), ("costos[1].monto", "required")]
        assert check(form, {}, data).values == {"costos": [{"id": 1, "concepto": "a", "monto": None}]}
        assert check(form, {"costos": [{}, {"monto": 1}]}).values == {"costos": [{"monto": None}, {"monto": 1}]}

    def test_form_js_sends_no_row_that_shows_nothing(self, form_of: Make) -> None:
        price = {"type": "number", "key": "monto", "conditional": {"hide": "=this.gratis = true"}}
        rows = {"type": "dynamiclist", "path": "l", "components": [price, {"type": "checkbox", "key": "gratis"}]}
        assert check(form_of(rows), {"l": [None, {"monto": 1}]}).values == {
            "l": [{"monto": None, "gratis": False}, {"monto": 1, "gratis": False}]
        }
        free = {"type": "checkbox", "key": "gratis", "readonly": True}
        fixed = form_of({**rows, "allowAddRemove": False, "components": [price, free]})
        data: dict[str, object] = {"l": [{"gratis": True}, {"gratis": False}, {"gratis": True}]}
        assert check(fixed, {"l": [None, {"monto": 1}]}, data).values == {
            "l": [{"gratis": True}, {"gratis": False, "monto": 1}, {"gratis": True}]
        }

    def test_lists_within_lists(self, form_of: Make) -> None:
        inner = {
            "type": "dynamiclist",
            "path": "b",
            "label": "B",
            "components": [
                {
                    "type": "number",
                    "key": "c",
                    "label": "C",
                    "conditional": {"hide": "=parent.ocultar = true"},
                    "validate": {"required": True},
                }
            ],
        }
        form = form_of(
            {
                "type": "dynamiclist",
                "path": "a",
                "label": "A",
                "components": [{"type": "checkbox", "key": "ocultar"}, inner],
            }
        )
        validation = check(form, {"a": [{"b": [{"c": 1}, {}]}, {"ocultar": True, "b": [{}]}]})
        assert [(error.field, error.label) for error in validation.errors] == [("a[0].b[1].c", "A 1 · B 2 · C")]
        assert check(form, {"a": [{"b": [{"c": 1}]}]}).values == {"a": [{"ocultar": False, "b": [{"c": 1}]}]}


def test_unknown_fields_are_named_and_no_more_than_can_be_read(form_of: Make) -> None:
    form = form_of({"type": "textfield", "key": "a"})
    validation = check(form, {f"x{number}": 1 for number in range(100_000)})
    assert len(validation.errors) == 20
    assert {error.code for error in validation.errors} == {"unknown"}
    assert str(check(form, {"\ud800" * 100: 1}).errors[0].message).encode()


def test_conditions_that_never_settle_end_all_the_same(form_of: Make) -> None:
    rows = {
        "type": "dynamiclist",
        "path": "l",
        "conditional": {"hide": "=count(l) > 0"},
        "components": [{"type": "textfield", "key": "x"}],
    }
    first, second = (check(form_of(rows), {"l": [{"x": "a"}]}, {}) for _ in range(2))
    assert first == second


def test_neither_the_submission_nor_the_data_are_changed_or_shared(form_of: Make) -> None:
    form = form_of(
        {"type": "checklist", "key": "areas", "values": ["a", "b"]},
        {"type": "filepicker", "key": "f", "multiple": True},
        {"type": "dynamiclist", "path": "l", "components": [{"type": "taglist", "key": "t", "values": ["x"]}]},
    )
    submitted: dict[str, Any] = {"areas": ["b", "a"], "f": [dict(FILE)], "l": [{"t": ["x"]}]}
    before = copy.deepcopy(submitted)
    values: Any = check(form, submitted, {}).values
    values["areas"].append("z")
    values["f"][0]["name"] = "z"
    values["l"][0]["t"].append("z")
    assert submitted == before


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(["a", "2026-03-31"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcxl"), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(submitted=JSON, data=st.dictionaries(st.sampled_from("abcl"), JSON, max_size=3))
def test_nothing_that_is_sent_raises(form_of: Make, submitted: Any, data: dict[str, object]) -> None:
    form = form_of(
        {"type": "number", "key": "a", "increment": 0.5, "decimalDigits": 2, "validate": {"min": "=b", "max": 5}},
        {"type": "group", "id": "g", "path": "b", "components": [{"type": "datetime", "key": "a"}]},
        {"type": "select", "key": "c", "valuesKey": "a", "conditional": {"hide": '=a > 3 or b.a = "x"'}},
        {
            "type": "dynamiclist",
            "path": "l",
            "components": [
                {"type": "textfield", "key": "a", "validate": {"required": "=this.x"}},
                {"type": "filepicker", "key": "x", "multiple": "=i = [1]"},
            ],
        },
    )
    validation = check(form, submitted, data)
    assert bool(validation.errors) or set(validation.values) <= {"a", "b", "c", "l"}


def test_a_deep_or_large_submission_takes_no_time(form_of: Make) -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = [deep]
    form = form_of(
        {"type": "textfield", "key": "a"},
        {"type": "select", "key": "b", "valuesKey": "o"},
        {"type": "textfield", "key": "c", "conditional": {"hide": "=a = b or a > 1 or list contains(a, b)"}},
    )
    start = time.perf_counter()
    assert check(form, {"a": deep, "b": deep}, {"o": [1]}).errors
    assert check(form, {"a": [list(range(100_000))] * 10, "b": ["x" * 1_000_000] * 100}).errors
    assert time.perf_counter() - start < 2
