"""The site: the only place that puts it together."""

import secrets
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import URLSafeSerializer
from werkzeug.exceptions import HTTPException, InternalServerError

from bpmn.messages import Message, lazy_gettext
from engine.clock import system_clock
from engine.db import Database
from engine.errors import EngineError
from engine.instances.runtime import Runtime
from engine.settings import Settings
from web import errors, guard, navigation, pages
from web.audit.views import blueprint as audit
from web.auth import accounts, demonstration
from web.auth.administration import blueprint as administration
from web.auth.session import load_person
from web.auth.views import blueprint as account
from web.calendar.views import blueprint as calendar
from web.inbox.assigning import blueprint as assigning
from web.inbox.views import blueprint as inbox
from web.language import blueprint as language
from web.opportunities.views import blueprint as opportunities
from web.outbox.views import blueprint as outbox
from web.portal import words as portal_words
from web.portal.links import blueprint as links
from web.portal.views import blueprint as portal
from web.processes.drafting import blueprint as drafts
from web.processes.views import blueprint as processes
from web.site import KEY, Site
from web.written import written

TEXTS = {
    400: lazy_gettext("The browser sent something this site does not understand. Nothing was changed."),
    404: lazy_gettext("There is no such page. See what is waiting for you in the inbox."),
    405: lazy_gettext("This address only takes what a form sends. Open the page from the inbox."),
    413: lazy_gettext(
        "What was sent is too large: at most 25 MB a file and 100 MB together. Nothing was changed: go back in your "
        "browser, what you wrote is still there, and attach fewer files."
    ),
    500: errors.TEXTS["engine_fault"],
}


def create_app(
    settings: Settings,
    database: Database,
    runtime: Runtime,
    *,
    demo: bool = False,
    clock: Callable[[], datetime] = system_clock,
    secret: bytes | None = None,
) -> Flask:
    """The site over `database`. `demo`: one click at the entrance makes anybody anybody, on this computer only.

    `secret` signs what browsers keep. Processes that serve one site have the same, so that whoever came in at one of
    them is known to all; without it sessions end with this process.
    """
    app = Flask(__name__)
    secret = secret or secrets.token_bytes(32)
    here = Site(settings, database, runtime, clock, URLSafeSerializer(secret, salt="attachment"), demo)
    app.extensions[KEY] = here
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME="cauce",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=here.is_served_securely,
        MAX_CONTENT_LENGTH=100 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=5_000,
    )
    app.extensions[navigation.KEY] = navigation.Navigation()
    guard.install(app)
    pages.install(app)
    portal_words.install(app)
    app.before_request(load_person)
    auth = demonstration.blueprint if demo else accounts.blueprint
    for blueprint in (auth, account, inbox, opportunities, processes, drafts, audit, administration, language):
        app.register_blueprint(blueprint)
    for blueprint in (assigning, portal, links, calendar, outbox):
        app.register_blueprint(blueprint)
    app.register_error_handler(EngineError, _refused)
    app.register_error_handler(HTTPException, _http_error)
    return app


def _refused(error: EngineError) -> ResponseReturnValue:
    page, status = _page(errors.status(error), pages.told(error), keep=True)
    return page, status, errors.headers(error)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, guard.Refused):
        return _page(HTTPStatus.FORBIDDEN, error.message, keep=error.told, again=error.told)
    code = error.code or 500
    return _page(code, TEXTS.get(code, TEXTS[400]), keep=isinstance(error, InternalServerError))


def _page(status: int, text: Message, *, keep: bool, again: bool = False) -> tuple[str, int]:
    """A page that says what happened and, with `keep`, gives back what was written: nobody writes a thing twice.

    With `again` it can be sent once more from there, when a browser vouches that it came from a page of ours.
    """
    given = list(request.form.items(multi=True)) if keep and request.method == "POST" else []
    secret = any("password" in name for name, _ in given)
    values = {
        "written": written((name, value) for name, value in given if "-" not in name and value),
        "again": [pair for pair in given if again and pair[0] != guard.TOKEN and not secret],
        "back": _page_before(),
    }
    if not request.headers.get("Origin"):
        values["again"] = []
    if again and "person" not in g:  # refused before anybody looked who it is
        load_person()
    g.setdefault("person", None)
    return render_template("error.html", status=status, text=text, **values), status


def _page_before() -> str | None:
    """The page of ours from which this was sent, as a path."""
    before = urlsplit(request.referrer or "")
    return before._replace(scheme="", netloc="").geturl() if before.netloc == request.host else None
