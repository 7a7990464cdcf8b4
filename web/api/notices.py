"""Notices: what the caller was told in the site, and when they want an e-mail of it."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from engine.attention import listing
from engine.attention.notes import Note
from engine.db import Connection
from engine.identity.tokens import Scope
from engine.telling import commands
from engine.telling.channels import channels_of, choose
from engine.telling.kinds import CHOSEN, Channel, NoticeKind
from web.api.once import Answer, give
from web.api.operations import LINK, Once, operation
from web.api.paging import numbered, paged
from web.api.schemas import Paged, Taken, a_moment, a_number, a_text
from web.api.shapes import Shape, at, page
from web.pages.notices import notes_writer
from web.pages.reader import reader
from web.session import actor
from web.site import site
from web.transactions import reading

CHOICES = sorted(str(each) for each in CHOSEN)


class WantedNotices(Paged):
    """Which notices."""

    new = fields.Boolean(load_default=False, metadata={"description": "Only those that were not read."})


class Notice(Schema):
    """A notice."""

    number = a_number("Its number.")
    kind = a_text("What kind of thing it tells, which never changes.")
    text = a_text("What it says, in the caller's language.")
    folio = a_text("The instance that it is about; null where it is about none.", null=True)
    address = a_text("Where the site shows what it is about.")
    at = a_moment("When it was told.")
    read_at = a_moment("When it was read; null while it is new.", null=True)


class NoticePage(Schema):
    """A page of notices."""

    items = fields.List(fields.Nested(Notice), required=True)
    next = a_text("What to ask for `after`; null on the last page.", null=True)


class UpTo(Taken):
    """Up to which notice."""

    number = fields.Integer(
        required=True, validate=Range(0, 2**53), metadata={"description": "The newest notice that was seen."}
    )


class Read(Schema):
    """What was read."""

    read = a_number("How many notices were new until now.")


class Channels(Schema):
    """When an e-mail is wanted, by the kind of notice; of what is not named it is wanted at once."""

    channels = fields.Dict(
        keys=fields.String(validate=OneOf(CHOICES)),
        values=fields.String(validate=OneOf([str(each) for each in Channel])),
        required=True,
        metadata={"description": "`at_once`, `digest` (once a day) or `nothing`, by the kind."},
    )


class WantedChannels(Taken, Channels):
    """When an e-mail is wanted from now on; what is not named stays as it was."""


@operation("GET", "/notices", scope=Scope.READ, tag="notices", query=WantedNotices, answers=NoticePage, sends=[LINK])
def list_notices(query: dict[str, Any]) -> Response:
    """List what the caller was told in the site, the newest first."""
    before = numbered(query["after"]) or None
    with reading() as connection:
        rows, more = listing.page(connection, reader(), new=query["new"], before=before, limit=query["limit"])
        items = [_shape(each) for each in notes_writer(connection).notes(rows, site().clock())]
    return paged(NoticePage, page(items, None if more is None else str(more)))


@operation("POST", "/notices/read", scope=Scope.WORK, tag="notices", body=UpTo, headers=Once, answers=Read)
def read_notices(body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Note that the caller has read everything up to a notice."""

    def do(connection: Connection) -> Answer:
        by: dict[str, Any] = {"person": actor().id, "at": site().clock()}
        return {"read": commands.read_all(connection, upto=body["number"], **by)}

    return give(do, headers)


@operation("GET", "/notices/channels", scope=Scope.READ, tag="notices", answers=Channels)
def show_channels() -> Shape:
    """Show when the caller wants an e-mail of what they are told, kind by kind."""
    with reading() as connection:
        return _channels(connection)


@operation(
    "PUT", "/notices/channels", scope=Scope.WORK, tag="notices", body=WantedChannels, headers=Once, answers=Channels
)
def choose_channels(body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Say when the caller wants an e-mail of what they are told."""

    def do(connection: Connection) -> Answer:
        chosen = {NoticeKind(kind): Channel(channel) for kind, channel in body["channels"].items()}
        choose(connection, actor().id, chosen, at=site().clock())
        return _channels(connection)

    return give(do, headers)


def _channels(connection: Connection) -> Shape:
    chosen = channels_of(connection, [actor().id])[actor().id]
    return {"channels": {kind: str(chosen.get(NoticeKind(kind), Channel.AT_ONCE)) for kind in CHOICES}}


def _shape(each: Note) -> Shape:
    return {
        "number": each.id,
        "kind": str(each.kind),
        "text": each.text.subject,
        "folio": each.folio,
        "address": each.path,
        "at": at(each.created_at),
        "read_at": at(each.read_at),
    }
