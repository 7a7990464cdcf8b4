"""The controlled document of a version or a draft: a page, a PDF, and the diagram as a picture."""

from io import BytesIO

from flask import Blueprint, Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from engine.db import Connection
from engine.definitions.inspection import Source
from web.paper.controlled import Controlled, Issue
from web.paper.edition import Edition, copy_by, draft_edition, names_as_signed, version_edition
from web.paper.filling import MEDIA_TYPES, Paper
from web.paper.pictures import svg_of
from web.processes.answering import open_here
from web.session import actor, require_person
from web.site import presenter, site
from web.transactions import reading

blueprint = Blueprint("controlled", __name__, url_prefix="/procesos/<process_id>", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.get("/documento")
def show(process_id: str) -> ResponseReturnValue:
    """The document in force; ``copia`` is the code of a copy on paper, of which it says whether it still holds."""
    code = request.args.get("copia", "")
    with reading() as connection:
        it = _controlled(connection, version_edition(connection, process_id))
        copy = copy_by(connection, process_id, code) if code else None
        found = open_here(connection, process_id)
    return render_template("processes/controlled.html", it=it, copy=copy, found=found)


@blueprint.get("/documento.pdf")
def file(process_id: str) -> ResponseReturnValue:
    """The document in force as PDF."""
    with reading() as connection:
        it = _controlled(connection, version_edition(connection, process_id))
    return _sent(it)


@blueprint.get("/version/<int:number>/documento")
def version(process_id: str, number: int) -> ResponseReturnValue:
    """The document of any version."""
    with reading() as connection:
        it = _controlled(connection, version_edition(connection, process_id, number))
        found = open_here(connection, process_id)
    return render_template("processes/controlled.html", it=it, copy=None, found=found)


@blueprint.get("/version/<int:number>/documento.pdf")
def version_file(process_id: str, number: int) -> ResponseReturnValue:
    """The document of any version as PDF."""
    with reading() as connection:
        it = _controlled(connection, version_edition(connection, process_id, number))
    return _sent(it)


@blueprint.get("/version/<int:number>/diagrama.svg")
def picture(process_id: str, number: int) -> ResponseReturnValue:
    """The diagram of a version as a picture."""
    with reading() as connection:
        edition = version_edition(connection, process_id, number)
    return _picture(edition)


@blueprint.get("/borrador/documento")
def draft(process_id: str) -> ResponseReturnValue:
    """The document that the open draft would be."""
    with reading() as connection:
        it = _controlled(connection, draft_edition(connection, process_id, actor()))
        found = open_here(connection, process_id)
    return render_template("processes/controlled.html", it=it, copy=None, found=found)


@blueprint.get("/borrador/documento.pdf")
def draft_file(process_id: str) -> ResponseReturnValue:
    """The document that the open draft would be, as PDF: every sheet says that it is a draft."""
    with reading() as connection:
        it = _controlled(connection, draft_edition(connection, process_id, actor()))
    return _sent(it)


@blueprint.get("/borrador/diagrama.svg")
def draft_picture(process_id: str) -> ResponseReturnValue:
    """The diagram of the open draft as a picture."""
    with reading() as connection:
        edition = draft_edition(connection, process_id, actor())
    return _picture(edition)


def _controlled(connection: Connection, edition: Edition) -> Controlled:
    here = site()
    names = names_as_signed(connection, here.runtime.people)
    issue = Issue(here.clock(), here.settings.base_url or request.host_url)
    return Controlled(edition, issue, here.settings.company, presenter(), names)


def _sent(it: Controlled) -> ResponseReturnValue:
    return send_file(BytesIO(it.pdf()), MEDIA_TYPES[Paper.PDF], as_attachment=True, download_name=it.file_name)


def _picture(edition: Edition) -> ResponseReturnValue:
    source = Source(f"{edition.process_id}.bpmn", edition.diagram, {})
    response = Response(svg_of(source, edition.sheet.title), mimetype=MEDIA_TYPES[Paper.PAGES])
    response.add_etag()
    return response.make_conditional(request)
