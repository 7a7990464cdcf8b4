"""Giving a step back to the one before it: what that does, and with which reason."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import EngineError
from engine.instances import execution_queries, returning
from engine.instances.returning import LONGEST, NotReturnable
from web import errors
from web.pages import histories
from web.pages.reader import reader
from web.pages.refusals import refusal_of
from web.session import actor, require_person
from web.site import site
from web.transactions import reading

blueprint = Blueprint("returning", __name__, url_prefix="/bandeja", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.get("/<id>/regresar")
def ask(id: str) -> ResponseReturnValue:
    """What giving a step back would do, or that it cannot be."""
    return _draw(id)


@blueprint.post("/<id>/regresar")
def give_back(id: str) -> ResponseReturnValue:
    """Give a step back to the one before it."""
    reason, me = request.form.get("reason", ""), actor().id
    then = url_for("inbox.work", id=id)
    refusal = refusal_of(
        lambda connection: returning.give_back(connection, site().runtime, id, reason, actor=me, at=site().clock()),
        then,
    )
    return redirect(then, 303) if refusal is None else _draw(id, refusal)


def _draw(id: str, refusal: EngineError | None = None) -> ResponseReturnValue:
    with reading() as connection:
        work = execution_queries.work(connection, site().runtime, reader(), id)
        found = returning.preview(connection, site().runtime, work.item, histories.history(work.folio), actor())
        said = NotReturnable(element=work.item.name) if found is None and refusal is None else refusal
        page = render_template(
            "inbox/return.html", work=work, found=found, refusal=said, typed=request.form, longest=LONGEST
        )
    return page if refusal is None else (page, errors.status(refusal))
