"""Disposing of the values of an instance that is over, and reading its personal data for a reason."""

import logging
from typing import Any

from marshmallow import Schema, fields
from marshmallow.validate import Length

from engine.db import Connection
from engine.disposal import commands as disposal
from engine.errors import StoreUnavailable
from engine.identity.tokens import Scope
from engine.instances import queries, readings
from web.api.once import Answer, give
from web.api.operations import Once, operation
from web.api.schemas import LONGEST_TEXT, Reason, Taken, a_moment, a_number, a_text
from web.api.shapes import Shape, at
from web.pages.reader import reader
from web.session import actor
from web.site import site
from web.transactions import reading

log = logging.getLogger("cauce.disposal")


class ReadUntil(Schema):
    """How long a reason holds."""

    until = a_moment("Until when personal data are not masked for the caller.")


class Rule(Taken):
    """By which rule."""

    rule = fields.String(
        required=True,
        validate=Length(1, LONGEST_TEXT),
        metadata={"description": "The rule, in words; it stays in the history."},
    )


class NamedFile(Schema):
    """A file by its name and digest."""

    name = a_text("What it is called.")
    sha256 = a_text("The digest of its content.")


class Disposable(Schema):
    """What is taken away."""

    events = a_number("How many events lose values.")
    files = fields.List(fields.Nested(NamedFile), required=True, metadata={"description": "Files that are removed."})
    kept_files = fields.List(
        fields.Nested(NamedFile),
        required=True,
        metadata={"description": "Files that stay, since something else needs them."},
    )
    letters = a_number("How many letters are removed.")
    drafts = a_number("How many drafts of forms are removed.")


class Disposed(Disposable):
    """What was taken away."""

    folio = a_text("The instance.")
    disposal = fields.Dict(required=True, metadata={"description": "By whom, when, under which rule."})


@operation(
    "POST", "/instances/<folio>/personal-data", scope=Scope.WORK, tag="instances", body=Reason, headers=Once,
    answers=ReadUntil, refuses=[404],
)  # fmt: skip
def read_personal_data(folio: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Give a reason to read the personal data of an instance: it is on record, and they are not masked for a while."""

    def do(connection: Connection) -> Answer:
        queries.instance(connection, reader(), folio)
        until = readings.give_reason(connection, folio, body["reason"], actor=actor().id, at=site().clock())
        return {"until": at(until)}

    return give(do, headers)


@operation(
    "GET", "/instances/<folio>/disposal", scope=Scope.DOCUMENTS, tag="instances", answers=Disposable,
    refuses=[404, 409],
)  # fmt: skip
def preview_disposal(folio: str) -> Shape:
    """Say what disposing of the values of an instance would take away."""
    with reading() as connection:
        queries.instance(connection, reader(), folio)
        gone = disposal.preview(connection, site().runtime, folio, actor=actor().id, at=site().clock())
    return _gone(gone)


@operation(
    "POST", "/instances/<folio>/disposal", scope=Scope.DOCUMENTS, tag="instances", body=Rule, headers=Once,
    answers=Disposed, refuses=[404, 409],
)  # fmt: skip
def dispose_of_instance(folio: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Dispose of the values of an instance that is over, for good, under a rule that its history keeps."""

    def do(connection: Connection) -> Answer:
        queries.instance(connection, reader(), folio)
        done = disposal.dispose(connection, site().runtime, folio, body["rule"], actor=actor().id, at=site().clock())
        return {"folio": folio, "disposal": done.disposal.as_dict(), **_gone(done.gone)}

    answer = give(do, headers)
    try:
        disposal.scrub(site().database)
    except StoreUnavailable as error:  # it is gone from every table; the job does what is left
        log.warning("%s", error)
    return answer


def _gone(gone: disposal.Disposable) -> Shape:
    return {
        "events": gone.events,
        "files": [{"name": name, "sha256": sha256} for name, sha256 in gone.files],
        "kept_files": [{"name": name, "sha256": sha256} for name, sha256 in gone.shared],
        "letters": gone.letters,
        "drafts": gone.drafts,
    }
