"""A step looked at beside the list, and handed to somebody: parse, authorise, one command or one query, respond."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.identity.role_ids import ADMINISTRATOR
from engine.instances import commands, execution_queries, rights
from engine.instances.holding import held
from web.inbox.handing import able
from web.pages.reader import reader
from web.pages.redirects import page_or
from web.session import actor, require_person
from web.site import site
from web.transactions import reading, writing

blueprint = Blueprint("assigning", __name__, url_prefix="/bandeja", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.get("/<id>/vista")
def glance(id: str) -> ResponseReturnValue:
    """What a step is about, who has it since when, and to whom it can be handed."""
    with reading() as connection:
        found = execution_queries.work(connection, site().runtime, reader(), id)
        item, who, now = found.item, actor(), site().clock()
        if ADMINISTRATOR not in who.roles and rights.heading_role(who, item) is None:
            rights.require_role(who, item)
        others, how = able(connection, item, who, now), held(connection, reader(), item)
    mine = item.assignee in (None, *who.work_of) and who.role_for(item.roles) is not None
    return render_template("inbox/glance.html", work=found, now=now, able=others, held=how, mine=mine)


@blueprint.post("/<id>/asignar")
def assign(id: str) -> ResponseReturnValue:
    """Hand a step to somebody who may do it, saying why."""
    to, why = request.form.get("assignee", ""), request.form.get("reason", "")
    then = page_or(url_for("inbox.inbox"))
    with writing(then) as connection:
        commands.assign(connection, site().runtime, id, to, why, actor=actor().id, at=site().clock())
    return redirect(then, 303)
