"""The list of incidents: parse, authorise, one query, respond."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from engine.errors import NotAllowed
from engine.identity.role_ids import ADMINISTRATOR
from engine.incidents import queries
from web.incidents.listing import hit
from web.pages.navigation import offer
from web.pages.reader import reader
from web.session import actor, require_person
from web.site import site
from web.texts.incidents import STATUSES, failed_text, step_text
from web.transactions import reading

blueprint = Blueprint("incidents", __name__, url_prefix="/incidencias", template_folder="templates")
blueprint.before_request(require_person)
offer(blueprint, "incidents.index", lazy_gettext("Incidents"), order=25, may=queries.may_open)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The open incidents of the procedures that the reader repairs; with ``todas``, those that were resolved too."""
    every = "todas" in request.args
    with reading() as connection:
        found, more = hit(connection, site().runtime, reader(), actor(), every=every)
    if not found and not queries.may_open(actor()):
        raise NotAllowed(actor=actor().id, roles=[ADMINISTRATOR])
    told = {"step_text": step_text, "failed_text": failed_text, "statuses": STATUSES}
    return render_template("incidents/index.html", found=found, more=more, every=every, **told)
