"""The room «Documento» of a draft: all that the document says in words, written where it is read."""

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.editing.document import write
from bpmn.editing.texts import Texts, problems, texts_of
from bpmn.reader import read
from engine.db import Connection
from engine.definitions import copies, drafts
from engine.definitions.statuses import OPEN
from engine.errors import DiagramRejected, EngineError, NotFound
from engine.identity.queries import role_names
from web import errors
from web.processes.document_form import opened, place, texts
from web.processes.document_page import HINTS, LABELS, POSTS, document_page
from web.processes.draft_view import DraftView, draft_view
from web.processes.findings import findings_view
from web.session import actor, require_person
from web.site import site
from web.texts.policies import words
from web.texts.versions import SEVERITIES
from web.transactions import reading, writing

blueprint = Blueprint(
    "document_room", __name__, url_prefix="/procesos/<process_id>/editar/documento", template_folder="templates"
)
blueprint.before_request(require_person)

ABOUT_THE_DOCUMENT = ("document_control", "activity_number", "policy_check")
"""The findings that are mended in this room."""


@blueprint.get("")
def show(process_id: str) -> ResponseReturnValue:
    """What the document says, to be written by the author of its draft."""
    return _page(process_id)


@blueprint.post("")
def save(process_id: str) -> ResponseReturnValue:
    """Write all that was sent into the diagram, its rows in the order in which a button puts them."""
    sent, do = texts(request.form), request.form.get("do", "")
    if problems(sent):
        return _page(process_id, sent)
    then = url_for(".show", process_id=process_id, abierto=opened(do), _anchor=place(do) or None)
    try:
        with writing(then) as connection:
            refusal = _write(connection, process_id, sent)
    except NotFound:
        raise
    except EngineError as error:
        refusal = error
    return redirect(then, 303) if refusal is None else _page(process_id, sent, refusal)


def _write(connection: Connection, process_id: str, sent: Texts) -> EngineError | None:
    """Save the draft with these texts, or keep them beside it and give what refuses them."""
    draft = drafts.required(connection, process_id, *OPEN)
    try:
        diagram = write(draft.diagram, process_id, sent)
    except KeyError as error:
        raise DiagramRejected(read(draft.diagram).findings) from error
    if diagram == draft.diagram:
        return None
    seen, by = request.form.get("revision", type=int), actor().id
    _, refusal = copies.save_or_keep(
        connection, process_id, diagram=diagram, revision=seen, actor=by, at=site().clock()
    )
    return refusal


def _page(process_id: str, sent: Texts | None = None, refusal: EngineError | None = None) -> ResponseReturnValue:
    with reading() as connection:
        it = draft_view(connection, process_id, actor(), site().signing)
        roles = role_names(connection)
    if "write" not in it.may or it.sheet is None:
        if refusal is not None and not it.copies:
            raise refusal
        return redirect(url_for("drafts.show", process_id=process_id), 303 if sent else 302)
    shown = sent or _in_order(it)
    found = problems(shown) if sent else ()
    before = it.in_force.process if it.in_force else None
    known = words(it.sheet.process, it.draft.forms, roles)
    page = document_page(it.sheet.process, before, shown, found, known, site().clock(), site().gettext)
    tables = {"LABELS": LABELS, "HINTS": HINTS, "POSTS": POSTS, "SEVERITIES": SEVERITIES}
    about = [each for each in it.findings if each.code in ABOUT_THE_DOCUMENT]
    told = findings_view(about, it.sheet, site().gettext)
    # What was refused was written on the revision that its page saw, and stays so: it is not to overwrite another.
    revision = request.form.get("revision") if refusal is not None else it.draft.revision
    html = render_template(
        "processes/document_room.html", view=it, page=page, refusal=refusal, findings=told, revision=revision, **tables
    )
    return html, errors.status(refusal) if refusal else 422 if found else 200


def _in_order(it: DraftView) -> Texts:
    """The texts of a draft, its steps as the table of activities has them."""
    assert it.sheet is not None
    said = texts_of(it.sheet.process)
    steps = {step.id: step for step in said.steps}
    return replace(said, steps=tuple(steps[row.activity.id] for row in it.sheet.rows))
