"""The views of auditing: parse, authorise, one query, respond. Nothing changes but what is known of a history."""

import gzip
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from bpmn.file_names import usable_name
from bpmn.messages import lazy_gettext
from engine import canonical_json
from engine.definitions import queries as definitions
from engine.documents import store as documents
from engine.documents.references import named_in
from engine.errors import NotFound
from engine.instances import queries
from engine.instances.readings import enter_evidence, readings
from engine.instances.visible import reads_all
from engine.replay import inquiry, register
from engine.replay.playback import ran_on
from engine.replay.rights import may_audit
from engine.sampling.commands import may_sample
from engine.verification.asked import Asked, Folios
from engine.verification.evidence import evidence as evidence_of
from engine.verification.trust import Kept, read_kept_file
from web.audit.comparing import compared
from web.audit.found_view import PER_PAGE, found_view
from web.audit.ledgers_view import alarmed, ledgers_view
from web.audit.log_view import alarms_view, checks_view, seals_view
from web.audit.print_css import foot
from web.audit.register_table import as_csv
from web.audit.register_table import as_json as as_records
from web.audit.replay_json import PART, as_json, state_of
from web.audit.replay_spans import ways_from
from web.audit.replay_view import Watched, activities, watch
from web.audit.verification_view import verification_view
from web.pages.audit_ways import keep_to, offer_room
from web.pages.downloads import download
from web.pages.names import name_then, role_name
from web.pages.navigation import offer
from web.pages.outcomes import outcomes
from web.pages.policy_standing import standings
from web.pages.reader import reader, visible
from web.pages.wanted import PROOF_TEXTS, Filters
from web.session import actor
from web.site import presenter, site
from web.texts.sentences import payload_of
from web.texts.verification import covered, vouched
from web.transactions import apart, reading, writing

ROWS = 500
"""How many events the table shows on one page."""

