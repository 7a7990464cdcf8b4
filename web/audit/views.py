"""The views of auditing: parse, authorise, one query, respond. Nothing changes but what is known of a history."""

import gzip
from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from engine import canonical_json
from engine.definitions import queries as definitions
from engine.documents import store as documents
from engine.documents.references import named_in
from engine.errors import NotFound
from engine.history.notes import Checkpoint, read_copy
from engine.instances import queries
from engine.replay import inquiry, register
from engine.replay.playback import ran_on
from engine.replay.rights import may_audit, require_auditor
from engine.verification.evidence import evidence as evidence_of
from web.audit.choices import choices
from web.audit.filters import MOST_LINES, PROOF_TEXTS, RESULTS, Filters, as_csv
from web.audit.log_view import alarms_view, checks_view, seals_view
from web.audit.print_css import foot
from web.audit.replay_json import as_json, state_of
from web.audit.replay_view import Watched, activities, watch
from web.audit.verification_view import verification_view
from web.pages.names import name_of, role_name
from web.pages.navigation import offer
from web.session import actor, require_person
from web.site import presenter, site
from web.texts.sentences import payload_of
from web.transactions import apart, reading

PER_PAGE = 50
ROWS = 500
"""How many events the table shows on one page."""

blueprint = Blueprint("audit", __name__, url_prefix="/auditoria", template_folder="templates")
offer(blueprint, "audit.index", lazy_gettext("Audit"), order=40, may=may_audit)


