"""Webhooks, for whoever administers: which systems are told what happens, how each stands, and deciding about one."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from flask import Response, current_app
from marshmallow import Schema, fields
from marshmallow.validate import Length, Range

from engine.db import Connection
from engine.identity.commands import require_administrator
from engine.identity.tokens import Scope
from engine.webhooks import commands, queries
from engine.webhooks.commands import USUAL
from engine.webhooks.queries import Webhook
from web.api.once import Answer, give
from web.api.operations import LOCATION, Once, operation
from web.api.schemas import Taken, a_moment, a_number, a_text, some_texts
from web.api.shapes import Shape, at
from web.session import actor
from web.site import site
from web.texts.webhooks import status_of
from web.transactions import reading, writing

TEXT = Length(1, 2000)


class OneWebhook(Schema):
    """A system that is told what happens."""

    id = a_number("Its number.")
    name = a_text("What the system is called.")
    url = a_text("The address where it listens.")
    process = a_text("The one procedure that it is told of; null: all.", null=True)
    types = some_texts("The types of events that it is told of.")
    status = a_text("active, paused, failing (it is tried again by itself) or stopped (it is not).")
    waiting = a_number("How many messages are written for it that have not arrived.")
    up_to_date = fields.Boolean(required=True, metadata={"description": "Whether it has been told everything."})
    error = a_text("Why the first of them did not arrive.", null=True)
    attempts = a_number("How often that was tried.")
    next_attempt_at = a_moment("When it is tried again.", null=True)
    after = a_number("The position of the last event that was looked at for it.")
    former_until = a_moment("Until when the former secret signs too.", null=True)
    made_by = a_text("Who added it.")
    made_at = a_moment("When.")


class EveryWebhook(Schema):
    """Every webhook."""

    items = fields.List(fields.Nested(OneWebhook), required=True)


class NewSecret(OneWebhook):
    """A webhook with its new secret."""

    secret = a_text("What is sent is signed with it. Nobody is shown it again.")


class WantedWebhook(Taken):
    """Which system is told, where and of what."""

    name = fields.String(required=True, validate=TEXT, metadata={"description": "What the system is called."})
    url = fields.String(required=True, validate=TEXT, metadata={"description": "The address where it listens."})
    types = fields.List(
        fields.String(validate=Length(1, 200)),
        load_default=lambda: list(USUAL),
        validate=Length(0, 200),
        metadata={"description": "Types of events; those that matter most where none are given."},
    )
    process = fields.String(
        load_default=None,
        allow_none=True,
        validate=Length(1, 200),
        metadata={"description": "The one procedure that it is told of; null or absent: all."},
    )


class ChangedSecret(Taken):
    """What becomes of the former secret."""

    at_once = fields.Boolean(
        load_default=False, metadata={"description": "It ends now; else it signs beside the new one for 24 hours."}
    )


class FromWhere(Taken):
    """From where on."""

    after = fields.Integer(
        required=True,
        validate=Range(0, 2**53),
        metadata={"description": "What stands behind this position is told again."},
    )


@operation("GET", "/webhooks", scope=Scope.ADMINISTER, tag="webhooks", answers=EveryWebhook)
def list_webhooks() -> Shape:
    """List the systems that are told what happens, and how each stands."""
    with reading() as connection:
        require_administrator(connection, actor().id)
        return {"items": [_shape(connection, each) for each in queries.everyone(connection)]}


@operation("GET", "/webhooks/<int:number>", scope=Scope.ADMINISTER, tag="webhooks", answers=OneWebhook, refuses=[404])
def show_webhook(number: int) -> Shape:
    """Show a webhook, and how it stands."""
    with reading() as connection:
        require_administrator(connection, actor().id)
        return _shape(connection, queries.webhook(connection, number))


@operation(
    "POST", "/webhooks", scope=Scope.ADMINISTER, tag="webhooks", body=WantedWebhook, answers=NewSecret, status=201,
    sends=[LOCATION], refuses=[404, 409],
)  # fmt: skip
def add_webhook(body: dict[str, Any]) -> Response:
    """Have a system told of what happens from now on; its secret is answered this once."""
    said = body["name"], body["url"], body["types"], body["process"]
    with writing() as connection:
        networks = site().settings.webhook_networks
        id, secret = commands.add(connection, *said, networks=networks, actor=actor().id, at=site().clock())
        answer = {**_shape(connection, queries.webhook(connection, id)), "secret": secret}
    return _with_secret(answer, 201, {"Location": f"/api/v1/webhooks/{id}"})


@operation(
    "PUT", "/webhooks/<int:number>", scope=Scope.ADMINISTER, tag="webhooks", body=WantedWebhook, headers=Once,
    answers=OneWebhook, refuses=[404, 409],
)  # fmt: skip
def change_webhook(number: int, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Change where a system is told and of what, from now on."""
    said = body["name"], body["url"], body["types"], body["process"]
    networks = site().settings.webhook_networks

    def change(connection: Connection, id: int, *, actor: str, at: datetime) -> None:
        commands.change(connection, id, *said, networks=networks, actor=actor, at=at)

    return _done(number, change, headers)


