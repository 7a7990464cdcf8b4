"""How templates are compiled: once for each language, with its texts in them, and calls of our own functions as calls.

Of a page's texts most have no places, so that in one language they are as fixed as the HTML around them. Jinja asks of
everything that a template calls whether it wants the context, and Flask of every address whether it is absolute,
external or changed by a blueprint; ours want none of that, and a page calls hundreds.
"""

from typing import Any

import flask
from flask import current_app, request
from flask.sansio.app import App
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from werkzeug.routing import Rule

from web.i18n import Translator
from web.site import presenter

_RULES = "cauce-rules"
_SPECIAL = frozenset({"_anchor", "_external", "_method", "_scheme"})
PLAIN = frozenset(
    {
        "_",
        "bundle_of",
        "csrf_token",
        "draw_component",
        "event_name",
        "icon",
        "lanes",
        "name_of",
        "name_then",
        "ngettext",
        "post_key",
        "role_name",
        "url_for",
    }
)
"""The globals that are called as they are. A template must not give one of these names to anything else."""


class _Compiler(CodeGenerator):
    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        called = node.node
        if not isinstance(called, nodes.Name) or called.name not in PLAIN or forward_caller or node.dyn_args:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(called, frame)
        self.write("(")
        for number, argument in enumerate((*node.args, *node.kwargs)):
            self.write(", " if number else "")
            self.visit(argument, frame)
        if node.dyn_kwargs is not None:
            self.write(", **")
            self.visit(node.dyn_kwargs, frame)
        self.write(")")


class _Translated(NodeTransformer):
    """Puts the text in the place of each ``_("…")`` without places."""

    def __init__(self, gettext: Translator) -> None:
        self._gettext = gettext

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        if isinstance(node.node, nodes.Name) and node.node.name == "_" and not (node.kwargs or node.dyn_kwargs):
            match node.args:
                case [nodes.Const(value=str(text))]:
                    return nodes.Const(self._gettext(text), lineno=node.lineno)
        return node


class PagesEnvironment(Environment):
    """The environment of the site's templates: of whoever asks it for one, it gives that in the reader's language."""

    code_generator_class = _Compiler
    _gettext: Translator | None = None

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, **options)
        self._spoken: dict[str, PagesEnvironment] = {}

    @property
    def language(self) -> str | None:
        """The language of the texts in its templates; None where they are those of whoever asks."""
        return None if self._gettext is None else self._gettext.locale

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        """The template in the reader's language. Raises TemplateNotFound."""
        if self._gettext is None:
            return self._in_language(presenter().gettext).get_template(name, parent, globals)
        return super().get_template(name, parent, globals)

    def _generate(self, source: nodes.Template, *args: Any, **options: Any) -> str:
        if self._gettext is not None:
            source = _Translated(self._gettext).visit(source)
        return super()._generate(source, *args, **options)

    def _in_language(self, gettext: Translator) -> "PagesEnvironment":
        if gettext.locale not in self._spoken:
            spoken = self.overlay()
            assert isinstance(spoken, PagesEnvironment)
            spoken._gettext = gettext
            self._spoken[gettext.locale] = spoken
        return self._spoken[gettext.locale]


def url_for(endpoint: str, **values: Any) -> str:
    """What `flask.url_for` gives within a request for an address of this site, a tenth as dear."""
    blueprint = request.blueprint if endpoint[0] == "." else None
    rule = _rule(f"{blueprint}{endpoint}" if blueprint else endpoint)
    given = {name: value for name, value in values.items() if value is not None}
    if rule is not None and rule.arguments <= given.keys() and _SPECIAL.isdisjoint(given):
        built = rule.build(given)
        if built is not None:
            return request.script_root + built[1]
    return flask.url_for(endpoint, **values)  # which says what is wrong with it


def _rule(endpoint: str) -> Rule | None:
    """The only rule of an endpoint; None where there are several, or none."""
    known: dict[str, Rule | None] = current_app.extensions.setdefault(_RULES, {})
    if endpoint not in known:
        if endpoint not in current_app.view_functions:
            return None
        current_app.url_map.update()  # which compiles what was added
        rules = list(current_app.url_map.iter_rules(endpoint))
        known[endpoint] = rules[0] if len(rules) == 1 else None
    return known[endpoint]
