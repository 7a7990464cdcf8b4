"""The views of notices: parse, one command or one query, respond."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.messages import Message, lazy_gettext
from engine.attention import listing
from engine.attention.notes import path_of, what
from engine.errors import NotFound
from engine.telling import commands
from engine.telling.channels import channels_of, choose
from engine.telling.kinds import CHOSEN, GROUPS, Channel, Group, NoticeKind
from engine.telling.texts import TEXTS
from web.pages.notices import notes_writer, unread_notices
from web.pages.reader import reader
from web.session import actor, require_person
from web.site import site
from web.transactions import reading, writing

blueprint = Blueprint("notices", __name__, url_prefix="/avisos", template_folder="templates")
blueprint.before_request(require_person)

HEADINGS: dict[Group, Message] = {
    Group.WORK: lazy_gettext("My work"),
    Group.COLLEAGUES: lazy_gettext("My colleagues"),
    Group.TERMS: lazy_gettext("Terms"),
    Group.CLIENT: lazy_gettext("The client"),
    Group.OUTCOME: lazy_gettext("How it ended"),
    Group.DOCUMENTS: lazy_gettext("Document control"),
    Group.AUDITS: lazy_gettext("Audits"),
}
CHANNELS: dict[Channel, Message] = {
    Channel.AT_ONCE: lazy_gettext("At once"),
    Channel.DIGEST: lazy_gettext("Once a day"),
    Channel.NOTHING: lazy_gettext("No e-mail"),
}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What I was told, the newest first; ``ver=nuevos`` is what I have not read."""
    new = request.args.get("ver") == "nuevos"
    before = request.args.get("antes", type=int)
    with reading() as connection:
        rows, more = listing.page(connection, reader(), new=new, before=before)
        notes = notes_writer(connection).notes(rows, site().clock())
        shown = {"notes": notes, "more": more, "new": new, "count": unread_notices()}
    return render_template("notices/index.html", now=site().clock(), **shown)


@blueprint.post("/<int:id>")
def open_(id: int) -> ResponseReturnValue:
    """Go to what a notice is about; it counts as read."""
    with writing() as connection:
        row = listing.one(connection, reader(), id)
        if row is None:
            raise NotFound(kind="notice", id=str(id))
        commands.read(connection, id, person=actor().id, at=site().clock())
        then = path_of(row, what(row))
    return redirect(then, 303)


@blueprint.post("/leidos")
def read_all() -> ResponseReturnValue:
    """Note that I have read everything up to the newest notice of the page that I saw."""
    then = url_for(".index")
    upto = request.form.get("upto", 0, type=int)
    with writing(then) as connection:
        commands.read_all(connection, person=actor().id, upto=upto, at=site().clock())
    return redirect(then, 303)


@blueprint.get("/preferencias")
def preferences() -> ResponseReturnValue:
    """When I want an e-mail, kind by kind."""
    with reading() as connection:
        chosen = channels_of(connection, [actor().id])[actor().id]
    words = {"GROUPS": GROUPS, "HEADINGS": HEADINGS, "CHANNELS": CHANNELS, "TEXTS": TEXTS, "AT_ONCE": Channel.AT_ONCE}
    return render_template("notices/preferences.html", chosen=chosen, done="listo" in request.args, **words)


@blueprint.post("/preferencias")
def prefer() -> ResponseReturnValue:
    """Keep when I want an e-mail; what was not sent, or is nothing that can be chosen, stays as it was."""
    then = url_for(".preferences", listo="")
    asked = {kind: request.form.get(kind, "") for kind in CHOSEN}
    chosen: dict[NoticeKind, Channel] = {
        kind: Channel(text) for kind, text in asked.items() if text in {str(each) for each in Channel}
    }
    with writing(then) as connection:
        choose(connection, actor().id, chosen, at=site().clock())
    return redirect(then, 303)
