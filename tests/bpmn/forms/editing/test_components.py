"""A form's JSON changed by places: added to, arranged, copied; and nothing that is not known of is lost."""

import copy
import json
from pathlib import Path

import pytest

from bpmn.forms.editing import palette
from bpmn.forms.editing.components import (
    IntoItself,
    NoSuchComponent,
    add,
    blank,
    component,
    duplicate,
    move,
    remove,
    row_of,
    shift,
    variables_of,
    walk,
)
from bpmn.forms.editing.copying import Way, copied, whole
from bpmn.forms.editing.names import is_variable, variable_for
from bpmn.forms.editing.text import dump
from bpmn.forms.schema.reader import read_form

SHIPPED = sorted(Path("bpmn/processes").glob("*/*.form.json"))


def field(key, **more):
    return {"type": "textfield", "id": f"campo_{key}", "key": key, "label": key.upper(), **more}


FORM = {
    "type": "default",
    "id": "f",
    "components": [
        field("a"),
        {"type": "group", "id": "g", "label": "G", "components": [field("b"), field("c")]},
        {"type": "dynamiclist", "id": "l", "path": "filas", "label": "L", "components": [field("d")]},
    ],
}


def keys(form):
    """The fields in the form's order, as one would read them: those of a group in brackets."""

    def said(held):
        return " ".join(
            f"{each['id']}[{said(each['components'])}]" if "components" in each else each["key"] for each in held
        )

    return said(form["components"])


@pytest.mark.parametrize(
    ("place", "to", "order", "there"),
    [
        ((0,), (2,), "g[b c] a l[d]", (1,)),
        ((0,), (1, 0), "g[a b c] l[d]", (0, 0)),
        ((0,), (1, 2), "g[b c a] l[d]", (0, 2)),
        ((1, 1), (0,), "c a g[b] l[d]", (0,)),
        ((1, 0), (1, 2), "a g[c b] l[d]", (1, 1)),
        ((1, 1), (2, 0), "a g[b] l[c d]", (2, 0)),
        ((2,), (1, 0), "a g[l[d] b c]", (1, 0)),
        ((1,), (9,), "a l[d] g[b c]", (2,)),
    ],
)
def test_a_component_moves_and_its_new_place_is_known(place, to, order, there):
    before = copy.deepcopy(FORM)
    changed, found = move(FORM, place, to)
    assert (keys(changed), found) == (order, there) and before == FORM
    assert component(changed, found)["id"] == component(FORM, place)["id"]


@pytest.mark.parametrize("to", [(1,), (1, 0), (1, 2)])
def test_nothing_moves_into_itself(to):
    with pytest.raises(IntoItself):
        move(FORM, (1,), to)


@pytest.mark.parametrize(
    ("place", "by", "order"),
    [
        ((0,), 1, "g[b c] a l[d]"),
        ((0,), -1, "a g[b c] l[d]"),
        ((2,), -1, "a l[d] g[b c]"),
        ((1, 1), -1, "a g[c b] l[d]"),
    ],
)
def test_up_and_down_stay_among_neighbours(place, by, order):
    assert keys(shift(FORM, place, by)[0]) == order


@pytest.mark.parametrize("place", [(3,), (0, 0), (1, 2), (-1,)])
def test_what_is_not_there_is_said_so(place):
    for act in (lambda: component(FORM, place), lambda: remove(FORM, place), lambda: shift(FORM, place, 1)):
        with pytest.raises(NoSuchComponent):
            act()


def test_one_that_is_there_twice_keeps_its_values_elsewhere():
    form = add(FORM, field("e", properties={"checks": [{"name": "x"}]}, unknown={"kept": 1}), (0,))
    changed, there = duplicate(form, (0,), frozenset({"e_2"}))
    made = component(changed, there)
    assert (made["key"], made["id"], made["unknown"]) == ("e_3", "campo_e_2", {"kept": 1})
    assert made["properties"]["checks"][0]["name"] == "x_2" and there == (1,)
    rows = component(*duplicate(FORM, (2,)))
    assert rows["path"] == "filas_2" and rows["components"][0]["key"] == "d"  # a row's own names are the row's
    group = component(*duplicate(FORM, (1,)))
    assert [each["key"] for each in group["components"]] == ["b_2", "c_2"]
    assert read_form(dump(duplicate(FORM, (1,))[0])).findings == ()


