"""How an operation is made of a function: its address, who may ask it, what it takes, answers and refuses.

All of that is said once and stands in the document of the API. The library of schemas checks what comes in, and what
goes out is what its schema names and nothing else.
"""

import json
from collections.abc import Callable, Collection, Iterator
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Request, Response, g, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields
from webargs import core
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from engine import canonical_json
from engine.identity.tokens import Scope
from web.api import once
from web.api.bearer import bearer, note_use, require_token
from web.site import site

F = TypeVar("F", bound=Callable[..., Any])
ALWAYS = (400, 401, 403, 413, 422, 500, 503)
"""What every operation may answer instead of what was asked for."""
DEEPEST = 32
"""Objects and lists within one another."""
UNKNOWN: dict[str, str | None] = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE, "files": RAISE}


class Parser(FlaskParser):
    """Reads what a program sent: JSON as histories can hold it, and no parameter that nobody asks for."""

    DEFAULT_UNKNOWN_BY_LOCATION = UNKNOWN

    def _raw_load_json(self, req: Request) -> Any:
        if not req.content_length and not req.get_data(cache=True):
            return core.missing
        if not core.is_json(req.mimetype):
            raise UnsupportedMediaType
        try:
            found = canonical_json.loads(req.get_data(cache=True))
            texts = list(_texts(found))
            json.dumps(found, ensure_ascii=False).encode()  # half a character is none that anything could keep
        except (ValueError, RecursionError) as error:
            raise BadRequest from error
        g.sent_texts = frozenset(texts)
        return found

    def load_files(self, req: Request, schema: Schema) -> Any:
        """The files of a form, and its other fields: a field that nobody asks for is refused there too."""
        return self._makeproxy(CombinedMultiDict[Any, Any]((req.files, req.form)), schema)


class ApiBlueprint(Blueprint):  # type: ignore[misc]
    """A blueprint whose operations are read by `Parser`."""

    ARGUMENTS_PARSER = Parser()


class Once(Schema):
    """The header by which a command is done once."""

    key = fields.String(
        data_key="Idempotency-Key",
        validate=once.is_key,
        metadata={
            "description": "The same command with the same key is done once, and answered as the first time, for three "
            "days. The same key with another command is refused."
        },
    )


class IfMatch(Schema):
    """The header by which only that is changed which was seen."""

    if_match = fields.String(
        data_key="If-Match",
        metadata={"description": "The ETag that was read: what has changed since is left as it is (412)."},
    )


class OnceIfMatch(Once, IfMatch):
    """Both."""


class IfNoneMatch(Schema):
    """The header by which nothing is sent again that is known."""

    if_none_match = fields.String(
        data_key="If-None-Match", metadata={"description": "An ETag: what is still so is not sent again (304)."}
    )


api = ApiBlueprint("api", __name__, url_prefix="/api/v1")
"""All of it. Who asks anything but for its document shows a token."""
ETAG = {"ETag": {"description": "What it is now, for If-Match and If-None-Match.", "schema": {"type": "string"}}}
LOCATION = {"Location": {"description": "Where it is.", "schema": {"type": "string", "format": "uri-reference"}}}
LINK = {"Link": {"description": "The next page, as rel=next; none after the last.", "schema": {"type": "string"}}}


@api.before_request  # type: ignore[untyped-decorator]
def _begin() -> None:
    if request.endpoint not in OPEN_TO_ALL:
        require_token()


@api.after_request  # type: ignore[untyped-decorator]
def _end(response: Response) -> Response:
    response.content_language = [site().locale]
    response.vary.add("Accept-Language")
    response.vary.add("Authorization")
    if "ETag" not in response.headers:  # what can be asked for again by its tag may be kept by who asked for it
        response.headers["Cache-Control"] = "no-store"
    if g.get("replayed"):
        response.headers[once.REPLAYED] = "true"
    return note_use(response)


OPEN_TO_ALL: set[str] = set()
"""Endpoints that tell nothing of the company."""


def operation(
    method: str,
    rule: str,
    *,
    scope: Scope | None,
    tag: str,
    answers: type[Schema] | None = None,
    as_file: str | None = None,
    status: int = 200,
    query: type[Schema] | None = None,
    body: type[Schema] | None = None,
    files: type[Schema] | None = None,
    headers: type[Schema] | None = None,
    sends: Collection[dict[str, Any]] = (),
    refuses: Collection[int] = (),
    open_to_all: bool = False,
) -> Callable[[F], F]:
    """Make an operation of a function, which is given ``query``, ``body``, ``files`` and ``headers`` as dicts.

    `answers` is the schema of what the function gives; `as_file` the media type where it gives a response that is a
    file. `sends` are headers of that answer, `refuses` the statuses with which this one may refuse besides `ALWAYS`;
    `open_to_all`: it asks for no token.
    """

    def decorate(function: F) -> F:
        made: Any = function
        said = {name: value for each in sends for name, value in each.items()}
        if as_file is None:
            made = api.response(status, answers, headers=said or None)(made)
        else:
            made = _file(made, status, said, as_file)
        for location, schema in (("headers", headers), ("query", query), ("files", files), ("json", body)):
            if schema is not None:
                made = api.arguments(schema, location=location, arg_name="body" if location == "json" else location)(
                    made
                )
        refused = {*ALWAYS, *refuses, *((415,) if body or files else ()), *((304,) if headers is IfNoneMatch else ())}
        for code in sorted(refused - {422} if body or query or headers or files else refused):
            made = api.alt_response(code, HTTPStatus(code).name)(made)
        endpoint = f"api.{function.__name__}"
        if open_to_all:
            OPEN_TO_ALL.add(endpoint)
        security: list[dict[str, list[str]]] = [] if open_to_all else [{"token": []}]
        made = api.doc(operationId=function.__name__, security=security, **_scope_doc(scope))(made)

        @wraps(made)
        def asked(*args: Any, **given: Any) -> Any:
            if scope is not None:
                bearer().require(scope)
            return made(*args, **given)

        api.route(rule, methods=[method], tags=[tag])(asked)
        return function

    return decorate


def _file(function: Any, status: int, headers: dict[str, Any], media_type: str) -> Any:
    """As the library documents an answer that is a file: its schema stands in the document as it is given."""
    return api.alt_response(
        status,
        schema={"type": "string", "format": "binary"},
        content_type=media_type,
        headers=headers or None,
        success=True,
    )(function)


def _scope_doc(scope: Scope | None) -> dict[str, str]:
    return {} if scope is None else {"x-scope": str(scope)}


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    """Every text in what was sent, for logs to strike out. Raises ValueError for what is nested deeper than any form:
    whatever goes over it later goes over it step by step."""
    if depth > DEEPEST:
        raise ValueError(depth)
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner, depth + 1)
