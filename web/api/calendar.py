"""The office's calendar: the days that are not like others, and what is decided of one."""

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields
from marshmallow.validate import Length, Range

from engine.calendar import commands, queries
from engine.calendar.commands import FIRST, LAST, LONGEST
from engine.calendar.queries import NotedDay
from engine.db import Connection
from engine.identity.tokens import Scope
from web.api.once import Answer, give
from web.api.operations import Once, operation
from web.api.schemas import Taken, a_moment, a_text
from web.api.shapes import Shape, at
from web.session import actor
from web.site import site
from web.transactions import reading


class WantedYear(Taken):
    """Which year."""

    year = fields.Integer(
        load_default=None,
        validate=Range(FIRST, LAST),
        metadata={"description": "Of which year; by default this one."},
    )


class Decision(Taken):
    """What is decided of a day."""

    works = fields.Boolean(required=True, metadata={"description": "Whether the office works on it."})
    name = fields.String(
        required=True, validate=Length(1, LONGEST), metadata={"description": "What people call the day."}
    )


class OfficeDay(Schema):
    """A day that is not like others."""

    day = fields.String(required=True, metadata={"format": "date", "description": "Which day."})
    works = fields.Boolean(required=True, metadata={"description": "Whether the office works on it."})
    name = a_text("What people call the day.")
    by_law = a_text("What the law calls it; null where it says nothing of it.", null=True)
    decided_by = a_text("Who decided of it; null where nobody did.", null=True)
    decided_at = a_moment("When that was decided.", null=True)


class OfficeDays(Schema):
    """The days of a year."""

    items = fields.List(fields.Nested(OfficeDay), required=True)


class NoDecision(Schema):
    """That nothing is decided of a day any more."""

    day = fields.String(required=True, metadata={"format": "date", "description": "Which day."})


@operation("GET", "/calendar", scope=Scope.READ, tag="calendar", query=WantedYear, answers=OfficeDays)
def list_office_days(query: dict[str, Any]) -> Shape:
    """List the days of a year that are not like others: holidays by law, and what was decided."""
    year = query["year"] or _today().year
    with reading() as connection:
        return {"items": [_day(each) for each in queries.year(connection, year, site().locale)]}


@operation(
    "PUT", "/calendar/<day>", scope=Scope.ADMINISTER, tag="calendar", body=Decision, headers=Once, answers=OfficeDay,
    refuses=[404],
)  # fmt: skip
def decide_office_day(day: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Decide whether the office works on a day. Terms that were set already do not move."""

    def do(connection: Connection) -> Answer:
        said = {"works": body["works"], "name": body["name"]}
        of = commands.decide(connection, day, **said, actor=actor().id, at=site().clock())
        (found,) = [each for each in queries.year(connection, of.year, site().locale) if each.day == of]
        return _day(found)

    return give(do, headers)


@operation(
    "DELETE", "/calendar/<day>", scope=Scope.ADMINISTER, tag="calendar", headers=Once, answers=NoDecision,
    refuses=[404],
)  # fmt: skip
def withdraw_decision(day: str, headers: dict[str, Any]) -> Answer:
    """Take back what was decided of a day: the law and the week count again."""

    def do(connection: Connection) -> Answer:
        of = commands.withdraw(connection, day, actor=actor().id, at=site().clock())
        return {"day": of.isoformat()}

    return give(do, headers)


def _today() -> datetime:
    return site().clock().astimezone(site().zone)


def _day(each: NotedDay) -> Shape:
    decision = each.decision
    return {
        "day": each.day.isoformat(),
        "works": each.works,
        "name": each.name,
        "by_law": each.by_law,
        "decided_by": None if decision is None else decision.by,
        "decided_at": None if decision is None else at(decision.at),
    }
