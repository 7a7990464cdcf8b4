"""The texts of notices about the instances of a procedure, which its owner writes and previews."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from bpmn.model import Activity, Event, Process
from engine.calendar.office import CLOSING
from engine.clock import to_text
from engine.db import Connection
from engine.definitions import queries
from engine.errors import EngineError, Invalid, NotAllowed, NotFound
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances.rights import may_repair
from engine.telling import wording
from engine.telling.kinds import GROUPS, NoticeKind
from engine.telling.texts import PLACES, TEXTS, WORDED, Facts, Text, shipped, written
from web import errors
from web.notices.views import HEADINGS
from web.session import actor, require_person
from web.site import site
from web.transactions import reading, writing

blueprint = Blueprint("notice_texts", __name__, url_prefix="/procesos/<process_id>/avisos", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.get("")
def index(process_id: str) -> ResponseReturnValue:
    """The texts of a procedure, kind by kind: its owner's own, or those that are shipped."""
    with reading() as connection:
        process = _own(connection, process_id)
        own = wording.written_texts(connection, process_id)
    texts = {kind: own.get((process_id, kind)) or shipped(kind, site().letters) for kind in WORDED}
    own_kinds = {kind for _, kind in own}
    words = {"GROUPS": GROUPS, "HEADINGS": HEADINGS, "TEXTS": TEXTS, "WORDED": WORDED}
    return render_template("notices/texts.html", process=process, texts=texts, own=own_kinds, pid=process_id, **words)


@blueprint.get("/<kind>")
def edit(process_id: str, kind: str) -> ResponseReturnValue:
    """A text, to be written anew, as it reads today."""
    wanted = wording.kind_of(kind)
    with reading() as connection:
        process = _own(connection, process_id)
        own = wording.written_texts(connection, process_id).get((process_id, wanted))
    return _draw(process, process_id, wanted, own or shipped(wanted, site().letters), own=own is not None)


@blueprint.post("/<kind>")
def write(process_id: str, kind: str) -> ResponseReturnValue:
    """Show how a text would read, or keep it; what is wrong comes back with what was written."""
    wanted, form = wording.kind_of(kind), request.form
    text = Text(form.get("subject", ""), form.get("body", ""))
    with reading() as connection:
        process = _own(connection, process_id)
        own = (process_id, wanted) in wording.written_texts(connection, process_id)
    try:
        tidy = wording.checked(text)
        if form.get("act") != "save":
            return _draw(process, process_id, wanted, tidy, own=own)
        then = url_for(".index", process_id=process_id)
        with writing(then) as connection:
            _own(connection, process_id)
            wording.write(connection, process_id, wanted, tidy, actor=actor().id, at=site().clock())
    except Invalid as error:
        return _draw(process, process_id, wanted, text, own=own, refusal=error)
    return redirect(then, 303)


@blueprint.post("/<kind>/restablecer")
def restore(process_id: str, kind: str) -> ResponseReturnValue:
    """Go back to the text that is shipped."""
    wanted, then = wording.kind_of(kind), url_for(".index", process_id=process_id)
    with writing(then) as connection:
        _own(connection, process_id)
        wording.restore(connection, process_id, wanted, actor=actor().id, at=site().clock())
    return redirect(then, 303)


def _own(connection: Connection, process_id: str) -> Process:
    """The procedure in force, for who answers for what it says. Raises NotFound, NotAllowed."""
    version = queries.in_force(connection).get(process_id)
    if version is None:
        raise NotFound(kind="process", id=process_id)
    process = site().runtime.library.process(connection, process_id, version.number)
    if not may_repair(actor(), process):
        raise NotAllowed(actor=actor().id, roles=[ADMINISTRATOR])
    return process


def _draw(
    process: Process, process_id: str, kind: NoticeKind, text: Text, *, own: bool, refusal: EngineError | None = None
) -> ResponseReturnValue:
    preview = written(text, _sample(process), site().letters)
    words = {"PLACES": PLACES, "TEXTS": TEXTS, "LONGEST": (wording.LONGEST_SUBJECT, wording.LONGEST_BODY)}
    page = render_template(
        "notices/text.html",
        process=process,
        pid=process_id,
        kind=kind,
        text=text,
        preview=None if refusal else preview,
        own=own,
        refusal=refusal,
        **words,
    )
    return page if refusal is None else (page, errors.status(refusal))


def _sample(process: Process) -> Facts:
    """What a text is previewed with: steps of this procedure, and a term tomorrow."""
    steps = [node.name or "" for node in process.nodes if isinstance(node, Activity) and node.kind == "userTask"]
    ends = [node.name or "" for node in process.nodes if isinstance(node, Event) and node.kind == "endEvent"]
    now, zone = site().clock(), site().zone
    tomorrow = now.astimezone(zone) + timedelta(days=1)
    due_at = tomorrow.replace(hour=CLOSING.hour, minute=0, second=0, microsecond=0)
    words = site().letters
    data = {
        "step": next(iter(steps[1:]), "—"),
        "before": next(iter(steps), "—"),
        "end": next(iter(ends), "—"),
        "due_at": to_text(due_at),
        "holder": actor().name,
        "reason": words(lazy_gettext("The client asked for it.")),
        "text": words(lazy_gettext("Could you look at it today?")),
        "title": words(lazy_gettext("A notice of the procedure")),
    }
    prefix = process.document.folio_prefix or process_id_of(process)
    client, title = words(lazy_gettext("Banco del Norte")), words(lazy_gettext("Security monitoring"))
    return Facts(data, now, zone, f"{prefix}-{now.year}-0001", client, title, actor().name)


def process_id_of(process: Process) -> str:
    """What stands in the place of a prefix of folios where the document names none."""
    return process.id[:2].upper()
