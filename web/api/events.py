"""Everything that happens, event by event in the order in which it was written: for programs that follow it."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields
from marshmallow.validate import Length, Range

from engine.errors import Conflict
from engine.history.event_types import REGISTRY
from engine.identity.tokens import Scope
from engine.webhooks import feed
from web.api.operations import LINK, operation
from web.api.paging import paged
from web.api.schemas import MOST, USUAL, Taken, a_moment, a_number, a_text
from web.pages.reader import reader
from web.site import site
from web.transactions import apart, reading


class EventsGone(Conflict):
    """No event has so late a position: the database is an older one than the caller saw. Details: `after`, `last`."""

    code = "events_gone"


class WantedEvents(Taken):
    """Which events."""

    after = fields.Integer(
        load_default=0,
        validate=Range(0, 2**53),
        metadata={"description": "The `after` of the page before, or a position: what stands behind it is answered."},
    )
    limit = fields.Integer(load_default=USUAL, validate=Range(1, MOST), metadata={"description": "How many at most."})
    type = fields.String(
        load_default=None,
        validate=Length(1, 500),
        metadata={"description": "Only events of this type; several with commas between them."},
    )
    process = fields.String(
        load_default=None, validate=Length(1, 200), metadata={"description": "Only those of this procedure."}
    )


class Happened(Schema):
    """An event, without what anybody wrote. Webhooks are told the same, as their `data`."""

    position = a_number("Its place among all events: it only grows.")
    folio = a_text("The instance that it happened to.")
    process = a_text("The procedure of the instance.")
    seq = a_number("Its number within the instance.")
    type = a_text("What kind of event.")
    scope = a_text("Within which call or sub-process; empty for none.")
    element = a_text("The element of the diagram that it is about.", null=True)
    round = fields.Integer(
        required=True,
        allow_none=True,
        data_key="pass",
        attribute="pass",
        metadata={"description": "How many times the element was reached by then."},
    )
    index = a_number("Which of several at once.", null=True)
    actor = a_text("Who caused it: the id of a person, or role and id of a client's link.", null=True)
    role = a_text("By which role.", null=True)
    in_place_of = a_text("In whose place, as their substitute.", null=True)
    channel = a_text("By which way: site, api, terminal, link or job.")
    at = a_moment("When.")
    hash = a_text("The hash of the event, by which the whole of it is known again in the history.")
    url = fields.String(metadata={"description": "Where people see the instance; absent where no address is set."})


class HappenedPage(Schema):
    """What happened."""

    items = fields.List(fields.Nested(Happened), required=True)
    after = a_number("What to ask for `after` next, also where there is nothing yet.")
    more = fields.Boolean(required=True, metadata={"description": "Whether there is more already."})


@operation(
    "GET", "/events", scope=Scope.READ, tag="events", query=WantedEvents, answers=HappenedPage, sends=[LINK],
    refuses=[404, 409],
)  # fmt: skip
def list_events(query: dict[str, Any]) -> Response:
    """Follow what happens to the instances that the caller may see, in the order in which it was written."""
    types = sorted(set(query["type"].split(","))) if query["type"] is not None else sorted(REGISTRY)
    only = [*feed.told_of(types, query["process"]), *reader().conditions()]
    with reading() as connection:
        last = feed.last(connection)
    if query["after"] > last:
        raise EventsGone(after=query["after"], last=last)
    found = feed.page(apart(), query["after"], query["limit"], *only)
    items = [each.as_dict(site().settings.base_url) for each in found.events]
    next_ = str(found.after) if found.more else None
    return paged(HappenedPage, {"items": items, "after": found.after, "more": found.more, "next": next_})
