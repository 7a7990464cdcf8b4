"""One's own account: leaving, choosing a password by a link, changing it."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature

from bpmn.messages import Message, lazy_gettext
from engine.errors import EngineError, Invalid, NotFound
from engine.identity import accounts, second_factor, sessions
from engine.identity.sign_in import check, tried
from engine.sign_on.people import identities_of
from web import errors, session
from web.auth.local_accounts import require_local_accounts
from web.auth.sign_on import after_leaving
from web.sent_twice import UNKNOWN, enter, leads_to, refuse_again
from web.session import actor, require_person
from web.site import site
from web.texts.agents import agent_text
from web.transactions import apart, reading, writing

CHOSEN = "password chosen"  # what is signed is said of this, and of nothing else
PASSWORD_CHANGED = lazy_gettext("Your password was changed. Wherever else you had come in, you have to come in again.")
blueprint = Blueprint("account", __name__, template_folder="templates")


class PasswordsDiffer(Invalid):
    """The new password was written in two ways."""

    code = "passwords_differ"


@blueprint.post("/salir")
def leave() -> ResponseReturnValue:
    """Act as nobody."""
    then = after_leaving()
    session.leave()
    return redirect(then, 303)


@blueprint.get("/clave/<token>")
def link(token: str) -> ResponseReturnValue:
    """Where the person of a link chooses their password."""
    require_local_accounts()
    return _draw_link(token)


@blueprint.post("/clave/<token>")
def choose(token: str) -> ResponseReturnValue:
    """Set the password of the link's person, and let them come in with it."""
    require_local_accounts()
    with reading() as connection:
        refuse_again(connection)
    try:
        password = _new_password()
        with writing(UNKNOWN) as connection:
            person = accounts.choose_password(connection, token, password, at=site().clock())
            then = leads_to(connection, url_for(".chosen", who=site().signer.dumps([CHOSEN, person.id])))
    except NotFound:
        raise
    except EngineError as error:
        return _draw_link(token, error)
    return redirect(then, 303)


@blueprint.get("/clave/elegida/<who>")
def chosen(who: str) -> ResponseReturnValue:
    """That the password is set, and with which id one comes in; only for whom we said it to."""
    try:
        said, id = site().signer.loads(who)
    except (BadSignature, ValueError, TypeError):
        abort(404)
    return render_template("auth/chosen.html", id=id) if said == CHOSEN else abort(404)


@blueprint.get("/cuenta")
def mine() -> ResponseReturnValue:
    """What the site knows of me, where I have come in, and how to change my password."""
    return require_person() or _draw_mine()


@blueprint.post("/cuenta")
def change() -> ResponseReturnValue:
    """Change my password: every session of mine ends, and this one goes on as another.

    Who presses twice sends it the second time by the session that has ended with the first, and comes in anew.
    """
    with reading() as connection:
        refuse_again(connection, by=session.token())
    if sent_away := require_person():
        return sent_away
    require_local_accounts()
    me, address, at = actor().id, request.remote_addr or "", site().clock()
    try:
        password = _new_password()
        check(apart(), me, request.form.get("current-password", ""), address=address, device=this_session(), at=at)
        with writing() as connection:
            enter(connection, url_for(".chosen", who=site().signer.dumps([CHOSEN, me])), by=session.token())
            accounts.set_password(connection, me, password, actor=me, at=at)
            token = sessions.begin(connection, me, came=session.came(), at=at)
    except EngineError as error:
        return _draw_mine(error)
    session.enter(token)
    return _draw_mine(done=PASSWORD_CHANGED)


@blueprint.post("/cuenta/sesiones")
def end_sessions() -> ResponseReturnValue:
    """End a session of mine, or all but this one."""
    if sent_away := require_person():
        return sent_away
    me, key = actor().id, request.form.get("session", "")
    but = None if key else session.token()
    with writing(url_for(".mine")) as connection:
        accounts.end_sessions(connection, me, key=key or None, but=but, actor=me, at=site().clock())
    return redirect(url_for(".mine"), 303)


def this_session() -> str:
    """What a try of whoever is in already counts for, and for nothing else: their session."""
    return f"session {sessions.key_of(session.token())[:32]}"


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


def _draw_mine(refusal: EngineError | None = None, *, done: Message | None = None) -> ResponseReturnValue:
    me, at = actor().id, site().clock()
    with reading() as connection:
        page = render_template(
            "auth/account.html",
            refusal=refusal,
            done=done,
            has_password=me in accounts.with_password(connection),
            by_provider=site().settings.sign_on is not None and bool(identities_of(connection, me)),
            factor=second_factor.status(connection, me),
            sessions=sessions.open_of(connection, me, at=at),
            here=sessions.key_of(session.token()),
            tried=tried(connection, me, at=at),
            agent_text=agent_text,
        )
    return page if refusal is None else (page, errors.status(refusal), errors.headers(refusal))
