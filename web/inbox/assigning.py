"""A step looked at beside the list, and handed to somebody: parse, authorise, one command or one query, respond."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.identity.queries import holders
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances import commands, execution_queries, rights
from web.pages.redirects import page_or
from web.session import actor, require_person
from web.site import site
from web.transactions import reading, writing

blueprint = Blueprint("assigning", __name__, url_prefix="/bandeja", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.get("/<id>/vista")
def glance(id: str) -> ResponseReturnValue:
    """What a step is about, who has it, and to whom it can be handed."""
    with reading() as connection:
        found = execution_queries.work(connection, site().runtime, id)
        if ADMINISTRATOR not in actor().roles:
            rights.require_role(actor(), found.item)
        held = holders(connection)
    able = sorted({person for role in found.item.roles for person in held.get(role, ())})
    return render_template("inbox/glance.html", work=found, able=able, now=site().clock())


@blueprint.post("/<id>/asignar")
def assign(id: str) -> ResponseReturnValue:
    """Hand a step to somebody who may do it."""
    to = request.form.get("assignee", "")
    with writing() as connection:
        commands.assign(connection, site().runtime, id, to, actor=actor().id, at=site().clock())
    return redirect(page_or(url_for("inbox.inbox")), 303)
