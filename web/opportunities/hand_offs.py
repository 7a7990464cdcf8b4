"""Confirming that the CRM is up to date, where none is connected."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from engine.instances import hand_offs
from web.session import actor, require_person
from web.site import site
from web.transactions import writing

blueprint = Blueprint("hand_offs", __name__, url_prefix="/oportunidades")
blueprint.before_request(require_person)


@blueprint.post("/<folio>/crm")
def confirm(folio: str) -> ResponseReturnValue:
    """Confirm it, once."""
    then = url_for("opportunities.show", folio=folio, _anchor="crm")
    with writing(then) as connection:
        hand_offs.confirm(connection, site().runtime, folio, actor=actor().id, at=site().clock())
    return redirect(then, 303)
