"""Each kind of field takes values of its own kind, and nothing else that JSON can hold."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.validate import Validation, validate

TODAY = date(2026, 3, 2)
ENVIRONMENT = Environment(TODAY)
Make = Callable[..., Form]
FILE = {"name": "propuesta.pdf", "sha256": "0" * 64, "size": 10}


def check(form: Form, submitted: Any, data: dict[str, object] | None = None) -> Validation:
    return validate(form, submitted, data or {}, environment=ENVIRONMENT)


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
