"""A form on its page: every kind of component, what is asked, kept and left out."""

import json
from datetime import UTC, datetime

import lxml.html
import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from bpmn.forms.schema.reader import read_form
from bpmn.model import Activity
from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.history.visits import Visit
from engine.instances.execution_queries import Work
from engine.instances.projection import WorkItem
from engine.instances.runtime import Runtime
from engine.settings import Settings
from web.app import create_app
from web.forms.task_form import TaskForm
from web.site import KEY

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
YES_NO = [{"label": "Sí", "value": True}, {"label": "No", "value": False}]
LETTERS = [{"label": "Letra A", "value": "a"}, {"label": "Letra B", "value": "b"}]
EVERY_KIND = [
    {
        "type": "text",
        "id": "texto",
        "text": "# Aviso\n\nLea **esto**:\n\n- uno\n- [dos](https://example.com)\n\n<b>no</b>",
    },
    {"type": "html", "id": "html", "content": "<p>Del área</p><script>alert(1)</script>"},
    {"type": "separator", "id": "linea"},
    {"type": "spacer", "id": "hueco"},
    {"type": "image", "id": "imagen", "alt": "Plano"},
    {"type": "button", "id": "boton", "label": "Enviar"},
    {
        "type": "textfield",
        "key": "nombre",
        "label": "Nombre",
        "description": "Completo.",
        "validate": {"required": True},
    },
    {"type": "textfield", "key": "correo", "label": "Correo", "validate": {"validationType": "email"}},
    {"type": "textarea", "key": "notas", "label": "Notas"},
    {"type": "number", "key": "monto", "label": "Monto", "decimalDigits": 2},
    {"type": "checkbox", "key": "enterado", "label": "Enterado"},
    {"type": "radio", "key": "decide", "label": "¿Procede?", "values": YES_NO},
    {"type": "select", "key": "letra", "label": "Letra", "values": LETTERS},
    {"type": "checklist", "key": "letras", "label": "Letras", "values": LETTERS},
    {"type": "taglist", "key": "marcas", "label": "Marcas", "valuesKey": "marcas_posibles"},
    {"type": "datetime", "key": "dia", "dateLabel": "Día", "subtype": "date"},
    {"type": "datetime", "key": "hora", "timeLabel": "Hora", "subtype": "time"},
    {
        "type": "datetime",
        "key": "cita",
        "dateLabel": "Cita",
        "subtype": "datetime",
        "timeSerializingFormat": "utc_normalized",
    },
    {"type": "filepicker", "key": "archivos", "label": "Archivos", "multiple": True, "accept": ".pdf"},
    {"type": "textfield", "key": "folio_crm", "label": "Folio CRM", "readonly": True},
    {
        "type": "number",
        "key": "previo",
        "label": "Monto previo",
        "decimalDigits": 2,
        "disabled": True,
        "appearance": {"prefixAdorner": "$", "suffixAdorner": "MXN"},
    },
    {
        "type": "group",
        "id": "grupo",
        "label": "Contacto",
        "path": "contacto",
        "components": [{"type": "textfield", "key": "puesto", "label": "Puesto"}],
    },
    {
        "type": "dynamiclist",
        "id": "lista",
        "path": "renglones",
        "label": "Renglones",
        "isRepeating": True,
        "components": [
            {"type": "textfield", "key": "concepto", "label": "Concepto"},
            {"type": "select", "key": "moneda", "label": "Moneda", "values": LETTERS, "defaultValue": "a"},
        ],
    },
    {
        "type": "dynamiclist",
        "id": "fija",
        "path": "fijos",
        "label": "Fijos",
        "isRepeating": True,
        "allowAddRemove": False,
        "defaultRepetitions": 2,
        "components": [{"type": "textfield", "key": "dato", "label": "Dato"}],
    },
    {
        "type": "textfield",
        "key": "motivo",
        "label": "Motivo",
        "conditional": {"hide": "=decide != false"},
    },
]
DATA = {"folio_crm": "CRM-7", "previo": 1250000, "marcas_posibles": ["roja", "azul"], "decide": True, "nombre": "Ana"}
TYPED = {
    "nombre": ["Ana Ruiz"],
    "correo": ["ana@aceros.mx"],
    "notas": ["uno\r\ndos"],
    "monto": ["1,250.50"],
    "enterado": ["on"],
    "decide": ["true"],
    "letra": ['"b"'],
    "letras": ['"a"', '"b"'],
    "marcas": ['"azul"'],
    "dia": ["2026-03-31"],
    "hora": ["09:30"],
    "cita": ["2026-03-31T09:30"],
    "contacto.puesto": ["Compras"],
    "renglones[0].concepto": [""],
    "renglones[0].moneda": ['"a"'],
    "renglones[1].concepto": ["Licencias"],
    "renglones[1].moneda": ['"b"'],
    "fijos[0].dato": [""],
    "fijos[1].dato": ["segundo"],
}
VALUES = {
    "nombre": "Ana Ruiz",
    "correo": "ana@aceros.mx",
    "notas": "uno\ndos",
    "monto": 1250.5,
    "enterado": True,
    "decide": True,
    "letra": "b",
    "letras": ["a", "b"],
    "marcas": ["azul"],
    "dia": "2026-03-31",
    "hora": "09:30",
    "cita": "2026-03-31T15:30Z",
    "archivos": [],
    "contacto": {"puesto": "Compras"},
    "renglones": [{"concepto": "Licencias", "moneda": "b"}],
    "fijos": [{"dato": ""}, {"dato": "segundo"}],
}


