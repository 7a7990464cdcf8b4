"""The dates that terms count from: changed on record, and open terms counted anew by the calendar."""

from typing import Any

from marshmallow import Schema, fields
from marshmallow.validate import Length, Range

from engine.db import Connection
from engine.identity.tokens import Scope
from engine.instances import queries, terms
from web.api.once import Answer, give
from web.api.operations import Once, operation
from web.api.schemas import Reason, a_number, a_text
from web.api.shapes import Shape
from web.pages.reader import reader
from web.session import actor
from web.site import site
from web.transactions import reading


class TermDate(Schema):
    """A date that terms count from."""

    variable = a_text("The variable that holds it.")
    label = a_text("What its form calls it.")
    day = fields.String(required=True, metadata={"format": "date", "description": "The day."})


class TermDates(Schema):
    """Those of an instance that the caller may change."""

    items = fields.List(fields.Nested(TermDate), required=True)


class AnotherDay(Reason):
    """Another day, and why."""

    day = fields.String(required=True, validate=Length(1, 40), metadata={"format": "date", "description": "The day."})


class Followed(Schema):
    """What followed."""

    changed = a_number("How many open terms are others now.")


class Share(Reason):
    """Which share of the instances, and why."""

    after = fields.Integer(
        load_default=0, validate=Range(0, 2**53), metadata={"description": "What `next` said of the share before."}
    )


class Recounted(Followed):
    """What was counted anew."""

    next = a_number("What to ask for `after`; null once all are counted.", null=True)


@operation("GET", "/instances/<folio>/dates", scope=Scope.READ, tag="dates", answers=TermDates, refuses=[404])
def list_dates(folio: str) -> Shape:
    """List the dates of an instance that terms count from and that the caller may change."""
    with reading() as connection:
        found = terms.changeable(connection, site().runtime, reader(), folio, actor())
    return {
        "items": [{"variable": each.variable, "label": each.label, "day": each.value.isoformat()} for each in found]
    }


@operation(
    "PUT", "/instances/<folio>/dates/<variable>", scope=Scope.WORK, tag="dates", body=AnotherDay, headers=Once,
    answers=Followed, refuses=[404, 409],
)  # fmt: skip
def change_date(folio: str, variable: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Change a date that terms count from, with a reason; the open terms follow."""

    def do(connection: Connection) -> Answer:
        queries.instance(connection, reader(), folio)  # what is answered is only for whoever sees it
        said = folio, variable, body["day"], body["reason"]
        changed = terms.change_date(connection, site().runtime, *said, actor=actor().id, at=site().clock())
        return {"changed": changed}

    return give(do, headers)


@operation(
    "POST", "/calendar/recount", scope=Scope.ADMINISTER, tag="calendar", body=Share, headers=Once, answers=Recounted
)
def recount_terms(body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Count the open terms anew by the calendar as it is now, a share of the instances at a time."""

    def do(connection: Connection) -> Answer:
        by: dict[str, Any] = {"actor": actor().id, "at": site().clock(), "after": body["after"]}
        changed, more = terms.recount(connection, site().runtime, body["reason"], **by)
        return {"changed": changed, "next": more}

    return give(do, headers)
