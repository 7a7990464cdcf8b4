"""The views of the opportunities: parse, authorise, one command or one query, respond."""

import logging
from datetime import timedelta
from io import BytesIO

from flask import Blueprint, Response, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from bpmn.file_names import usable_name
from bpmn.messages import Message, lazy_gettext
from engine.db import Connection
from engine.disposal import commands as disposal
from engine.documents import store as documents
from engine.errors import EngineError, FormRejected, NotFound, StoreUnavailable
from engine.history.statuses import InstanceStatus
from engine.identity.rights import Right
from engine.incidents import queries as incidents
from engine.instances import commands, comments, queries, readings
from engine.instances.execution_queries import file_in_steps
from engine.instances.views import listing
from engine.instances.views.disposed import disposed_among
from engine.notifications.notices import Notice
from engine.replay.rights import may_audit
from web import errors
from web.forms.task_form import SEEN
from web.opportunities.board import columns_of
from web.opportunities.cancelling import may_cancel
from web.opportunities.discussion import discussion
from web.opportunities.filters import Filters, as_csv
from web.opportunities.kept_answers import kept_answers
from web.opportunities.overview import Overview, overview
from web.opportunities.starting import StartForm
from web.opportunities.timeline import timeline
from web.pages.downloads import download
from web.pages.found import found_in
from web.pages.lessons import lessons_of_client
from web.pages.names import name_of, name_then, role_name
from web.pages.navigation import offer
from web.pages.outcomes import outcomes
from web.pages.policy_standing import standings
from web.pages.procedures import procedures_in_force, startable, steps_in_force
from web.pages.progress import as_json, diagram_source, instance_progress, picture_of
from web.pages.reader import quotable_here, reader, visible
from web.pages.refusals import refusal_of
from web.sent_twice import UNKNOWN, leads_to
from web.session import actor, require_person
from web.site import presenter, site
from web.texts.incidents import step_text
from web.texts.notices import notice_text
from web.texts.sentences import SentenceWriter
from web.transactions import reading, writing

log = logging.getLogger("cauce.disposal")
PER_PAGE = 50
CARDS = 8
LATELY = timedelta(days=30)
"""What is over is on the board for so long."""