@operation(
    "POST", "/webhooks/<int:number>/secret", scope=Scope.ADMINISTER, tag="webhooks", body=ChangedSecret,
    answers=NewSecret, refuses=[404],
)  # fmt: skip
def change_webhook_secret(number: int, body: dict[str, Any]) -> Response:
    """Give a webhook another secret, which is answered this once."""
    with writing() as connection:
        now = site().clock()
        secret = commands.change_secret(connection, number, at_once=body["at_once"], actor=actor().id, at=now)
        answer = {**_shape(connection, queries.webhook(connection, number)), "secret": secret}
    return _with_secret(answer, 200, {})


@operation(
    "POST", "/webhooks/<int:number>/pause", scope=Scope.ADMINISTER, tag="webhooks", headers=Once, answers=OneWebhook,
    refuses=[404],
)  # fmt: skip
def pause_webhook(number: int, headers: dict[str, Any]) -> Answer:
    """Send a system nothing more until it is resumed."""
    return _done(number, commands.pause, headers)


@operation(
    "POST", "/webhooks/<int:number>/resume", scope=Scope.ADMINISTER, tag="webhooks", headers=Once, answers=OneWebhook,
    refuses=[404],
)  # fmt: skip
def resume_webhook(number: int, headers: dict[str, Any]) -> Answer:
    """Go on telling a system, from where it was."""
    return _done(number, commands.resume, headers)


@operation(
    "POST", "/webhooks/<int:number>/replay", scope=Scope.ADMINISTER, tag="webhooks", body=FromWhere, headers=Once,
    answers=OneWebhook, refuses=[404],
)  # fmt: skip
def replay_webhook(number: int, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Tell a system again what stands behind a position, in order and under the same ids."""
    return _done(number, partial(commands.replay, after=body["after"]), headers)


@operation(
    "POST", "/webhooks/<int:number>/try", scope=Scope.ADMINISTER, tag="webhooks", headers=Once, answers=OneWebhook,
    refuses=[404, 409],
)  # fmt: skip
def try_webhook(number: int, headers: dict[str, Any]) -> Answer:
    """Send a system an event that means nothing, to see whether it arrives."""
    return _done(number, commands.try_out, headers)


@operation(
    "DELETE", "/webhooks/<int:number>", scope=Scope.ADMINISTER, tag="webhooks", headers=Once, answers=OneWebhook,
    refuses=[404],
)  # fmt: skip
def remove_webhook(number: int, headers: dict[str, Any]) -> Answer:
    """Tell a system nothing more, for good; answers what it was."""

    def do(connection: Connection) -> Answer:
        require_administrator(connection, actor().id)
        was = _shape(connection, queries.webhook(connection, number))
        commands.remove(connection, number, actor=actor().id, at=site().clock())
        return was

    return give(do, headers)


def _done(number: int, command: Callable[..., object], headers: dict[str, Any]) -> Answer:
    """Give a command, and answer with how its webhook stands then."""

    def do(connection: Connection) -> Answer:
        command(connection, number, actor=actor().id, at=site().clock())
        return _shape(connection, queries.webhook(connection, number))

    return give(do, headers)


def _with_secret(answer: Shape, status: int, headers: dict[str, str]) -> Response:
    """An answer that no key gives twice: a secret is kept where it signs and nowhere else."""
    text = current_app.json.dumps(NewSecret().dump(answer))
    return Response(text, status, mimetype="application/json", headers=headers)


def _shape(connection: Connection, found: Webhook) -> Shape:
    stands = queries.standing(connection, found)
    line = stands.line
    return {
        "id": found.id,
        "name": found.name,
        "url": found.url,
        "process": found.process_id,
        "types": list(found.types),
        "status": status_of(found, stands),
        "waiting": line.waiting,
        "up_to_date": stands.up_to_date and not line.waiting,
        "error": line.error,
        "attempts": line.attempts,
        "next_attempt_at": at(line.next_attempt_at),
        "after": found.after,
        "former_until": at(found.former_until),
        "made_by": found.made_by,
        "made_at": at(found.made_at),
    }
