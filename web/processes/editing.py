"""The views that the editor in the browser asks while one draws: parse, authorise, one query, respond."""

from io import BytesIO

from flask import Blueprint, jsonify, render_template, request, send_file
from flask.typing import ResponseReturnValue

from engine.definitions import control, copies, drafts
from engine.definitions.new_roles import make_role
from engine.errors import EngineError, NotFound
from web import errors
from web.pages.refusals import refusal_text
from web.processes.arrival_view import given_here
from web.processes.knowledge import knowledge
from web.processes.letters import Asked, letter_view
from web.processes.mending import mended
from web.processes.views import BPMN
from web.session import actor, require_person
from web.site import site
from web.transactions import reading, writing

blueprint = Blueprint("editing", __name__, url_prefix="/procesos/<process_id>/editar", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.get("/saber")
def know(process_id: str) -> ResponseReturnValue:
    """What the panels choose from, as the draft stands: asked for after each save."""
    with reading() as connection:
        return jsonify(knowledge(connection, process_id, actor()))


@blueprint.post("/carta")
def letter(process_id: str) -> ResponseReturnValue:
    """How an e-mail reads as it is being written, which is saved nowhere by this."""
    said, now = request.form, site().clock()
    asked = Asked(
        subject=said.get("subject", ""),
        text=said.get("text", ""),
        to=tuple(said.get("to", "").split()),
        expression=said.get("expression", ""),
        invitation="invitation" in said,
        email=said.get("email", ""),
        until=said.get("until", ""),
    )
    runtime, today = site().runtime, now.astimezone(site().zone).date()
    environment = runtime.calendar.environment(now)
    with reading() as connection:
        it = letter_view(
            connection, process_id, asked, actor(), library=runtime.library, environment=environment, today=today
        )
    return render_template("processes/letter.html", letter=it)


@blueprint.post("/roles")
def new_role(process_id: str) -> ResponseReturnValue:
    """Make a role for a step, with its first holder where one is named; answers with its id and name."""
    name, holder = request.form.get("name", ""), request.form.get("holder") or None
    try:
        with writing() as connection:
            role = make_role(connection, process_id, name, holder, actor=actor().id, at=site().clock())
    except EngineError as error:
        return {"error": site().gettext.render(refusal_text(error))}, errors.status(error)
    return {"id": role.id, "name": role.name}


@blueprint.get("/llamado/<called>.bpmn")
def called(process_id: str, called: str) -> ResponseReturnValue:
    """The diagram of a procedure that the draft calls, looked at in the place of the step that calls it."""
    with reading() as connection:
        draft = control.readable_draft(connection, process_id, actor())
        diagrams = drafts.beside(connection, draft)
    if called not in diagrams:
        raise NotFound(kind="process", id=called)
    return send_file(BytesIO(diagrams[called]), BPMN, download_name=f"{called}.bpmn")


@blueprint.post("/arreglar")
def mend(process_id: str) -> ResponseReturnValue:
    """Make one repair of the draft as it was last saved, and save it; answers with the diagram that came of it."""
    try:
        with writing() as connection:
            draft = control.readable_draft(connection, process_id, actor())
            key, answer = request.form.get("key", ""), request.form.get("answer", "")
            made = mended(draft, key, answer, given_here(connection))
            saved, refusal = copies.save_or_keep(
                connection,
                process_id,
                diagram=made.diagram,
                forms=made.forms,
                revision=request.form.get("revision", type=int),
                actor=actor().id,
                at=site().clock(),
            )
    except EngineError as error:
        saved, refusal = None, error
    if saved is None or refusal is not None:
        said = refusal or NotFound(kind="draft", id=process_id)
        return {"error": site().gettext.render(refusal_text(said))}, errors.status(said)
    return {"revision": str(saved.revision), "diagram": made.diagram.decode("utf-8")}
