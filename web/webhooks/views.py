"""The views of webhooks: parse, authorise, one command or one query, respond. For administrators only."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.messages import Message, lazy_gettext
from engine.db import Connection
from engine.definitions.queries import process_names
from engine.errors import EngineError, Invalid
from engine.history.event_types import REGISTRY
from engine.instances.views.seen import seen_among
from engine.webhooks import commands, queries
from engine.webhooks.commands import LONGEST, USUAL
from engine.webhooks.queries import Webhook
from engine.webhooks.record import server_of
from web import errors
from web.pages.reader import reader
from web.session import actor, require_administrator
from web.site import presenter, site
from web.texts.events import event_name
from web.texts.outbox import handed_off
from web.texts.webhooks import FIELDS, STATUSES, standing_text, status_of
from web.transactions import reading, writing

SHOWN = 10
"""How many letters that arrived are shown of a webhook."""
MANUAL = "como-avisar-a-otros-sistemas-lo-que-pasa"
"""Where the manual tells of them."""

blueprint = Blueprint("webhooks", __name__, url_prefix="/administracion/webhooks", template_folder="templates")
blueprint.before_request(require_administrator)


class NoMoment(Invalid):
    """Nobody said from when on it is to be told again. Details: `value`."""

    code = "bad_replay_day"


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The webhooks, how each stands, and a form for another."""
    return _draw_all()


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Have a system told; its secret is shown this once."""
    said, networks = _said(), site().settings.webhook_networks
    try:
        with writing(url_for(".index")) as connection:
            made = commands.add(connection, *said, networks=networks, actor=actor().id, at=site().clock())
    except EngineError as error:
        return _draw_all(error), errors.status(error)
    return _with_secret(_draw_one(made[0], secret=made[1]))


@blueprint.get("/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """One webhook: how it stands, what arrived last, and what can be done about it."""
    return _draw_one(id)


@blueprint.post("/<int:id>")
def change(id: int) -> ResponseReturnValue:
    """Change where it is told and of what; what is wrong comes back with what was written."""
    said, networks, then = _said(), site().settings.webhook_networks, url_for(".show", id=id)
    try:
        with writing(then) as connection:
            commands.change(connection, id, *said, networks=networks, actor=actor().id, at=site().clock())
    except EngineError as error:
        return _draw_one(id, refusal=error), errors.status(error)
    flash(site().gettext("Saved."), "done")
    return redirect(then, 303)


@blueprint.post("/<int:id>/secreto")
def change_secret(id: int) -> ResponseReturnValue:
    """Give it another secret, which is shown this once."""
    at_once = request.form.get("former") == "now"
    with writing(url_for(".show", id=id)) as connection:
        made = commands.change_secret(connection, id, at_once=at_once, actor=actor().id, at=site().clock())
    return _with_secret(_draw_one(id, secret=made))


@blueprint.post("/<int:id>/pausar")
def pause(id: int) -> ResponseReturnValue:
    """Send it nothing more until it is resumed."""
    return _decided(id, commands.pause, lazy_gettext("Paused: what happens meanwhile is told when it is resumed."))


@blueprint.post("/<int:id>/reanudar")
def resume(id: int) -> ResponseReturnValue:
    """Go on telling it."""
    return _decided(id, commands.resume, lazy_gettext("Resumed: it is told what it missed, in its order."))


@blueprint.post("/<int:id>/probar")
def try_out(id: int) -> ResponseReturnValue:
    """Send it an event that means nothing."""
    return _decided(id, commands.try_out, lazy_gettext("A trial is on its way: it shows below once it has arrived."))


@blueprint.post("/<int:id>/repetir")
def replay(id: int) -> ResponseReturnValue:
    """Tell it again what happened since a day."""
    try:
        command = partial(commands.replay_since, since=_since(request.form.get("since", "")))
        return _decided(id, command, lazy_gettext("It is told again what happened since that day, in its order."))
    except NoMoment as error:
        return _draw_one(id, refusal=error), errors.status(error)


@blueprint.post("/<int:id>/quitar")
def remove(id: int) -> ResponseReturnValue:
    """Tell it nothing more, for good."""
    then = url_for(".index")
    with writing(then) as connection:
        commands.remove(connection, id, actor=actor().id, at=site().clock())
    flash(site().gettext("Removed: nothing more is sent there."), "done")
    return redirect(then, 303)


def _decided(id: int, command: Callable[..., object], said: Message) -> ResponseReturnValue:
    then = url_for(".show", id=id)
    with writing(then) as connection:
        command(connection, id, actor=actor().id, at=site().clock())
    flash(site().gettext.render(said), "done")
    return redirect(then, 303)


def _said() -> tuple[str, str, list[str], str | None]:
    """Name, address, types and procedure that the form says."""
    form = request.form
    return form.get("name", ""), form.get("url", ""), form.getlist("type"), form.get("process") or None


def _since(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text.strip()), time(), site().zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NoMoment(value=text) from error


def _with_secret(page: str) -> ResponseReturnValue:
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _draw_all(refusal: EngineError | None = None) -> str:
    with reading() as connection:
        found = [(each, queries.standing(connection, each)) for each in queries.everyone(connection)]
        typed = _typed(None, refusal)
        return render_template(
            "webhooks/index.html", found=found, manual=MANUAL, **typed, **_words(connection, refusal)
        )


def _draw_one(id: int, *, secret: str | None = None, refusal: EngineError | None = None) -> str:
    with reading() as connection:
        found, arrived = queries.webhook(connection, id), queries.arrived(connection, id, limit=SHOWN)
        return render_template(
            "webhooks/one.html",
            webhook=found,
            stands=queries.standing(connection, found),
            arrived=arrived,
            seen=seen_among(connection, reader(), {each.folio for each in arrived if each.folio}),
            now=site().clock(),
            secret=secret,
            **_typed(found, refusal),
            **_words(connection, refusal),
        )


def _typed(found: Webhook | None, refusal: EngineError | None) -> dict[str, Any]:
    """What the form holds: what was written where that was refused, else what is so."""
    if refusal is not None and "name" in request.form:
        name, url, types, process = _said()
    elif found is not None:
        name, url, types, process = found.name, found.url, list(found.types), found.process_id
    else:
        name, url, types, process = "", "", list(USUAL), None
    return {"typed": {"name": name, "url": url, "types": types, "process": process}}


def _words(connection: Connection, refusal: EngineError | None) -> dict[str, Any]:
    others = sorted(set(REGISTRY) - set(USUAL))
    return {
        "refusal": refusal,
        "wrong": FIELDS.get(refusal.code) if refusal else None,
        "procedures": process_names(connection),
        "usual": [(each, event_name(each)) for each in USUAL],
        "others": [(each, event_name(each)) for each in others],
        "longest": LONGEST,
        "STATUSES": STATUSES,
        "status_of": status_of,
        "standing": partial(standing_text, when=presenter().moment),
        "server_of": server_of,
        "told": handed_off,
    }
