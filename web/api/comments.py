"""What people say to one another about an instance."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields
from marshmallow.validate import Length

from engine.db import Connection
from engine.identity.tokens import Scope
from engine.instances import comments, queries
from engine.instances.comments import LONGEST
from web.api.once import Answer, give
from web.api.operations import LINK, Once, operation
from web.api.paging import numbered, paged
from web.api.schemas import Paged, Taken, a_moment, a_number, a_text, some_texts
from web.api.shapes import Shape, at, page
from web.pages.reader import reader
from web.session import actor
from web.site import site
from web.transactions import reading


class Say(Taken):
    """What is said."""

    text = fields.String(
        required=True,
        validate=Length(1, LONGEST),
        metadata={
            "description": "The comment. `@` and the name, or the id, of somebody who sees the instance mentions them: "
            "they are told."
        },
    )


class Comment(Schema):
    """A comment."""

    seq = a_number("The number of its event in the history.")
    author = a_text("Whose it is.")
    at = a_moment("When it was made.")
    text = a_text("What it says; null: it was disposed of.", null=True)
    mentions = some_texts("Whom it mentions.")


class CommentPage(Schema):
    """A page of comments."""

    items = fields.List(fields.Nested(Comment), required=True)
    next = a_text("What to ask for `after`; null on the last page.", null=True)


@operation(
    "GET", "/instances/<folio>/comments", scope=Scope.READ, tag="instances", query=Paged, answers=CommentPage,
    sends=[LINK], refuses=[404],
)  # fmt: skip
def list_comments(folio: str, query: dict[str, Any]) -> Response:
    """List what was said about an instance, the oldest first."""
    after, limit = numbered(query["after"]), query["limit"]
    with reading() as connection:
        found = comments.comments(queries.history(connection, reader(), folio))
    behind = [each for each in found if each.seq > after]
    items = [_comment(each) for each in behind[:limit]]
    return paged(CommentPage, page(items, str(items[-1]["seq"]) if len(behind) > limit else None))


@operation(
    "POST", "/instances/<folio>/comments", scope=Scope.WORK, tag="instances", body=Say, headers=Once, answers=Comment,
    status=201, refuses=[404, 409],
)  # fmt: skip
def comment_on_instance(folio: str, body: dict[str, Any], headers: dict[str, Any]) -> tuple[Answer, int]:
    """Say something about an instance, to whoever sees it; whom it mentions are told."""

    def do(connection: Connection) -> Answer:
        now = site().clock()
        return _comment(comments.comment(connection, site().runtime, folio, body["text"], actor=actor().id, at=now))

    return give(do, headers), 201


def _comment(each: comments.Comment) -> Shape:
    return {
        "seq": each.seq,
        "author": each.author,
        "at": at(each.at),
        "text": each.text,
        "mentions": list(each.mentions),
    }
