"""The views of a draft's data: parse, authorise, one query or one command, respond."""

from contextlib import suppress
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.definitions import control
from engine.definitions.drafts import DraftNotThere, DraftOfAnother, require_own
from engine.definitions.renaming import rename_variable
from engine.definitions.signing import RightRequired
from engine.errors import EngineError
from web import errors
from web.pages.refusals import refusal_of
from web.paper.procedure import process_of
from web.processes.variable_view import variable_view, variables
from web.session import actor, require_person
from web.site import site
from web.texts.wording import title
from web.transactions import reading

blueprint = Blueprint("variables", __name__, url_prefix="/procesos/<process_id>/datos", template_folder="templates")
blueprint.before_request(require_person)
LED_AWAY = (DraftNotThere, DraftOfAnother, RightRequired)


@blueprint.get("")
def index(process_id: str) -> ResponseReturnValue:
    """What the forms of a draft ask, each with its steps and how many places name it."""
    control.require_reader(actor(), process_id)
    with suppress(*LED_AWAY), reading() as connection:
        draft = require_own(connection, process_id, actor().id)
        process = process_of(draft.diagram, process_id)
        called = title(process) if process else process_id
        return render_template("processes/variables.html", draft=draft, title=called, variables=variables(draft))
    return redirect(url_for("drafts.show", process_id=process_id))


@blueprint.get("/<datum>")
def show(process_id: str, datum: str) -> ResponseReturnValue:
    """Where a variable is used, and its name to change."""
    return _show(process_id, datum)


@blueprint.post("/<datum>")
def rename(process_id: str, datum: str) -> ResponseReturnValue:
    """Give a variable another name, everywhere at once."""
    new, revision = request.form.get("name", "").strip(), request.form.get("revision", type=int)
    then = url_for(".show", process_id=process_id, datum=new or datum)
    command = partial(rename_variable, revision=revision, actor=actor().id, at=site().clock())
    error = refusal_of(lambda connection: command(connection, process_id, datum, new), then)
    if isinstance(error, LED_AWAY):  # there is no page to show it on: whoever may not write has no room
        raise error
    return redirect(then, 303) if error is None else _show(process_id, datum, error)


def _show(process_id: str, name: str, refusal: EngineError | None = None) -> ResponseReturnValue:
    control.require_reader(actor(), process_id)
    with suppress(*LED_AWAY), reading() as connection:
        it = variable_view(connection, require_own(connection, process_id, actor().id), name)
        page = render_template("processes/variable.html", it=it, refusal=refusal)
        return page, errors.status(refusal) if refusal else 200
    return redirect(url_for("drafts.show", process_id=process_id))
