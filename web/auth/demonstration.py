"""The entrance of the demonstration: one click to act as any active person. Not part of a site with accounts."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engine.identity import queries, sessions
from engine.identity.sessions import Way
from web import session
from web.auth.groups import grouped
from web.pages.procedures import procedures_in_force
from web.site import site
from web.transactions import reading, writing

blueprint = Blueprint("auth", __name__, template_folder="templates")


@blueprint.get("/")
def entrance() -> ResponseReturnValue:
    """Everybody one may be."""
    with reading() as connection:
        people = queries.all_people(connection)
        processes = procedures_in_force(connection, site().runtime)
    return render_template("auth/entrance.html", groups=grouped(people, processes))


@blueprint.post("/entrar")
def enter() -> ResponseReturnValue:
    """Act as the person chosen."""
    with writing() as connection:
        person = queries.person(connection, request.form.get("person", ""))
        token = sessions.begin(connection, person.id, way=Way.DEMONSTRATION, came=session.came(), at=site().clock())
    return session.enter(token)
