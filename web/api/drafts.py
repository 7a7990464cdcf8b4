"""Drafts of procedures: writing, trying, submitting, judging."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response
from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range

from engine.db import Connection
from engine.definitions import comments, control, drafts
from engine.definitions.comments import Comment
from engine.definitions.drafts import Draft, Heading
from engine.definitions.signing import signatures_of
from engine.definitions.statuses import OPEN, DraftStatus
from engine.definitions.trail import trail
from engine.errors import NotFound
from engine.identity.tokens import Scope
from engine.impact import keeping
from engine.impact.kept import Standing, standing
from web.api.once import Answer, give
from web.api.operations import Once, operation
from web.api.problems import finding_shape
from web.api.schemas import LONGEST_TEXT, Reason, Taken, a_moment, a_number, a_text, some_texts
from web.api.shapes import Shape, at
from web.api.versions import OneVersion, moment, version_shape
from web.session import actor
from web.site import site
from web.transactions import reading

ID = Length(1, 200)
LONGEST_DIAGRAM = 4_000_000


class OneDraft(Schema):
    """A draft, but for what it says."""

    process = a_text("The id of the procedure.")
    author = a_text("Who writes it.")
    status = fields.String(
        required=True,
        validate=OneOf([str(each) for each in DraftStatus]),
        metadata={"description": "Whether it is written, to be reviewed, or to be approved."},
    )
    base = a_number("The version that it is laid beside; 0 for none.")
    revision = a_number("How often it was saved: to be sent back with what is saved next.")
    started_at = a_moment("When it was begun.")
    saved_at = a_moment("When it was last saved.")
    description = a_text("What changes, as its author says.")
    leaves_out = a_text("What of a signed version that waits it leaves out, as its author says.")
    answers = some_texts("The findings of audits that it answers.")


class Drafts(Schema):
    """The open drafts."""

    items = fields.List(fields.Nested(OneDraft), required=True)


class Tried(Schema):
    """How trying the draft on the instances stands."""

    status = a_text("running, stopped, finished or failed.")
    current = fields.Boolean(required=True, metadata={"description": "Whether it is about what the draft says now."})
    done = a_number("How many instances were tried.")
    total = a_number("Of how many.")
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "How many by what the draft does to them."},
    )


class OneComment(Schema):
    """A comment on a draft."""

    number = a_number("Its number.")
    element = a_text("The id of what it is about; null: the whole.", null=True)
    name = a_text("What that was called.", null=True)
    text = a_text("What it says.")
    author = a_text("Who wrote it.")
    at = a_moment("When.")
    resolved_by = a_text("Who resolved it.", null=True)


class WholeDraft(OneDraft):
    """A draft with what is to be said of it."""

    may = some_texts("What the caller may do with it now: write, take_over, submit, discard, review, reject, approve.")
    forms = some_texts("The ids of its forms.")
    ok = fields.Boolean(required=True, metadata={"description": "Whether it could come into force as it is."})
    findings = fields.List(
        fields.Dict(), required=True, metadata={"description": "What is wrong with it, or worth a look."}
    )
    comments = fields.List(fields.Nested(OneComment), required=True)
    trial = fields.Nested(Tried, required=True, allow_none=True)


class Begun(Taken):
    """From what to begin."""

    base = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=Range(1, 2**31 - 1),
        metadata={"description": "The version to start from; by default the last one."},
    )


class Written(Taken):
    """What the draft is to say: what is left out stays."""

    diagram = fields.String(
        load_default=None,
        allow_none=True,
        validate=Length(1, LONGEST_DIAGRAM),
        metadata={"description": "The BPMN diagram, as XML."},
    )
    forms = fields.Dict(
        keys=fields.String(validate=ID),
        values=fields.Dict(),
        load_default=dict,
        validate=Length(0, 500),
        metadata={"description": "Forms by their ids, in the schema of form-js."},
    )
    revision = fields.Integer(
        required=True, validate=Range(0, 2**31 - 1), metadata={"description": "The revision that the caller saw."}
    )


class Submitted(Taken):
    """What its author says of a draft."""

    description = fields.String(
        load_default="", validate=Length(0, LONGEST_TEXT), metadata={"description": "What changes."}
    )
    answers = fields.List(
        fields.String(validate=Length(1, LONGEST_TEXT)),
        load_default=list,
        validate=Length(0, 200),
        metadata={"description": "The findings of audits that it answers."},
    )
    leaves_out = fields.String(
        load_default="",
        validate=Length(0, LONGEST_TEXT),
        metadata={"description": "What of a signed version that waits it leaves out."},
    )


class Approved(Taken):
    """How a draft becomes a version."""

    description = fields.String(
        load_default="", validate=Length(0, LONGEST_TEXT), metadata={"description": "What changed; else the author's."}
    )
    answers = fields.List(
        fields.String(validate=Length(1, LONGEST_TEXT)),
        load_default=None,
        allow_none=True,
        validate=Length(0, 200),
        metadata={"description": "The findings of audits that it answers; else the author's."},
    )
    number = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=Range(1, 2**31 - 1),
        metadata={"description": "The number of the version; by default the next one."},
    )
    effective_at = fields.String(
        load_default=None,
        allow_none=True,
        validate=Length(1, 40),
        metadata={"description": "From when it is in force; by default from now on.", "format": "date-time"},
    )


class Said(Taken):
    """A comment."""

    text = fields.String(required=True, validate=Length(1, LONGEST_TEXT), metadata={"description": "What it says."})
    element = fields.String(
        load_default=None, allow_none=True, validate=ID, metadata={"description": "The element that it is about."}
    )


@operation("GET", "/drafts", scope=Scope.DOCUMENTS, tag="drafts", answers=Drafts)
def list_drafts() -> Shape:
    """List the open drafts that the caller may read."""
    with reading() as connection:
        found = drafts.open_headings(connection)
    return {"items": [_heading(each) for each in found if control.may_read(actor(), each.process_id)]}


@operation("GET", "/processes/<process>/draft", scope=Scope.DOCUMENTS, tag="drafts", answers=WholeDraft, refuses=[404])
def show_draft(process: str) -> Shape:
    """Show the open draft of a procedure: what is wrong with it, what was said of it, what the caller may do."""
    with reading() as connection:
        return _whole(connection, control.readable_draft(connection, process, actor()))


@operation(
    "GET", "/processes/<process>/draft/diagram", scope=Scope.DOCUMENTS, tag="drafts", as_file="application/xml",
    refuses=[404],
)  # fmt: skip
def read_draft_diagram(process: str) -> Response:
    """Read the diagram of a draft."""
    with reading() as connection:
        return Response(control.readable_draft(connection, process, actor()).diagram, mimetype="application/xml")


@operation(
    "GET", "/processes/<process>/draft/forms/<form>", scope=Scope.DOCUMENTS, tag="drafts",
    as_file="application/octet-stream", refuses=[404],
)  # fmt: skip
def read_draft_form(process: str, form: str) -> Response:
    """Read a form of a draft."""
    with reading() as connection:
        found = control.readable_draft(connection, process, actor()).forms.get(form)
    if found is None:
        raise NotFound(kind="form", id=form)
    return Response(found, mimetype="application/octet-stream")


@operation(
    "POST", "/processes/<process>/draft", scope=Scope.DOCUMENTS, tag="drafts", body=Begun, headers=Once,
    answers=WholeDraft, status=201, refuses=[404, 409],
)  # fmt: skip
def start_draft(process: str, body: dict[str, Any], headers: dict[str, Any]) -> tuple[Answer, int]:
    """Begin a draft with what a version says, or go on with one's own."""

    def command(connection: Connection) -> None:
        drafts.start_draft(connection, process, base=body["base"], actor=actor().id, at=site().clock())

    return _done(process, command, headers), 201


