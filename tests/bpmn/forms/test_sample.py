"""Sample values: whatever the form, what is filled in passes its own validation and what was given stays."""

import copy
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.sample import sample
from bpmn.forms.schema.reader import read_form
from bpmn.forms.validate import validate
from tests.examples import examples

TODAY = date(2026, 3, 2)
ENVIRONMENT = Environment(TODAY)
SHIPPED = sorted((Path(__file__).parents[3] / "bpmn" / "processes").glob("*/*.form.json"))
Make = Callable[..., Form]


def file(key: str) -> dict[str, object]:
    return {"name": f"{key}.pdf", "sha256": "ab" * 32, "size": 100}


def fill(form: Form, given: dict[str, Any] | None = None, data: dict[str, Any] | None = None) -> dict[str, Any]:
    return sample(form, given or {}, data or {}, environment=ENVIRONMENT, file=file)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_the_shipped_forms_can_be_filled_in(path: Path) -> None:
    form = read_form(path.read_bytes()).form
    assert form is not None
    assert validate(form, fill(form), {}, environment=ENVIRONMENT).errors == ()


@pytest.mark.parametrize(
    ("component", "value"),
    [
        ({"type": "textfield", "label": "Contacto"}, "Contacto de ejemplo"),
        ({"type": "textfield", "label": "Contacto", "validate": {"maxLength": 4}}, "Cont"),
        ({"type": "textfield", "validate": {"validationType": "email"}}, "persona@ejemplo.mx"),
        ({"type": "textfield", "validate": {"validationType": "phone"}}, "+525512345678"),
        (
            {
                "type": "textfield",
                "validate": {"pattern": "^OPP-[0-9]{4}$"},
                "properties": {"example": "OPP-2026"},
            },
            "OPP-2026",
        ),
        ({"type": "number"}, 1),
        ({"type": "number", "validate": {"min": 100}}, 100),
        ({"type": "number", "validate": {"min": 2.5}, "decimalDigits": 0}, 3),
        ({"type": "number", "validate": {"max": 0}}, 0),
        ({"type": "number", "validate": {"min": 7}, "increment": 5}, 10),
        ({"type": "number", "validate": {"max": "=tope"}}, -3),
        ({"type": "checkbox"}, True),
        ({"type": "radio", "values": [{"label": "No", "value": False}, {"label": "Sí", "value": True}]}, False),
        ({"type": "select", "valuesKey": "opciones"}, "soc"),
        ({"type": "checklist", "values": ["a", "b"]}, ["a"]),
        ({"type": "datetime", "disallowPassedDates": True}, "2026-04-13"),
        ({"type": "datetime", "subtype": "time"}, "10:00"),
        ({"type": "datetime", "subtype": "datetime", "timeSerializingFormat": "utc_offset"}, "2026-04-13T10:00-06:00"),
        ({"type": "filepicker"}, [file("x")]),
        ({"type": "filepicker", "accept": ".docx"}, [{**file("x"), "name": "x.docx"}]),
    ],
)
def test_each_kind_of_field_has_a_plausible_value(form_of: Make, component: dict[str, Any], value: object) -> None:
    form = form_of({**component, "key": "x", "validate": {**component.get("validate", {}), "required": True}})
    assert fill(form, data={"opciones": ["soc"], "tope": -3}) == {"x": value}


def test_a_date_is_never_on_a_weekend(form_of: Make) -> None:
    form = form_of({"type": "datetime", "key": "x", "validate": {"required": True}})
    for day in range(1, 15):
        filled = sample(form, {}, {}, environment=Environment(date(2026, 3, day)), file=file)
        assert date.fromisoformat(str(filled["x"])).isoweekday() < 6


def test_long_texts_are_prose(form_of: Make) -> None:
    validate = {"required": True, "minLength": 150}
    form = form_of({"type": "textarea", "key": "x", "label": "Alcance", "validate": validate})
    text = fill(form)["x"]
    assert text.startswith("Alcance: Información de ejemplo")
    assert len(text) >= 150


def test_only_what_is_required_and_shown_is_filled_in_and_what_is_given_stays(form_of: Make) -> None:
    form = form_of(
        {"type": "radio", "key": "cumple", "values": [True, False], "validate": {"required": True}},
        {"type": "textfield", "key": "nota"},
        {
            "type": "textarea",
            "key": "motivo",
            "conditional": {"hide": "=cumple != false"},
            "validate": {"required": True},
        },
        {
            "type": "dynamiclist",
            "path": "filas",
            "components": [
                {"type": "textfield", "key": "a", "label": "A", "validate": {"required": True}},
                {"type": "number", "key": "b"},
            ],
        },
        {
            "type": "dynamiclist",
            "path": "fijas",
            "allowAddRemove": False,
            "defaultRepetitions": 2,
            "components": [{"type": "number", "key": "c", "validate": {"required": True}}],
        },
    )
    assert fill(form) == {"cumple": True, "fijas": [{"c": 1}, {"c": 1}]}
    given: dict[str, Any] = {"cumple": False, "filas": [{"b": 2}, {"a": "mía"}], "desconocida": [1]}
    before = copy.deepcopy(given)
    filled = fill(form, given)
    assert filled["motivo"].startswith("motivo: ")
    assert filled["filas"] == [{"b": 2, "a": "A de ejemplo"}, {"a": "mía"}]
    assert (filled["cumple"], filled["desconocida"]) == (False, [1])
    assert given == before
    assert filled["desconocida"] is not given["desconocida"]


