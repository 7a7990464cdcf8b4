"""The data a form begins with, as form-js initialises them, and what its expressions see."""

from collections.abc import Callable
from datetime import date

from bpmn.forms.data import MISSING, at, drop, put, same, shown
from bpmn.forms.evaluate import evaluate, initial_data
from bpmn.forms.feel import Environment, Scope
from bpmn.forms.form import Form

Make = Callable[..., Form]
ENVIRONMENT = Environment(date(2026, 11, 24))


def test_a_form_begins_with_the_data_then_defaults_then_empty_values(form_of: Make) -> None:
    form = form_of(
        {"type": "textfield", "key": "a", "defaultValue": "d"},
        {"type": "textfield", "key": "b", "defaultValue": "d"},
        {"type": "checkbox", "key": "c"},
        {"type": "number", "key": "n"},
        {"type": "checklist", "key": "l", "values": ["x"]},
        {"type": "filepicker", "key": "f"},
        {"type": "group", "id": "g", "path": "p", "components": [{"type": "textfield", "key": "q"}]},
        {"type": "dynamiclist", "path": "r", "defaultRepetitions": 2, "components": [{"type": "number", "key": "m"}]},
    )
    assert initial_data(form, {"a": "v", "otra": 1}, ENVIRONMENT) == {
        "a": "v",
        "b": "d",
        "c": False,
        "n": None,
        "l": [],
        "f": None,
        "p": {"q": ""},
        "r": [{"m": None}, {"m": None}],
        "otra": 1,
    }


def test_data_of_another_kind_begin_empty(form_of: Make) -> None:
    form = form_of(
        {"type": "checkbox", "key": "c"},
        {"type": "number", "key": "n", "defaultValue": 3},
        {"type": "radio", "key": "r", "values": ["x"]},
        {"type": "datetime", "key": "d"},
    )
    data: dict[str, object] = {"c": "sí", "n": "tres", "r": "y", "d": "mañana"}
    assert initial_data(form, data, ENVIRONMENT) == {"c": False, "n": None, "r": None, "d": None}


def test_a_hidden_value_falls_back_to_the_initial_one_and_a_nested_one_is_gone(form_of: Make) -> None:
    form = form_of(
        {"type": "checkbox", "key": "ver"},
        {"type": "textfield", "key": "a", "conditional": {"hide": "=ver = false"}},
        {
            "type": "group",
            "id": "g",
            "path": "p",
            "components": [
                {"type": "textfield", "key": "x", "conditional": {"hide": "=ver = false"}},
                {"type": "textfield", "key": "y"},
            ],
        },
    )
    data: dict[str, object] = {"a": "antes", "p": {"x": "antes", "z": 1}}
    state = evaluate(form, {"a": "nuevo", "p": {"x": "nuevo", "y": "nuevo"}}, data, environment=ENVIRONMENT)
    assert state.hidden == {("a",), ("p", "x")}
    assert state.context == {"ver": False, "a": "antes", "p": {"y": "nuevo", "z": 1}}
    assert data == {"a": "antes", "p": {"x": "antes", "z": 1}}


def test_a_row_sees_its_hidden_values_as_they_were(form_of: Make) -> None:
    form = form_of(
        {
            "type": "dynamiclist",
            "path": "l",
            "components": [
                {"type": "textfield", "key": "x", "defaultValue": "d", "conditional": {"hide": "=ver = true"}},
                {"type": "textfield", "key": "y", "conditional": {"hide": '=this.x = "antes"'}},
            ],
        }
    )
    data: dict[str, object] = {"ver": True, "l": [{"x": "antes"}]}
    state = evaluate(form, {"l": [{"x": "nuevo", "y": "1"}, {"x": "nuevo", "y": "2"}]}, data, environment=ENVIRONMENT)
    assert state.context["l"] == [{"x": "antes", "y": ""}, {"x": "d", "y": "2"}]
    assert state.hidden == {("l", 0, "x"), ("l", 0, "y"), ("l", 1, "x")}


def test_a_row_sees_itself_its_parent_its_number_and_all_data() -> None:
    scope = Scope.of({"a": 1, "this": "dato"}, ENVIRONMENT).row({"b": 2}, 0).row({"c": 3}, 4)
    names = scope.names()
    assert names["a"] == 1
    assert names["this"] == "dato", "data come before the special names, as in form-js"
    assert (names["_this_"], names["_parent_"], names["_i_"]) == ({"c": 3}, {"b": 2}, [1, 5])


def test_places() -> None:
    data: dict[str, object] = {"a": {"b": [1, {"c": 2}]}}
    assert at(data, ("a", "b", 1, "c")) == 2
    for place in (("x",), ("a", "b", 2), ("a", "b", "c"), ("a", 0), ("a", "b", 0, "c")):
        assert at(data, place) is MISSING
    assert shown(("a", "b", 1, "c")) == "a.b[1].c"


def test_setting_and_dropping_copy_the_way() -> None:
    inner = {"b": {"c": 1}}
    target: dict[str, object] = {"a": inner}
    put(target, ("a", "b", "d"), 2)
    assert target == {"a": {"b": {"c": 1, "d": 2}}}
    drop(target, ("a", "b", "d"))
    drop(target, ("a", "b", "c"))
    assert target == {}, "objects that are left empty go too"
    assert inner == {"b": {"c": 1}}


def test_sameness_is_javascripts() -> None:
    assert same(1, 1.0)
    assert same({"a": [1, None]}, {"a": [1.0, None]})
    for left, right in ((1, True), (0, False), (1, "1"), (None, False), ([1], [True]), ({"a": 1}, {"b": 1})):
        assert not same(left, right)
