"""The views of the room in which a draft is tried: parse, authorise, one command or one query, respond.

A trial is carried out before anything is written, and outside any transaction of the company's database: what is
written is the walk alone.
"""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

from flask import Blueprint, Response, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from engine.definitions import control
from engine.definitions.drafts import DraftNotThere, DraftOfAnother
from engine.definitions.signing import RightRequired
from engine.documents.references import files_in
from engine.errors import EngineError, FormRejected, NotFound
from engine.trials import keeping
from engine.trials.acts import LONGEST_WAIT, Act, BadWait, Wait, Walk, walk_from
from engine.trials.course import stand_in
from engine.trials.keeping import Trial
from web import errors
from web.forms import draft_answers
from web.forms.task_form import SAVE, FormPage
from web.processes import trial_view
from web.processes.scenario_texts import said, trouble
from web.processes.trial_form import TriedForm
from web.processes.trial_view import At
from web.session import actor, require_person
from web.site import site
from web.texts.statuses import INSTANCE_STATUSES
from web.texts.versions import SEVERITIES
from web.transactions import reading, writing

blueprint = Blueprint("trials", __name__, url_prefix="/procesos/<process_id>/probar", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.get("")
def show(process_id: str) -> ResponseReturnValue:
    """The room: where the walk got, or how to begin one. Who does not write the draft is led to its page."""
    control.require_reader(actor(), process_id)
    with suppress(DraftNotThere, DraftOfAnother, RightRequired):
        return _room(_trial(process_id))
    return redirect(url_for("drafts.show", process_id=process_id))


@blueprint.get("/avance")
def progress(process_id: str) -> ResponseReturnValue:
    """Where the tokens are, as data for the drawing."""
    return jsonify(trial_view.progress_json(_trial(process_id)))


@blueprint.get("/diagrama")
def diagram(process_id: str) -> ResponseReturnValue:
    """The diagram that is tried, or one that it calls."""
    wanted = request.args.get("proceso", "") or process_id
    for source in _trial(process_id).proposal.sources:
        if source.file == wanted:
            return Response(source.diagram, mimetype="application/xml")
    raise NotFound(kind="process", id=wanted)


@blueprint.get("/archivos/<sha256>")
def file(process_id: str, sha256: str) -> ResponseReturnValue:
    """What stands for a file of the trial, as a download."""
    walk = _trial(process_id).walk
    values = [dict(getattr(act, "values", {})) for act in walk.acts] if walk is not None else []
    for each in files_in(values):
        if each["sha256"] == sha256:
            content = stand_in(str(each["name"]))
            return send_file(BytesIO(content), "text/plain", as_attachment=True, download_name=f"{each['name']}.txt")
    raise NotFound(kind="file", id=sha256)


@blueprint.post("/empezar")
def begin(process_id: str) -> ResponseReturnValue:
    """Start an instance as the holder of a role, in the place of the one that was being tried."""
    by = request.form.get("by", "")
    return _put(process_id, lambda trial: keeping.attempt(trial, None, by=by, at=site().clock()))


@blueprint.post("/reloj")
def wait(process_id: str) -> ResponseReturnValue:
    """Move the clock: by so many hours, or to what comes next."""
    return _put(process_id, lambda trial: _attempt(trial, _wait()))


@blueprint.post("/deshacer")
def undo(process_id: str) -> ResponseReturnValue:
    """Take the last act back; of a walk that stops on the way, what comes after that."""
    return _put(process_id, keeping.without_last)


@blueprint.post("/terminar")
def end(process_id: str) -> ResponseReturnValue:
    """Stop trying: the walk is forgotten."""
    return _put(process_id, lambda trial: None)


@blueprint.post("/paso/<id>")
def complete(process_id: str, id: str) -> ResponseReturnValue:
    """Complete a step with what was written; whatever is wrong with it comes back beside what was written."""
    trial = _trial(process_id)
    try:
        at = _at(trial, id)
    except EngineError as error:
        return _room(trial, error)
    form = _form(at)
    page = form.submitted(request)
    if SAVE in request.form or not page.complete:
        return _room(trial, at=at, page=page, status=422 if page.errors else 200)
    try:
        walk = _attempt(trial, at.act(page.values))
    except FormRejected as error:
        return _room(trial, at=at, page=form.refused(page, request, error.errors), status=errors.status(error))
    except EngineError as error:
        return _room(trial, error, at=at, page=page)
    return _put(process_id, lambda seen: walk, seen=trial)


@blueprint.post("/paso/<id>/borrador")
def answer(process_id: str, id: str) -> ResponseReturnValue:
    """What changes on the page by what is being written. Nothing is kept of it."""
    form = _form(_at(_trial(process_id), id))
    told = draft_answers.saved(form, dict.fromkeys(("show", "use", "discard", "adopt"), ""))
    return told | {"saved": site().gettext("It counts once you complete the step.")}


@blueprint.post("/paso/<id>/archivo")
def upload(process_id: str, id: str) -> ResponseReturnValue:
    """Have the name of a file stand for it, as it is chosen."""
    return draft_answers.uploaded(_form(_at(_trial(process_id), id)))


@blueprint.post("/escenarios")
def keep(process_id: str) -> ResponseReturnValue:
    """Keep the walk as a scenario, with what it came to."""
    return _do(process_id, lambda trial: _keep(trial, _scenario(), trial.walk))


@blueprint.post("/escenarios/aceptar")
def accept(process_id: str) -> ResponseReturnValue:
    """Expect of a scenario what it comes to now."""

    return _do(process_id, lambda trial: _keep(trial, _scenario(), _kept(trial)))


@blueprint.post("/escenarios/abrir")
def go_on(process_id: str) -> ResponseReturnValue:
    """Go on from a scenario, in the place of what was being tried."""
    return _put(process_id, _kept)


@blueprint.post("/escenarios/quitar")
def remove(process_id: str) -> ResponseReturnValue:
    """Remove a scenario."""

    def do(trial: Trial) -> None:
        with writing(_here(process_id)) as connection:
            keeping.remove(connection, process_id, _scenario(), actor=actor().id)

    return _do(process_id, do)


def _trial(process_id: str) -> Trial:
    with reading() as connection:
        return keeping.trial_of(connection, process_id, actor().id, site().runtime.calendar)


def _attempt(trial: Trial, act: Act) -> Walk:
    return keeping.attempt(trial, act, at=site().clock())


def _wait() -> Wait:
    """What the page asks to wait for. Raises BadWait."""
    if "next" in request.form:
        return Wait()
    written = request.form.get("hours", "").strip()
    if not (written.isascii() and written.isdigit() and len(written) < 6):
        raise BadWait(most=LONGEST_WAIT)
    return Wait(int(written))


def _scenario() -> str:
    return request.form.get("name", "")


def _kept(trial: Trial) -> Walk:
    """The walk of the scenario that was sent. Raises NotFound (kind ``scenario``), BadWalk."""
    for each in trial.kept:
        if each.name == _scenario():
            return walk_from(each.walk)
    raise NotFound(kind="scenario", id=_scenario())


def _keep(trial: Trial, name: str, walk: Walk | None) -> None:
    walk, expected = keeping.expected_of(trial, walk)
    with writing(_here(trial.draft.process_id)) as connection:
        keeping.keep(connection, trial, name, walk, expected, actor=actor().id, at=site().clock())


def _at(trial: Trial, id: str) -> At:
    return trial_view.at_step(trial, id, request.args.get("como", ""), as_client="enlace" in request.args)


def _form(at: At) -> TriedForm:
    return TriedForm(site(), at.work, actor().id, at.now)


def _here(process_id: str) -> str:
    return url_for("trials.show", process_id=process_id)


def _put(process_id: str, make: Callable[[Trial], Walk | None], seen: Trial | None = None) -> ResponseReturnValue:
    """Put what `make` makes of the trial in the place of its walk, unless that is not the one of the page any more."""

    def do(trial: Trial) -> None:
        walk = make(trial)
        there = 0 if trial.walk is None else len(trial.walk.acts)
        if request.form.get("done", there, type=int) != there:
            raise keeping.WalkMoved(process_id=process_id)
        with writing(_here(process_id)) as connection:
            keeping.put(connection, trial, walk, actor=actor().id, at=site().clock())

    return _do(process_id, do, seen)


def _do(process_id: str, command: Callable[[Trial], None], seen: Trial | None = None) -> ResponseReturnValue:
    """Do something in the trial; a refusal is shown in the room."""
    try:
        command(seen or _trial(process_id))
    except (DraftNotThere, DraftOfAnother, RightRequired):
        raise
    except EngineError as error:
        return _room(_trial(process_id), error)
    return redirect(_here(process_id), 303)


def _room(
    trial: Trial,
    refusal: EngineError | None = None,
    at: At | None = None,
    page: FormPage | None = None,
    status: int | None = None,
) -> ResponseReturnValue:
    it = trial_view.trial_view(trial)
    if at is None and it.standing is not None and it.standing.waiting:
        wanted = request.args.get("paso", "")
        ids = [each.item.id for each in it.standing.waiting]
        at = _at(trial, wanted if wanted in ids else ids[0])
    if at is not None and page is None:
        sample = "ejemplo" in request.args
        form = _form(at)
        page = form.filled(trial_view.sampled(trial, at.work.item.id)) if sample else form.begun()
    why = None if refusal is None else trouble(refusal, {}, trial.proposal.roles)
    drawn = render_template(
        "processes/trial.html",
        view=it,
        at=at,
        page=page,
        refusal=why,
        said=said,
        now=it.standing.now if it.standing else None,
        STATUSES=INSTANCE_STATUSES,
        SEVERITIES=SEVERITIES,
    )
    return drawn, status or (200 if refusal is None else errors.status(refusal))