@pytest.fixture(scope="module")
def app() -> Flask:
    url = "sqlite:////nonexistent/never-opened.sqlite3"
    return create_app(Settings(url), Database(url), Runtime(OfficeCalendar("America/Mexico_City")), clock=lambda: NOW)


@pytest.fixture
def desk(app) -> TaskForm:
    reading = read_form(json.dumps({"type": "default", "id": "f", "components": EVERY_KIND}).encode())
    assert reading.form is not None, reading.findings
    item = WorkItem("F.1", Visit("", "f", 1), "p", "Paso", None, None, ("rol",), "open", None, NOW, None)
    node = Activity(id="f", kind="userTask", parent="p")
    return TaskForm(
        app.extensions[KEY],
        Work(item, "F", node, reading.form, DATA, OfficeCalendar("America/Mexico_City")),
        "ana",
        NOW,
    )


INPUTS = "//*[@name][not(self::button) and not(@type='hidden')]"


def sent(typed: dict[str, list[str]]) -> Request:
    return Request(EnvironBuilder(method="POST", data=ImmutableMultiDict(typed)).get_environ())


def drawn(app: Flask, page):
    text = "<form>{% for each in page.views %}{{ draw_component(each) }}{% endfor %}</form>"
    with app.test_request_context():
        return lxml.html.fromstring(render_template_string(text, page=page))


def test_every_kind_of_component_is_drawn(app, desk):
    page = drawn(app, desk.begun())
    kinds = {field.get("name"): field.get("type") or field.tag for field in page.xpath(INPUTS)}
    assert kinds == {
        "nombre": "text",
        "correo": "email",
        "notas": "textarea",
        "monto": "input",
        "enterado": "checkbox",
        "decide": "radio",
        "letra": "select",
        "letras": "checkbox",
        "marcas": "checkbox",
        "dia": "date",
        "hora": "time",
        "cita": "datetime-local",
        "archivos": "file",
        "contacto.puesto": "text",
        "renglones[0].concepto": "text",
        "renglones[0].moneda": "select",
        "fijos[0].dato": "text",
        "fijos[1].dato": "text",
    }
    assert page.xpath("//input[@name='archivos']/@accept") == [".pdf"]
    assert page.xpath("//input[@name='archivos']/@multiple") == ["multiple"]


def test_every_input_has_its_label_and_every_id_is_there_once(app, desk):
    page = drawn(app, desk.begun())
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    labelled = set(page.xpath("//label/@for"))
    assert [field.get("name") for field in page.xpath(INPUTS) if field.get("id") not in labelled] == []
    assert page.xpath("//input[@name='nombre']/@aria-describedby") == ["campo-nombre-pista"]


