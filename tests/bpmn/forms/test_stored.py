"""What a form stored it would take again, and make the same of: so that a verifier can ask it again."""

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bpmn.forms.form import Form
from bpmn.forms.schema.reader import read_form
from bpmn.forms.stored import submission_of
from engine import canonical_json
from tests.bpmn.forms.validating import FILE, TODAY, Make, check

SHIPPED = sorted(Path("bpmn/processes").glob("**/*.form.json"))
OPTIONS = [{"label": name, "value": name} for name in ("uno", "dos", "tres")]
# A field of every kind, and others that follow what they hold.
KINDS: list[dict[str, Any]] = [
    {"type": "textfield", "key": "linea"},
    {"type": "textarea", "key": "texto"},
    {"type": "number", "key": "numero"},
    {"type": "number", "key": "numeral", "serializeToString": True},
    {"type": "checkbox", "key": "casilla"},
    {"type": "radio", "key": "radio", "values": OPTIONS},
    {"type": "select", "key": "lista", "values": OPTIONS},
    {"type": "select", "key": "de_los_datos", "valuesKey": "opciones"},
    {"type": "select", "key": "calculada", "valuesExpression": "=opciones"},
    {"type": "checklist", "key": "casillas", "values": OPTIONS},
    {"type": "taglist", "key": "etiquetas", "values": OPTIONS},
    {"type": "datetime", "key": "fecha", "subtype": "date"},
    {"type": "datetime", "key": "hora", "subtype": "time", "timeSerializingFormat": "utc_offset"},
    {"type": "filepicker", "key": "archivos", "multiple": True},
    {"type": "group", "path": "cliente", "components": [
        {"type": "textfield", "key": "nombre"}, {"type": "textfield", "key": "rfc", "readonly": True},
        {"type": "number", "key": "edad", "conditional": {"hide": '=cliente.nombre = ""'}},
    ]},
    {"type": "dynamiclist", "path": "renglones", "components": [
        {"type": "number", "key": "precio"}, {"type": "number", "key": "piezas"},
        {"type": "expression", "key": "importe", "expression": "=this.precio * this.piezas", "decimalDigits": 2},
        {"type": "textfield", "key": "nota", "conditional": {"hide": "=this.precio = null"}},
    ]},
    {"type": "dynamiclist", "path": "fijos", "allowAddRemove": False, "components": [
        {"type": "textfield", "key": "area", "readonly": True}, {"type": "textfield", "key": "visto"},
    ]},
    {"type": "expression", "key": "total", "expression": "=sum(renglones.importe)"},
    {"type": "textfield", "key": "sin_numero", "conditional": {"hide": "=numero != null"}},
    {"type": "textfield", "key": "sin_numeral", "conditional": {"hide": '=numeral != "5"'}},
    {"type": "textfield", "key": "con_texto", "conditional": {"hide": '=linea = "" or contains(linea, " ")'}},
    {"type": "textfield", "key": "dos_casillas", "conditional": {"hide": '=casillas != ["uno", "dos"]'}},
    {"type": "textfield", "key": "una_etiqueta", "conditional": {"hide": "=count(etiquetas) != 1"}},
    {"type": "textfield", "key": "sin_lista", "conditional": {"hide": "=lista != null"}, "readonly": "=casilla"},
]  # fmt: skip
DATA = {
    "opciones": ["uno", 2, {"label": "tres", "value": True}],
    "cliente": {"rfc": "ABC", "otro": 1},
    "fijos": [{"area": "soc", "oculto": 1}, {"area": "noc"}],
    "numero": 7,
    "una_etiqueta": "de antes",
}
MISSING = object()
POOL: list[Any] = [
    None, "", MISSING, "uno", "dos", "a\nb", "a b", 5, 5.0, 0, 1e-7, 1e-25, "5", "5.0", True, False, 2, [], [FILE],
    ["uno"], ["dos", "uno"], ["uno", "uno"], "2026-03-31", "09:30-06:00", "ABC", "soc",
]  # fmt: skip


def made_up(components: list[dict[str, Any]], chance: random.Random) -> dict[str, Any]:
    """Anything at all for the fields of a form, mostly of their kind."""
    found: dict[str, Any] = {}
    for each in components:
        if each["type"] == "group":
            found[each["path"]] = made_up(each["components"], chance)
        elif each["type"] == "dynamiclist":
            rows = 2 if each["path"] == "fijos" else chance.randrange(4)
            found[each["path"]] = [chance.choice((None, made_up(each["components"], chance))) for _ in range(rows)]
        elif (value := chance.choice(POOL)) is not MISSING:
            found[each["key"]] = value
    return found


def taken(form: Form, submitted: dict[str, Any], data: dict[str, Any]) -> dict[str, Any] | None:
    """What the form stores of the fields that it takes; the others are left out, until it takes all."""
    for _ in range(40):
        result = check(form, submitted, data)
        if not result.errors:
            return dict(result.values)
        for error in result.errors:
            _take_out(submitted, error.field.replace("[", ".").replace("]", "").split("."))
    return None


def _take_out(held: Any, way: list[str]) -> None:
    for step in way[:-1]:
        held = held.get(step) if isinstance(held, dict) else held[int(step)] if isinstance(held, list) else None
    if isinstance(held, dict):
        held.pop(way[-1], None)


def assert_same_again(form: Form, values: dict[str, Any], data: dict[str, Any]) -> None:
    stored = canonical_json.loads(canonical_json.dumps(values))
    assert isinstance(stored, dict)
    again = check(form, submission_of(form, stored), data)
    assert not again.errors
    assert canonical_json.dumps(again.values) == canonical_json.dumps(values)


def test_whatever_was_sent_what_is_stored_is_taken_again_and_stays_the_same(form_of: Make) -> None:
    form, chance, done = form_of(*KINDS), random.Random(11), 0
    for _ in range(1_500):
        data = {name: value for name, value in DATA.items() if chance.random() < 0.8}
        values = taken(form, made_up(KINDS, chance), data)
        if values is not None:
            assert_same_again(form, values, data)
            done += 1
    assert done > 1_000


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_the_shipped_forms_store_they_take_again(path: Path) -> None:
    from bpmn.forms.sample import sample
    from tests.bpmn.forms.validating import ENVIRONMENT

    form = read_form(path.read_bytes()).form
    assert form is not None
    day = (TODAY + timedelta(days=42)).isoformat()
    for data in ({}, {"fecha_entrega": day, "areas": ["soc_noc"], "cotizaciones": [FILE]}):
        filled = sample(form, {}, data, environment=ENVIRONMENT, file=lambda key: {**FILE, "name": f"{key}.pdf"})
        result = check(form, filled, data)
        if not result.errors:
            assert_same_again(form, dict(result.values), data)


def test_of_an_object_only_what_the_form_asks_is_sent_again(form_of: Make) -> None:
    form = form_of({"type": "textfield", "key": "cliente.nombre"})
    values = check(form, {"cliente": {"nombre": "Ana"}}, {"cliente": {"rfc": "X"}}).values
    assert values == {"cliente": {"rfc": "X", "nombre": "Ana"}}
    assert submission_of(form, values) == {"cliente": {"nombre": "Ana"}}
