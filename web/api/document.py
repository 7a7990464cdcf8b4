"""The document of the API, OpenAPI 3.1, made of its operations; once for a process, when it is first asked for."""

from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, jsonify
from flask_smorest import Api
from flask_smorest.utils import prepare_response
from marshmallow import INCLUDE, Schema, fields

from bpmn.messages import Message
from web.api import problems
from web.api.operations import api, operation
from web.api.schemas import Problem
from web.i18n import Translator, translator
from web.site import site

VERSION = "1"
PHRASES = frozenset(each.phrase for each in HTTPStatus)


class _Api(Api):  # type: ignore[misc]
    """The library's, whose refusals are problems."""

    ERROR_SCHEMA = Problem
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None: ...

    def _register_pagination_header(self) -> None: ...

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            said: dict[str, Any] = {"description": status.phrase}
            if status >= HTTPStatus.BAD_REQUEST:
                said["schema"] = Problem
            if status == HTTPStatus.UNAUTHORIZED:
                said["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
            if status == HTTPStatus.SERVICE_UNAVAILABLE:
                said["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
            prepare_response(said, self.spec, problems.MIMETYPE)
            self.spec.components.response(status.name, said, lazy=True)


@cache
def document() -> dict[str, Any]:
    """The document, in English. Whoever changes it changes a copy."""
    app = Flask("document")
    made = _Api(
        app,
        spec_kwargs={
            "title": "Cauce",
            "version": VERSION,
            "openapi_version": "3.1.0",
            "info": {"description": "What people do on the site, for programs that act for them."},
        },
    )
    made.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    made.register_blueprint(api)
    found: dict[str, Any] = made.spec.to_dict()
    return found


SAYS = ("summary", "description")
"""The keys under which a document says something to people."""


def texts(found: Any) -> Iterator[str]:
    """What a document says to people: msgids, but for the names that HTTP has for a status."""
    if isinstance(found, dict):
        for name, inner in found.items():
            if name in SAYS and isinstance(inner, str):
                if inner and inner not in PHRASES:
                    yield inner
            else:
                yield from texts(inner)
    elif isinstance(found, list):
        for each in found:
            yield from texts(each)


@cache
def document_in(locale: str) -> dict[str, Any]:
    """The document in a language. Whoever changes it changes a copy."""
    found: dict[str, Any] = _said(document(), translator(locale))
    return found


def _said(found: Any, gettext: Translator) -> Any:
    if isinstance(found, dict):
        return {
            name: gettext.render(Message(inner))
            if name in SAYS and isinstance(inner, str) and inner
            else _said(inner, gettext)
            for name, inner in found.items()
        }
    return [_said(each, gettext) for each in found] if isinstance(found, list) else found


class Document(Schema):
    """What OpenAPI 3.1 says a document is."""

    class Meta:
        unknown = INCLUDE

    openapi = fields.String(required=True)
    info = fields.Dict(required=True)
    paths = fields.Dict(required=True)


@operation("GET", "/openapi.json", scope=None, tag="document", answers=Document, open_to_all=True)
def show_document() -> Response:
    """Show this document."""
    return jsonify(document_in(site().locale))