def test_texts_are_shown_with_a_little_markdown_and_no_markup_of_their_own(app, desk):
    page = drawn(app, desk.begun())
    prose = page.xpath("//div[@class='prose']")
    assert prose[0].xpath(".//h2/text()") == ["Aviso"] and prose[0].xpath(".//b/text()") == ["esto"]
    assert prose[0].xpath(".//li//text()") == ["uno", "dos"] and prose[0].xpath(".//a/@href") == ["https://example.com"]
    assert "<b>no</b>" in prose[0].text_content()
    assert prose[1].text_content().split() == ["Del", "área"] and page.xpath("//script") == []


def test_what_is_only_shown_is_read_and_not_asked(app, desk):
    page = drawn(app, desk.begun())
    shown = {
        " ".join(dt.text_content().split()): " ".join(dt.getnext().text_content().split()) for dt in page.xpath("//dt")
    }
    assert shown == {"Folio CRM": "CRM-7", "Monto previo": "$1,250,000.00 MXN"}
    assert page.xpath("//*[@name='folio_crm' or @name='previo']") == []


def test_what_is_typed_is_read_whatever_its_kind_and_empty_rows_are_left_out(desk):
    assert desk.submitted(sent(TYPED)).values == VALUES


def test_what_was_read_is_drawn_as_it_was_typed(app, desk):
    page = drawn(app, desk.submitted(sent(TYPED)))
    form = page.xpath("//form")[0] if page.tag != "form" else page
    again: dict[str, list[str]] = {}
    for name, value in form.form_values():
        again.setdefault(name, []).append(value)
    assert desk.submitted(sent(again)).values == VALUES


def test_a_field_that_an_instance_holds_begins_with_it_and_a_decision_begins_open(desk):
    values = desk.begun().values
    assert values["nombre"] == "Ana" and values["decide"] is None


def test_fields_that_the_form_does_not_ask_for_are_not_read(desk):
    assert desk.submitted(sent({**TYPED, "folio_crm": ["otro"], "previo": ["1"], "ajeno": ["x"]})).values == VALUES


def test_what_a_new_question_hides_behind_is_told_once(desk):
    seen = desk.begun().seen
    page = desk.submitted(sent({**TYPED, "decide": ["false"], "seen-fields": [seen]}))
    assert [each.component.label for each in page.fresh] == ["Motivo"] and not page.complete
    again = desk.submitted(sent({**TYPED, "decide": ["false"], "motivo": [""], "seen-fields": [page.seen]}))
    assert again.fresh == [] and again.complete


def test_what_was_asked_already_is_checked_while_there_are_new_questions(desk):
    typed = {**TYPED, "decide": ["false"], "correo": ["ana"], "nombre": [""], "seen-fields": [desk.begun().seen]}
    page = desk.submitted(sent(typed))
    assert [error.field for error in page.errors] == ["nombre", "correo"]
    assert [anchor for anchor, _ in page.summary()] == ["campo-nombre", "campo-correo"]


def test_a_hidden_answer_is_kept_on_the_page(app, desk):
    page = drawn(app, desk.submitted(sent({**TYPED, "motivo": ["Muy caro"]})))
    assert page.xpath("//input[@name='motivo']/@type") == ["hidden"]
    assert page.xpath("//input[@name='motivo']/@value") == ["Muy caro"]


def test_more_rows_come_when_somebody_asks_and_nothing_is_completed(app, desk):
    page = desk.submitted(sent({**TYPED, "more-rows": ["renglones"]}))
    assert not page.complete
    names = drawn(app, page).xpath("//*[contains(@name, 'concepto')]/@name")
    assert names == [f"renglones[{number}].concepto" for number in range(3)]


@pytest.mark.parametrize(
    "name",
    ["renglones[99999999999].concepto", "renglones[-1].concepto", "renglones[x].concepto", "renglones.concepto", "[0]"],
)
def test_names_that_no_page_of_ours_has_are_not_read(desk, name):
    assert desk.submitted(sent({**TYPED, name: ["x"]})).values == VALUES
