"""The views of the inbox: parse, authorise, one command or one query, respond."""

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from engine.db import Connection
from engine.definitions.waiting import waiting_for
from engine.errors import ClaimedByAnother, EngineError, NotAllowed
from engine.form_drafts.queries import Draft, own_drafts, unsent
from engine.incidents import commands as incidents
from engine.incidents.queries import how_many, status_of, statuses
from engine.instances import commands, execution_queries, rights
from engine.instances.execution_queries import Work
from engine.instances.holding import held
from engine.instances.returning import preview
from engine.instances.views.standing import Desk, counted
from engine.replay import inquiry
from engine.replay.rights import may_audit
from web.forms import draft_answers
from web.forms.answers import answers
from web.forms.completing import outcome_of, submit
from web.forms.task_form import DRAFT_ACTS, FormPage, TaskForm
from web.inbox.handing import able
from web.inbox.listing import DUE, TABS, choices, inbox_of
from web.inbox.next_steps import next_steps
from web.inbox.recent_activity import Line, recent_activity
from web.pages import histories
from web.pages.lanes import lanes
from web.pages.names import name_then, role_name
from web.pages.navigation import offer
from web.pages.office import office_at
from web.pages.procedures import procedures_in_force, startable, steps_in_force
from web.pages.progress import instance_progress
from web.pages.reader import reader, visible
from web.pages.redirects import page_or
from web.session import actor, require_person
from web.site import presenter, site
from web.texts.formatting import Shown
from web.texts.versions import STEPS
from web.transactions import reading, writing

blueprint = Blueprint("inbox", __name__, url_prefix="/bandeja", template_folder="templates")
blueprint.before_request(require_person)
offer(blueprint, "inbox.inbox", lazy_gettext("Inbox"), order=10)


@blueprint.after_request
def keep_fresh(response: Response) -> Response:
    """Whoever goes back to a step finds the draft as it is, not the page as it once was."""
    if request.endpoint in ("inbox.work", "inbox.complete"):
        response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("")
def inbox() -> ResponseReturnValue:
    """My work: to do, mine, of my lanes, overdue, waiting for others, done."""
    desk, now = Desk.of(actor()), site().clock()
    with reading() as connection:
        waits = counted(connection, desk, now)
        office = office_at(waits.calendar)
        steps = steps_in_force(connection, site().runtime)
        names = {step.id: step.name or "" for step in steps}
        mine = inbox_of(connection, desk, waits, request.args, names, office, now)
        offered = choices(procedures_in_force(connection, site().runtime), steps, waits, lanes())
        processes = startable(connection, site().runtime, actor())
        documents = waiting_for(connection, actor(), site().signing)
        repairs = how_many(connection, site().runtime, actor())
        alarms = len(inquiry.alarms(connection)) if may_audit(actor()) else 0
    stopped = {each.item.id: status_of(each.failed_on, each.runs_on) for each in mine.entries if each.failed_on}
    words = {"tabs": TABS, "terms": DUE, "DOCUMENT_STEPS": STEPS, "now": now, "stopped": stopped, "repairs": repairs}
    words |= {"alarms": alarms, "choices": offered, "documents": documents}
    return render_template("inbox/inbox.html", inbox=mine, processes=processes, **words)


@blueprint.get("/<id>")
def work(id: str) -> ResponseReturnValue:
    """A step to do; or, once it is closed or a colleague has it, what became of it and what one had written."""
    with reading() as connection:
        found = execution_queries.work(connection, site().runtime, reader(), id)
        if not found.item.is_open:
            return _closed(connection, found)
        try:
            rights.require_candidate(actor(), found.item)
        except NotAllowed as error:
            if isinstance(error, ClaimedByAnother) or rights.heading_role(actor(), found.item) is not None:
                return _taken(connection, found)
            raise
        page = _form(found).first(connection)
    return _draw(found, page)


@blueprint.post("/<id>")
def complete(id: str) -> ResponseReturnValue:
    """Complete a step with what was written; whatever is wrong with it comes back beside what was written."""
    found, form = _writing(id)

    def complete(connection: Connection, values: Mapping[str, object], *, confirmed_end: str) -> None:
        runtime, at = site().runtime, site().clock()
        incidents.complete(connection, runtime, id, values, actor=actor().id, at=at, confirmed_end=confirmed_end)

    then = url_for(".work", id=id)
    back = submit(form, complete, then)
    if back is None:
        return redirect(then, 303)
    return _draw(found, back.page, refusal=back.refusal, status=back.status)


@blueprint.post("/<id>/borrador")
def save(id: str) -> ResponseReturnValue:
    """Keep what is being written, and answer what changes on the page by it."""
    found, form = _writing(id)
    holder = None if found.item.assignee == actor().id else found.item.assignee
    return draft_answers.saved(form, _urls(found), holder)


