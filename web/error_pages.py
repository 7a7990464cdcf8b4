"""The pages that say what went wrong, and give back what was written."""

import logging

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from bpmn.messages import Message, lazy_gettext
from engine.errors import EngineError, HistoryTampered, ReplayDiverged
from web import errors, guard
from web.api import problems
from web.echo_input import echo_input
from web.forms import draft_answers
from web.pages.addresses import path_of_ours
from web.pages.refusals import administers, refusal_text
from web.request_log import request_id
from web.session import load_person
from web.site import by_program

log = logging.getLogger("cauce.fault")

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


def install(app: Flask) -> None:
    """Say in `app` what the engine refuses and what the web does."""
    app.register_error_handler(EngineError, _refused)
    app.register_error_handler(HTTPException, _http_error)


def _refused(error: EngineError) -> ResponseReturnValue:
    if errors.status(error) >= 500:
        log.error("%s", error.code, exc_info=error)
    if by_program():
        return problems.refused(error)
    if draft_answers.asked_by_script():
        code = errors.status(error)
        return draft_answers.refused(refusal_text(error), code), code, errors.headers(error)
    passing = not isinstance(error, ReplayDiverged | HistoryTampered)
    code = errors.status(error)
    named = error.code if code >= 500 and administers(g.get("person")) else None
    page, status = _page(code, refusal_text(error), keep=True, passing=passing, named=named)
    return page, status, errors.headers(error)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if by_program():
        return problems.of_http(error)
    code = error.code or 500
    again = isinstance(error, guard.Refused) and error.may_echo
    text = error.message if isinstance(error, guard.Refused) else TEXTS.get(code, TEXTS[400])
    if draft_answers.asked_by_script():
        return draft_answers.refused(text, code, ended=again), code
    return _page(code, text, again=again, keep=again or isinstance(error, InternalServerError))


def _page(
    status: int, text: Message, *, keep: bool, again: bool = False, passing: bool = True, named: str | None = None
) -> tuple[str, int]:
    """A page that says what happened and, with `keep`, gives back what was written: nobody writes a thing twice.

    `passing`: it may go by itself, so that trying again helps where the fault is ours. With `again` it can be sent once
    more from there, when a browser vouches that it came from a page of ours. `named` is the code of the error, where
    the reader is told it.
    """
    given = list(request.form.items(multi=True)) if keep and request.method == "POST" else []
    secret = any("password" in name for name, _ in given)
    values = {
        "written": echo_input((name, value) for name, value in given if "-" not in name and value),
        "again": [pair for pair in given if again and pair[0] != guard.TOKEN and not secret],
        "back": _page_before(),
    }
    if not request.headers.get("Origin"):
        values["again"] = []
    if again and "person" not in g:  # refused before anybody looked who it is
        load_person()
    g.setdefault("person", None)
    g.failing = status >= 500
    told = {"passing": passing, "named": named, "request_id": request_id()}
    return render_template("error.html", status=status, text=text, **told, **values), status


def _page_before() -> str | None:
    """The page of ours from which this was sent, as a path."""
    return path_of_ours(request.referrer or "")
