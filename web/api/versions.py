"""Versions of procedures: what there is, what each says, and deciding about one."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Response, send_file
from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf

from engine.clock import from_text
from engine.db import Connection
from engine.definitions import dates, queries, retention
from engine.definitions.queries import Version
from engine.definitions.statuses import VersionStatus
from engine.errors import Invalid, NotFound
from engine.identity.tokens import Scope
from engine.instances import disposal
from web.api.once import Answer, give
from web.api.operations import Once, operation
from web.api.schemas import LONGEST_TEXT, Reason, Taken, a_moment, a_number, a_text, some_texts
from web.api.shapes import Shape, at
from web.session import actor
from web.site import site
from web.transactions import reading


class BadMoment(Invalid):
    """What should be a moment is none. Details: `value`."""

    code = "bad_moment"


class OneVersion(Schema):
    """A version of a procedure."""

    process = a_text("The id of the procedure.")
    version = a_number("Its number.")
    name = a_text("What the procedure is called in it.")
    status = fields.String(
        required=True,
        validate=OneOf([str(each) for each in VersionStatus]),
        metadata={"description": "What became of it."},
    )
    description = a_text("What changed with it.")
    digest = a_text("The SHA-256 of its diagram and its forms together.")
    deployed_by = a_text("Who put it here.")
    deployed_at = a_moment("When.")
    effective_at = a_moment("From when it is in force.", null=True)
    base = a_number("The version from which it was written.", null=True)
    signers = a_number("How many different people had to sign it.", null=True)
    answers = some_texts("The findings of audits that it answers.")
    retention = a_text("What was decided last of its retention: proposed, held, released, disposed of.", null=True)


class Versions(Schema):
    """The versions of a procedure."""

    items = fields.List(fields.Nested(OneVersion), required=True)


class WholeVersion(OneVersion):
    """A version with the names of its forms."""

    forms = some_texts("The ids of its forms.")


class NewDate(Taken):
    """From when, and why."""

    effective_at = fields.String(
        required=True,
        validate=Length(1, 40),
        metadata={"description": "A moment with its zone; one that is over means now.", "format": "date-time"},
    )
    reason = fields.String(
        required=True, validate=Length(1, LONGEST_TEXT), metadata={"description": "Why; it stays on the record."}
    )


@operation("GET", "/processes/<process>/versions", scope=Scope.READ, tag="versions", answers=Versions, refuses=[404])
def list_versions(process: str) -> Shape:
    """List the versions of a procedure, the newest first."""
    with reading() as connection:
        found = queries.versions(connection, process)
        kept = retention.standings(connection, process)
    return {"items": [_shape(each, kept.get((process, each.number))) for each in found]}


@operation(
    "GET", "/processes/<process>/versions/<int:number>", scope=Scope.READ, tag="versions", answers=WholeVersion,
    refuses=[404],
)  # fmt: skip
def show_version(process: str, number: int) -> Shape:
    """Show a version, with the ids of its forms."""
    with reading() as connection:
        found = queries.version(connection, process, number)
        kept, forms = retention.standing(connection, found), queries.forms(connection, process, number)
    return {**_shape(found, kept), "forms": sorted(forms)}


@operation(
    "GET", "/processes/<process>/versions/<int:number>/diagram", scope=Scope.READ, tag="versions",
    as_file="application/xml", refuses=[404],
)  # fmt: skip
def read_version_diagram(process: str, number: int) -> Response:
    """Read the diagram of a version, byte for byte as it was given."""
    with reading() as connection:
        _require_content(connection, process, number)
        return Response(queries.diagram(connection, process, number), mimetype="application/xml")


@operation(
    "GET", "/processes/<process>/versions/<int:number>/forms/<form>", scope=Scope.READ, tag="versions",
    as_file="application/octet-stream", refuses=[404],
)  # fmt: skip
def read_version_form(process: str, number: int, form: str) -> Response:
    """Read a form of a version, byte for byte as it was given."""
    with reading() as connection:
        _require_content(connection, process, number)
        content = queries.form(connection, process, number, form)
    name = f"{form}.form.json"
    return send_file(BytesIO(content), "application/octet-stream", as_attachment=True, download_name=name)


@operation(
    "POST", "/processes/<process>/versions/<int:number>/withdraw", scope=Scope.DOCUMENTS, tag="versions", body=Reason,
    headers=Once, answers=OneVersion, refuses=[404, 409],
)  # fmt: skip
def withdraw_version(process: str, number: int, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Withdraw a signed version before its date, with the reason."""

    def command(connection: Connection) -> None:
        given = process, number, body["reason"]
        dates.withdraw(connection, *given, render=site().letters, actor=actor().id, at=site().clock())

    return _decided(process, number, command, headers)


