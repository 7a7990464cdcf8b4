"""The page behind a link: parse, one command or one query, respond. Whoever has the address needs nothing else.

It asks for no session and no token of a form: an address that nobody else knows is both. A wrong address and one that
never was are answered alike, and counted; a right one opens however many wrong ones came from the same network.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from io import BytesIO

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotFound as NoSuchPage

from bpmn.file_names import usable_name
from bpmn.hidden import masked_text
from bpmn.messages import Message
from engine.client_access.attempts import note
from engine.client_access.codes import CodeRequired, TooManyCodes
from engine.client_access.letters import PATH
from engine.client_access.links import State
from engine.db import Connection
from engine.documents import store as documents
from engine.errors import Conflict, EngineError, FormRejected, InstanceEnded, NotFound, TaskAlreadyCompleted
from engine.form_drafts.queries import unsent
from engine.history.channels import LINK
from engine.incidents import client_answers
from engine.incidents import commands as incidents
from engine.incidents.queries import statuses
from engine.instances import client_links
from engine.instances.client_links import LinkClosed, Review
from engine.instances.commands import EndNotConfirmed
from engine.instances.reading import EVERYTHING
from web import errors
from web.forms import draft_answers
from web.forms.answers import answers, without_hidden
from web.forms.completing import outcome_of, submit
from web.forms.receipts import receipt, subject
from web.forms.task_form import BASE, CONFIRM, DRAFT_ACTS, FormPage, TaskForm
from web.portal.texts import ENDS, TROUBLE, offered, trouble
from web.sent_twice import refuse_again
from web.site import presenter, site
from web.transactions import come_by, reading, writing

blueprint = Blueprint("portal", __name__, url_prefix=f"/{PATH}", template_folder="templates")

GONE = 410
CODE, ANOTHER = "confirm-code", "another-code"


@blueprint.before_request
def admit() -> None:
    """What a client does here came by their link."""
    come_by(LINK)


@blueprint.after_request
def hide(response: Response) -> Response:
    """What a link opens is for its reader: no search engine shows it, and nothing on the way keeps it."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    """The form behind a link; or, once it was answered or has ended, what became of it."""
    found = _review(token)
    if found.state is not State.OPEN:
        return _ended(found, 200 if found.state is State.ANSWERED else GONE, _unsent(found))
    with reading() as connection:
        page = _form(found).first(connection)
    return _draw(found, page)


@blueprint.post("/<token>")
def answer(token: str) -> ResponseReturnValue:
    """Answer; whatever is wrong comes back beside what was written, and what must be confirmed is asked once more."""
    found = _review(token)
    with reading() as connection:
        refuse_again(connection)
    form = _form(found)
    if found.state is not State.OPEN:
        return _ended(found, errors.STATUSES[Conflict], form.too_late(request))
    then = url_for(".show", token=token)
    back = submit(form, partial(_complete, found), then)
    if back is None:
        return redirect(then, 303)
    if isinstance(back.refusal, LinkClosed | TaskAlreadyCompleted | InstanceEnded):
        return _ended(_review(token), back.status, back.page.values)
    if back.page.saved_at is not None and (back.page.end or isinstance(back.refusal, CodeRequired)):
        return _ask(found, back.page, _send_code(found) if _by_code(found) else None)
    refusal = None if back.refusal is None else trouble(back.refusal)
    return _draw(found, back.page, refusal=refusal, status=back.status)


@blueprint.post("/<token>/confirmar")
def confirm(token: str) -> ResponseReturnValue:
    """Confirm the answer that was shown once more, by the code that was sent; or have another code sent."""
    found = _review(token)
    with reading() as connection:
        refuse_again(connection)
        page = _form(found).drafted(connection)
    if found.state is not State.OPEN:
        return _ended(found, errors.STATUSES[Conflict], page.values)
    then = url_for(".show", token=token)
    if page.draft is None or page.base != request.form.get(BASE):
        return redirect(then, 303)  # it says something else by now: to be looked at first
    wrong: EngineError | None = None
    if ANOTHER in request.form:
        wrong = _send_code(found, again=True)
    elif _by_code(found):
        with writing() as connection:
            runtime, typed = site().runtime, request.form.get(CODE, "")
            wrong = client_links.try_code(connection, runtime, found.link, typed, at=site().clock())
    try:
        with writing(then) as connection:
            # What is not confirmed says how it would end, and does nothing.
            confirmed = request.form.get(CONFIRM, "") if wrong is None and ANOTHER not in request.form else ""
            _complete(found, connection, page.values, confirmed_end=confirmed)
    except EndNotConfirmed as error:
        return _ask(found, replace(page, end=error), wrong, status=_status_of(wrong))
    except CodeRequired:
        return _ask(found, page, wrong, status=_status_of(wrong))
    except (LinkClosed, TaskAlreadyCompleted, InstanceEnded) as error:
        return _ended(_review(token), errors.status(error), page.values)
    except FormRejected as error:
        return _draw(found, replace(page, errors=tuple(error.errors)), status=errors.status(error))
    return redirect(then, 303)


@blueprint.post("/<token>/borrador")
def save(token: str) -> ResponseReturnValue:
    """Keep what is being written, and answer what changes on the page by it."""
    return draft_answers.saved(_writing(token), _urls(token))


@blueprint.post("/<token>/archivo")
def upload(token: str) -> ResponseReturnValue:
    """Store a file as it is chosen."""
    return draft_answers.uploaded(_writing(token))


@blueprint.post("/<token>/borrador/<act>")
def draft(token: str, act: str) -> ResponseReturnValue:
    """Use or discard what was written."""
    _writing(token).change_draft(act, request.form.get("copy", ""))
    return redirect(url_for(".show", token=token), 303)


@blueprint.get("/<token>/archivos/<sha256>")
def file(token: str, sha256: str) -> ResponseReturnValue:
    """A file that the form offers, as a download."""
    found = _review(token)
    reference = offered(_form(found).begun(), sha256) if found.state is State.OPEN else None
    if reference is None:
        raise NotFound(kind="client_link", id="…")
    with reading() as connection:
        content = documents.content(connection, sha256)
    name = usable_name(str(reference["name"]))
    return send_file(BytesIO(content), "application/octet-stream", as_attachment=True, download_name=name)


@blueprint.errorhandler(EngineError)
def refused(error: EngineError) -> ResponseReturnValue:
    """Say in a client's words what went wrong."""
    if draft_answers.asked_by_script():
        return draft_answers.refused(trouble(error), errors.status(error)), errors.status(error), errors.headers(error)
    return _page(errors.status(error), trouble(error)), errors.status(error), errors.headers(error)


