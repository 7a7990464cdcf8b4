"""The views of indicators: parse, authorise, queries, respond."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from engine.identity.queries import Person
from engine.replay.rights import may_audit
from web.indicators.asked import UNDER_WAY
from web.indicators.page import compose
from web.indicators.steps import MODES
from web.pages.audit_ways import offer_room
from web.pages.reader import reader
from web.session import require_person
from web.transactions import reading

blueprint = Blueprint("indicators", __name__, url_prefix="/auditoria/indicadores", template_folder="templates")
blueprint.before_request(require_person)


def _may(person: Person) -> bool:
    """Auditors, and who owns a procedure, whose indicators these are."""
    return may_audit(person) or bool(reader().processes)


offer_room(blueprint, "indicators.index", lazy_gettext("Indicators"), order=20, may=_may)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What all histories of a procedure say together, of those that the address asks for."""
    with reading() as connection:
        page = compose(connection, request.args)
    return render_template("indicators/index.html", page=page, UNDER_WAY=UNDER_WAY, MODES=MODES)
