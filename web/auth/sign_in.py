"""The entrance of a site with accounts: id and password, and a code where somebody has a second factor."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import EngineError
from engine.identity.second_factor import WrongCode
from engine.identity.sign_in import BadCredentials, NotComingIn, TooManyAttempts, give_code, sign_in
from web import errors, session
from web.auth import devices
from web.auth.local_accounts import require_local_accounts
from web.site import site
from web.transactions import apart

blueprint = Blueprint("auth", __name__, template_folder="templates")


@blueprint.get("/")
def entrance() -> ResponseReturnValue:
    """Where one says who one is; who has come in already goes on to their work."""
    if g.lacking:
        return redirect(url_for("second_factor.page"))
    return redirect(url_for("inbox.inbox")) if g.person else _draw()


@blueprint.post("/entrar")
def enter() -> ResponseReturnValue:
    """Act as the person whose id and password these are; with a second factor, on to the code."""
    require_local_accounts()
    person, password = request.form.get("person", "").strip(), request.form.get("current-password", "")
    came, device = session.came(), devices.known(person)
    try:
        entered = sign_in(apart(), person, password, came=came, device=device, at=site().clock())
    except (BadCredentials, TooManyAttempts) as error:
        return _draw(person, error)
    if entered.half:
        session.begin_half(entered.token)
        return redirect(url_for(".code"), 303)
    return devices.remember(session.enter(entered.token), person)


@blueprint.get("/entrar/codigo")
def code() -> ResponseReturnValue:
    """Where one gives the code, after the password."""
    return _draw_code()


@blueprint.post("/entrar/codigo")
def give() -> ResponseReturnValue:
    """Act as the person who gave their password, whose code this is."""
    require_local_accounts()
    person, token = session.half()
    if person is None:
        return redirect(url_for(".entrance"), 303)
    given, device = request.form.get("code", ""), devices.known(person.id)
    try:
        whole = give_code(apart(), token, given, came=session.came(), device=device, at=site().clock())
    except (WrongCode, TooManyAttempts) as error:
        return _draw_code(error)
    except NotComingIn:
        return redirect(url_for(".entrance"), 303)
    return devices.remember(session.enter(whole), person.id)


def _draw(person: str = "", refusal: EngineError | None = None) -> ResponseReturnValue:
    page = render_template("auth/sign_in.html", typed=person, refusal=refusal)
    return page if refusal is None else (page, errors.status(refusal), errors.headers(refusal))


def _draw_code(refusal: EngineError | None = None) -> ResponseReturnValue:
    person, _ = session.half()
    if person is None:
        return redirect(url_for(".entrance"))
    page = render_template("auth/code.html", person=person, refusal=refusal)
    return page if refusal is None else (page, errors.status(refusal), errors.headers(refusal))
