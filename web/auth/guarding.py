"""What guards other people's accounts, for who administers: sessions, second factors, which roles ask for one."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.identity import accounts, second_factor
from web.session import actor, require_administrator
from web.site import site
from web.transactions import writing

blueprint = Blueprint("guarding", __name__, url_prefix="/administracion")
blueprint.before_request(require_administrator)


@blueprint.post("/personas/<id>/sesiones")
def end_sessions(id: str) -> ResponseReturnValue:
    """End a session of somebody, or all of them."""
    then, key = url_for("administration.person", id=id), request.form.get("session", "")
    with writing(then) as connection:
        accounts.end_sessions(connection, id, key=key or None, actor=actor().id, at=site().clock())
    return redirect(then, 303)


@blueprint.post("/personas/<id>/segundo-factor")
def remove_second_factor(id: str) -> ResponseReturnValue:
    """Take somebody's second factor away: they lost their device. One's own is taken away with a code of it."""
    if id == actor().id:
        return redirect(url_for("second_factor.page"), 303)
    then = url_for("administration.person", id=id)
    with writing(then) as connection:
        second_factor.remove(connection, id, actor=actor().id, at=site().clock())
    return redirect(then, 303)


@blueprint.post("/roles/<id>/segundo-factor")
def guard_role(id: str) -> ResponseReturnValue:
    """Ask for a second factor of whoever holds a role, or not any more."""
    then, required = url_for("administration.people"), request.form.get("required") == "true"
    with writing(then) as connection:
        second_factor.guard_role(connection, id, required, actor=actor().id, at=site().clock())
    return redirect(then, 303)