def test_a_field_that_can_have_no_value_is_left_to_the_validation(form_of: Make) -> None:
    form = form_of({"type": "select", "key": "x", "valuesKey": "nada", "validate": {"required": True}})
    filled = fill(form)
    assert [error.code for error in validate(form, filled, {}, environment=ENVIRONMENT).errors] == ["required"]


# -- generated forms

REQUIRED = st.fixed_dictionaries({"required": st.booleans()})


def _with(**properties: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=properties)


def _bounds(low: str, high: str, most: int) -> st.SearchStrategy[dict[str, int]]:
    pairs = st.tuples(st.integers(0, most), st.integers(1, most)).map(sorted)
    return pairs.map(lambda pair: {low: pair[0], high: max(1, pair[1])})


KINDS = st.one_of(
    st.builds(
        lambda kind, lengths, required: {"type": kind, "label": "Texto", "validate": {**lengths, **required}},
        st.sampled_from(["textfield", "textarea"]),
        st.one_of(st.just({}), _bounds("minLength", "maxLength", 400)),
        REQUIRED,
    ),
    st.builds(
        lambda bounds, digits, required: {"type": "number", **digits, "validate": {**bounds, **required}},
        st.one_of(st.just({}), _bounds("min", "max", 50)),
        _with(decimalDigits=st.integers(0, 3), serializeToString=st.booleans()),
        REQUIRED,
    ),
    st.builds(
        lambda kind, values, required: {"type": kind, "values": values, "validate": required},
        st.sampled_from(["radio", "select", "checklist", "taglist"]),
        st.lists(st.sampled_from(["a", "b", 1, 2.5, True, False]), min_size=1, max_size=4, unique_by=repr),
        REQUIRED,
    ),
    st.builds(
        lambda more, required: {"type": "datetime", **more, "validate": required},
        _with(
            subtype=st.sampled_from(["date", "time", "datetime"]),
            disallowPassedDates=st.booleans(),
            timeSerializingFormat=st.sampled_from(["no_timezone", "utc_normalized", "utc_offset"]),
        ),
        REQUIRED,
    ),
    st.builds(lambda required: {"type": "checkbox", "validate": required}, REQUIRED),
    st.builds(
        lambda accept, required: {"type": "filepicker", "accept": accept, "validate": required},
        st.sampled_from(["", ".pdf", ".docx,.zip", "image/*"]),
        REQUIRED,
    ),
)


@st.composite
def forms(draw: st.DrawFn) -> list[dict[str, Any]]:
    components: list[dict[str, Any]] = []
    for number, component in enumerate(draw(st.lists(KINDS, min_size=1, max_size=8))):
        component = {**component, "key": f"c{number}"}
        if number and draw(st.booleans()):
            other = f"c{draw(st.integers(0, number - 1))}"
            test = draw(st.sampled_from(["= true", "= null", "!= false", "> 3", "in (1, true)"]))
            component["conditional"] = {"hide": f"={other} {test}"}
        if draw(st.booleans()):
            component = {"type": "group", "id": f"g{number}", "path": f"p{number}", "components": [component]}
        elif draw(st.integers(0, 3)) == 0:
            fixed = draw(st.booleans())
            component = {
                "type": "dynamiclist",
                "path": f"l{number}",
                "allowAddRemove": not fixed,
                "defaultRepetitions": draw(st.integers(0, 2)),
                "components": [component],
                "validate": {"required": draw(st.booleans()) and not fixed},
            }
        components.append(component)
    return components


@examples(150)
@given(components=forms(), whole=st.booleans())
def test_any_form_can_be_filled_in(form_of: Make, components: list[dict[str, Any]], whole: bool) -> None:
    form = form_of(*components)
    filled = fill(form)
    assert validate(form, filled, {}, environment=ENVIRONMENT).errors == ()
    part = filled if whole else dict(list(filled.items())[::2])
    again = fill(form, part)
    assert validate(form, again, {}, environment=ENVIRONMENT).errors == ()
    assert {key: again[key] for key in part} == part


def test_another_value_is_tried_where_a_check_between_fields_refuses_the_first(form_of: Make) -> None:
    def day(key: str, condition: str) -> dict[str, object]:
        check = {"name": key, "condition": condition, "message": "No."}
        return {"type": "datetime", "key": key, "validate": {"required": True}, "properties": {"checks": [check]}}

    form = form_of(
        day("inicio", "=is working day(inicio)"), day("fin", "=fin > inicio"), day("aviso", "=aviso < inicio")
    )
    filled = fill(form)
    assert validate(form, filled, {}, environment=ENVIRONMENT).errors == ()
    assert fill(form, given={"inicio": "2026-03-14"})["inicio"] == "2026-03-14", "what is given stays"
    assert filled["aviso"] < filled["inicio"] < filled["fin"]  # type: ignore[operator]
