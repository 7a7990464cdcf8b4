"""Several steps at once: taken, given back, or handed to somebody.

Each is a command of its own, in a transaction of its own: what is refused of one keeps nothing of the others, and
whoever presses again does not do twice what is done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.db import Connection
from engine.errors import EngineError, NotFound
from engine.identity.queries import holders
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances import commands, queries, rights
from engine.instances.projection import WorkItem, folio_of
from engine.instances.views.load import loads
from web.pages.addresses import path_of_ours
from web.pages.reader import reader
from web.session import actor, require_person
from web.site import site
from web.transactions import reading, writing

blueprint = Blueprint("several", __name__, url_prefix="/bandeja/varios", template_folder="templates")
blueprint.before_request(require_person)

MOST = 100
"""So many steps at once, which is more than a page shows."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A step of which it was refused, and why; `item` is None for one that is not there."""

    folio: str
    item: WorkItem | None
    error: EngineError


@blueprint.post("")
def act() -> ResponseReturnValue:
    """Take the marked steps or give them back; or ask to whom they go."""
    ids, then = _marked(), _page(request.form.get("then", ""))
    if not ids or request.form.get("act") == "assign":
        return redirect(url_for(".ask", step=ids, then=then), 303)
    command = commands.release if request.form.get("act") == "give" else commands.claim
    return _each(ids, then, lambda c, id: command(c, site().runtime, id, actor=actor().id, at=site().clock()))


@blueprint.get("")
def ask() -> ResponseReturnValue:
    """The marked steps, and who may do all of them, each with what they have already."""
    ids = list(dict.fromkeys(request.args.getlist("step")))[:MOST]
    with reading() as connection:
        found = [_item(connection, id) for id in ids]
        held = holders(connection)
        each_may = [{person for role in item.roles for person in held.get(role, ())} for item in found]
        able = sorted(set.intersection(*each_may)) if each_may else []
        load = loads(connection, able, site().clock())
    then = _page(request.args.get("then", ""))
    return render_template(
        "inbox/several.html", items=found, folio_of=folio_of, able=able, load=load, then=then, now=site().clock()
    )


@blueprint.post("/asignar")
def assign() -> ResponseReturnValue:
    """Hand the steps to somebody who may do them."""
    to, why = request.form.get("assignee", ""), request.form.get("reason", "")

    def one(connection: Connection, id: str) -> None:
        commands.assign(connection, site().runtime, id, to, why, actor=actor().id, at=site().clock())

    return _each(_marked(), _page(request.form.get("then", "")), one)


def _each(ids: list[str], then: str, command: Callable[[Connection, str], object]) -> ResponseReturnValue:
    refused = []
    for id in ids:
        try:
            with writing() as connection:
                command(connection, id)
        except EngineError as error:
            refused.append((id, error))
    if not refused:
        return redirect(then, 303)
    if len(ids) == 1:
        raise refused[0][1]
    with reading() as connection:
        told = [Refusal(folio_of(id), _seen(connection, id), error) for id, error in refused]
    shown = {"refused": told, "done": len(ids) - len(refused), "then": then}
    return render_template("inbox/refused.html", **shown), 409


def _seen(connection: Connection, id: str) -> WorkItem | None:
    try:
        return queries.task(connection, reader(), id)[0]
    except NotFound:
        return None


def _item(connection: Connection, id: str) -> WorkItem:
    """A step that one may do, or hand over as its head or an administrator. Raises NotFound, NotACandidate."""
    item, _ = queries.task(connection, reader(), id)
    if ADMINISTRATOR not in actor().roles and rights.heading_role(actor(), item) is None:
        rights.require_role(actor(), item)
    return item


def _marked() -> list[str]:
    return list(dict.fromkeys(request.form.getlist("step")))[:MOST]


def _page(then: str) -> str:
    """The page of ours to go on to, as the form says it; the inbox for any other."""
    return path_of_ours(urljoin(request.host_url, then)) or url_for("inbox.inbox") if then else url_for("inbox.inbox")
