"""The templates by which the records of a procedure are written: which there are, put, tried, withdrawn."""

from collections.abc import Callable
from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from bpmn.file_names import usable_name
from engine.db import Connection
from engine.definitions.signing import RightRequired
from engine.errors import EngineError, Invalid, NotFound
from engine.records import templates
from engine.records.kinds import RecordKind, record_kinds
from engine.records.models import Format
from engine.records.templates import Template, TemplateTooLarge
from web import errors
from web.i18n import translator
from web.pages.refusals import refusal_of
from web.paper.filling import MEDIA_TYPES, Paper, TemplateBroken, fill, general, layout
from web.paper.making import PAPERS
from web.paper.specimen import specimen
from web.records.standing import templates_page
from web.session import actor, require_person
from web.site import site
from web.texts.formatting import Presenter
from web.transactions import reading

blueprint = Blueprint(
    "record_templates", __name__, url_prefix="/procesos/<process_id>/registros", template_folder="templates"
)
blueprint.before_request(require_person)

NOTHING_CHOSEN = "template_missing"


class TemplateMissing(Invalid):
    """Nobody chose a file. No details."""

    code = NOTHING_CHOSEN


@blueprint.get("")
def index(process_id: str) -> ResponseReturnValue:
    """The records of a procedure, and the template of each."""
    return _page(process_id)


@blueprint.get("/<record>/plantilla.<any(docx,typ):suffix>")
def file(process_id: str, record: str, suffix: str) -> ResponseReturnValue:
    """The template of a record, to be changed; that of any record where it has none."""
    with reading() as connection:
        kind, format_ = _kind(connection, process_id, record), Format(suffix)
        found = templates.template(connection, process_id, record, format_)
    content = general(format_) if found is None else found.content
    return send_file(BytesIO(content), as_attachment=True, download_name=f"{kind.code or kind.key}.{suffix}")


@blueprint.get("/cauce.typ")
def helpers(process_id: str) -> ResponseReturnValue:
    """What templates of Typst are made with, for whoever writes one on their own computer."""
    return send_file(BytesIO(layout().encode()), "text/plain", as_attachment=True, download_name="cauce.typ")


@blueprint.get("/<record>/muestra.<any(docx,pdf):paper>")
def sample(process_id: str, record: str, paper: str) -> ResponseReturnValue:
    """What the template of a record gives, with the names of the values in their places."""
    with reading() as connection:
        kind = _kind(connection, process_id, record)
        found = templates.template(connection, process_id, record, Paper(paper).template)
        if found is None:
            raise NotFound(kind="template", id=kind.title)
        content = _fill(connection, found, kind, Paper(paper))
    name = f"{kind.code or kind.key} {site().gettext('sample')}.{paper}"
    return send_file(BytesIO(content), MEDIA_TYPES[Paper(paper)], as_attachment=True, download_name=name)


@blueprint.post("/<record>/plantilla.<any(docx,typ):suffix>")
def put(process_id: str, record: str, suffix: str) -> ResponseReturnValue:
    """Put a template in the place of the one there is, if it can be filled; without a file that of any record, where
    there is none."""
    format_, then = Format(suffix), url_for(".index", process_id=process_id, _anchor=record)
    if actor().rights_over(process_id).isdisjoint(templates.RIGHTS):
        raise RightRequired(actor=actor().id, kind="_".join(sorted(templates.RIGHTS)))
    try:
        with reading() as connection:  # trying it takes a while, and must keep nobody waiting who writes
            kind = _kind(connection, process_id, record)
            template = _sent(kind, format_)
            _fill(connection, template, kind, PAPERS[format_])
    except (TemplateBroken, TemplateMissing, TemplateTooLarge) as error:
        return _page(process_id, error, record), errors.status(error)

    def command(connection: Connection) -> None:
        about = kind, format_, template.name, template.content
        templates.put(connection, *about, actor=actor().id, at=site().clock())

    return _decide(process_id, record, command, then)


def _sent(kind: RecordKind, format_: Format) -> Template:
    """The template that was sent. Raises TemplateMissing, TemplateTooLarge."""
    upload = request.files.get("template")
    if upload is not None and upload.filename:
        name, content = usable_name(upload.filename), upload.stream.read(templates.MAX_SIZE + 1)
    elif "general" in request.form:
        name, content = f"{kind.code or kind.key}.{format_}", general(format_)
    else:
        raise TemplateMissing()
    if len(content) > templates.MAX_SIZE:
        raise TemplateTooLarge(name=name, limit=templates.MAX_SIZE)
    return Template(kind.key, format_, content, name)


@blueprint.post("/<record>/plantilla.<any(docx,typ):suffix>/retirar")
def withdraw(process_id: str, record: str, suffix: str) -> ResponseReturnValue:
    """Take the shipped template again, or make nothing of the record any more."""

    def command(connection: Connection) -> None:
        kind = _kind(connection, process_id, record)
        templates.withdraw(connection, kind, Format(suffix), actor=actor().id, at=site().clock())

    return _decide(process_id, record, command, url_for(".index", process_id=process_id, _anchor=record))


def _decide(process_id: str, record: str, command: Callable[[Connection], object], then: str) -> ResponseReturnValue:
    if (error := refusal_of(command, then)) is not None:
        return _page(process_id, error, record), errors.status(error)
    return redirect(then, 303)


def _page(process_id: str, refusal: EngineError | None = None, about: str = "") -> str:
    with reading() as connection:
        it = templates_page(connection, site().runtime, process_id, actor())
    return render_template("records/templates.html", it=it, refusal=refusal, about=about, PAPERS=PAPERS)


def _kind(connection: Connection, process_id: str, record: str) -> RecordKind:
    """A record of the version in force. Raises NotFound (kind ``process`` or ``record``)."""
    library = site().runtime.library
    version = library.versions_in_force(connection, process_id)[process_id]
    process = library.process(connection, process_id, version.number)
    forms = library.forms(connection, {process_id: version.number})[process_id]
    found = next((each for each in record_kinds(process, forms) if each.key == record), None)
    if found is None:
        raise NotFound(kind="record", id=f"{process_id} {record}")
    return found


def _fill(connection: Connection, template: Template, kind: RecordKind, paper: Paper) -> bytes:
    here = site()
    presenter = Presenter(translator(here.settings.locale), here.zone)
    said = specimen(connection, here.runtime, kind, here.settings.company, presenter, here.clock())
    return fill(template, paper, said, here.settings.company.logo)[0]
