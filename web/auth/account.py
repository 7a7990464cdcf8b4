"""One's own account: leaving, choosing a password by a link, changing it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import EngineError, Invalid, NotFound
from engine.identity import accounts, sessions
from engine.identity.sign_in import check
from web import errors, session
from web.session import actor, require_person
from web.site import site
from web.transactions import apart, reading, writing

blueprint = Blueprint("account", __name__, template_folder="templates")


class PasswordsDiffer(Invalid):
    """The new password was written in two ways."""

    code = "passwords_differ"


@blueprint.post("/salir")
def leave() -> ResponseReturnValue:
    """Act as nobody."""
    session.leave()
    return redirect(url_for("auth.entrance"), 303)


@blueprint.get("/clave/<token>")
def link(token: str) -> ResponseReturnValue:
    """Where the person of a link chooses their password."""
    return _draw_link(token)


@blueprint.post("/clave/<token>")
def choose(token: str) -> ResponseReturnValue:
    """Set the password of the link's person, and let them come in with it."""
    try:
        password = _new_password()
        with writing() as connection:
            person = accounts.choose_password(connection, token, password, at=site().clock())
    except NotFound:
        raise
    except EngineError as error:
        return _draw_link(token, error)
    return render_template("auth/chosen.html", person=person)


@blueprint.get("/cuenta")
def mine() -> ResponseReturnValue:
    """What the site knows of me, and how to change my password."""
    return require_person() or _draw_mine()


@blueprint.post("/cuenta")
def change() -> ResponseReturnValue:
    """Change my password: every session of mine ends but this one."""
    if sent_away := require_person():
        return sent_away
    me, address, at = actor().id, request.remote_addr or "", site().clock()
    try:
        password = _new_password()
        check(apart(), me, request.form.get("current-password", ""), address=address, at=at)
        with writing() as connection:
            accounts.set_password(connection, me, password, actor=me, at=at)
            token = sessions.begin(connection, me, at=at)
    except EngineError as error:
        return _draw_mine(error)
    session.enter(token)
    return _draw_mine(changed=True)


def _new_password() -> str:
    password = request.form.get("new-password", "")
    if password != request.form.get("new-password-again", ""):
        raise PasswordsDiffer()
    return password


def _draw_link(token: str, refusal: EngineError | None = None) -> ResponseReturnValue:
    with reading() as connection:
        person = accounts.person_of_link(connection, token, at=site().clock())
    page = render_template("auth/choose.html", person=person, refusal=refusal)
    return page if refusal is None else (page, errors.status(refusal))


def _draw_mine(refusal: EngineError | None = None, *, changed: bool = False) -> ResponseReturnValue:
    with reading() as connection:
        has_password = actor().id in accounts.with_password(connection)
    page = render_template("auth/account.html", refusal=refusal, changed=changed, has_password=has_password)
    return page if refusal is None else (page, errors.status(refusal), errors.headers(refusal))
