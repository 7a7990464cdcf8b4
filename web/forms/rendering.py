"""Component views → HTML. Each kind of component has a template of its own, ``forms/kinds/<kind>.html``, whose macro
`draw` draws it; how a field is shown that is only read, or kept while it is hidden, is the same for all."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from zlib import crc32

from flask import Flask, current_app
from markupsafe import Markup

from web.forms.form_parser import TAKE_OUT
from web.forms.form_view import ComponentView, Stance
from web.forms.task_form import CONFIRM, MORE, SAVE, SEEN

NOT_DRAWN = frozenset({"spacer", "button", "image"})
"""Kinds of which a page shows nothing."""
_COMMON = "forms/common.html"


def install(app: Flask) -> None:
    """Give the templates of `app` what forms need."""
    app.jinja_env.globals |= {"draw_component": draw, "CONFIRM": CONFIRM, "MORE": MORE, "SAVE": SAVE, "SEEN": SEEN}
    app.jinja_env.globals["TAKE_OUT"] = TAKE_OUT


def draw(view: ComponentView) -> Markup:
    """The HTML of a component and all within it."""
    html = _macro(view)(view)
    if not view.part:
        return Markup(html)
    return Markup('<div class="part" id="{}" data-digest="{}">{}</div>').format(view.part, _digest(view, html), html)


def changed_parts(
    views: Iterable[ComponentView], digests: Mapping[str, str], forced: str
) -> Iterator[tuple[str, Markup]]:
    """The parts that look otherwise than their `digests` say, by their ids, and the one of the field named `forced`.

    A part within one that is sent is not sent again.
    """
    for view in views:
        if view.part:
            html = _macro(view)(view) if view.stance is Stance.SHOWN else ""
            if (forced and view.name == forced) or digests.get(view.part) != _digest(view, html):
                yield view.part, draw(view)
                continue
        if view.stance is not Stance.HIDDEN:
            yield from changed_parts(view.children, digests, forced)
            for row in view.rows:
                yield from changed_parts(row, digests, forced)


def _digest(view: ComponentView, html: str) -> str:
    # What is only shown has no structure of its own to tell: all of it may have changed.
    return f"{crc32(html.encode('utf-8', 'replace')):08x}" if view.stance is Stance.SHOWN else view.structure


def _macro(view: ComponentView) -> Callable[[ComponentView], str]:
    kind = view.component.type
    if view.stance in (Stance.HIDDEN, Stance.LOCKED):
        return _macros(_COMMON, str(view.stance))
    return _macros(_COMMON, "nothing") if kind in NOT_DRAWN else _macros(f"forms/kinds/{kind}.html", "draw")


def _macros(template: str, name: str) -> Callable[[ComponentView], str]:
    module: Any = current_app.jinja_env.get_template(template).module
    found: Callable[[ComponentView], str] = getattr(module, name)
    return found
