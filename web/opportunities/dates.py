"""Changing, on record, the dates that terms count from."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.messages import Message
from engine.errors import EngineError, FormRejected, NotAllowed
from engine.instances import terms
from engine.instances.commands import ReasonRequired
from web import errors
from web.pages.dates import changeable
from web.sent_twice import UNKNOWN, leads_to
from web.session import actor, require_person
from web.site import site
from web.transactions import writing

blueprint = Blueprint("dates", __name__, url_prefix="/oportunidades", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.get("/<folio>/fechas")
def show(folio: str) -> ResponseReturnValue:
    """The dates that whoever reads this may change."""
    return _draw(folio)


@blueprint.post("/<folio>/fechas")
def change(folio: str) -> ResponseReturnValue:
    """Change one of them; what is wrong comes back with what was written."""
    given = request.form
    variable, day, reason = given.get("date", ""), given.get("day", ""), given.get("reason", "")
    try:
        with writing(UNKNOWN) as connection:
            who, at = actor().id, site().clock()
            terms.change_date(connection, site().runtime, folio, variable, day, reason, actor=who, at=at)
            then = leads_to(connection, url_for("opportunities.show", folio=folio))
    except (FormRejected, ReasonRequired) as error:
        return _draw(folio, error)
    return redirect(then, 303)


def _draw(folio: str, refusal: EngineError | None = None) -> ResponseReturnValue:
    found = changeable(folio)
    if not found:
        raise NotAllowed(actor=actor().id, roles=[])
    wrong: list[tuple[str, Message]] = []
    if isinstance(refusal, FormRejected):
        wrong = [("day", each.message) for each in refusal.errors]
    elif refusal is not None:
        wrong = [("reason", errors.text(refusal))]
    page = render_template("opportunities/dates.html", folio=folio, dates=found, wrong=wrong, typed=request.form)
    return page if refusal is None else (page, errors.status(refusal))