@blueprint.errorhandler(HTTPException)
def failed(error: HTTPException) -> ResponseReturnValue:
    """The same for what the web refuses, and for our own faults."""
    if isinstance(error, NoSuchPage):
        return refused(NotFound(kind="client_link", id="…"))
    code = error.code or 500
    text = TROUBLE.get(str(code), TROUBLE["500"])
    return draft_answers.refused(text, code) if draft_answers.asked_by_script() else _page(code, text), code


def _review(token: str) -> Review:
    """What is behind a link. Raises NotFound, or TooManyGuesses where many were wrong."""
    try:
        with reading() as connection:
            return client_links.review(connection, site().runtime, token, at=site().clock())
    except NotFound:
        with writing() as connection:
            note(connection, request.remote_addr or "", at=site().clock())
        raise


def _form(found: Review) -> TaskForm:
    return TaskForm(site(), found.work, found.link.actor, site().clock())


def _complete(found: Review, connection: Connection, values: Mapping[str, object], *, confirmed_end: str) -> None:
    runtime, at, by_code = site().runtime, site().clock(), _by_code(found)
    shown = _form(found).begun()
    became = incidents.answer(
        connection, runtime, found.link, values, at=at, confirmed_end=confirmed_end, by_code=by_code
    )
    record = client_links.receipt_of(connection, found.link)
    if record is not None and not isinstance(became, incidents.StoppedByIncident):
        text = receipt(found, shown, values, record, at=at)
        client_links.send_copy(connection, runtime, found.link, subject(found), text, at=at)


