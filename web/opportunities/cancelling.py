"""Cancelling an opportunity, or saying that it was begun by mistake: what waits of it, who may, and why."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.db import Connection
from engine.errors import EngineError, InstanceEnded, NotAllowed
from engine.history.statuses import InstanceStatus
from engine.identity.queries import Person
from engine.instances import commands, queries, rights
from engine.instances.queries import Instance
from web import errors
from web.pages.reader import reader
from web.pages.refusals import refusal_of
from web.session import actor, require_person
from web.site import site
from web.transactions import reading

blueprint = Blueprint("cancelling", __name__, url_prefix="/oportunidades", template_folder="templates")
blueprint.before_request(require_person)


def may_cancel(connection: Connection, found: Instance, who: Person) -> bool:
    """Whether somebody may cancel an instance that is under way."""
    executable = site().runtime.library.executable(connection, found.process_id, found.versions)
    try:
        rights.require_canceller(who, executable)
    except NotAllowed:
        return False
    return found.status is InstanceStatus.RUNNING


@blueprint.get("/<folio>/cancelar")
def ask(folio: str) -> ResponseReturnValue:
    """What cancelling would end, and why it is done."""
    return _page(folio)


@blueprint.post("/<folio>/cancelar")
def cancel(folio: str) -> ResponseReturnValue:
    """Cancel it; what is refused comes back with what was written."""
    why, mistake = request.form.get("reason", ""), request.form.get("kind") == "mistake"

    def command(connection: Connection) -> None:
        commands.cancel(connection, site().runtime, folio, why, actor=actor().id, at=site().clock(), mistake=mistake)

    then = url_for("opportunities.show", folio=folio)
    if (error := refusal_of(command, then)) is not None:
        return _page(folio, error), errors.status(error)
    return redirect(then, 303)


def _page(folio: str, refusal: EngineError | None = None) -> str:
    with reading() as connection:
        found = queries.instance(connection, reader(), folio)
        if found.status is not InstanceStatus.RUNNING:
            raise InstanceEnded(folio=folio, status=found.status)
        executable = site().runtime.library.executable(connection, found.process_id, found.versions)
        rights.require_canceller(actor(), executable)
        waits = queries.tasks(connection, reader(), folio=folio)
    return render_template(
        "opportunities/cancel.html", it=found, waits=waits, refusal=refusal, typed=request.form, now=site().clock()
    )
