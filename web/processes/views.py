"""The views of the procedures: parse, authorise, one command or one query, respond."""

from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from engine.definitions import control, drafts, queries
from engine.identity.rights import Right
from engine.migration.commands import is_behind
from engine.migration.rights import may_move
from web.pages.navigation import offer
from web.pages.procedures import procedures_in_force
from web.processes.comparing import changed_since, side_by_side
from web.processes.differences import differences_view
from web.processes.document import procedure
from web.session import actor, require_person
from web.site import site
from web.texts.versions import CHANGES, VERSION_STATUSES
from web.transactions import reading

blueprint = Blueprint("processes", __name__, url_prefix="/procesos", template_folder="templates")
blueprint.before_request(require_person)
offer(blueprint, "processes.index", lazy_gettext("Procedures"), order=30)

BPMN = "application/bpmn+xml"


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The procedures in force."""
    with reading() as connection:
        processes = procedures_in_force(connection, site().runtime)
        versions = queries.in_force(connection)
    return render_template("processes/index.html", processes=processes, versions=versions)


@blueprint.get("/<process_id>")
def show(process_id: str) -> ResponseReturnValue:
    """The version in force of a procedure."""
    return _show(process_id, None)


@blueprint.get("/<process_id>/version/<int:number>")
def version(process_id: str, number: int) -> ResponseReturnValue:
    """Any version of a procedure."""
    return _show(process_id, number)


@blueprint.get("/<process_id>/comparar")
def compare(process_id: str) -> ResponseReturnValue:
    """Two versions side by side; ``de`` and ``a`` are their numbers, or ``borrador``."""
    with reading() as connection:
        it = side_by_side(connection, process_id, request.args.get("de"), request.args.get("a"), actor())
        changed = differences_view(it.comparison) if it.comparison else None
    words = {"VERSION_STATUSES": VERSION_STATUSES}
    return render_template("processes/compare.html", it=it, changed=changed, process_id=process_id, **words)


@blueprint.get("/<process_id>/version/<int:number>.bpmn")
def diagram(process_id: str, number: int) -> ResponseReturnValue:
    """The diagram of a version, byte for byte as it was given."""
    with reading() as connection:
        content = queries.diagram(connection, process_id, number)
    return send_file(BytesIO(content), BPMN, as_attachment=True, download_name=f"{process_id}-v{number}.bpmn")


def _show(process_id: str, number: int | None) -> ResponseReturnValue:
    with reading() as connection:
        it = procedure(connection, process_id, number)
        since = changed_since(connection, process_id, it.version.number)
        changed = (since[0], differences_view(since[1]) if since[1] else None) if since else None
        draft = drafts.open_draft(connection, process_id)
        reads = control.may_read(actor())
        writes = Right.PREPARE in actor().rights
        moves = it.version.status == "effective" and may_move(actor(), it.process) and is_behind(connection, it.version)
    names = {"VERSION_STATUSES": VERSION_STATUSES, "CHANGES": CHANGES}
    return render_template(
        "processes/show.html", it=it, changed=changed, draft=draft, reads=reads, writes=writes, moves=moves, **names
    )
