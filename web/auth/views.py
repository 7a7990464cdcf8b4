"""The entrance: one click to act as any active person."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.identity import queries
from web.auth import session
from web.auth.groups import grouped
from web.procedure import procedures_in_force
from web.site import site

blueprint = Blueprint("auth", __name__, template_folder="templates")


@blueprint.get("/")
def entrance() -> ResponseReturnValue:
    """Everybody one may be."""
    with site().database.reading() as connection:
        people = queries.all_people(connection)
        roles = {role.id: role.name for role in queries.all_roles(connection)}
        processes = procedures_in_force(connection, site().runtime)
    return render_template("auth/entrance.html", groups=grouped(people, processes), roles=roles)


@blueprint.post("/entrar")
def enter() -> ResponseReturnValue:
    """Act as the person chosen."""
    with site().database.reading() as connection:
        person = queries.person(connection, request.form.get("person", ""))
    session.enter(person)
    return redirect(url_for("inbox.inbox"), 303)


@blueprint.post("/salir")
def leave() -> ResponseReturnValue:
    """Act as nobody."""
    session.leave()
    return redirect(url_for(".entrance"), 303)