blueprint = Blueprint("audit", __name__, url_prefix="/auditoria", template_folder="templates")
keep_to(blueprint)
offer(blueprint, "audit.index", lazy_gettext("Audit"), order=40, may=may_audit)
offer_room(blueprint, "audit.index", lazy_gettext("Histories"), order=10)
offer_room(blueprint, "audit.ledgers", lazy_gettext("Ledgers"), order=80)
offer_room(blueprint, "audit.log", lazy_gettext("Sealed log"), order=90)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The register: every history, searched and sorted as the address says."""
    filters = Filters.of(request.args, site().zone)
    with reading() as connection:
        found = found_view(connection, filters, count="contar" in request.args, add_up="importes" in request.args)
    return render_template("audit/index.html", filters=filters, samples=may_sample(actor()), **found)


@blueprint.get("/lista.csv")
def table() -> ResponseReturnValue:
    """What the register shows, all its pages, for a spreadsheet."""
    return _whole(as_csv, "text/csv", "auditoria.csv")


@blueprint.get("/lista.json")
def records() -> ResponseReturnValue:
    """The same for programs."""
    return _whole(as_records, "application/json", "auditoria.json")


def _whole(write: Callable[..., Iterator[bytes]], mimetype: str, name: str) -> Response:
    filters, here = Filters.of(request.args, site().zone), site()
    with reading() as connection:
        lines = register.everything(connection, reader(), filters.wanted)
        return download(write(lines, here.gettext, here.zone, outcomes(), name_then), mimetype, name)


@blueprint.get("/libros")
def ledgers() -> ResponseReturnValue:
    """The ledgers: which are in order, what was found in the others, and what to do."""
    with reading() as connection:
        found, subjects = ledgers_view(connection), alarmed(connection)
    return render_template("audit/ledgers.html", ledgers=found, alarmed=subjects)


@blueprint.post("/libros")
def check_ledgers() -> ResponseReturnValue:
    """Check all of them now, and keep what is found."""
    inquiry.verify_ledgers(apart(), site().runtime, actor=actor().id, at=site().clock())
    return redirect(url_for(".ledgers"), 303)


@blueprint.get("/registro")
def log() -> ResponseReturnValue:
    """The sealed log: whether it is the one that was signed, and its seals, the newest first."""
    return _log(())


@blueprint.post("/registro")
def compare() -> ResponseReturnValue:
    """The same, compared with seals that somebody kept."""
    sent = [(usable_name(file.filename or "—"), file.read()) for file in request.files.getlist("sello")]
    return _log([read_kept_file(name, content) for name, content in sent if content])


@blueprint.get("/registro/<int:number>.txt")
def seal(number: int) -> ResponseReturnValue:
    """A seal as it was signed, to be kept elsewhere: what `cauce checkpoint --out` writes."""
    with reading() as connection:
        content = inquiry.note(connection, number)
    return _download(content.encode(), "text/plain; charset=utf-8", f"sello-{number}.txt")


@blueprint.get("/registro/<int:number>.tsr")
def stamp(number: int) -> ResponseReturnValue:
    """The time-stamp of a seal, to be kept beside it."""
    with reading() as connection:
        content = inquiry.stamp(connection, number)
    return _download(content, "application/timestamp-reply", f"sello-{number}.tsr")


def _log(kept: Sequence[Kept]) -> ResponseReturnValue:
    settings = site().settings
    with reading() as connection:
        before = request.args.get("antes", type=int)
        found, behind = inquiry.sealing_page(connection, settings, before=before, limit=PER_PAGE)
        checks = checks_view(inquiry.verify_log(connection, settings, kept))
        known = {"alarms": alarms_view(connection), "removed": inquiry.removed(connection, limit=PER_PAGE)}
        vouches = list(vouched(inquiry.vouched(connection, settings), presenter().exact))
    shown = {"checks": checks, "seals": seals_view(found), "behind": behind, "kept": len(kept), "vouched": vouches}
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
        said_of = list(covered(inquiry.coverage(connection, site().settings, folio), presenter().exact))
        last = inquiry.last_verification(connection, folio)
        subjects, read = alarmed(connection, folio), readings(connection, folio, limit=PER_PAGE)
        kept = standings(connection, folio)
    found = None if last is None else verification_view(last, len(watched.playback.history), sealed=bool(covering))
    proof = {"line": line, "covering": covering, "covered": said_of, "verdict": found, "said": PROOF_TEXTS}
    step = watched.step(number) if number else None
    standing = watched.standing(number)
    drawn = {
        "takes_evidence": reader().everything,
        "alarmed": subjects,
        "standing": standing,
        "part": PART,
        "ways": ways_from(number, watched.landmarks),
        "state_of": state_of,
        "activities": activities,
        "kept": kept,
    }
    return render_template("audit/replay.html", watched=watched, step=step, read=read, **drawn, **proof)


@blueprint.get("/<folio>/pasos")
def steps(folio: str) -> ResponseReturnValue:
    """The history for the slider: a part of it from event `desde` on, or whole."""
    first = max(request.args.get("desde", 0, type=int), 0)
    watched = _watch(folio, first + PART - 1 if first else None)
    if first > len(watched.playback.history):
        raise NotFound(kind="instance", id=folio)
    told = as_json(watched, first or 1, PART if first else None)
    content = canonical_json.dumps(told).encode()
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


@blueprint.get("/<folio>/comparar")
def compare_with(folio: str) -> ResponseReturnValue:
    """Two histories beside each other, step by step; without another, or with one that is not there, which one."""
    other, missing = request.args.get("con", "").strip(), False
    one, rows, second = _watch(folio, 0), [], None
    if other:
        try:
            second = _watch(other, 0)
            rows = compared(one, second)
        except NotFound:
            missing = True
    found = {"one": one, "second": second, "rows": rows, "other": other, "missing": missing}
    return render_template("audit/compare.html", **found)


@blueprint.post("/<folio>/verificar")
def verify(folio: str) -> ResponseReturnValue:
    """Verify the history now, and keep what is found."""
    inquiry.verify(apart(), site().runtime, folio, actor=actor().id, at=site().clock())
    return redirect(url_for(".replay", folio=folio, paso=request.form.get("paso"), _anchor="verificacion"), 303)


@blueprint.get("/<folio>/evidencia.zip")
def evidence(folio: str) -> ResponseReturnValue:
    """All that proves the history, with a verifier, as one file."""
    return _evidence(Folios([folio]), f"evidencia-{folio}.zip")


@blueprint.get("/evidencia.zip")
def evidence_of_all() -> ResponseReturnValue:
    """The same of every history that the register shows, all its pages; where it shows a period, of that."""
    filters = Filters.of(request.args, site().zone)
    period = filters.period
    if period is not None:
        return _evidence(period, f"evidencia-{period.first}-{period.last}.zip")
    with reading() as connection:
        folios = register.folios(connection, reader(), filters.wanted)
    if not folios:
        asked: dict[str, Any] = {**filters.address()}
        return redirect(url_for(".index", **asked))
    return _evidence(Folios(folios), "evidencia.zip")


def _evidence(asked: Asked, name: str) -> Response:
    with reading() as connection:
        whole = reads_all(connection, site().runtime, actor())
        folios, pieces = evidence_of(connection, site().runtime, reader(), asked, whole)
        response = download(pieces, "application/zip", name)
    with writing() as connection:
        enter_evidence(connection, folios, actor=actor().id, at=site().clock())
    return response


@blueprint.get("/<folio>/diagrama")
def diagram(folio: str) -> ResponseReturnValue:
    """The diagram of a version that a history says it ran on, as it was given."""
    process_id = request.args.get("proceso", "")
    with reading() as connection:
        numbers = sorted(number for each, number in ran_on(connection, reader(), folio) if each == process_id)
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
        history = visible(folio).history(queries.history(connection, reader(), folio))
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
        covering = inquiry.removed_from(connection, folio)
    if not covering:
        raise NotFound(kind="instance", id=folio)
    return render_template("audit/removed.html", folio=folio, covering=covering), 410


def _watch(folio: str, until: int | None = None) -> Watched:
    gettext = site().gettext
    names = (name_then, role_name)
    with reading() as connection:
        who = reader(), visible(folio)
        return watch(connection, site().runtime, *who, folio, gettext, presenter(), names, until, at=site().clock())


def _download(content: bytes, mimetype: str, name: str) -> Response:
    return send_file(BytesIO(content), mimetype, as_attachment=True, download_name=name)
