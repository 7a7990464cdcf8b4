"""Who is acting: the signed cookie holds the token of a session that the database knows."""

from contextlib import suppress

from flask import Flask, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from bpmn.messages import lazy_gettext
from engine.errors import NotAllowed, StoreUnavailable
from engine.identity import sessions
from engine.identity.queries import Person
from engine.identity.role_ids import ADMINISTRATOR, AUDITOR
from engine.identity.sessions import Came
from web import sent_twice
from web.guard import FOR_MONITORS, READING, Refused
from web.site import by_program, site
from web.transactions import reading, writing

TOKEN = "token"
WAY = "way"
HALF = "half"  # the token of who gave their password and has yet to give a code
LIVE = "Cauce-Live"
"""What a page sends that asks for itself again because something has changed: nobody uses their session by that."""
WANTED = "wanted"  # the page that somebody asked for before they came in


def install(app: Flask) -> None:
    """Know who sends each request of `app`, and note that their session was used."""
    app.before_request(load_person)
    app.after_request(_note_use)


def enter(token: str) -> Response:
    """Act as the person of that session from now on, on the page that was wanted; the browser keeps nothing else."""
    wanted = wanted_page() or url_for("inbox.inbox")
    adopt(token)
    return redirect(wanted, 303)


def adopt(token: str, way: str = "") -> None:
    """Act as the person of that session from now on. `way` is how they came in, where leaving depends on it."""
    leave()
    session[TOKEN] = token
    if way:
        session[WAY] = way


def wanted_page() -> str:
    """The path of the page that somebody asked for before they came in; empty for none, and for what a browser could
    take for another site's."""
    path = str(session.get(WANTED, ""))
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else ""


def came_by() -> str:
    """How who acts came in, where `adopt` was told."""
    return str(session.get(WAY, ""))


def came() -> Came:
    """From where this request comes."""
    return Came(request.remote_addr or "", request.headers.get("User-Agent", ""))


def begin_half(token: str) -> None:
    """Remember who gave their password, until they give a code."""
    session[HALF] = token


def half() -> tuple[Person | None, str]:
    """Who gave their password here and has yet to give a code, and the token of that."""
    token = str(session.get(HALF, ""))
    with reading() as connection:
        return sessions.find_half(connection, token, at=site().clock()) if token else None, token


def token() -> str:
    """The token of the session of this request; empty for nobody."""
    return str(session.get(TOKEN, ""))


def leave() -> None:
    """Act as nobody: the session ends, here and for whoever has copied its token."""
    token = session.get(TOKEN)
    session.clear()
    if token is not None:
        with writing() as connection:
            sessions.end(connection, str(token))


def load_person() -> None:
    """Find who is acting and what they may, before each request; whoever has left is nobody, and so is, until they have
    one, who needs a second factor: `g.lacking` is that person. Who acts with a token is found by the API
    (`web.api.bearer`), which asks for no session."""
    g.person = g.lacking = None
    if by_program():
        return
    token = session.get(TOKEN)
    if token is None or request.endpoint == "static" or request.blueprint in FOR_MONITORS:
        return
    at = site().clock()
    with reading() as connection:
        found = sessions.find(connection, str(token), at=at)
        if found is None:
            return
        if found.lacks_factor:
            g.lacking = found.person
        else:
            g.person = found.person
        sent_twice.refuse_again(connection)
    if found.stale and LIVE not in request.headers:
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
    if g.lacking:
        if request.method not in READING:
            raise Refused(
                lazy_gettext(
                    "One of your roles asks for a second factor from now on. Nothing was changed, and what you wrote "
                    "is below: set it up in another window, under My account, and send it again."
                ),
                may_echo=True,
            )
        if _is_a_page():
            session[WANTED] = request.full_path.removesuffix("?")
        return redirect(url_for("second_factor.page"))
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


def require_anybody() -> Response | None:
    """As `require_person`, but of who lacks a second factor too: for the pages where they get one."""
    return None if g.lacking else require_person()


def require_administrator() -> Response | None:
    """As `require_person`, for pages of the administration, which auditors look at and change nothing on. Raises
    NotAllowed for anybody else."""
    sent_away = require_person()
    if sent_away is None and not (ADMINISTRATOR in actor().roles or (AUDITOR in actor().roles and _looks())):
        raise NotAllowed(actor=actor().id, roles=[ADMINISTRATOR])
    return sent_away


def may_look_on(person: Person) -> bool:
    """Whether somebody may look at pages of the administration."""
    return bool(person.roles & {ADMINISTRATOR, AUDITOR})


def _looks() -> bool:
    return request.method in READING


def actor() -> Person:
    """The person who is acting; only behind `require_person`, or `require_anybody`."""
    person = g.person or g.lacking
    assert isinstance(person, Person)
    return person
