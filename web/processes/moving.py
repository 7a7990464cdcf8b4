"""The views that move what is under way to the version in force: parse, authorise, one command or query, respond."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.db import Connection
from engine.errors import EngineError
from engine.instances import queries
from engine.instances.views.seen import seen_among
from engine.migration import commands
from engine.migration.commands import Decision, NotMoved
from engine.migration.rights import require_mover
from web import errors
from web.pages.reader import reader
from web.pages.refusals import refusal_text
from web.processes.moving_view import ORDER, chosen, decision_of, one, waiting
from web.sent_twice import UNKNOWN, leads_to
from web.session import actor, require_person
from web.site import site
from web.texts.migration import VERDICTS
from web.transactions import apart, reading, writing

blueprint = Blueprint("moving", __name__, url_prefix="/procesos/<process_id>/mover", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.get("")
def index(process_id: str) -> ResponseReturnValue:
    """All that is under way on earlier versions, and what would become of it."""
    return _draw(process_id)


@blueprint.post("")
def move_all(process_id: str) -> ResponseReturnValue:
    """Move all that goes by itself, in one act."""
    given = apart(), site().runtime, process_id, request.form.get("motivo", "")
    try:
        outcomes = list(commands.migrate_all(*given, number=_seen(), actor=actor().id, clock=site().clock))
    except EngineError as error:
        return _draw(process_id, error=error)
    return _draw(process_id, outcomes=outcomes)


@blueprint.get("/<folio>")
def show(process_id: str, folio: str) -> ResponseReturnValue:
    """One instance, with what has to be decided about it."""
    return _draw_one(process_id, folio, Decision())


@blueprint.post("/<folio>")
def move(process_id: str, folio: str) -> ResponseReturnValue:
    """Move one instance with what was decided."""
    decision = decision_of(request.form)
    try:
        with writing(UNKNOWN) as connection:
            given = site().runtime, folio, request.form.get("motivo", "")
            commands.migrate(connection, *given, decision, number=_seen(), actor=actor().id, at=site().clock())
            then = leads_to(connection, _behind(connection, process_id, folio))
    except EngineError as error:
        return _draw_one(process_id, folio, decision, error=error)
    return redirect(then, 303)


def _behind(connection: Connection, process_id: str, folio: str) -> str:
    """Where who moved it goes on: to the instance, or to the rest, where they saw it only as long as it stood still."""
    if seen_among(connection, reader(), [folio]):
        return url_for("opportunities.show", folio=folio, _anchor="historia")
    return url_for(".index", process_id=process_id)


def _seen() -> int | None:
    """The version of which the page said what it would do: another may have come into force since."""
    return request.form.get("version", type=int)


def _draw(
    process_id: str, *, outcomes: list[commands.Outcome] | None = None, error: EngineError | None = None
) -> ResponseReturnValue:
    with reading() as connection:
        to = commands.target(connection, site().runtime, process_id)
        require_mover(actor(), to.executable.processes[process_id])
        it = waiting(connection, site().runtime, reader(), process_id)
        failed = [(each.folio, refusal_text(each.error)) for each in outcomes or () if each.error is not None]
    shown = {
        "it": it,
        "process_id": process_id,
        "moved": None if outcomes is None else len(outcomes) - len(failed),
        "failed": failed,
        "refused": None if error is None else refusal_text(error),
        "reason": "" if error is None else request.form.get("motivo", ""),
    }
    page = render_template("processes/moving.html", **shown, VERDICTS=VERDICTS, ORDER=ORDER)
    return page, 200 if error is None else errors.status(error)


def _draw_one(
    process_id: str, folio: str, decision: Decision, *, error: EngineError | None = None
) -> ResponseReturnValue:
    with reading() as connection:
        instance = queries.instance(connection, reader(), folio)
        it = one(connection, site().runtime, reader(), folio, instance.process_id, decision)
        require_mover(actor(), it.target.executable.processes[instance.process_id])
        refused = None if error is None or isinstance(error, NotMoved) else refusal_text(error)
    shown = {
        "it": it,
        "instance": instance,
        "process_id": process_id,
        "chosen": chosen(decision),
        "refused": refused,
        "undecided": isinstance(error, NotMoved),
        "reason": request.form.get("motivo", ""),
    }
    page = render_template("processes/moving_one.html", **shown, VERDICTS=VERDICTS)
    return page, 200 if error is None else errors.status(error)
