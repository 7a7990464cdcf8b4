"""What an answer was made of, so that a program changes what it saw, and is not sent again what it has.

An ETag has two parts: the last event of the instance, which is what `If-Match` holds a command to, and a digest of what
was answered, by which a program that has it already is answered 304. Names of people and roles may change without an
event; a command is not refused for that.
"""

import hashlib
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, current_app, request
from marshmallow import Schema

from engine.db import Connection
from engine.instances import heads

_PARTS = re.compile(r'(?:W/)?"(?P<state>[^"~]*)(?:~[0-9a-f]*)?"\Z')


def tagged(schema: type[Schema], answer: object, state: object) -> Response:
    """`answer` as JSON with its ETag, or 304 where the caller has it. `state` is what commands are held to."""
    response = Response(current_app.json.dumps(schema().dump(answer)), mimetype="application/json")
    digest = hashlib.sha256(response.get_data()).hexdigest()[:16]
    tag = f"{state}~{digest}"
    if request.if_none_match.contains_weak(tag):  # and nothing else is asked of a reading: If-Match is for commands
        response = Response(status=HTTPStatus.NOT_MODIFIED)
    response.set_etag(tag)
    return response


def require_seen(connection: Connection, folio: str, headers: Mapping[str, Any]) -> None:
    """Hold an instance as it is, for a command; raises ChangedSince where it is not as the caller saw it."""
    if (given := headers.get("if_match")) is not None:
        heads.hold(connection, folio, seen_states(given))


def seen_states(given: str) -> frozenset[str] | None:
    """The states that an ``If-Match`` names; None for ``*``, which is any."""
    if given.strip() == "*":
        return None
    found = (_PARTS.match(each.strip()) for each in given.split(","))
    return frozenset(each["state"] for each in found if each is not None)
