"""What a page hands to form-js: enough to go on from where the server is, and nothing that the form does not show."""

import json

import pytest
from flask import Flask

from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.schema.reader import read_form
from bpmn.forms.validate import FieldError
from bpmn.messages import lazy_gettext
from tests.web.inbox.test_page import DATA, EVERY_KIND, NOW, TYPED, app, desk, sent
from web.i18n import Translator
from web.inbox.attachments import Attachments
from web.inbox.handover import HandOver, adorners, columns
from web.inbox.inputs import Inputs
from web.inbox.words import words
from web.site import KEY

__all__ = ["app", "desk"]


def form_of(*components: dict[str, object]) -> Form:
    reading = read_form(json.dumps({"type": "default", "id": "f", "components": list(components)}).encode())
    assert reading.form is not None, reading.findings
    return reading.form


@pytest.fixture
def handed(app: Flask):
    """What goes out for a form over some data, begun with some values."""
    site = app.extensions[KEY]

    def hand(form: Form, data: dict[str, object], values: dict[str, object], errors: tuple[FieldError, ...] = ()):
        inputs = Inputs(NOW.astimezone(site.zone))
        return HandOver(
            form, data, inputs, Environment(inputs.now.date()), Attachments(site, "ana"), Translator("es")
        ).json(values, errors)

    return hand


NAME = {"type": "textfield", "key": "nombre", "label": "Nombre"}
HIDING = {**NAME, "key": "motivo", "conditional": {"hide": "=go != false and count(areas) > 1"}}


def test_only_what_the_form_asks_shows_or_reads_goes_out(handed):
    data = {"nombre": "Ana", "go": True, "areas": ["soc"], "costo_total": 900, "margen": 12}
    assert handed(form_of(NAME, HIDING), data, {"nombre": "Ana"})["data"] == {
        "nombre": "Ana",
        "motivo": "",
        "go": True,
        "areas": ["soc"],
    }


@pytest.mark.parametrize(
    "component",
    [
        {**NAME, "readonly": "=secreto"},
        {**NAME, "validate": {"minLength": "=secreto"}},
        {"type": "number", "key": "nombre", "label": "N", "validate": {"min": "=secreto", "max": "=secreto"}},
        {"type": "select", "key": "nombre", "label": "N", "valuesKey": "secreto"},
        {"type": "select", "key": "nombre", "label": "N", "valuesExpression": "=secreto"},
        {"type": "filepicker", "key": "nombre", "label": "N", "multiple": "=secreto"},
        {"type": "text", "id": "t", "text": "hola", "conditional": {"hide": "=secreto"}},
    ],
)
def test_whatever_an_expression_reads_goes_out(handed, component):
    assert handed(form_of(component), {"secreto": ["a"], "otro": 1}, {})["data"]["secreto"] == ["a"]


def test_a_decision_of_the_round_before_does_not_go_out_as_an_answer(handed):
    radio = {"type": "radio", "key": "cumple", "label": "¿Cumple?", "values": [{"label": "Sí", "value": True}]}
    assert handed(form_of(radio), {"cumple": True}, {"cumple": None})["data"] == {"cumple": None}
    assert handed(form_of({**radio, "readonly": True}), {"cumple": True}, {})["data"] == {"cumple": True}


def test_values_go_out_as_form_js_holds_them(desk):
    page = desk.submitted(sent({**TYPED, "monto": ["12,5"], "fijos[1].dato": ["segundo"]}))
    data = page.handed["data"]
    assert data["cita"] == "2026-03-31T09:30", "moments as they are typed here, not as they are stored"
    assert data["monto"] == "12,5", "what could not be read, as it was typed"
    assert data["decide"] is True and data["letras"] == ["a", "b"] and data["enterado"] is True
    assert data["renglones"] == [{"concepto": "Licencias", "moneda": "b"}]
    assert data["fijos"] == [{"dato": ""}, {"dato": "segundo"}]
    assert data["contacto"] == {"puesto": "Compras"}
    assert data["folio_crm"] == DATA["folio_crm"] and data["previo"] == DATA["previo"]
    assert data["marcas_posibles"] == DATA["marcas_posibles"]
    assert data["archivos"] is None


def test_a_list_without_rows_begins_as_form_js_begins_it(desk):
    assert "renglones" not in desk.first().handed["data"]


def test_files_go_out_with_the_signature_that_brings_them_back(desk, handed):
    reference = {"name": "a.pdf", "sha256": "0" * 64, "size": 3}
    files = form_of({"type": "filepicker", "key": "archivos", "label": "Archivos", "multiple": True})
    (file,) = handed(files, {}, {"archivos": [reference]})["data"]["archivos"]
    assert {name: file[name] for name in reference} == reference
    again = desk.submitted(sent({**TYPED, "archivos": [file["signed"]]}))
    assert again.values["archivos"] == [reference]


def test_errors_go_out_with_the_name_of_their_field_and_without_its_label(handed):
    error = FieldError(
        "nombre", "Nombre", "required", lazy_gettext("{label}: it is missing; it is required.", label="Nombre")
    )
    assert handed(form_of(NAME), {}, {}, (error,))["errors"] == [["nombre", "falta este dato."]]


def test_the_schema_goes_out_as_it_was_deployed(desk):
    assert desk.first().handed["schema"] == {"type": "default", "id": "f", "components": EVERY_KIND}


@pytest.mark.parametrize("locale", ["es", "en"])
def test_every_word_leaves_its_places_open_and_is_said_of_no_label(locale):
    said = words(Translator(locale))
    assert not [text for text in said.values() if "{label}" in text or text.startswith(":")]
    assert "{limit}" in said["minLength"] and "{name}" in said["accept"] and "{number}" in said["row"]


def test_the_looks_of_a_form_are_those_of_its_author():
    schema = {
        "components": [
            {"id": "g", "components": [{"id": "a", "layout": {"columns": 8}}, {"id": "b", "layout": {"columns": 40}}]},
            {"id": "n", "appearance": {"prefixAdorner": "$", "suffixAdorner": "=moneda"}, "layout": {"row": "r"}},
        ]
    }
    assert columns(schema) == {"a": 8}
    assert adorners(schema) == {"n": ("$", "")}
