"""Who is acting: the signed cookie holds the token of a session that the database knows."""

from contextlib import suppress

from flask import Flask, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from bpmn.messages import lazy_gettext
from engine.errors import NotAllowed, StoreUnavailable
from engine.identity import sessions
from engine.identity.queries import Person
from engine.identity.role_ids import ADMINISTRATOR
from web.guard import READING, Refused
from web.site import site
from web.transactions import reading, writing

TOKEN = "token"
WANTED = "wanted"  # the page that somebody asked for before they came in


def install(app: Flask) -> None:
    """Know who sends each request of `app`, and note that their session was used."""
    app.before_request(load_person)
    app.after_request(_note_use)


def enter(token: str) -> Response:
    """Act as the person of that session from now on, on the page that was wanted; the browser keeps nothing else."""
    wanted = str(session.get(WANTED) or url_for("inbox.inbox"))
    leave()
    session[TOKEN] = token
    return redirect(wanted, 303)


def leave() -> None:
    """Act as nobody: the session ends, here and for whoever has copied its token."""
    token = session.get(TOKEN)
    session.clear()
    if token is not None:
        with writing() as connection:
            sessions.end(connection, str(token))


def load_person() -> None:
    """Find who is acting and what they may, before each request; whoever has left is nobody."""
    g.person = None
    token = session.get(TOKEN)
    if token is None or request.endpoint == "static":
        return
    at = site().clock()
    with reading() as connection:
        found = sessions.find(connection, str(token), at=at)
    if found is None:
        return
    g.person = found.person
    if found.stale:
        g.used = str(token), at


def _note_use(response: Response) -> Response:
    """Note that the session was used, once the page is made: before it, the note would part what the page reads."""
    if "used" in g:
        token, at = g.pop("used")
        with suppress(StoreUnavailable), writing() as connection:  # the page is made; the next one notes it
            sessions.touch(connection, token, at=at)
    return response


def require_person() -> Response | None:
    """Send whoever has not come in to the entrance; what they were about to send is given back."""
    if g.person:
        return None
    if request.method not in READING:
        raise Refused(
            lazy_gettext("Your session has ended. Nothing was changed, and what you wrote is below."), may_echo=True
        )
    if _is_a_page():
        session[WANTED] = request.full_path.removesuffix("?")
    return redirect(url_for("auth.entrance"))


def _is_a_page() -> bool:
    """Whether this leads somewhere: a page that stands open after its session ended still fetches its parts."""
    return request.headers.get("Sec-Fetch-Dest", "document") == "document" or "HX-Boosted" in request.headers


def require_administrator() -> Response | None:
    """As `require_person`, for pages of the administration. Raises NotAllowed for anybody but an administrator."""
    sent_away = require_person()
    if sent_away is None and ADMINISTRATOR not in actor().roles:
        raise NotAllowed(actor=actor().id, roles=[ADMINISTRATOR])
    return sent_away


def actor() -> Person:
    """The person who is acting; only behind `require_person`."""
    person = g.person
    assert isinstance(person, Person)
    return person
