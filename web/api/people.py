"""People, their roles and their rights, for whoever administers."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import url_for
from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf

from engine.db import Connection
from engine.definitions import granting
from engine.errors import NotFound
from engine.identity import commands, heads, queries
from engine.identity.queries import Person, Role
from engine.identity.rights import Right
from engine.identity.tokens import Scope
from engine.instances import leaving
from web.api.once import Answer, give
from web.api.operations import LOCATION, Once, operation
from web.api.schemas import Taken, a_text, some_texts
from web.api.shapes import Shape
from web.session import actor
from web.site import site
from web.transactions import reading, writing

RIGHTS = [str(each) for each in Right]
ID = Length(1, 200)


class OverProcess(Schema):
    """A right over one procedure."""

    right = a_text("Which right.")
    process = a_text("Over which procedure.")


class OnePerson(Schema):
    """Somebody who is known here."""

    id = a_text("What they come in with, and history knows them by.")
    name = a_text("What they are called.")
    email = a_text("Where notices reach them.", null=True)
    active = fields.Boolean(required=True, metadata={"description": "Whether they may come in; false once closed."})
    roles = some_texts("The ids of the roles that they hold.")
    rights = some_texts("The rights that they have over all procedures.")
    rights_over = fields.List(
        fields.Nested(OverProcess), required=True, metadata={"description": "Those over one procedure."}
    )


class Everybody(Schema):
    """Everybody who is known here."""

    items = fields.List(fields.Nested(OnePerson), required=True)


class OneRole(Schema):
    """A role."""

    id = a_text("Its id.")
    name = a_text("What it is called.")
    holders = some_texts("The ids of the people who hold it.")
    heads = some_texts("The ids of the people who head it: those who were named, or else those who hold it.")


class Roles(Schema):
    """Every role."""

    items = fields.List(fields.Nested(OneRole), required=True)


class NewPerson(Taken):
    """Whom to register."""

    id = fields.String(required=True, validate=ID, metadata={"description": "Letters, digits and . _ - @ only."})
    name = fields.String(required=True, validate=Length(1, 500), metadata={"description": "First name and surnames."})
    email = fields.String(
        load_default=None, allow_none=True, validate=Length(1, 500), metadata={"description": "For notices."}
    )
    roles = fields.List(
        fields.String(validate=ID),
        load_default=list,
        validate=Length(0, 200),
        metadata={"description": "The ids of roles."},
    )


class Amended(Taken):
    """What somebody is called, and where notices reach them."""

    name = fields.String(required=True, validate=Length(1, 500), metadata={"description": "First name and surnames."})
    email = fields.String(
        required=True, allow_none=True, validate=Length(1, 500), metadata={"description": "null: none."}
    )


class Given(Taken):
    """Which role."""

    role = fields.String(required=True, validate=ID, metadata={"description": "The id of the role."})


class Heads(Taken):
    """Who heads a role."""

    people = fields.List(
        fields.String(validate=ID),
        required=True,
        validate=Length(0, 200),
        metadata={"description": "The ids of people; none: those who hold the role head it themselves."},
    )


class GivenRight(Taken):
    """Which right."""

    right = fields.String(required=True, validate=OneOf(RIGHTS), metadata={"description": "Which right."})
    process = fields.String(
        load_default=None,
        allow_none=True,
        validate=ID,
        metadata={"description": "Over which procedure; null or absent: over all."},
    )


@operation("GET", "/people", scope=Scope.ADMINISTER, tag="people", answers=Everybody)
def list_people() -> Shape:
    """List everybody, with their roles and rights."""
    with reading() as connection:
        commands.require_administrator(connection, actor().id)
        return {"items": [_shape(each) for each in queries.all_people(connection)]}


@operation("GET", "/people/<id>", scope=Scope.ADMINISTER, tag="people", answers=OnePerson, refuses=[404])
def show_person(id: str) -> Shape:
    """Show somebody, also one who has left."""
    with reading() as connection:
        commands.require_administrator(connection, actor().id)
        return _shape(queries.anybody(connection, id))


@operation("GET", "/roles", scope=Scope.ADMINISTER, tag="people", answers=Roles)
def list_roles() -> Shape:
    """List every role, who holds it, and who heads it."""
    with reading() as connection:
        commands.require_administrator(connection, actor().id)
        return {"items": [_role(connection, each) for each in queries.all_roles(connection)]}


@operation(
    "PUT", "/roles/<id>/heads", scope=Scope.ADMINISTER, tag="people", body=Heads, headers=Once, answers=OneRole,
    refuses=[404],
)  # fmt: skip
def set_heads(id: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Say who heads a role, in the place of all who did."""

    def do(connection: Connection) -> Answer:
        heads.set_heads(connection, id, body["people"], actor=actor().id, at=site().clock())
        return _role(connection, next(each for each in queries.all_roles(connection) if each.id == id))

    return give(do, headers)


