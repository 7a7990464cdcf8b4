"""The entrance of a site with accounts: id and password."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import EngineError
from engine.identity.sign_in import BadCredentials, TooManyAttempts, sign_in
from web import errors, session
from web.site import site
from web.transactions import apart

blueprint = Blueprint("auth", __name__, template_folder="templates")


@blueprint.get("/")
def entrance() -> ResponseReturnValue:
    """Where one says who one is; who has come in already goes on to their work."""
    return redirect(url_for("inbox.inbox")) if g.person else _draw()


@blueprint.post("/entrar")
def enter() -> ResponseReturnValue:
    """Act as the person whose id and password these are."""
    person, password = request.form.get("person", "").strip(), request.form.get("current-password", "")
    address = request.remote_addr or ""
    try:
        token = sign_in(apart(), person, password, address=address, at=site().clock())
    except (BadCredentials, TooManyAttempts) as error:
        return _draw(person, error)
    return session.enter(token)


def _draw(person: str = "", refusal: EngineError | None = None) -> ResponseReturnValue:
    page = render_template("auth/sign_in.html", typed=person, refusal=refusal)
    return page if refusal is None else (page, errors.status(refusal), errors.headers(refusal))