@operation(
    "POST", "/processes/<process>/versions/<int:number>/reschedule", scope=Scope.DOCUMENTS, tag="versions",
    body=NewDate, headers=Once, answers=OneVersion, refuses=[404, 409],
)  # fmt: skip
def reschedule_version(process: str, number: int, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Give a signed version that waits another date, with the reason."""
    since = moment(body["effective_at"])

    def command(connection: Connection) -> None:
        given = process, number, since, body["reason"]
        dates.reschedule(connection, *given, render=site().letters, actor=actor().id, at=site().clock())

    return _decided(process, number, command, headers)


@operation(
    "POST", "/processes/<process>/versions/<int:number>/hold", scope=Scope.DOCUMENTS, tag="versions", body=Reason,
    headers=Once, answers=OneVersion, refuses=[404, 409],
)  # fmt: skip
def hold_version(process: str, number: int, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Hold a version that is over: it is not disposed of."""
    return _retained(process, number, disposal.hold, body, headers)


@operation(
    "POST", "/processes/<process>/versions/<int:number>/release", scope=Scope.DOCUMENTS, tag="versions", body=Reason,
    headers=Once, answers=OneVersion, refuses=[404, 409],
)  # fmt: skip
def release_version(process: str, number: int, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Hold a version no longer: it is proposed for disposal again."""
    return _retained(process, number, disposal.release, body, headers)


@operation(
    "POST", "/processes/<process>/versions/<int:number>/dispose", scope=Scope.DOCUMENTS, tag="versions", body=Reason,
    headers=Once, answers=OneVersion, refuses=[404, 409],
)  # fmt: skip
def dispose_of_version(process: str, number: int, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Dispose of a version that is proposed for it: its digest and its record stay."""
    return _retained(process, number, disposal.dispose, body, headers)


def moment(text: str) -> Any:
    """The moment that a text says, with its zone. Raises BadMoment."""
    try:
        found = from_text(text.strip())
    except ValueError as error:
        raise BadMoment(value=text) from error
    if found.tzinfo is None:
        raise BadMoment(value=text)
    return found


def version_shape(found: Version) -> Shape:
    """A version, but for what was decided of its retention."""
    return _shape(found, None)


def _retained(
    process: str, number: int, decide: Callable[..., object], body: dict[str, Any], headers: dict[str, Any]
) -> Answer:
    def command(connection: Connection) -> None:
        decide(connection, process, number, body["reason"], actor=actor().id, at=site().clock())

    return _decided(process, number, command, headers)


def _decided(process: str, number: int, command: Callable[[Connection], object], headers: dict[str, Any]) -> Answer:
    def do(connection: Connection) -> Answer:
        command(connection)
        found = queries.version(connection, process, number)
        return _shape(found, retention.standing(connection, found))

    return give(do, headers)


def _require_content(connection: Connection, process: str, number: int) -> None:
    """Raises NotFound for a version that is not there, or was disposed of."""
    if queries.version(connection, process, number).status is VersionStatus.DISPOSED:
        raise NotFound(kind="disposed", id=f"{process} {number}")


def _shape(found: Version, kept: object) -> Shape:
    return {
        "process": found.process_id,
        "version": found.number,
        "name": found.name,
        "status": str(found.status),
        "description": found.description,
        "digest": found.digest,
        "deployed_by": found.deployed_by,
        "deployed_at": at(found.deployed_at),
        "effective_at": at(found.effective_at),
        "base": found.base,
        "signers": found.signers,
        "answers": list(found.findings),
        "retention": None if kept is None else str(kept),
    }