blueprint = Blueprint("opportunities", __name__, url_prefix="/oportunidades", template_folder="templates")
blueprint.before_request(require_person)
offer(blueprint, "opportunities.index", lazy_gettext("Opportunities"), order=20)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The opportunities: searched, filtered and sorted as the address says."""
    filters = Filters.of(request.args, quotable_here)
    with reading() as connection:
        lines, behind = listing.page(connection, reader(), filters.wanted, after=filters.after, limit=PER_PAGE)
        stages = steps_in_force(connection, site().runtime)
        processes = startable(connection, site().runtime, actor())
        gone = disposed_among(connection, [line.folio for line in lines if line.client is None])
        quoted = found_in(connection, reader(), filters.wanted, lines)
    found = {
        "lines": lines,
        "behind": behind,
        "stages": stages,
        "narrow": not reader().everything,
        "processes": processes,
        "disposed": gone,
        "quoted": quoted,
        "outcomes": outcomes(),
    }
    return render_template("opportunities/index.html", filters=filters, **found, now=site().clock())


@blueprint.get("/lista.csv")
def table() -> ResponseReturnValue:
    """What the list shows, all its pages, for a spreadsheet."""
    with reading() as connection:
        lines = listing.everything(connection, reader(), Filters.of(request.args, quotable_here).wanted)
        rows = as_csv(lines, site().gettext, site().zone, outcomes(), name_of)
        return download(rows, "text/csv", "oportunidades.csv")


@blueprint.get("/lecciones")
def learned() -> ResponseReturnValue:
    """The lessons learned with a client: for who is about to begin with them."""
    client = request.args.get("cliente", "").strip()[:200]
    found = lessons_of_client(client) if client else ()
    return render_template("opportunities/learned.html", client=client, found=found)


@blueprint.get("/tablero")
def board() -> ResponseReturnValue:
    """What waits where: a column for each lane, in the order of the procedures."""
    with reading() as connection:
        piles = listing.board(connection, reader(), most=CARDS)
        heaps = listing.over(connection, reader(), site().clock() - LATELY, most=CARDS)
        columns = columns_of(piles, procedures_in_force(connection, site().runtime))
        processes = startable(connection, site().runtime, actor())
    shown = {"columns": columns, "heaps": heaps, "outcomes": outcomes(), "days": LATELY.days, "processes": processes}
    return render_template("opportunities/board.html", **shown, narrow=not reader().everything, now=site().clock())


@blueprint.get("/nueva")
def ask_to_start() -> ResponseReturnValue:
    """Who asks and what for, before an opportunity takes a folio."""
    return _starting(StartForm.of(request.args.get("process", "")).first())


@blueprint.post("")
def start() -> ResponseReturnValue:
    """Begin an opportunity, and go to its first step, or to what waits for others; what is wrong with what was said
    comes back beside it, and no folio was taken."""
    process_id, said, form = request.form.get("process", ""), None, None
    if SEEN in request.form:
        form = StartForm.of(process_id).submitted(request)
        said = form.values
    try:
        with writing(UNKNOWN) as connection:
            folio, _ = commands.start(connection, site().runtime, process_id, said, actor=actor().id, at=site().clock())
            mine = queries.tasks(connection, reader(), folio=folio, person=actor().id, at=site().clock())
            first = url_for("inbox.work", id=mine[0].item.id) if mine else url_for(".show", folio=folio)
            then = leads_to(connection, first)
    except FormRejected as error:
        assert form is not None
        return _starting(form.refused(error.errors)), errors.status(error)
    return redirect(then, 303)


def _starting(form: StartForm) -> str:
    return render_template("opportunities/start.html", form=form)


@blueprint.get("/<folio>")
def show(folio: str) -> ResponseReturnValue:
    """One opportunity."""
    return _page(folio)


@blueprint.post("/<folio>")
def comment(folio: str) -> ResponseReturnValue:
    """Say something about an opportunity; what is refused stands in its field, with why."""
    text = request.form.get("text", "")

    def command(connection: Connection) -> None:
        comments.comment(connection, site().runtime, folio, text, actor=actor().id, at=site().clock())

    then = url_for(".show", folio=folio, _anchor="discusion")
    if (error := refusal_of(command, then)) is not None:
        return _page(folio, said=text, refusal=error), errors.status(error)
    return redirect(then, 303)


def _page(folio: str, *, said: str = "", refusal: EngineError | None = None) -> str:
    """The page of an opportunity; `said` is what was to be said of it, and `refusal` why it was not."""
    with reading() as connection:
        found = overview(connection, site().runtime, reader(), visible(folio), folio)
        progress = instance_progress(connection, site().runtime, reader(), folio, actor())
        stopped = incidents.found(connection, site().runtime, reader(), folio=folio)
        who = reader(), found.visible
        kept = kept_answers(connection, site().runtime, *who, stopped, actor(), presenter(), at=site().clock())
        notices = queries.notices(connection, reader(), folio, found.events, at=site().clock())
        others = comments.who_may_read(connection, site().runtime, folio)
        repairs = any(incidents.may_see_of(connection, site().runtime, actor(), each) for each in stopped)
        cancels = may_cancel(connection, found.instance, actor())
        says = comments.may_comment(connection, site().runtime, folio, actor())
        standing = standings(connection, folio) if may_audit(actor()) else []
    writer = SentenceWriter(site().gettext, found.wording.step, name_then, role_name, presenter().moment)
    shown = {"overview": found, "progress": progress, "audits": may_audit(actor()), "sentence": writer.sentence}
    shown |= {"timeline": timeline(found.events, writer.sentence, notices, site().zone)}
    shown |= {"notices": notices, "notice_text": lambda each: _notice_text(found, each)}
    shown |= {"longest": readings.LONGEST, "minutes": readings.LASTS // timedelta(minutes=1)}
    shown |= {"standing": standing}
    shown |= {"stopped": stopped, "step_text": step_text, "repairs": repairs, "kept": kept}
    shown |= {"discussion": discussion(found.events, name_then), "others": others, "said": said, "refusal": refusal}
    shown |= {"cancels": cancels, "says": says, "longest_comment": comments.LONGEST}
    over = found.instance.status is not InstanceStatus.RUNNING and found.disposal is None
    shown |= {"disposes": over and Right.CONTROL in actor().rights_over(found.instance.process_id)}
    return render_template("opportunities/show.html", **shown, now=site().clock())


@blueprint.post("/<folio>/personales")
def read_personal(folio: str) -> ResponseReturnValue:
    """Read the personal data of an opportunity for a while, for a reason that is entered."""
    then = url_for(".show", folio=folio, _anchor="datos")
    with writing(then) as connection:
        queries.instance(connection, reader(), folio)
        reason, at = request.form.get("need", ""), site().clock()
        readings.give_reason(connection, folio, reason, actor=actor().id, at=at)
    return redirect(then, 303)


def _notice_text(shown: Overview, notice: Notice) -> Message:
    return notice_text(shown.visible.notice(notice), presenter().moment, role_name)


@blueprint.get("/<folio>/datos")
def ask_to_dispose(folio: str) -> ResponseReturnValue:
    """What disposing of the data of an opportunity would take away, and under which rule that is done."""
    return _disposing(folio)


@blueprint.post("/<folio>/datos")
def dispose(folio: str) -> ResponseReturnValue:
    """Dispose of them."""
    rule = request.form.get("rule", "")

    def command(connection: Connection) -> None:
        disposal.dispose(connection, site().runtime, folio, rule, actor=actor().id, at=site().clock())

    then = url_for(".show", folio=folio)
    if (error := refusal_of(command, then)) is not None:
        return _disposing(folio, error), errors.status(error)
    try:
        disposal.scrub(site().database)
    except StoreUnavailable as error:  # it is gone from every table; the job does what is left
        log.warning("%s", error)
    return redirect(then, 303)


def _disposing(folio: str, refusal: EngineError | None = None) -> str:
    with reading() as connection:
        found = queries.instance(connection, reader(), folio)
        gone = disposal.preview(connection, site().runtime, folio, actor=actor().id, at=site().clock())
    shown = {"it": found, "gone": gone, "refusal": refusal, "longest": disposal.LONGEST}
    return render_template("opportunities/dispose.html", **shown)


@blueprint.get("/<folio>/avance")
def progress(folio: str) -> ResponseReturnValue:
    """Where an opportunity stands, as data for the drawing."""
    with reading() as connection:
        return jsonify(as_json(instance_progress(connection, site().runtime, reader(), folio, actor())))


@blueprint.get("/<folio>/avance.svg")
def picture(folio: str) -> ResponseReturnValue:
    """Where an opportunity stands as a picture, for who has no script."""
    with reading() as connection:
        found = instance_progress(connection, site().runtime, reader(), folio, actor())
        drawn = picture_of(connection, reader(), found, request.args.get("proceso", ""))
    response = Response(drawn, mimetype="image/svg+xml")
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/<folio>/diagrama")
def diagram(folio: str) -> ResponseReturnValue:
    """The diagram of the version that an opportunity runs on, or of one that it calls, as it was given."""
    with reading() as connection:
        source = diagram_source(connection, reader(), folio, request.args.get("proceso", ""))
    response = Response(source, mimetype="application/xml")
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/<folio>/archivos/<sha256>")
def file(folio: str, sha256: str) -> ResponseReturnValue:
    """A file of an opportunity, always as a download: it is somebody else's, and no page of ours. What the form of a
    step shows is for whoever may do it."""
    with reading() as connection:
        reference = overview(connection, site().runtime, reader(), visible(folio), folio).file(sha256)
        if reference is None:
            reference = file_in_steps(
                connection, site().runtime, reader(), folio, sha256, actor().id, at=site().clock()
            )
        if reference is None:
            raise NotFound(kind="file", id=sha256)
        content = documents.content(connection, sha256)
    name = usable_name(str(reference["name"]))
    return send_file(BytesIO(content), "application/octet-stream", as_attachment=True, download_name=name)
