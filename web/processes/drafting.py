"""The views of drafts: parse, authorise, one command or one query, respond."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import TypedDict

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from engine.db import Connection
from engine.definitions import comments, control, copies, drafts
from engine.errors import EngineError, NotFound
from engine.identity.rights import OVER_VERSIONS, Right
from web import errors
from web.pages.refusals import refusal_of, refusal_text
from web.processes import inputs
from web.processes.answering import answered
from web.processes.arrival_view import given_here
from web.processes.differences import differences_view
from web.processes.draft_view import compared, draft_view
from web.processes.editor_report import editor_report
from web.processes.findings import findings_view
from web.processes.impact import VERDICTS
from web.processes.offers import offers
from web.processes.views import BPMN
from web.session import actor, require_person
from web.site import presenter, site
from web.texts.impact import VERDICTS as VERDICT_TEXTS
from web.texts.versions import CHANGES, DRAFT_STATUSES, SEVERITIES
from web.transactions import reading, writing

blueprint = Blueprint("drafts", __name__, url_prefix="/procesos/<process_id>", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.post("/borrador")
def start(process_id: str) -> ResponseReturnValue:
    """Begin a draft, or go on with one's own."""
    then = url_for(".show", process_id=process_id)
    with writing(then) as connection:
        drafts.start_draft(connection, process_id, base=request.form.get("base", type=int), **_by())
    return redirect(then, 303)


@blueprint.get("/editar")
def show(process_id: str) -> ResponseReturnValue:
    """The open draft: to write for its author, to judge for those who may."""
    return _draw(process_id)


@blueprint.get("/editar.bpmn")
def diagram(process_id: str) -> ResponseReturnValue:
    """The diagram of the open draft."""
    with reading() as connection:
        draft = control.readable_draft(connection, process_id, actor())
    name = f"{process_id}-borrador.bpmn"
    return send_file(BytesIO(draft.diagram), BPMN, as_attachment=True, download_name=name)


@blueprint.get("/formularios/<form_id>.form.json")
def form(process_id: str, form_id: str) -> ResponseReturnValue:
    """A form of the open draft."""
    with reading() as connection:
        forms = control.readable_draft(connection, process_id, actor()).forms
    return _form(forms, form_id)


def _form(forms: Mapping[str, bytes], form_id: str) -> ResponseReturnValue:
    if form_id not in forms:
        raise NotFound(kind="form", id=form_id)
    name = f"{form_id}.form.json"
    return send_file(BytesIO(forms[form_id]), "application/json", as_attachment=True, download_name=name)


@blueprint.post("/editar")
def upload(process_id: str) -> ResponseReturnValue:
    """Put the files sent in the place of the draft's own."""
    then = url_for(".show", process_id=process_id)
    try:
        sent = inputs.upload(request.files.getlist("files"))
        with writing(then) as connection:
            _, refusal = copies.save_or_keep(
                connection,
                process_id,
                diagram=sent.diagram,
                forms=sent.forms,
                revision=request.form.get("revision", type=int),
                **_by(),
            )
    except NotFound:
        raise
    except EngineError as error:
        return _draw(process_id, error)
    return _draw(process_id, refusal) if refusal else redirect(then, 303)


@blueprint.get("/editar/copia/<int:id>")
def copy(process_id: str, id: int) -> ResponseReturnValue:
    """What of the reader's could not be saved, and how it differs from what the draft says now."""
    with reading() as connection:
        it = draft_view(connection, process_id, actor(), site().signing)
        kept = copies.copy_of(connection, process_id, id, actor().id)
    comparison = compared(it.draft, kept)
    changed = differences_view(comparison) if comparison else None
    return render_template("processes/copy.html", view=it, copy=kept, changed=changed)


@blueprint.get("/editar/copia/<int:id>.bpmn")
def copy_diagram(process_id: str, id: int) -> ResponseReturnValue:
    """The diagram of a copy."""
    with reading() as connection:
        kept = copies.copy_of(connection, process_id, id, actor().id)
    if kept.diagram is None:
        raise NotFound(kind="draft_copy", id=str(id))
    return send_file(BytesIO(kept.diagram), BPMN, as_attachment=True, download_name=f"{process_id}-copia.bpmn")


@blueprint.get("/editar/copia/<int:id>/<form_id>.form.json")
def copy_form(process_id: str, id: int, form_id: str) -> ResponseReturnValue:
    """A form of a copy."""
    with reading() as connection:
        forms = copies.copy_of(connection, process_id, id, actor().id).forms
    return _form(forms, form_id)


@blueprint.post("/editar/copia/<int:id>")
def restore(process_id: str, id: int) -> ResponseReturnValue:
    """Put a copy in the place of what the draft says."""
    revision = request.form.get("revision", 0, type=int)
    return _do(process_id, lambda c: copies.restore(c, process_id, id, revision=revision, **_by()))


@blueprint.post("/editar/copia/<int:id>/descartar")
def give_copy_up(process_id: str, id: int) -> ResponseReturnValue:
    """Give a copy up."""
    return _do(process_id, lambda c: copies.give_up(c, process_id, id, actor=actor().id))


@blueprint.get("/editar/diagrama")
def draw(process_id: str) -> ResponseReturnValue:
    """The editor, for the author while the draft may be changed."""
    with reading() as connection:
        it = draft_view(connection, process_id, actor(), site().signing)
    if "write" not in it.may:
        return redirect(url_for(".show", process_id=process_id))
    return render_template("processes/editor.html", view=it, offers=offers(site().gettext))