@blueprint.post("/<id>/archivo")
def upload(id: str) -> ResponseReturnValue:
    """Store a file as it is chosen."""
    return draft_answers.uploaded(_writing(id)[1])


@blueprint.post("/<id>/borrador/<act>")
def draft(id: str, act: str) -> ResponseReturnValue:
    """Use, discard or take over what was written."""
    _writing(id)[1].change_draft(act, request.form.get("copy", ""))
    return redirect(url_for(".work", id=id), 303)


@blueprint.post("/<id>/tomar")
def claim(id: str) -> ResponseReturnValue:
    """Take a step, so that nobody else does it."""
    then = page_or(url_for(".work", id=id))
    with writing(then) as connection:
        commands.claim(connection, site().runtime, id, actor=actor().id, at=site().clock())
    return redirect(then, 303)


@blueprint.post("/<id>/devolver")
def release(id: str) -> ResponseReturnValue:
    """Give a step back to everybody who may do it."""
    then = page_or(url_for(".inbox"))
    with writing(then) as connection:
        commands.release(connection, site().runtime, id, actor=actor().id, at=site().clock())
    return redirect(then, 303)


@blueprint.post("/<id>/pedir")
def ask(id: str) -> ResponseReturnValue:
    """Ask a colleague for the step that they have."""
    then = url_for(".work", id=id)
    with writing(then) as connection:
        said = request.form.get("message", "")
        commands.ask_for(connection, site().runtime, id, said, actor=actor().id, at=site().clock())
    return redirect(then, 303)


@blueprint.post("/<id>/tomar-en-su-lugar")
def take_over(id: str) -> ResponseReturnValue:
    """Take a step from the colleague who has it, with a reason."""
    then = url_for(".work", id=id)
    with writing(then) as connection:
        why = request.form.get("reason", "")
        commands.take_over(connection, site().runtime, id, why, actor=actor().id, at=site().clock())
    return redirect(then, 303)


def _writing(id: str) -> tuple[Work, TaskForm]:
    """A step into whose form the reader may write: whoever holds its role, so that who is too late loses no word."""
    with reading() as connection:
        found = execution_queries.work(connection, site().runtime, reader(), id)
    rights.require_role(actor(), found.item)
    return found, _form(found)


def _form(work: Work) -> TaskForm:
    return TaskForm(site(), work, actor().id, site().clock(), takes=True)


def _urls(work: Work) -> dict[str, str]:
    """Where the form of a step is sent, and what can be done with its drafts."""
    id = work.item.id
    acts = {act: url_for("inbox.draft", id=id, act=act) for act in DRAFT_ACTS}
    show, upload = url_for("inbox.work", id=id), url_for("inbox.upload", id=id)
    return {"show": show, "complete": show, "save": url_for("inbox.save", id=id), "upload": upload, **acts}


def _recent_activity(connection: Connection, work: Work) -> list[Line]:
    seen, words = visible(work.folio), histories.words(work.folio)
    return recent_activity(connection, words, seen, work.folio, presenter(), name_then, role_name)


def _closed(connection: Connection, work: Work) -> str:
    after = next_steps(connection, site().runtime, reader(), work, actor())
    lines = _recent_activity(connection, work)
    written = _written(work, unsent(connection, work.item, actor().id))
    return render_template("inbox/closed.html", work=work, after=after, lines=lines, unsent=written, now=site().clock())


def _taken(connection: Connection, work: Work) -> str:
    """A step that a colleague has: what is known of it, who has it since when, what one had written into it oneself."""
    written = _written(work, own_drafts(connection, work.item.id, actor().id))
    known = [each for each in answers(work.form, work.data, presenter()) if each.lines or each.rows or each.files]
    shown: dict[str, object] = {"held": held(connection, reader(), work.item), "known": known, "unsent": written}
    shown |= {"able": able(connection, work.item, actor(), site().clock())}
    lines = _recent_activity(connection, work)
    return render_template("inbox/taken.html", work=work, lines=lines, now=site().clock(), **shown)


def _written(work: Work, drafts: list[Draft]) -> list[tuple[datetime, list[Shown]]]:
    return [(draft.saved_at, answers(work.form, draft.values, presenter())) for draft in drafts]


def _draw(work: Work, page: FormPage, *, refusal: EngineError | None = None, status: int = 200) -> ResponseReturnValue:
    with reading() as connection:
        progress = instance_progress(connection, site().runtime, reader(), work.folio, actor())
        lines = _recent_activity(connection, work)
        outcome = outcome_of(connection, site().runtime, reader(), work.folio, page)
        stopped = statuses(connection, [work.item.id]).get(work.item.id)
        returns = preview(connection, site().runtime, work.item, histories.history(work.folio), actor())
    shown = {"work": work, "page": page, "refusal": refusal, "progress": progress, "lines": lines, "outcome": outcome}
    shown |= {"stopped": stopped, "returns": returns}
    return render_template("inbox/work.html", urls=_urls(work), now=site().clock(), **shown), status
