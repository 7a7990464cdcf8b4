"""The views of new procedures: parse, authorise, one command or one query, respond."""

from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from bpmn.repair.beginnings import blank, free_id, headed
from engine.db import Connection
from engine.definitions import arrivals, control, queries
from engine.definitions.inspection import Source
from engine.errors import EngineError, NotFound
from web import errors
from web.processes import inputs
from web.processes.arrival_view import TEXT, arrival_view, decided, given_here
from web.processes.findings import findings_view
from web.processes.views import BPMN
from web.session import actor, require_person
from web.site import site
from web.texts.versions import SEVERITIES
from web.transactions import reading, writing

blueprint = Blueprint("arrivals", __name__, url_prefix="/procesos", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.get("/nuevo")
def new() -> ResponseReturnValue:
    """The ways in which a procedure begins."""
    return _new()


@blueprint.post("/nuevo")
def make() -> ResponseReturnValue:
    """Begin a procedure from nothing but its title and who takes part."""

    def begin(connection: Connection) -> str:
        title, code, prefix = inputs.heading(request.form)
        given = given_here(connection)
        roles = inputs.lanes(request.form, given.roles)
        id = free_id(title, arrivals.taken(connection))
        return _begin(connection, id, blank(id, title, code, prefix, roles, given), {})

    return _start(begin)


@blueprint.post("/nuevo/copia")
def copy() -> ResponseReturnValue:
    """Begin a procedure with what the version in force of another says."""

    def begin(connection: Connection) -> str:
        title, code, prefix = inputs.heading(request.form)
        other = request.form.get("from", "")
        version = queries.in_force(connection).get(other)
        if version is None:
            raise NotFound(kind="process", id=other)
        id = free_id(title, arrivals.taken(connection))
        diagram = headed(queries.diagram(connection, other, version.number), other, id, title, code, prefix)
        return _begin(connection, id, diagram, queries.forms(connection, other, version.number))

    return _start(begin)


@blueprint.post("/nuevo/archivo")
def bring() -> ResponseReturnValue:
    """Bring a diagram of any tool, with the forms that go with it."""
    try:
        name, sent = inputs.any_diagram(request.files.getlist("files"))
        by, at = actor().id, site().clock()
        with writing() as connection:
            id = arrivals.receive(connection, name, sent.diagram or b"", sent.forms, actor=by, at=at)
    except EngineError as error:
        return _new(error)
    return redirect(url_for(".show", id=id), 303)


@blueprint.get("/nuevo/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """What was found in a file, what can be repaired, and what has to be known for it."""
    return _show(id)


@blueprint.post("/nuevo/<int:id>")
def decide(id: int) -> ResponseReturnValue:
    """Repair what was ticked and answered, or take a repair back."""
    with reading() as connection:
        it = arrival_view(connection, id, actor())
    said = decided(it.repaired, it.arrival.decided, request.form.to_dict(flat=False))
    with writing() as connection:
        arrivals.decide(connection, id, said, actor=actor().id)
    return redirect(url_for(".show", id=id), 303)


@blueprint.post("/nuevo/<int:id>/empezar")
def begin(id: int) -> ResponseReturnValue:
    """Begin a draft with what became of the file."""

    def start(connection: Connection) -> str:
        it = arrival_view(connection, id, actor())
        process = it.process
        if process is None:
            raise inputs.SeveralProcesses(count=len(it.report.processes()))
        next_version = bool(it.there) and request.form.get("as") == "next"
        process_id, diagram = process.id, it.source.diagram
        if not next_version:
            title, code, prefix = inputs.heading(request.form)
            taken = arrivals.taken(connection)
            process_id = free_id(title, taken) if process.id in taken else process.id
            diagram = headed(diagram, process.id, process_id, title, code, prefix)
        source = Source(it.arrival.name, diagram, it.source.forms)
        by, at = actor().id, site().clock()
        return arrivals.begin(connection, id, process_id, source, new=not next_version, actor=by, at=at).process_id

    try:
        with writing() as connection:
            process_id = start(connection)
    except NotFound:
        raise
    except EngineError as error:
        return _show(id, error)
    return redirect(url_for("drafts.show", process_id=process_id), 303)


@blueprint.post("/nuevo/<int:id>/descartar")
def give_up(id: int) -> ResponseReturnValue:
    """Forget a file that was brought."""
    with writing() as connection:
        arrivals.give_up(connection, id, actor=actor().id)
    return redirect(url_for(".new"), 303)


@blueprint.get("/<process_id>/editar/original.bpmn")
def original(process_id: str) -> ResponseReturnValue:
    """The file from which the open draft began, byte for byte as it came."""
    with reading() as connection:
        draft = control.readable_draft(connection, process_id, actor())
        it = arrivals.original(connection, draft.id)
    if it is None:
        raise NotFound(kind="arrival", id=process_id)
    return send_file(BytesIO(it.diagram), BPMN, as_attachment=True, download_name=it.name)


def _begin(connection: Connection, id: str, diagram: bytes, forms: dict[str, bytes]) -> str:
    source = Source(f"{id}.bpmn", diagram, forms)
    by, at = actor().id, site().clock()
    return arrivals.begin_with(connection, id, source, new=True, actor=by, at=at).process_id


def _start(begin: "inputs.Begin") -> ResponseReturnValue:
    try:
        with writing() as connection:
            process_id = begin(connection)
    except EngineError as error:
        return _new(error)
    return redirect(url_for("drafts.show", process_id=process_id), 303)


def _new(refusal: EngineError | None = None) -> ResponseReturnValue:
    arrivals.require_preparer(actor())
    with reading() as connection:
        given = given_here(connection)
        waiting = arrivals.waiting(connection, actor().id)
    page = render_template("processes/new.html", given=given, waiting=waiting, refusal=refusal)
    return page, errors.status(refusal) if refusal else 200


def _show(id: int, refusal: EngineError | None = None) -> ResponseReturnValue:
    with reading() as connection:
        it = arrival_view(connection, id, actor())
    found = findings_view(it.report.findings, None, site().gettext)
    words = {"SEVERITIES": SEVERITIES, "TEXT": TEXT, "typed": request.form}
    page = render_template("processes/arrival.html", it=it, findings=found, refusal=refusal, **words)
    return page, errors.status(refusal) if refusal else 200