@blueprint.post("/editar/guardar")
def autosave(process_id: str) -> ResponseReturnValue:
    """Saves the diagram from the editor; answers with its findings and differences. ``only``: saves nothing."""
    try:
        refusal = None
        if "only" not in request.form:
            with writing() as connection:
                diagram, seen = request.files["diagram"].read(), request.form.get("revision", type=int)
                _, refusal = copies.save_or_keep(connection, process_id, diagram=diagram, revision=seen, **_by())
        if refusal is not None:
            there = url_for(".show", process_id=process_id)
            return {"error": site().gettext.render(refusal_text(refusal)), "kept": there}, errors.status(refusal)
        with reading() as connection:
            it = draft_view(connection, process_id, actor(), site().signing)
            given = given_here(connection)
    except EngineError as error:
        return {"error": site().gettext.render(refusal_text(error))}, errors.status(error)
    return editor_report(it, given, site().gettext, presenter())


@blueprint.post("/editar/entregar")
def submit(process_id: str) -> ResponseReturnValue:
    """Elaboró: hand the draft in."""

    def hand_in(connection: Connection) -> None:
        control.submit(
            connection,
            process_id,
            request.form.get("description", ""),
            inputs.lines(request.form.get("answers", "")),
            leaves_out=request.form.get("leaves_out", ""),
            render=site().letters,
            actor=actor().id,
            at=site().clock(),
        )

    return _do(process_id, hand_in)


@blueprint.post("/editar/revisar")
def review(process_id: str) -> ResponseReturnValue:
    """Revisó: pass it on to approval."""
    return _do(process_id, lambda c: control.review(c, process_id, render=site().letters, **_by()))


@blueprint.post("/editar/rechazar")
def reject(process_id: str) -> ResponseReturnValue:
    """Give it back to its author, with the reason."""
    reason = request.form.get("reason", "")
    return _do(process_id, lambda c: control.reject(c, process_id, reason, render=site().letters, **_by()))


@blueprint.post("/editar/comentar")
def comment(process_id: str) -> ResponseReturnValue:
    """Comment on an element of the draft, or on the whole."""
    element, text = request.form.get("element") or None, request.form.get("comment", "")
    command = partial(comments.comment, render=site().letters, **_by())
    return _do(process_id, lambda c: command(c, process_id, element, text))


@blueprint.post("/editar/comentarios/<int:id>")
def resolve(process_id: str, id: int) -> ResponseReturnValue:
    """Mark a comment as resolved."""
    return _do(process_id, lambda c: comments.resolve(c, process_id, id, **_by()))


@blueprint.post("/editar/publicar")
def approve(process_id: str) -> ResponseReturnValue:
    """Aprobó: make it the next version."""

    def publish(connection: Connection) -> None:
        control.approve(
            connection,
            process_id,
            request.form.get("description", ""),
            inputs.lines(request.form["answers"]) if "answers" in request.form else None,
            number=inputs.number(request.form.get("number", "")),
            effective_at=inputs.start_of(request.form.get("effective", ""), site().zone),
            policy=site().signing,
            render=site().letters,
            actor=actor().id,
            at=site().clock(),
        )

    return _do(process_id, publish, then="processes.show")


@blueprint.post("/editar/tomar")
def take_over(process_id: str) -> ResponseReturnValue:
    """Go on with what another author is writing."""
    return _do(process_id, lambda c: drafts.take_over(c, process_id, **_by()))


@blueprint.post("/editar/descartar")
def discard(process_id: str) -> ResponseReturnValue:
    """Give the draft up."""

    def give_up(connection: Connection) -> None:
        control.discard(connection, process_id, actor=actor().id, at=site().clock())

    return _do(process_id, give_up, then="processes.show")


class _By(TypedDict):
    actor: str
    at: datetime


def _by() -> _By:
    """Who gives a command, and when."""
    return {"actor": actor().id, "at": site().clock()}


def _do(process_id: str, command: Callable[[Connection], object], *, then: str = "drafts.show") -> ResponseReturnValue:
    """Runs a command; a refusal is shown on the page of the draft, with what was typed."""
    shown = url_for(then, process_id=process_id)
    if (error := refusal_of(command, shown)) is not None:
        return _draw(process_id, error)
    return redirect(shown, 303)


def _draw(process_id: str, refusal: EngineError | None = None) -> ResponseReturnValue:
    with reading() as connection:
        it = draft_view(connection, process_id, actor(), site().signing)
        answers = answered(connection, it.draft)
    words = {"DRAFT_STATUSES": DRAFT_STATUSES, "CHANGES": CHANGES, "SEVERITIES": SEVERITIES}
    words |= {"VERDICTS": VERDICTS, "VERDICT_TEXTS": VERDICT_TEXTS}
    rights = actor().rights_over(process_id)
    words |= {"comments_on": bool(rights & OVER_VERSIONS), "links": Right.PREPARE in rights}
    changed = differences_view(it.comparison) if it.comparison else None
    words |= {"findings": findings_view(it.findings, it.sheet, site().gettext)}
    page = render_template("processes/draft.html", view=it, changed=changed, refusal=refusal, answers=answers, **words)
    return page, errors.status(refusal) if refusal else 200