@operation(
    "POST", "/people", scope=Scope.ADMINISTER, tag="people", body=NewPerson, headers=Once, answers=OnePerson,
    status=201, sends=[LOCATION], refuses=[404, 409],
)  # fmt: skip
def register_person(body: dict[str, Any], headers: dict[str, Any]) -> tuple[Answer, int, dict[str, str]]:
    """Register somebody. They choose a password by a link, or come in by the company's provider of identities."""

    def do(connection: Connection) -> None:
        email = (body["email"] or "").strip() or None
        named = body["id"].strip(), body["name"].strip(), body["roles"]
        commands.register_person(connection, *named, email=email, actor=actor().id, at=site().clock())

    done = _done(body["id"].strip(), do, headers)
    return done, 201, {"Location": url_for("api.show_person", id=done["id"])}


@operation(
    "PUT", "/people/<id>", scope=Scope.ADMINISTER, tag="people", body=Amended, headers=Once, answers=OnePerson,
    refuses=[404],
)  # fmt: skip
def amend_person(id: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Correct what somebody is called, or where notices reach them."""

    def do(connection: Connection) -> None:
        email = (body["email"] or "").strip() or None
        commands.amend(connection, id, name=body["name"].strip(), email=email, actor=actor().id, at=site().clock())

    return _done(id, do, headers)


@operation(
    "POST", "/people/<id>/roles", scope=Scope.ADMINISTER, tag="people", body=Given, headers=Once, answers=OnePerson,
    refuses=[404, 409],
)  # fmt: skip
def give_role(id: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Give somebody a role."""
    return _done(id, lambda it: commands.give_role(it, id, body["role"], actor=actor().id, at=site().clock()), headers)


@operation(
    "DELETE", "/people/<id>/roles/<role>", scope=Scope.ADMINISTER, tag="people", headers=Once, answers=OnePerson,
    refuses=[404, 409],
)  # fmt: skip
def take_role(id: str, role: str, headers: dict[str, Any]) -> Answer:
    """Take a role away from somebody."""
    return _done(id, lambda it: commands.take_role(it, id, role, actor=actor().id, at=site().clock()), headers)


@operation(
    "POST", "/people/<id>/rights", scope=Scope.ADMINISTER, tag="people", body=GivenRight, headers=Once,
    answers=OnePerson, refuses=[404, 409],
)  # fmt: skip
def give_right(id: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Give somebody a right, over all procedures or over one."""
    right = Right(body["right"]), body["process"]
    return _done(id, lambda it: granting.give_right(it, id, *right, actor=actor().id, at=site().clock()), headers)


@operation(
    "POST", "/people/<id>/rights/take", scope=Scope.ADMINISTER, tag="people", body=GivenRight, headers=Once,
    answers=OnePerson, refuses=[404, 409],
)  # fmt: skip
def take_right(id: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Take a right away from somebody."""
    right = Right(body["right"]), body["process"]
    return _done(id, lambda it: commands.take_right(it, id, *right, actor=actor().id, at=site().clock()), headers)


@operation(
    "POST", "/people/<id>/close", scope=Scope.ADMINISTER, tag="people", headers=Once, answers=OnePerson,
    refuses=[404, 409],
)  # fmt: skip
def close_person(id: str, headers: dict[str, Any]) -> Answer:
    """Close somebody who leaves: sessions and tokens end, what they had taken goes back to its lane, the name stays."""
    done = _done(id, lambda it: commands.deactivate(it, id, actor=actor().id, at=site().clock()), headers)
    with suppress(NotFound), writing() as connection:  # only now: until they were closed they could take more
        # Whoever closes themselves may do nothing any more, not even this.
        leaving.give_back(connection, site().runtime, id, actor=actor().id, at=site().clock())
    return done


@operation(
    "POST", "/people/<id>/reopen", scope=Scope.ADMINISTER, tag="people", headers=Once, answers=OnePerson,
    refuses=[404, 409],
)  # fmt: skip
def reopen_person(id: str, headers: dict[str, Any]) -> Answer:
    """Let somebody who left come in again, with the roles and rights that they had."""
    return _done(id, lambda it: commands.reactivate(it, id, actor=actor().id, at=site().clock()), headers)


def _done(id: str, command: Callable[[Connection], object], headers: dict[str, Any]) -> Answer:
    """Give a command, and answer with what its person is then."""

    def do(connection: Connection) -> Answer:
        command(connection)
        return _shape(queries.anybody(connection, id))

    return give(do, headers)


def _role(connection: Connection, found: Role) -> Shape:
    heading = heads.heads_of(connection, [found.id])
    return {"id": found.id, "name": found.name, "holders": list(found.holders), "heads": list(heading)}


def _shape(found: Person) -> Shape:
    return {
        "id": found.id,
        "name": found.name,
        "email": found.email,
        "active": found.active,
        "roles": sorted(found.roles),
        "rights": sorted(map(str, found.rights)),
        "rights_over": [{"right": str(right), "process": process} for right, process in sorted(found.limited)],
    }
