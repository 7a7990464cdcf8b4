"""Files on their way into a form, and out of a history."""

from collections.abc import Mapping
from typing import Any

from flask_smorest.fields import Upload as FileField
from itsdangerous import BadSignature
from marshmallow import Schema, ValidationError
from werkzeug.datastructures import FileStorage

from engine.documents import store as documents
from engine.documents.admission import admit
from engine.documents.references import files_in
from engine.errors import Invalid
from engine.identity.tokens import Scope
from web.api.once import Answer
from web.api.operations import operation
from web.api.schemas import Taken, a_number, a_text
from web.session import actor
from web.site import site
from web.transactions import writing

UPLOAD = "upload"


class UnknownUpload(Invalid):
    """A form names a file that the caller did not bring, and that the task did not show them. Details: `id`."""

    code = "unknown_upload"


def is_file(value: object) -> None:
    """Raises ValidationError for a part of a form that is no file."""
    if not isinstance(value, FileStorage):
        raise ValidationError("Not a valid file.")


class Upload(Taken):
    """A file."""

    file = FileField(required=True, validate=is_file, metadata={"description": "The file."})


class Uploaded(Schema):
    """A file that was stored, to be named in a form within a day."""

    upload = a_text("What the values of a form name it by, in an object with `upload`.")
    name = a_text("What it is called.")
    sha256 = a_text("The digest of its content.")
    size = a_number("Its bytes.")


@operation("POST", "/files", scope=Scope.WORK, tag="files", files=Upload, answers=Uploaded, status=201)
def upload_file(files: dict[str, Any]) -> tuple[Answer, int]:
    """Store a file, to be named in the values of a form within a day."""
    name, content = files["file"].filename or "", files["file"].stream.read()
    if len(content) <= documents.MAX_SIZE:
        admit(name, content, site().settings.clamd)
    with writing() as connection:
        reference = documents.store(connection, name, content, actor=actor().id, at=site().clock())
    return {UPLOAD: site().signer.dumps([actor().id, reference]), **reference}, 201


def with_files(values: Mapping[str, Any], known: object) -> dict[str, Any]:
    """`values` with the references of the files that were uploaded in their places.

    A reference that is written out must stand in what is `known` of the instance: whoever knows the digest of somebody
    else's file does not get at the file by that. Raises UnknownUpload.
    """
    there = {str(each["sha256"]) for each in files_in(known)}
    return {name: _with(value, there) for name, value in values.items()}


def _with(value: Any, there: set[str]) -> Any:
    if isinstance(value, dict):
        if value.keys() == {UPLOAD}:
            return _uploaded(value[UPLOAD])
        if "sha256" in value and str(value["sha256"]) not in there:
            raise UnknownUpload(id=str(value["sha256"])[:64])
        return {name: _with(inner, there) for name, inner in value.items()}
    return [_with(inner, there) for inner in value] if isinstance(value, list) else value


def _uploaded(signed: object) -> dict[str, Any]:
    try:
        owner, reference = site().signer.loads(str(signed))
    except (BadSignature, ValueError, TypeError) as error:
        raise UnknownUpload(id=str(signed)[:40]) from error
    if owner != actor().id or not isinstance(reference, dict):
        raise UnknownUpload(id=str(signed)[:40])
    return reference
