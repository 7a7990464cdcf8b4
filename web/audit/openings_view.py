"""What auditors opened and took along, and who read personal data and why, the newest first."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from bpmn.messages import Message, lazy_gettext
from engine.history.ledger import Entry
from engine.history.problems import UNREADABLE
from engine.instances.openings import OPENED, SEVERAL, TAKEN, page
from engine.instances.readings import EVIDENCE_TAKEN, REASON_GIVEN
from engine.instances.views.seen import seen_among
from web.pages.audit_ways import keep_to, offer_room
from web.pages.reader import reader
from web.transactions import reading

PER_PAGE = 100
WORDS: dict[str, Message] = {
    OPENED: lazy_gettext("opened it"),
    TAKEN: lazy_gettext("took a file along"),
    REASON_GIVEN: lazy_gettext("read its personal data"),
    EVIDENCE_TAKEN: lazy_gettext("took evidence"),
}

blueprint = Blueprint("openings", __name__, url_prefix="/auditoria/consultas", template_folder="templates")
keep_to(blueprint)
offer_room(blueprint, "openings.index", lazy_gettext("What was opened"), order=70)


@dataclass(frozen=True, slots=True)
class Opening:
    """An entry. `folio` is None for what is about several; `what` the address or the reason."""

    person: str
    at: datetime
    folio: str | None
    did: Message
    what: str


@blueprint.get("")
def index() -> ResponseReturnValue:
    """A page of what was opened."""
    with reading() as connection:
        entries, behind = page(connection, before=request.args.get("antes", type=int), limit=PER_PAGE)
        found = [each for each in map(_opening, entries) if each is not None]
        seen = seen_among(connection, reader(), {each.folio for each in found if each.folio is not None})
    return render_template("audit/openings.html", openings=found, behind=behind, seen=seen)


def _opening(entry: Entry) -> Opening | None:
    try:
        says = entry.says
        what = str(says.get("what") or says.get("reason") or "")
        folio = None if entry.subject == SEVERAL else entry.subject
        return Opening(str(entry.actor), entry.moment, folio, WORDS[entry.type], what)
    except (*UNREADABLE, KeyError):
        return None
