"""Pages of lists: after what the next begins, in the answer and as a link."""

from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, request
from marshmallow import Schema

from engine.clock import from_text, to_text
from engine.errors import Invalid
from engine.instances.views.inbox import Cursor


class BadCursor(Invalid):
    """No page said to go on after that. Details: `after`."""

    code = "bad_cursor"


def paged(schema: type[Schema], answer: dict[str, Any]) -> Response:
    """A page as JSON, with the link to the next."""
    response = Response(current_app.json.dumps(schema().dump(answer)), mimetype="application/json")
    if answer["next"] is not None:
        asked = {**request.args.to_dict(), "after": answer["next"]}
        response.headers["Link"] = f'<{request.path}?{urlencode(asked)}>; rel="next"'
    return response


def cursor(after: str | None) -> Cursor | None:
    """Where the page before ended, as `place` wrote it. Raises BadCursor."""
    if after is None:
        return None
    moment, _, id_ = after.partition("~")
    try:
        return Cursor(to_text(from_text(moment)), id_)
    except ValueError as error:
        raise BadCursor(after=after) from error


def place(found: Cursor | None) -> str | None:
    """Where a page ends; None for the last."""
    return None if found is None else f"{found.place}~{found.id}"


def numbered(after: str | None) -> int:
    """The number after which a page begins. Raises BadCursor."""
    if after is None:
        return 0
    if not (after.isascii() and after.isdigit() and len(after) < 10):
        raise BadCursor(after=after)
    return int(after)
