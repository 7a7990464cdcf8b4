"""How templates are compiled: fixed texts in each language, plain calls, and addresses that are those of Flask."""

import flask
import jinja2
import pytest
from flask import render_template_string
from werkzeug.routing import BuildError

from web.pages.templating import PLAIN, url_for
from web.site import LANGUAGE

ADDRESSES = [
    ("inbox.inbox", {}),
    ("inbox.inbox", {"ver": "mias", "q": "a b&c", "orden": None}),
    ("inbox.work", {"id": "GC-2026-0001.4/ñ?"}),
    ("processes.version", {"process_id": "gestion comercial", "number": 3}),
    ("opportunities.index", {"q": "ñandú", "estado": "running"}),
    ("static", {"filename": "dist/a b.css"}),
    (".inbox", {"_anchor": "abajo"}),
    (".inbox", {}),
]


@pytest.mark.parametrize("prefix", ["", "/cauce"])
@pytest.mark.parametrize(("endpoint", "values"), ADDRESSES)
def test_an_address_is_the_one_that_flask_gives(app, endpoint, values, prefix):
    with app.test_request_context("/bandeja", environ_overrides={"SCRIPT_NAME": prefix}):
        assert url_for(endpoint, **values) == flask.url_for(endpoint, **values)


@pytest.mark.parametrize(("endpoint", "values"), [("inbox.work", {}), ("nowhere.at_all", {})])
def test_an_address_that_there_is_not_is_refused_as_by_flask(app, endpoint, values):
    with app.test_request_context("/bandeja"), pytest.raises(BuildError):
        url_for(endpoint, **values)


def test_each_reader_gets_the_fixed_texts_of_a_page_in_their_own_language(app, visit):
    seen = []
    for language in ("es", "en", "es"):
        with app.test_request_context("/bandeja", headers={"Cookie": f"{LANGUAGE}={language}"}):
            seen.append(app.jinja_env.get_template("error.html").environment)
    assert seen[0] is seen[2] is not seen[1]
    page = visit("comercial").get("/oportunidades")
    assert page.text("//h1") == "Oportunidades"
    page.post("/idioma", {"language": "en", "back": "/oportunidades"})
    assert page.text("//h1") == "Opportunities"
    assert visit("preventa").get("/oportunidades").text("//h1") == "Oportunidades"


def test_a_text_that_stands_in_a_template_is_escaped_like_any_other(app):
    with app.test_request_context("/bandeja"):
        assert render_template_string("{{ _('<b>') }}{{ _('{a}<', a='<i>') }}") == "&lt;b&gt;&lt;i&gt;&lt;"


def test_no_template_gives_the_name_of_a_plain_function_to_anything_else(app):
    for name in app.jinja_env.list_templates(extensions=["html"]):
        tree = app.jinja_env.parse(app.jinja_env.loader.get_source(app.jinja_env, name)[0])
        stored = {each.name for each in tree.find_all(jinja2.nodes.Name) if each.ctx in ("store", "param")}
        assert not stored & PLAIN, name


def test_every_plain_function_is_called_without_the_context_of_the_template(app):
    for name in PLAIN:
        assert not hasattr(app.jinja_env.globals[name], "jinja_pass_arg"), name
