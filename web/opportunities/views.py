"""The views of the opportunities: parse, authorise, one command or one query, respond."""

from io import BytesIO

from flask import Blueprint, Response, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from engine.documents import store as documents
from engine.errors import NotFound
from engine.incidents import queries as incidents
from engine.instances import commands, queries
from engine.instances.views import listing
from engine.replay.rights import may_audit
from web.opportunities.board import columns_of
from web.opportunities.filters import MOST_LINES, Filters, as_csv
from web.opportunities.kept_answers import kept_answers
from web.opportunities.overview import overview
from web.pages.names import name_of, role_name
from web.pages.navigation import offer
from web.pages.procedures import procedures_in_force, startable
from web.pages.progress import as_json, diagram_source, instance_progress
from web.session import actor, require_person
from web.site import presenter, site
from web.texts.incidents import step_text
from web.texts.sentences import SentenceWriter
from web.transactions import reading, writing

PER_PAGE = 50
CARDS = 8

blueprint = Blueprint("opportunities", __name__, url_prefix="/oportunidades", template_folder="templates")
blueprint.before_request(require_person)
offer(blueprint, "opportunities.index", lazy_gettext("Opportunities"), order=20)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The opportunities: searched, filtered and sorted as the address says."""
    filters = Filters.of(request.args)
    with reading() as connection:
        lines, behind = listing.page(connection, filters.wanted, after=filters.after, limit=PER_PAGE)
        stages = listing.stages(connection)
        processes = startable(connection, site().runtime, actor())
    found = {"lines": lines, "behind": behind, "stages": stages, "processes": processes}
    return render_template("opportunities/index.html", filters=filters, **found, now=site().clock())


@blueprint.get("/lista.csv")
def table() -> ResponseReturnValue:
    """What the list shows, all its pages, for a spreadsheet."""
    with reading() as connection:
        lines, _ = listing.page(connection, Filters.of(request.args).wanted, limit=MOST_LINES)
    content = as_csv(lines, site().gettext, presenter(), name_of)
    return send_file(BytesIO(content), "text/csv", as_attachment=True, download_name="oportunidades.csv")


@blueprint.get("/tablero")
def board() -> ResponseReturnValue:
    """What waits where: a column for each lane, in the order of the procedures."""
    with reading() as connection:
        piles = listing.board(connection, most=CARDS)
        columns = columns_of(piles, procedures_in_force(connection, site().runtime))
        processes = startable(connection, site().runtime, actor())
    return render_template("opportunities/board.html", columns=columns, processes=processes, now=site().clock())


@blueprint.post("")
def start() -> ResponseReturnValue:
    """Begin an opportunity, and go to its first step, or to what waits for others."""
    with writing() as connection:
        process_id = request.form.get("process", "")
        folio, _ = commands.start(connection, site().runtime, process_id, actor=actor().id, at=site().clock())
        mine = queries.tasks(connection, folio=folio, person=actor().id)
    if mine:
        return redirect(url_for("inbox.work", id=mine[0].item.id), 303)
    return redirect(url_for(".show", folio=folio), 303)


@blueprint.get("/<folio>")
def show(folio: str) -> ResponseReturnValue:
    """One opportunity."""
    with reading() as connection:
        found = overview(connection, site().runtime, folio)
        progress = instance_progress(connection, site().runtime, folio, actor())
        stopped = incidents.found(connection, site().runtime, folio=folio)
        kept = kept_answers(connection, site().runtime, stopped, actor(), presenter(), at=site().clock())
        repairs = any(incidents.may_see_of(connection, site().runtime, actor(), each) for each in stopped)
    writer = SentenceWriter(site().gettext, found.wording.step, name_of, role_name, presenter().moment)
    shown = {"overview": found, "progress": progress, "audits": may_audit(actor()), "sentence": writer.sentence}
    shown |= {"stopped": stopped, "step_text": step_text, "repairs": repairs, "kept": kept}
    return render_template("opportunities/show.html", **shown, now=site().clock())


@blueprint.get("/<folio>/avance")
def progress(folio: str) -> ResponseReturnValue:
    """Where an opportunity stands, as data for the drawing."""
    with reading() as connection:
        return jsonify(as_json(instance_progress(connection, site().runtime, folio, actor())))


@blueprint.get("/<folio>/diagrama")
def diagram(folio: str) -> ResponseReturnValue:
    """The diagram of the version that an opportunity runs on, or of one that it calls, as it was given."""
    with reading() as connection:
        source = diagram_source(connection, folio, request.args.get("proceso", ""))
    response = Response(source, mimetype="application/xml")
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/<folio>/archivos/<sha256>")
def file(folio: str, sha256: str) -> ResponseReturnValue:
    """A file of an opportunity, always as a download: it is somebody else's, and no page of ours."""
    with reading() as connection:
        reference = overview(connection, site().runtime, folio).file(sha256)
        if reference is None:
            raise NotFound(kind="file", id=sha256)
        content = documents.content(connection, sha256)
    name = str(reference["name"])
    return send_file(BytesIO(content), "application/octet-stream", as_attachment=True, download_name=name)
