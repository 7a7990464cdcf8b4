"""The views of the procedures: parse, authorise, one command or one query, respond."""

from collections.abc import Callable
from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from engine.db import Connection
from engine.definitions import arrivals, control, dates, drafts, queries, retention
from engine.definitions.statuses import VersionStatus
from engine.errors import EngineError, NotFound
from engine.identity.queries import role_names
from engine.identity.rights import Right
from engine.instances import disposal
from engine.instances.rights import may_repair
from engine.migration.commands import is_behind
from engine.migration.rights import may_move
from web import errors
from web.pages.navigation import offer
from web.pages.procedures import procedures_in_force
from web.pages.refusals import refusal_of
from web.paper.procedure import procedure
from web.processes import inputs
from web.processes.answering import badges, open_here
from web.processes.begun import begun_anew
from web.processes.comparing import changed_since, side_by_side
from web.processes.differences import differences_view
from web.session import actor, require_person
from web.site import site
from web.texts.policies import Known
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
        begun = begun_anew(connection, actor())
    brings = arrivals.may_bring(actor())
    return render_template("processes/index.html", processes=processes, versions=versions, begun=begun, brings=brings)


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
        if queries.version(connection, process_id, number).status is VersionStatus.DISPOSED:
            raise NotFound(kind="disposed", id=f"{process_id} {number}")
        content = queries.diagram(connection, process_id, number)
    return send_file(BytesIO(content), BPMN, as_attachment=True, download_name=f"{process_id}-v{number}.bpmn")


@blueprint.post("/<process_id>/version/<int:number>/fecha")
def reschedule(process_id: str, number: int) -> ResponseReturnValue:
    """Give a signed version another date, with the reason."""

    def command(connection: Connection) -> None:
        since = inputs.start_of(request.form.get("effective", ""), site().zone)
        by, at = actor().id, site().clock()
        reason = request.form.get("reason", "")
        dates.reschedule(connection, process_id, number, since, reason, render=site().letters, actor=by, at=at)

    return _decide(process_id, number, command)


@blueprint.post("/<process_id>/version/<int:number>/retirar")
def withdraw(process_id: str, number: int) -> ResponseReturnValue:
    """Withdraw a signed version before its date, with the reason."""

    def command(connection: Connection) -> None:
        by, at = actor().id, site().clock()
        reason = request.form.get("reason", "")
        dates.withdraw(connection, process_id, number, reason, render=site().letters, actor=by, at=at)

    return _decide(process_id, number, command)


DECISIONS = {"retener": disposal.hold, "liberar": disposal.release, "eliminar": disposal.dispose}
"""What Control de Documentos may decide on the retention of a version, by the end of the address."""


@blueprint.post("/<process_id>/version/<int:number>/conservacion/<any(retener, liberar, eliminar):decision>")
def retain(process_id: str, number: int, decision: str) -> ResponseReturnValue:
    """Hold an old version, hold it no longer, or dispose of it, with the reason."""
    reason = request.form.get("reason", "")

    def command(connection: Connection) -> None:
        DECISIONS[decision](connection, process_id, number, reason, actor=actor().id, at=site().clock())

    return _decide(process_id, number, command)


def _decide(process_id: str, number: int, command: Callable[[Connection], object]) -> ResponseReturnValue:
    """Runs a command about a version; a refusal is shown on its page, with what was typed."""
    then = url_for(".version", process_id=process_id, number=number)
    if (error := refusal_of(command, then)) is not None:
        return _show(process_id, number, error), errors.status(error)
    return redirect(then, 303)


def _show(process_id: str, number: int | None, refusal: EngineError | None = None) -> str:
    with reading() as connection:
        it = procedure(connection, process_id, number)
        since = changed_since(connection, process_id, it.version.number)
        changed = (since[0], differences_view(since[1]) if since[1] else None) if since else None
        draft = drafts.open_draft(connection, process_id)
        reads = control.may_read(actor(), process_id)
        rights = actor().rights_over(process_id)
        until, standing = disposal.retained_until(connection, it.version), retention.standing(connection, it.version)
        later = dates.written_from(connection, it.version)
        found = open_here(connection, process_id)
        known = Known(connection, site().runtime.library, role_names(connection), site().gettext)
        checked = known.asked(it.process.document.policies, process_id, it.version.number)
        moves = (
            it.version.status is VersionStatus.EFFECTIVE
            and may_move(actor(), it.process)
            and is_behind(connection, it.version)
        )
    names = {"VERSION_STATUSES": VERSION_STATUSES, "CHANGES": CHANGES}
    repairs = it.version.status is VersionStatus.EFFECTIVE and may_repair(actor(), it.process)
    may = {
        "reads": reads,
        "writes": Right.PREPARE in rights,
        "moves": moves,
        "repairs": repairs,
        "dates": Right.APPROVE in rights,
    }
    kept = {"until": until, "standing": standing, "controls": Right.CONTROL in rights}
    page = {
        "it": it,
        "checked": checked,
        "changed": changed,
        "draft": draft,
        "refusal": refusal,
        "contained": later[-1] if later else None,
    }
    return render_template("processes/show.html", found=found, badges=badges(found), **page, **may, **kept, **names)
