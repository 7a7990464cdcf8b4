"""Substitutions: who does whose work while they are away."""

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields

from engine.db import Connection
from engine.identity import queries, substituting, substitutions
from engine.identity.substitutions import Substitution as Period
from engine.identity.tokens import Scope
from engine.telling.substitutions import end_substitution as end_and_tell
from engine.telling.substitutions import set_substitute as set_and_tell
from web.api.once import Answer, give
from web.api.operations import Once, operation
from web.api.schemas import Taken, a_moment, a_number, a_text
from web.api.shapes import Shape, at
from web.session import actor
from web.site import site
from web.transactions import reading


class Absence(Taken):
    """Who is away, and who does their work."""

    person = fields.String(required=True, metadata={"description": "Who is away."})
    substitute = fields.String(required=True, metadata={"description": "Who does their work."})
    first = fields.String(
        required=True, data_key="from", metadata={"format": "date", "description": "The first day, included."}
    )
    last = fields.String(
        required=True, data_key="until", metadata={"format": "date", "description": "The last day, included."}
    )


class Substitution(Schema):
    """A substitution."""

    number = a_number("Its number.")
    person = a_text("Who is away.")
    substitute = a_text("Who does their work.")
    first = fields.String(
        required=True, data_key="from", metadata={"format": "date", "description": "The first day, included."}
    )
    last = fields.String(
        required=True, data_key="until", metadata={"format": "date", "description": "The last day, included."}
    )
    set_by = a_text("Who said so; null where the program did.", null=True)
    set_at = a_moment("When that was said.")
    ended_at = a_moment("When it was ended early; null where it was not.", null=True)


class Substitutions(Schema):
    """Those that concern the caller."""

    items = fields.List(fields.Nested(Substitution), required=True)


@operation("GET", "/substitutions", scope=Scope.READ, tag="substitutions", answers=Substitutions)
def list_substitutions() -> Shape:
    """List the substitutions, under way and to come, of the caller, of whom they head, and those they stand in."""
    me, now = actor(), site().clock()
    with reading() as connection:
        people = {each.id: each for each in queries.all_people(connection)}
        found = [
            each
            for each in substitutions.all_substitutions(connection, at=now)
            if me.id == each.substitute or substituting.may_set(connection, people[each.person], me)
        ]
    return {"items": [_shape(each) for each in found]}


@operation(
    "POST", "/substitutions", scope=Scope.WORK, tag="substitutions", body=Absence, headers=Once, answers=Substitution,
    status=201, refuses=[404, 409],
)  # fmt: skip
def set_substitute(body: dict[str, Any], headers: dict[str, Any]) -> tuple[Answer, int]:
    """Say who does whose work from one day to another: one's own, of whom one heads, an administrator everybody's."""

    def do(connection: Connection) -> Answer:
        days, who = substituting.days(body["first"], body["last"]), (body["person"], body["substitute"])
        by: dict[str, Any] = {"zone": site().zone, "words": site().runtime.words, "actor": actor().id}
        return _shape(set_and_tell(connection, *who, *days, **by, at=site().clock()))

    return give(do, headers), 201


@operation(
    "DELETE", "/substitutions/<int:number>", scope=Scope.WORK, tag="substitutions", headers=Once,
    answers=Substitution, refuses=[404],
)  # fmt: skip
def end_substitution(number: int, headers: dict[str, Any]) -> Answer:
    """End a substitution now, or take it back before it begins."""

    def do(connection: Connection) -> Answer:
        now: datetime = site().clock()
        return _shape(end_and_tell(connection, number, words=site().runtime.words, actor=actor().id, at=now))

    return give(do, headers)


def _shape(each: Period) -> Shape:
    return {
        "number": each.id,
        "person": each.person,
        "substitute": each.substitute,
        "first": each.from_day.isoformat(),
        "last": each.until_day.isoformat(),
        "set_by": each.set_by,
        "set_at": at(each.set_at),
        "ended_at": at(each.ended_at),
    }