def _by_code(found: Review) -> bool:
    """Whether an answer is confirmed by a code: where the link is for an address, and a letter can reach it."""
    return found.link.email is not None and site().settings.mail is not None


def _send_code(found: Review, *, again: bool = False) -> EngineError | None:
    """Send a code where there is none that is good; gives why there is no other."""
    try:
        with writing() as connection:
            client_links.send_code(connection, site().runtime, found.link, again=again, at=site().clock())
    except TooManyCodes as error:
        return error
    return None


def _status_of(wrong: EngineError | None) -> int:
    return 200 if wrong is None else errors.status(wrong)


def _writing(token: str) -> TaskForm:
    """The form behind a link that can be used. Raises LinkClosed."""
    found = _review(token)
    if found.state is not State.OPEN:
        raise LinkClosed(state=str(found.state))
    return _form(found)


def _urls(token: str) -> dict[str, str]:
    """Where the form is sent, and what can be done with its drafts."""
    acts = {act: url_for("portal.draft", token=token, act=act) for act in DRAFT_ACTS}
    show, upload = url_for("portal.show", token=token), url_for("portal.upload", token=token)
    confirm = url_for("portal.confirm", token=token)
    return {
        "show": show,
        "complete": show,
        "confirm": confirm,
        "save": url_for("portal.save", token=token),
        "upload": upload,
        **acts,
    }


def _unsent(found: Review) -> Mapping[str, object] | None:
    """What the reader wrote into a step that was closed before they sent it."""
    with reading() as connection:
        written = unsent(connection, found.work.item, found.link.actor)
    return written[0].values if written else None


def _sent_at(found: Review) -> datetime | None:
    """When the reader sent an answer that could not count yet, where this link has ended meanwhile."""
    if found.state not in (State.EXPIRED, State.REVOKED):
        return None
    with reading() as connection:
        answer = client_answers.kept(connection, found.work.item.id)
    return answer.sent_at if answer is not None and answer.link.id == found.link.id else None


def _draw(found: Review, page: FormPage, *, refusal: Message | None = None, status: int = 200) -> ResponseReturnValue:
    with reading() as connection:
        outcome = outcome_of(connection, site().runtime, EVERYTHING, found.work.folio, page)
        stopped = statuses(connection, [found.work.item.id]).get(found.work.item.id)
    told = {"found": found, "page": page, "refusal": refusal, "outcome": outcome, "now": site().clock()}
    told |= {"stopped": stopped, "by_code": _by_code(found)}
    return render_template("portal/review.html", urls=_urls((request.view_args or {})["token"]), **told), status


def _ask(found: Review, page: FormPage, wrong: EngineError | None, *, status: int = 200) -> ResponseReturnValue:
    """Show an answer once more, before it counts."""
    with reading() as connection:
        outcome = outcome_of(connection, site().runtime, EVERYTHING, found.work.folio, page)
    work, token = found.work, (request.view_args or {})["token"]
    environment = work.calendar.environment(site().clock())
    given = without_hidden(work.form, page.values, work.data, environment)
    told = {"found": found, "page": page, "outcome": outcome, "wrong": wrong and trouble(wrong)}
    told |= {"by_code": _by_code(found), "address": masked_text(found.link.email or "")}
    told |= {"answers": answers(work.form, given, presenter()), "urls": _urls(token)}
    return render_template("portal/confirm.html", **told), status


def _ended(found: Review, status: int, written: Mapping[str, object] | None = None) -> ResponseReturnValue:
    work, given = found.work, found.answer
    if given:
        given = without_hidden(
            work.form, given, work.data, work.calendar.environment(work.item.closed_at or site().clock())
        )
    page = {"found": found, "text": ENDS[found.state], "given": given, "written": written, "sent_at": _sent_at(found)}
    shown = partial(answers, found.work.form, presenter=presenter())
    return render_template("portal/ended.html", answers=shown, **page), status


def _page(status: int, text: Message) -> str:
    try:
        written = [value for name, value in request.form.items(multi=True) if "-" not in name]
    except HTTPException:  # what was sent cannot be read, whatever else is wrong with it
        written = []
    return render_template("portal/trouble.html", status=status, text=text, written=written)
