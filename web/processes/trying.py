"""The views of a draft's impact: parse, authorise, one command or one query, respond."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.definitions import control
from engine.impact import keeping
from web.pages.reader import reader
from web.processes.answering import answered
from web.processes.impact import LINES, VERDICTS, Filters, impact_view
from web.session import actor, require_person
from web.site import presenter, site
from web.texts.impact import VERDICTS as VERDICT_TEXTS
from web.texts.statuses import INSTANCE_STATUSES
from web.transactions import reading, writing

blueprint = Blueprint("trying", __name__, url_prefix="/procesos/<process_id>/impacto", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.get("")
def show(process_id: str) -> ResponseReturnValue:
    """What the open draft does to the opportunities, as far as it was tried."""
    filters = Filters.of(request.args)
    with reading() as connection:
        it = impact_view(connection, reader(), process_id, filters, actor(), presenter())
        findings = answered(connection, it.draft)
    words = {"answered": findings, "VERDICTS": VERDICTS, "VERDICT_TEXTS": VERDICT_TEXTS, "STATUSES": INSTANCE_STATUSES}
    page = make_response(render_template("processes/impact.html", view=it, filters=filters, most=LINES, **words))
    if request.headers.get("HX-Request") == "true" and request.args.get("hasta") and not it.running:
        page.headers["HX-Refresh"] = "true"  # there is a diagram now, which a part of the page cannot bring
    return page


@blueprint.post("")
def ask(process_id: str) -> ResponseReturnValue:
    """Try the draft on the opportunities, or go on trying."""
    then = url_for(".show", process_id=process_id)
    with writing(then) as connection:
        control.require_reader(actor(), process_id)
        keeping.ask(connection, process_id, actor=actor().id, at=site().clock())
    return redirect(then, 303)


@blueprint.post("/detener")
def stop(process_id: str) -> ResponseReturnValue:
    """Stop trying; what was tried is kept."""
    then = url_for(".show", process_id=process_id)
    with writing(then) as connection:
        control.require_reader(actor(), process_id)
        keeping.stop(connection, process_id)
    return redirect(then, 303)
