"""Links by which clients do a step without an account, and answers of theirs that could not count."""

from typing import Any

from flask import request
from marshmallow import Schema

from engine.client_access.letters import address_of
from engine.db import Connection
from engine.form_drafts import client_links as renewing
from engine.identity.tokens import Scope
from engine.incidents import client_answers
from engine.instances import client_links, queries
from engine.instances.client_links import Offer
from web.api.etags import require_seen
from web.api.instance_schemas import InstanceState
from web.api.once import Answer, give
from web.api.operations import Once, OnceIfMatch, operation
from web.api.schemas import a_moment, a_text
from web.api.shapes import Shape, at, state
from web.pages.reader import reader
from web.session import actor
from web.site import site
from web.transactions import reading


class ClientLink(Schema):
    """The link by which a client does a step."""

    task = a_text("The task.")
    state = a_text("Whether it can be used: open, or why not; null where there is none.", null=True)
    address = a_text("Its address, where it can be used: whoever has it can answer.", null=True)
    email = a_text("Where it was sent.", null=True)
    expires_at = a_moment("When it ends.", null=True)


@operation("GET", "/tasks/<id>/link", scope=Scope.WORK, tag="links", answers=ClientLink, refuses=[404, 409])
def show_link(id: str) -> Shape:
    """Show the link by which the client does a step; whoever has its address can."""
    with reading() as connection:
        return _link(connection, id)


@operation(
    "POST", "/tasks/<id>/link", scope=Scope.WORK, tag="links", headers=Once, answers=ClientLink, refuses=[404, 409]
)
def make_link(id: str, headers: dict[str, Any]) -> Shape:
    """Make another link and send it; the one before stops working."""

    def do(connection: Connection) -> Answer:
        renewing.make(connection, site().runtime, id, actor=actor().id, at=site().clock())
        return {}

    return _done(id, do, headers)


@operation(
    "DELETE", "/tasks/<id>/link", scope=Scope.WORK, tag="links", headers=Once, answers=ClientLink, refuses=[404, 409]
)
def revoke_link(id: str, headers: dict[str, Any]) -> Shape:
    """Revoke the link of a step."""

    def do(connection: Connection) -> Answer:
        now = site().clock()
        found = client_links.offer(connection, site().runtime, reader(), id, actor(), at=now)
        if found.link is not None:
            client_links.revoke(connection, site().runtime, found.link.id, actor=actor().id, at=now)
        return {}

    return _done(id, do, headers)


@operation(
    "POST", "/tasks/<id>/forward", scope=Scope.WORK, tag="links", headers=OnceIfMatch, answers=InstanceState,
    refuses=[404, 409, 412],
)  # fmt: skip
def forward_answer(id: str, headers: dict[str, Any]) -> Answer:
    """Send on the answer that a client sent and that could not count, once that is repaired."""

    def do(connection: Connection) -> Answer:
        _, row = queries.task(connection, reader(), id)
        require_seen(connection, row.folio, headers)
        client_answers.forward(connection, site().runtime, id, actor=actor().id, at=site().clock())
        return state(connection, row.folio)

    return give(do, headers)


def _done(id: str, do: Any, headers: dict[str, Any]) -> Shape:
    """The address is a secret: it is read when it is answered, and stands in nothing that a key keeps."""
    give(do, headers)
    with reading() as connection:
        return _link(connection, id)


def _link(connection: Connection, id: str) -> Shape:
    found = client_links.offer(connection, site().runtime, reader(), id, actor(), at=site().clock())
    link = found.link
    return {
        "task": id,
        "state": None if found.state is None else str(found.state),
        "address": _address(found),
        "email": None if link is None else link.email,
        "expires_at": None if link is None else at(link.expires_at),
    }


def _address(found: Offer) -> str | None:
    base = site().settings.base_url or request.host_url.rstrip("/")
    return None if found.token is None else address_of(base, found.token)
