"""The views of the searches that auditors keep by name: parse, authorise, one command, respond."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.replay import searches
from web.pages.audit_ways import keep_to
from web.pages.wanted import Filters
from web.session import actor
from web.site import site
from web.transactions import writing

blueprint = Blueprint("searches", __name__, url_prefix="/auditoria/busquedas")
keep_to(blueprint)


@blueprint.post("")
def save() -> ResponseReturnValue:
    """Keep what is asked for by a name, in the place of what was kept by it."""
    asked, shared = _asked(), request.form.get("compartida") == "si"
    with writing() as connection:
        name = request.form.get("nombre", "")
        searches.save(connection, name, asked.text, shared=shared, actor=actor().id, at=site().clock())
    return _back(asked)


@blueprint.post("/<int:id>/quitar")
def forget(id: int) -> ResponseReturnValue:
    """Take away a search that one keeps."""
    with writing() as connection:
        searches.forget(connection, id, actor=actor().id)
    return _back(_asked())


def _asked() -> Filters:
    return Filters.of_text(request.form.get("pregunta", ""), site().zone)


def _back(asked: Filters) -> ResponseReturnValue:
    return redirect(url_for("audit.index") + (f"?{asked.text}" if asked.text else ""), 303)