def test_the_list_that_a_field_is_a_row_of_is_known():
    assert row_of(FORM, (2, 0)) == (2,) and row_of(FORM, (1, 0)) is None and row_of(FORM, (2,)) is None


@pytest.mark.parametrize("offer", palette.OFFERS, ids=lambda offer: offer.name)
def test_whatever_is_offered_is_a_form_that_runs_as_soon_as_it_is_added(offer):
    form = blank("f")
    for number in range(2):
        form = add(
            form, palette.make(form, offer, "¿Cuánto cuesta (MXN)?", frozenset({"cuanto_cuesta_mxn"})), (number,)
        )
    reading = read_form(dump(form))
    assert reading.findings == () and reading.form is not None
    assert "cuanto_cuesta_mxn" not in variables_of(form)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Costo total (MXN)", "costo_total_mxn"),
        ("¿Se aprueba el business case?", "se_aprueba_el_business_case"),
        ("2 años", "dato_2_anos"),
        ("if", "if_dato"),
        ("len", "len_dato"),
        ("", "dato"),
        ("¡!", "dato"),
    ],
)
def test_a_variable_is_made_of_a_label(label, name):
    assert variable_for(label) == name and is_variable(name)
    assert variable_for(label, {name}) == f"{name}_2" and is_variable(f"{name}_2")


def test_a_long_question_makes_a_name_that_can_still_be_read():
    name = variable_for("¿Cuál es la razón por la que el cliente decidió no continuar con nuestra propuesta económica?")
    assert name == "cual_razon_cliente_decidio_no_continuar_nuestra" and len(name) <= 50


def test_what_another_step_asked_is_copied_to_be_read():
    rows = {"type": "dynamiclist", "id": "l", "path": "costos", "label": "Costos", "components": [
        {"type": "number", "id": "m", "key": "monto", "label": "Monto", "decimalDigits": 2}]}  # fmt: skip
    total = {"type": "expression", "id": "t", "key": "total", "label": "T", "expression": "=sum(costos.monto)",
             "decimalDigits": 2, "properties": {"confidential": "ventas"}}  # fmt: skip
    asked = field("nombre", validate={"required": True}, conditional={"hide": "=x"}, properties={"start": "true"})
    source = {"type": "default", "id": "s", "components": [asked, rows, total]}
    form = copied(blank("f"), source, [(0,), (1,), (2,)], Way.READ)
    name, table, number = form["components"]
    assert name == {"type": "textfield", "id": "campo_nombre", "key": "nombre", "label": "NOMBRE", "readonly": True}
    assert table["dataSource"] == "=costos"
    assert table["columns"] == [{"key": "monto", "label": "Monto", "type": "number", "decimalDigits": 2}]
    assert (number["type"], number["readonly"], number["properties"]) == ("number", True, {"confidential": "ventas"})
    reading = read_form(dump(form))
    assert reading.findings == () and reading.form.variables == ()


def test_what_is_there_already_is_not_copied_twice_and_as_new_it_is_another():
    source = {"type": "default", "id": "s", "components": [field("a"), FORM["components"][1]]}
    assert keys(copied(FORM, source, [(0,)], Way.AGAIN)) == keys(FORM)
    assert keys(copied(FORM, source, [(1,), (1, 0)], Way.NEW)).endswith("g_2[b_2 c_2]")
    again = copied(blank("f"), source, [(1, 0)], Way.AGAIN)
    assert again["components"] == [field("b")]


def test_a_form_like_another_asks_the_same():
    assert whole(FORM, "otro") == {**FORM, "id": "otro"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_forms_keep_their_lines_but_for_what_is_changed(path):
    """What changes is what a comparison of files shows."""
    text = path.read_bytes().decode()
    written = dump(json.loads(text)).decode().splitlines()
    same = set(text.splitlines()).intersection(written)
    assert len(same) > 0.9 * len(set(written)) and json.loads("\n".join(written)) == json.loads(text)


def test_every_component_of_a_shipped_form_can_be_reached():
    for path in SHIPPED:
        form = json.loads(path.read_bytes())
        for place, each in walk(form):
            assert component(form, place) is each
