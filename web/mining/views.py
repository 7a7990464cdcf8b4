"""The views of mining: which histories, and each log of them as a download, whole."""

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from engine.mining.reading import Asked
from engine.replay import register
from web.pages.audit_ways import keep_to, offer_room
from web.pages.downloads import download
from web.pages.mining import LOGS, Taking
from web.pages.reader import reader
from web.pages.wanted import Filters
from web.pages.wanted_choices import choices
from web.site import site
from web.transactions import reading

blueprint = Blueprint("mining", __name__, url_prefix="/auditoria/mineria", template_folder="templates")
keep_to(blueprint)
offer_room(blueprint, "mining.index", lazy_gettext("Process mining"), order=75)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What there is to take, of the histories that the address asks for."""
    filters = Filters.of(request.args, site().zone)
    with reading() as connection:
        offered = choices(connection, site().runtime, filters)
    return render_template("mining/index.html", filters=filters, choices=offered)


@blueprint.get("/<name>")
def take(name: str) -> Response:
    """A log of these histories, or the diagrams."""
    if name not in LOGS:
        abort(404)
    wanted = Filters.of(request.args, site().zone).wanted
    with reading() as connection:
        asked = Asked(among=register.ids(connection, reader(), wanted))
        return download(Taking(connection, reader(), asked).pieces(name), LOGS[name], name)
