"""What an instance holds and the form does not show is nowhere on the page, and is there once an answer asks for it."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import lxml.html
import pytest

from bpmn.forms.schema.reader import read_form
from bpmn.forms.validate import FieldError, validate
from bpmn.messages import lazy_gettext
from tests.web.forms.test_task_form import app, desk, drawn, sent
from web.forms.answers import answers, without_hidden
from web.forms.rendering import changed_parts
from web.forms.task_form import TaskForm
from web.texts.formatting import Presenter

__all__ = ["app", "desk"]

SECRET = "xK7secreto"
NUMBER = 918273645
DAY = "2031-07-19"
FILE = {"name": f"{SECRET}.pdf", "sha256": "5ec" + "0" * 61, "size": NUMBER}
HIDDEN = {"conditional": {"hide": "=ver != true"}}
OPTIONS = [{"label": "Una", "value": "una"}, {"label": "Otra", "value": f"{SECRET}-clave"}]
LOCKED = {"readonly": True}

FIELDS: list[dict[str, object]] = [
    {"type": "textfield", "key": "texto", "label": "Texto"},
    {"type": "textarea", "key": "notas", "label": "Notas"},
    {"type": "number", "key": "monto", "label": "Monto"},
    {"type": "select", "key": "letra", "label": "Letra", "values": OPTIONS},
    {"type": "taglist", "key": "marcas", "label": "Marcas", "values": OPTIONS},
    {"type": "datetime", "key": "dia", "dateLabel": "Día", "subtype": "date"},
    {"type": "filepicker", "key": "archivos", "label": "Archivos", "multiple": True},
    {"type": "textfield", "key": "leido", "label": "Leído", **LOCKED},
    {"type": "expression", "key": "total", "expression": "=monto * 1", "properties": {"label": "Total"}},
]
ROW = [
    {"type": "textfield", "key": "concepto", "label": "Concepto"},
    {"type": "textfield", "key": "costo", "label": "Costo"},
]
COMPONENTS: list[dict[str, object]] = [
    {"type": "checkbox", "key": "ver", "label": "Ver", "validate": {"required": True}},
    {"type": "textfield", "key": "nombre", "label": "Nombre", "validate": {"required": True}},
    *({**each, **HIDDEN} for each in FIELDS),
    {"type": "group", "id": "grupo", "label": "Grupo", **HIDDEN, "components": [{**FIELDS[0], "key": "en_grupo"}]},
    {"type": "group", "id": "objeto", "path": "oferta", "components": [ROW[0], {**ROW[1], **HIDDEN}]},
    {"type": "dynamiclist", "id": "lista", "path": "renglones", "label": "Renglones", **HIDDEN, "components": ROW},
    {
        "type": "dynamiclist",
        "id": "abierta",
        "path": "abiertos",
        "label": "Abiertos",
        "components": [ROW[0], {**ROW[1], **HIDDEN}],
    },
    {
        "type": "dynamiclist",
        "id": "fija",
        "path": "fijos",
        "label": "Fijos",
        "allowAddRemove": False,
        "components": [ROW[0], {**ROW[1], **HIDDEN}, {"type": "checkbox", "key": "visto", "label": "Visto"}],
    },
    {"type": "documentPreview", "id": "papeles", "label": "Papeles", "dataSource": "=papeles", **HIDDEN},
    {
        "type": "table",
        "id": "tabla",
        "label": "Tabla",
        "dataSource": "=costos",
        "columnsExpression": "=columnas",
        **HIDDEN,
    },
]
LINE = {"concepto": "a la vista", "costo": f"{SECRET} 1", "ajeno": f"{SECRET} 2", "visto": True}
DATA: dict[str, object] = {
    "texto": SECRET,
    "notas": f"uno\n{SECRET}",
    "monto": NUMBER,
    "letra": OPTIONS[1]["value"],
    "marcas": [OPTIONS[1]["value"]],
    "dia": DAY,
    "archivos": [FILE],
    "leido": f"{SECRET} leído",
    "en_grupo": f"{SECRET} del grupo",
    "oferta": LINE,
    "renglones": [LINE, LINE, LINE],
    "abiertos": [LINE],
    "fijos": [LINE, {**LINE, "concepto": "segundo"}],
    "papeles": [{**FILE, "documentId": "d"}],
    "costos": [LINE],
    "columnas": [{"key": "costo", "label": "Costo"}],
    "ajeno": f"{SECRET} de nadie",
}


@pytest.fixture
def task(desk: TaskForm) -> TaskForm:
    return replace(desk, work=replace(desk.work, form=form_of(COMPONENTS), data=DATA))


def form_of(components: list[dict[str, object]]):
    reading = read_form(json.dumps({"type": "default", "id": "f", "components": components}).encode())
    assert reading.form is not None, reading.findings
    return reading.form


def exposed(html: str) -> list[str]:
    """What is secret in the text of a page, also in what is signed on it."""
    signed = re.findall(r'value="([\w-]{24,})\.[\w.-]+"', html)
    whole = html + "".join(decoded(each) for each in signed)
    return [each for each in (SECRET, str(NUMBER), f"{NUMBER:,}", DAY, FILE["sha256"]) if str(each) in whole]


def decoded(text: str) -> str:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")


def html_of(app, page) -> str:
    return lxml.html.tostring(drawn(app, page), encoding="unicode")


def parts_of(app, page) -> Iterator[tuple[str, str]]:
    with app.test_request_context():
        yield from ((part, str(html)) for part, html in changed_parts(page.views, {}, "abiertos"))


def given(app, page, values: Mapping[str, list[str]] | None = None) -> dict[str, list[str]]:
    """What the page sends, with other values."""
    found: dict[str, list[str]] = {}
    for name, value in drawn(app, page).form_values():
        found.setdefault(name, []).append(value)
    return {**found, "seen-fields": [page.seen], **(values or {})}


def test_what_is_hidden_is_nowhere_on_a_page_that_is_opened(app, task):
    page = task.begun()
    assert exposed(html_of(app, page)) == []
    assert "a la vista" in html_of(app, page)


def test_what_is_hidden_is_nowhere_in_the_answers_to_what_is_typed_and_to_a_refused_post(app, task):
    page = task.submitted(sent(given(app, task.begun(), {"nombre": [""]})))
    refusal = [FieldError("nombre", "Nombre", "required", lazy_gettext("{label}: it is missing.", label="Nombre"))]
    refused = task.refused(page, sent({"seen-fields": [page.seen]}), refusal)
    more = task.submitted(sent(given(app, task.begun(), {"more-rows": ["abiertos"]})))
    for each in (page, refused, more):
        assert exposed(html_of(app, each)) == []
        assert exposed("".join(html for _, html in parts_of(app, each))) == []
    assert exposed(repr(page.typed)) == [] and exposed(repr(page.values)) == []


def test_how_many_rows_are_hidden_is_not_to_be_found_out_by_a_digest(app, task):
    fewer = replace(task, work=replace(task.work, data={**DATA, "renglones": [LINE]}))
    assert html_of(app, task.begun()) == html_of(app, fewer.begun())


def test_an_answer_that_asks_for_them_brings_what_the_instance_holds(app, task):
    page = task.submitted(sent(given(app, task.begun(), {"ver": ["on"], "nombre": ["Ana"]})))
    html = drawn(app, page)
    assert html.xpath("//input[@name='texto']/@value") == [SECRET]
    assert html.xpath("//input[@name='fijos[1].costo']/@value") == [f"{SECRET} 1"]
    assert len(html.xpath("//input[contains(@name, 'renglones') and contains(@name, 'costo')]")) == 3
    assert page.fresh and not page.complete
    again = task.submitted(sent(given(app, page)))
    assert (
        again.complete
        and again.values["archivos"] == [FILE]
        and again.values["oferta"]
        == {
            "concepto": "a la vista",
            "costo": f"{SECRET} 1",
        }
    )
    assert validate(task.work.form, again.values, DATA, environment=task._environment).errors == ()


def test_what_was_typed_comes_back_whatever_hid_it_meanwhile_and_what_was_emptied_stays_empty(app, task):
    shown = task.submitted(sent(given(app, task.begun(), {"ver": ["on"]})))
    changed = {
        "ver": ["off"],
        "texto": ["otro"],
        "notas": [""],
        "archivos": [""],
        "marcas": [""],
        "fijos[1].costo": [""],
    }
    hidden = task.submitted(sent(given(app, shown, changed)))
    assert "otro" in html_of(app, hidden)
    back = task.submitted(sent(given(app, hidden, {"ver": ["on"]}))).values
    assert (back["texto"], back["notas"], back["archivos"], back["marcas"]) == ("otro", "", [], [])
    assert back["monto"] == NUMBER and back["fijos"] == [
        {"concepto": "a la vista", "costo": f"{SECRET} 1", "visto": True},
        {"concepto": "segundo", "costo": "", "visto": True},
    ]


def test_a_draft_holds_what_was_typed_and_nothing_else_and_goes_on_with_what_the_instance_holds(app, task):
    page = task.submitted(sent(given(app, task.begun(), {"nombre": ["Ana"]})))
    assert page.typed["nombre"] == "Ana" and "texto" not in page.typed
    assert page.typed["fijos"] == [{"concepto": "a la vista", "visto": True}, {"concepto": "segundo", "visto": True}]


def test_a_box_and_a_list_that_were_emptied_in_a_row_stay_so(app, task):
    typed = given(app, task.begun(), {"nombre": ["Ana"], "fijos[0].visto": ["off"], "take-out": ["abiertos[0]"]})
    page = task.submitted(sent(typed))
    assert [row["visto"] for row in page.values["fijos"]] == [False, True]
    assert page.values["abiertos"] == []


def test_a_row_of_which_nothing_is_asked_is_still_a_row(app, desk):
    all_hidden = [{**COMPONENTS[-4], "components": [{**ROW[1], **HIDDEN}]}]
    task = replace(desk, work=replace(desk.work, form=form_of([COMPONENTS[0], *all_hidden]), data=DATA))
    page = task.submitted(sent(given(app, task.begun(), {"ver": ["on"]})))
    assert [len(view.rows) for view in page.views if view.name == "abiertos"] == [1]


def test_an_answer_that_is_shown_again_shows_nothing_that_was_not_asked(app, task):
    page = task.submitted(sent(given(app, task.begun(), {"nombre": ["Ana"]})))
    values = validate(task.work.form, page.values, DATA, environment=task._environment).values
    assert exposed(repr(values))  # an object is stored whole
    left = without_hidden(task.work.form, values, DATA, task._environment)
    shown = answers(task.work.form, left, Presenter(task.site.gettext, task.site.zone))
    assert exposed(repr(shown)) == [] and "a la vista" in repr(shown)
