"""The views of the records of an opportunity: parse, authorise, one query, respond."""

from io import BytesIO

from flask import Blueprint, Response, abort, render_template, request, send_file
from flask.typing import ResponseReturnValue

from engine.db import Connection
from engine.errors import NotFound
from web.pages.reader import reader, visible
from web.pages.records import maker, papers_of, record_file
from web.paper.filling import MEDIA_TYPES, Paper, TemplateBroken
from web.paper.making import Made, Maker
from web.session import require_person
from web.transactions import reading

blueprint = Blueprint("records", __name__, url_prefix="/oportunidades/<folio>/registros", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.get("/<record>")
def show(folio: str, record: str) -> ResponseReturnValue:
    """A record page by page, in the version that the address asks for, or the newest."""
    number = request.args.get("version", type=int)
    with reading() as connection:
        make, made = _made(connection, folio, record, number)
        line = next((each for each in papers_of(folio).records if each.record.kind.key == record), None)
        if line is None:
            raise NotFound(kind="template", id=made.record.kind.title)
        pages, wrong = [], None
        if Paper.PDF in line.papers:
            try:
                pages = make.paper(connection, made, Paper.PAGES)
            except TemplateBroken as error:  # its values are on the page all the same
                wrong = error
    return render_template("records/show.html", it=made, line=line, pages=len(pages), wrong=wrong, said=made.contents)


@blueprint.get("/<record>/v<int:number>.<any(pdf,docx):paper>")
def file(folio: str, record: str, number: int, paper: str) -> ResponseReturnValue:
    """A record as a file."""
    with reading() as connection:
        name, content = record_file(connection, folio, record, number, Paper(paper))
    return send_file(BytesIO(content), MEDIA_TYPES[Paper(paper)], as_attachment=True, download_name=name)


@blueprint.get("/<record>/v<int:number>/<int:page>.svg")
def page(folio: str, record: str, number: int, page: int) -> ResponseReturnValue:
    """A page of a record, drawn."""
    with reading() as connection:
        make, made = _made(connection, folio, record, number)
        pages = make.paper(connection, made, Paper.PAGES)
    if not 1 <= page <= len(pages):
        abort(404)
    response = Response(pages[page - 1], mimetype=MEDIA_TYPES[Paper.PAGES])
    response.add_etag()
    return response.make_conditional(request)


def _made(connection: Connection, folio: str, record: str, number: int | None) -> tuple[Maker, Made]:
    make = maker(connection, folio)
    return make, make.made(connection, reader(), visible(folio), folio, record, number)
