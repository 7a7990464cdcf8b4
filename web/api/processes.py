"""Procedures and their versions."""

from marshmallow import Schema, fields

from engine.definitions.queries import in_force
from engine.identity.tokens import Scope
from web.api.operations import operation
from web.api.schemas import a_number, a_text
from web.api.shapes import Shape
from web.pages.procedures import procedures_in_force, startable
from web.session import actor
from web.site import site
from web.texts.wording import title
from web.transactions import reading


class Procedure(Schema):
    """A procedure in force."""

    id = a_text("Its id, which starting one takes.")
    name = a_text("What it is called.")
    version = a_number("The number of the version in force.")
    may_start = fields.Boolean(required=True, metadata={"description": "Whether the caller may start one."})


class Procedures(Schema):
    """The procedures in force."""

    items = fields.List(fields.Nested(Procedure), required=True)


@operation("GET", "/processes", scope=Scope.READ, tag="processes", answers=Procedures)
def list_processes() -> Shape:
    """List the procedures in force, and which of them the caller may start."""
    with reading() as connection:
        known = procedures_in_force(connection, site().runtime)
        numbers = {name: version.number for name, version in in_force(connection).items()}
        mine = {each.id for each in startable(connection, site().runtime, actor())}
    items = [
        {"id": each.id, "name": title(each), "version": numbers[each.id], "may_start": each.id in mine}
        for each in known
    ]
    return {"items": items}
