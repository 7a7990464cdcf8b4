"""The views of the inbox: parse, authorise, one command or one query, respond."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from engine.db import Connection
from engine.errors import EngineError, FormRejected
from engine.instances import commands, execution_queries, rights
from engine.instances.execution_queries import Work
from web import errors
from web.inbox.listing import TABS, inbox_of
from web.inbox.next_steps import next_steps
from web.inbox.page import MORE, SEEN, Desk, Page
from web.inbox.recent_activity import Line, recent_activity
from web.pages.names import name_of, role_name
from web.pages.navigation import offer
from web.pages.procedures import startable
from web.pages.progress import instance_progress
from web.pages.redirects import page_or
from web.session import actor, require_person
from web.site import presenter, site

blueprint = Blueprint("inbox", __name__, url_prefix="/bandeja", template_folder="templates")
blueprint.before_request(require_person)
blueprint.record_once(lambda state: state.app.jinja_env.globals.update(MORE=MORE, SEEN=SEEN))
offer(blueprint, "inbox.inbox", lazy_gettext("Inbox"), order=10)


@blueprint.get("")
def inbox() -> ResponseReturnValue:
    """My work: to do, taken, free in my lanes, done."""
    with site().database.reading() as connection:
        mine = inbox_of(connection, actor(), request.args)
        processes = startable(connection, site().runtime, actor())
    return render_template("inbox/inbox.html", inbox=mine, tabs=TABS, processes=processes, now=site().clock())


@blueprint.get("/<id>")
def work(id: str) -> ResponseReturnValue:
    """A step to do; or, once it is closed, what became of it."""
    with site().database.reading() as connection:
        found = execution_queries.work(connection, site().runtime, id)
        if found.item.status != "open":
            after = next_steps(connection, site().runtime, found, actor())
            lines = _recent_activity(connection, found)
            return render_template("inbox/closed.html", work=found, after=after, lines=lines, now=site().clock())
    rights.require_candidate(actor(), found.item)
    return _draw(found, _desk(found).first())


@blueprint.post("/<id>")
def complete(id: str) -> ResponseReturnValue:
    """Complete a step with what was written; whatever is wrong with it comes back beside what was written."""
    with site().database.reading() as connection:
        found = execution_queries.work(connection, site().runtime, id)
    rights.require_role(actor(), found.item)
    desk = _desk(found)
    page = desk.submitted(request)
    if not page.complete:
        return _draw(found, page, status=422 if page.errors else 200)
    try:
        with site().database.transaction() as connection:
            commands.complete(connection, site().runtime, id, page.values, actor=actor().id, at=site().clock())
    except FormRejected as error:
        return _draw(found, desk.refused(page, request, error.errors), status=errors.status(error))
    except EngineError as error:
        return _draw(found, page, refusal=error, status=errors.status(error))
    return redirect(url_for(".work", id=id), 303)


@blueprint.post("/<id>/tomar")
def claim(id: str) -> ResponseReturnValue:
    """Take a step, so that nobody else does it."""
    with site().database.transaction() as connection:
        commands.claim(connection, site().runtime, id, actor=actor().id, at=site().clock())
    return redirect(page_or(url_for(".work", id=id)), 303)


@blueprint.post("/<id>/devolver")
def release(id: str) -> ResponseReturnValue:
    """Give a step back to everybody who may do it."""
    with site().database.transaction() as connection:
        commands.release(connection, site().runtime, id, actor=actor().id, at=site().clock())
    return redirect(page_or(url_for(".inbox")), 303)


def _desk(work: Work) -> Desk:
    return Desk(site(), work, actor().id, site().clock())


def _recent_activity(connection: Connection, work: Work) -> list[Line]:
    return recent_activity(connection, site().runtime, work.folio, presenter(), name_of, role_name)


def _draw(work: Work, page: Page, *, refusal: EngineError | None = None, status: int = 200) -> ResponseReturnValue:
    with site().database.reading() as connection:
        progress = instance_progress(connection, site().runtime, work.folio, actor())
        lines = _recent_activity(connection, work)
    shown = {"work": work, "page": page, "refusal": refusal, "progress": progress, "lines": lines}
    return render_template("inbox/work.html", **shown, now=site().clock()), status
