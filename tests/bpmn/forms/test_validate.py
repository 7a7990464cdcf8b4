"""A submission is checked against its form: what is stored, and what is refused, named by field and reason."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.forms.form import Form
from bpmn.forms.validate import Validation
from tests.bpmn.forms.validating import FILE, Make, check, codes
from tests.examples import examples


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

    def test_a_condition_that_is_null_for_want_of_data_does_not_hide(self, form_of: Make) -> None:
        form = form_of({"type": "textfield", "key": "a", "conditional": {"hide": "=monto > 5"}})
        assert check(form, {"a": "x"}).values == {"a": "x"}
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


@examples(80)
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
    assert check(form, {"a": deep, "b": deep}, {"o": [1]}).errors
    many = form_of(
        {"type": "textfield", "key": "a"},
        *({"type": "number", "key": f"n{n}", "conditional": {"hide": "=a = [1, 2] or a = a"}} for n in range(100)),
    )
    assert check(many, {"a": list(range(100_000))}).errors
    assert check(form, {"a": [list(range(100_000))] * 10, "b": ["x" * 1_000_000] * 100}).errors