@blueprint.before_request
def _only_auditors() -> ResponseReturnValue | None:
    sent_away = require_person()
    if sent_away is None:
        require_auditor(actor())
    return sent_away


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The register: every history, searched and sorted as the address says."""
    filters = Filters.of(request.args, site().zone)
    with reading() as connection:
        lines, behind = register.page(connection, filters.wanted, after=filters.after, limit=PER_PAGE)
        offered = choices(connection, site().runtime, filters)
    found = {"lines": lines, "behind": behind, "choices": offered}
    return render_template("audit/index.html", filters=filters, **found, results=RESULTS, said=PROOF_TEXTS)


@blueprint.get("/lista.csv")
def table() -> ResponseReturnValue:
    """What the register shows, all its pages, for a spreadsheet."""
    filters = Filters.of(request.args, site().zone)
    with reading() as connection:
        lines, _ = register.page(connection, filters.wanted, limit=MOST_LINES)
    content = as_csv(lines, site().gettext, presenter(), name_of)
    return send_file(BytesIO(content), "text/csv", as_attachment=True, download_name="auditoria.csv")


@blueprint.get("/registro")
def log() -> ResponseReturnValue:
    """The sealed log: whether it is the one that was signed, and its seals, the newest first."""
    return _log(())


@blueprint.post("/registro")
def compare() -> ResponseReturnValue:
    """The same, compared with seals that somebody kept."""
    sent = [file.read() for file in request.files.getlist("sello")]
    return _log([read_copy(content) for content in sent if content])


@blueprint.get("/registro/<int:number>.txt")
def seal(number: int) -> ResponseReturnValue:
    """A seal as it was signed, to be kept elsewhere: what `cauce checkpoint --out` writes."""
    with reading() as connection:
        content = inquiry.note(connection, number)
    return _download(content.encode(), "text/plain; charset=utf-8", f"sello-{number}.txt")


def _log(kept: Sequence[Checkpoint]) -> ResponseReturnValue:
    settings = site().settings
    with reading() as connection:
        before = request.args.get("antes", type=int)
        found, behind = inquiry.sealing_page(connection, settings, before=before, limit=PER_PAGE)
        checks = checks_view(inquiry.verify_log(connection, settings, kept))
        known = {"alarms": alarms_view(connection), "removed": inquiry.removed(connection, limit=PER_PAGE)}
    shown = {"checks": checks, "seals": seals_view(found), "behind": behind, "kept": len(kept)}
    return render_template("audit/log.html", **shown, **known)


@blueprint.get("/<folio>")
def replay(folio: str) -> ResponseReturnValue:
    """A history at one of its events, with what verification found; of one that was removed, what was sealed of it."""
    number = max(request.args.get("paso", 1, type=int), 1)
    try:
        watched = _watch(folio, number)
    except NotFound:
        return _removed(folio)
    number = min(number, len(watched.playback.history))
    with reading() as connection:
        line, covering = register.line(connection, folio), inquiry.covering(connection, folio)
        last = inquiry.last_verification(connection, folio)
    found = None if last is None else verification_view(last, len(watched.playback.history), sealed=bool(covering))
    proof = {"line": line, "covering": covering, "verdict": found, "said": PROOF_TEXTS}
    step = watched.step(number) if number else None
    standing = watched.standing(number)
    drawn = {"standing": standing, "state_of": state_of, "activities": activities}
    return render_template("audit/replay.html", watched=watched, step=step, **drawn, **proof)


@blueprint.get("/<folio>/pasos")
def steps(folio: str) -> ResponseReturnValue:
    """The whole history for the slider."""
    content = canonical_json.dumps(as_json(_watch(folio))).encode()
    response = Response(content, mimetype="application/json")
    if request.accept_encodings.quality("gzip"):
        response = Response(gzip.compress(content, 5), mimetype="application/json")
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    return response


@blueprint.get("/<folio>/tabla")
def events(folio: str) -> ResponseReturnValue:
    """The history as a table, for reading and for paper."""
    watched = _watch(folio)
    first = max(request.args.get("desde", 1, type=int), 1)
    shown = [step for step in watched.steps() if first <= step.number < first + ROWS]
    behind = first + ROWS if first + ROWS <= len(watched.playback.history) else None
    return render_template("audit/table.html", watched=watched, steps=shown, first=first, behind=behind, rows=ROWS)


@blueprint.post("/<folio>/verificar")
def verify(folio: str) -> ResponseReturnValue:
    """Verify the history now, and keep what is found."""
    inquiry.verify(apart(), site().runtime, folio, actor=actor().id, at=site().clock())
    return redirect(url_for(".replay", folio=folio, paso=request.form.get("paso"), _anchor="verificacion"), 303)


@blueprint.get("/<folio>/evidencia.zip")
def evidence(folio: str) -> ResponseReturnValue:
    """All that proves the history, with a verifier, as one file."""
    with reading() as connection:
        content = evidence_of(connection, site().runtime, folio)
    return _download(content, "application/zip", f"evidencia-{folio}.zip")


@blueprint.get("/<folio>/diagrama")
def diagram(folio: str) -> ResponseReturnValue:
    """The diagram of a version that a history says it ran on, as it was given."""
    process_id = request.args.get("proceso", "")
    with reading() as connection:
        numbers = sorted(number for each, number in ran_on(connection, folio) if each == process_id)
        number = request.args.get("version", numbers[0] if numbers else 0, type=int)
        if number not in numbers:
            raise NotFound(kind="process", id=process_id)
        response = Response(definitions.diagram(connection, process_id, number))
    response.mimetype = "application/xml"
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/<folio>/archivos/<sha256>")
def file(folio: str, sha256: str) -> ResponseReturnValue:
    """A file that a history names, always as a download: it is somebody else's, and no page of ours."""
    with reading() as connection:
        history = queries.history(connection, folio)
        names = [name for event in history for name, known in named_in(payload_of(event)) if known == sha256]
        if not names:
            raise NotFound(kind="file", id=sha256)
        content = documents.content(connection, sha256)
    return _download(content, "application/octet-stream", names[-1])


@blueprint.get("/<folio>/papel.css")
def paper(folio: str) -> ResponseReturnValue:
    """What every printed sheet of a history says at its foot."""
    watched = _watch(folio, 0)
    count = len(watched.playback.history)
    version = site().gettext("version {number}", number=watched.version)
    last = site().gettext("event {number}: {hash}", number=count, hash=watched.head)
    return Response(foot(folio, f"{watched.title} {version}", last), mimetype="text/css")


def _removed(folio: str) -> ResponseReturnValue:
    """What was sealed of a history that was removed. Raises NotFound where there are none."""
    with reading() as connection:
        covering = inquiry.covering(connection, folio)
    if not covering:
        raise NotFound(kind="instance", id=folio)
    return render_template("audit/removed.html", folio=folio, covering=covering), 410


def _watch(folio: str, until: int | None = None) -> Watched:
    gettext = site().gettext
    names = (name_of, role_name)
    with reading() as connection:
        return watch(connection, site().runtime, folio, gettext, presenter(), names, until)


def _download(content: bytes, mimetype: str, name: str) -> Response:
    return send_file(BytesIO(content), mimetype, as_attachment=True, download_name=name)
