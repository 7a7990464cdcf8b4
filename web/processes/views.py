"""The views of the procedures: parse, authorise, one command or one query, respond."""

from io import BytesIO

from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue

from bpmn.messages import msg
from engine.definitions import queries
from web import assets
from web.auth.session import require_person
from web.navigation import offer
from web.procedure import procedures_in_force
from web.processes.document import procedure
from web.processes.words import VERSION_STATUSES
from web.site import site

blueprint = Blueprint("processes", __name__, url_prefix="/procesos", template_folder="templates")
blueprint.before_request(require_person)
offer(blueprint, "processes.index", msg("Procedures"), order=30)

BPMN = "application/bpmn+xml"


@blueprint.context_processor
def _names() -> dict[str, object]:
    return {"VERSION_STATUSES": VERSION_STATUSES, "bundle": _bundle}


def _bundle(name: str) -> dict[str, str] | None:
    """The files of a bundle; None where the front end was not built: the pages say everything without it too."""
    try:
        return assets.bundle(name)
    except assets.NotBuilt:
        return None


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The procedures in force."""
    with site().database.reading() as connection:
        processes = procedures_in_force(connection, site().runtime)
        versions = queries.in_force(connection)
    return render_template("processes/index.html", processes=processes, versions=versions)


@blueprint.get("/<process_id>")
def show(process_id: str) -> ResponseReturnValue:
    """The version in force of a procedure."""
    with site().database.reading() as connection:
        return render_template("processes/show.html", it=procedure(connection, process_id))


@blueprint.get("/<process_id>/version/<int:number>")
def version(process_id: str, number: int) -> ResponseReturnValue:
    """Any version of a procedure."""
    with site().database.reading() as connection:
        return render_template("processes/show.html", it=procedure(connection, process_id, number))


@blueprint.get("/<process_id>/version/<int:number>.bpmn")
def diagram(process_id: str, number: int) -> ResponseReturnValue:
    """The diagram of a version, byte for byte as it was given."""
    with site().database.reading() as connection:
        content = queries.diagram(connection, process_id, number)
    return send_file(BytesIO(content), BPMN, as_attachment=True, download_name=f"{process_id}-v{number}.bpmn")