@operation(
    "PUT", "/processes/<process>/draft", scope=Scope.DOCUMENTS, tag="drafts", body=Written, headers=Once,
    answers=WholeDraft, refuses=[404, 409],
)  # fmt: skip
def save_draft(process: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Write what one's draft says; what was saved elsewhere since is not overwritten."""
    diagram = None if body["diagram"] is None else body["diagram"].encode()
    forms = {id: json.dumps(form, ensure_ascii=False, indent=2).encode() for id, form in body["forms"].items()}

    def command(connection: Connection) -> None:
        given = {"diagram": diagram, "forms": forms, "revision": body["revision"]}
        drafts.save_draft(connection, process, **given, actor=actor().id, at=site().clock())

    return _done(process, command, headers)


@operation(
    "POST", "/processes/<process>/draft/trial", scope=Scope.DOCUMENTS, tag="drafts", headers=Once, answers=WholeDraft,
    refuses=[404, 409],
)  # fmt: skip
def try_draft(process: str, headers: dict[str, Any]) -> Answer:
    """Have a draft tried on the instances, as it must be before it is submitted: a worker does it."""

    def command(connection: Connection) -> None:
        keeping.ask(connection, process, actor=actor().id, at=site().clock())

    return _done(process, command, headers)


@operation(
    "POST", "/processes/<process>/draft/submit", scope=Scope.DOCUMENTS, tag="drafts", body=Submitted, headers=Once,
    answers=WholeDraft, refuses=[404, 409],
)  # fmt: skip
def submit_draft(process: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Submit one's draft for review: what it says is fixed from then on."""

    def command(connection: Connection) -> None:
        said = process, body["description"], body["answers"]
        by: dict[str, Any] = {"render": site().letters, "actor": actor().id, "at": site().clock()}
        control.submit(connection, *said, leaves_out=body["leaves_out"], **by)

    return _done(process, command, headers)


@operation(
    "POST", "/processes/<process>/draft/review", scope=Scope.DOCUMENTS, tag="drafts", headers=Once,
    answers=WholeDraft, refuses=[404, 409],
)  # fmt: skip
def review_draft(process: str, headers: dict[str, Any]) -> Answer:
    """Pass a draft of somebody else's on to approval."""

    def command(connection: Connection) -> None:
        control.review(connection, process, render=site().letters, actor=actor().id, at=site().clock())

    return _done(process, command, headers)


@operation(
    "POST", "/processes/<process>/draft/reject", scope=Scope.DOCUMENTS, tag="drafts", body=Reason, headers=Once,
    answers=WholeDraft, refuses=[404, 409],
)  # fmt: skip
def reject_draft(process: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Return a draft to its author, with the reason."""

    def command(connection: Connection) -> None:
        by: dict[str, Any] = {"render": site().letters, "actor": actor().id, "at": site().clock()}
        control.reject(connection, process, body["reason"], **by)

    return _done(process, command, headers)


@operation(
    "POST", "/processes/<process>/draft/approve", scope=Scope.DOCUMENTS, tag="drafts", body=Approved, headers=Once,
    answers=OneVersion, refuses=[404, 409],
)  # fmt: skip
def approve_draft(process: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Make a reviewed draft a version, in force now or from a moment on."""
    since = None if body["effective_at"] is None else moment(body["effective_at"])

    def do(connection: Connection) -> Answer:
        control.require_reader(actor(), process)
        made = control.approve(
            connection,
            process,
            body["description"],
            body["answers"],
            number=body["number"],
            effective_at=since,
            policy=site().signing,
            render=site().letters,
            actor=actor().id,
            at=site().clock(),
        )
        return version_shape(made)

    return give(do, headers)


@operation(
    "POST", "/processes/<process>/draft/take-over", scope=Scope.DOCUMENTS, tag="drafts", headers=Once,
    answers=WholeDraft, refuses=[404, 409],
)  # fmt: skip
def take_draft_over(process: str, headers: dict[str, Any]) -> Answer:
    """Go on with what another author is writing."""
    return _done(process, lambda it: drafts.take_over(it, process, actor=actor().id, at=site().clock()), headers)


@operation(
    "POST", "/processes/<process>/draft/discard", scope=Scope.DOCUMENTS, tag="drafts", headers=Once, answers=OneDraft,
    refuses=[404, 409],
)  # fmt: skip
def discard_draft(process: str, headers: dict[str, Any]) -> Answer:
    """Give a draft up; its record stays."""

    def do(connection: Connection) -> Answer:
        was = _heading(control.readable_draft(connection, process, actor()))
        control.discard(connection, process, actor=actor().id, at=site().clock())
        return {**was, "status": str(DraftStatus.DISCARDED)}

    return give(do, headers)


@operation(
    "POST", "/processes/<process>/draft/comments", scope=Scope.DOCUMENTS, tag="drafts", body=Said, headers=Once,
    answers=WholeDraft, refuses=[404],
)  # fmt: skip
def comment_on_draft(process: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Comment on a draft, or on an element of it."""

    def command(connection: Connection) -> None:
        given = process, body["element"], body["text"]
        comments.comment(connection, *given, render=site().letters, actor=actor().id, at=site().clock())

    return _done(process, command, headers)


@operation(
    "POST", "/processes/<process>/draft/comments/<int:number>/resolve", scope=Scope.DOCUMENTS, tag="drafts",
    headers=Once, answers=WholeDraft, refuses=[404, 409],
)  # fmt: skip
def resolve_comment(process: str, number: int, headers: dict[str, Any]) -> Answer:
    """Mark a comment on a draft as resolved."""
    return _done(
        process, lambda it: comments.resolve(it, process, number, actor=actor().id, at=site().clock()), headers
    )


def _done(process: str, command: Callable[[Connection], object], headers: dict[str, Any]) -> Answer:
    """Give a command, and answer with what the draft is then."""

    def do(connection: Connection) -> Answer:
        control.require_reader(actor(), process)  # before anything says whether there is one
        command(connection)
        return _whole(connection, drafts.required(connection, process, *OPEN))

    return give(do, headers)


def _whole(connection: Connection, found: Draft) -> Shape:
    report = drafts.examine(connection, found)
    signed, acts = (
        signatures_of(connection, found.process_id, found.id),
        trail(connection, found.process_id, draft_id=found.id),
    )
    tried = standing(connection, found)
    return {
        **_heading(found),
        "may": sorted(control.steps(found, signed, actor(), site().signing)),
        "forms": sorted(found.forms),
        "ok": report.ok,
        "findings": [finding_shape(each) for each in report.findings],
        "comments": [_comment(each) for each in comments.comments(acts, found.id)],
        "trial": None if tried is None else _trial(tried),
    }


def _heading(found: Heading) -> Shape:
    return {
        "process": found.process_id,
        "author": found.author,
        "status": str(found.status),
        "base": found.base,
        "revision": found.revision,
        "started_at": at(found.started_at),
        "saved_at": at(found.saved_at),
        "description": found.description,
        "leaves_out": found.leaves_out,
        "answers": list(found.findings),
    }


def _trial(tried: Standing) -> Shape:
    return {
        "status": str(tried.impact.status),
        "current": tried.current,
        "done": tried.done,
        "total": tried.total,
        "counts": {str(verdict): count for verdict, count in tried.counts.items()},
    }


def _comment(each: Comment) -> Shape:
    return {
        "number": each.id,
        "element": each.element,
        "name": each.name,
        "text": each.text,
        "author": each.author,
        "at": at(each.at),
        "resolved_by": each.resolved_by,
    }
