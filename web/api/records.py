"""The records that an instance has left: what there is, and each on paper."""

from io import BytesIO

from flask import Response, send_file
from marshmallow import Schema, fields

from engine.errors import NotFound
from engine.identity.tokens import Scope
from engine.instances import queries
from engine.records.left import RecordVersion
from web.api.operations import operation
from web.api.schemas import a_moment, a_number, a_text, some_texts
from web.api.shapes import Shape
from web.pages.reader import reader
from web.pages.records import maker, record_file
from web.paper.filling import MEDIA_TYPES, Paper
from web.transactions import reading


class RecordMade(Schema):
    """A version of a record."""

    number = a_number("Its number, from 1.")
    seq = a_number("The number of the event by which it came to be.")
    at = a_moment("When that was.")
    by = a_text("Who made it; null where the client did by their link.", null=True)


class Record(Schema):
    """A record."""

    record = a_text("What addresses name it by.")
    code = a_text("Its code; empty where it has none.")
    name = a_text("What the procedure calls it.")
    papers = some_texts("The files that can be made of it: `docx`, `pdf`.")
    versions = fields.List(fields.Nested(RecordMade), required=True)


class Records(Schema):
    """The records of an instance."""

    items = fields.List(fields.Nested(Record), required=True)


@operation("GET", "/instances/<folio>/records", scope=Scope.READ, tag="records", answers=Records, refuses=[404])
def list_records(folio: str) -> Shape:
    """List the records that an instance has left, each in its versions, the first one first."""
    with reading() as connection:
        found, history = queries.instance(connection, reader(), folio), queries.history(connection, reader(), folio)
        made = maker(connection, folio).records(connection, found, history)
    return {
        "items": [
            {
                "record": each.kind.key,
                "code": each.kind.code,
                "name": each.kind.name,
                "papers": [str(paper) for paper in papers],
                "versions": [_version(version) for version in each.versions],
            }
            for each, papers in made
        ]
    }


@operation(
    "GET", "/instances/<folio>/records/<record>/<int:number>/<paper>", scope=Scope.READ, tag="records",
    as_file="application/octet-stream", refuses=[404],
)  # fmt: skip
def read_record(folio: str, record: str, number: int, paper: str) -> Response:
    """Read a version of a record on paper, as far as the caller may read what is on it."""
    if paper not in (Paper.DOCX, Paper.PDF):
        raise NotFound(kind="template", id=paper)
    with reading() as connection:
        name, content = record_file(connection, folio, record, number, Paper(paper))
    return send_file(BytesIO(content), MEDIA_TYPES[Paper(paper)], as_attachment=True, download_name=name)


def _version(each: RecordVersion) -> Shape:
    return {"number": each.number, "seq": each.made.seq, "at": each.made.at, "by": each.made.actor}
