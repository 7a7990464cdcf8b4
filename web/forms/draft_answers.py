"""What a page that saves its draft by script is answered: what changed on it, and how the draft stands, as JSON.

A refusal is answered so too, in a sentence that stands where one writes: the page tries again what did not arrive, and
not what was refused, until it says something else.
"""

from http import HTTPStatus
from typing import Any
from zlib import crc32

from flask import get_template_attribute, request

from bpmn.messages import Message, lazy_gettext
from engine.documents.store import MAX_SIZE
from engine.form_drafts.commands import MAX_CONTENT
from web.forms.form_parser import TAKE_OUT
from web.forms.form_view import anchor
from web.forms.rendering import changed_parts
from web.forms.task_form import MORE, FormPage, TaskForm
from web.site import site
from web.texts.formatting import Presenter

PARTS, FORCED, NOTICES = "parts", "part", "avisos"
"""What the page says of itself: the ids of its parts with their digests, and the name of the field to draw anew. The
place where it tells what happened is a part too."""
ASKED_LATER = frozenset({"required"})
"""What is wrong only once the step is to be completed."""
ENDED = lazy_gettext("Your session ended. Enter again in another tab; then press here: Save the draft.")


def saved(form: TaskForm, draft_urls: dict[str, str], holder: str | None = None) -> dict[str, Any]:
    """Keep what the page sent as the draft, and tell what it is to show otherwise.

    ``parts`` are [id, HTML]; ``errors`` what is wrong with what was written, as [id of the field, HTML, whether it is
    only wrong once the step is to be completed]; ``brief`` is what happened meanwhile, as HTML that leads to where the
    page tells all of it. `holder`: the colleague who has the step, so that the reader cannot complete it. Raises
    NotFound, DraftTooLarge, TaskAlreadyCompleted when the reader completed it on another page.
    """
    page, kept = form.saved(request)
    digests = dict(pair.split(":", 1) for pair in request.form.get(PARTS, "").split() if ":" in pair)
    forced = request.form.get(FORCED) or request.form.get(MORE) or _field_of(request.form.get(TAKE_OUT, ""))
    gettext = form.site.gettext
    said = get_template_attribute("forms/around.html", "said")
    presenter = Presenter(gettext, form.site.zone)
    parts = [[part, str(html)] for part, html in changed_parts(page.views, digests, forced)]
    notice, brief = _notices(form, page, draft_urls, holder)
    digest = f"{crc32(notice.encode()):08x}" if notice else ""
    if digests.get(NOTICES, digest) != digest:
        parts.append([NOTICES, str(get_template_attribute("forms/notices.html", "place")(notice, digest))])
    return {
        "stamp": kept.stamp,
        "saved": gettext("Saved {time}", time=presenter.time(kept.at)),
        "seen": page.seen,
        "parts": parts,
        "brief": brief,
        "errors": [
            [
                anchor(error.field),
                str(said(gettext.render(error.message).removeprefix(f"{error.label}: "))),
                error.code in ASKED_LATER,
            ]
            for error in page.errors
        ],
    }


def asked_by_script() -> bool:
    """Whether the request is one that this module answers."""
    return request.accept_mimetypes.best == "application/json"


def refused(text: Message, status: int, *, ended: bool = False) -> dict[str, Any]:
    """Why nothing was kept. `ended`: the page cannot go on without its reader coming in again."""
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        text = _too_large(a_file=request.mimetype == "multipart/form-data")
    return {"refused": [site().gettext.render(ENDED if ended else text)], "ended": ended}


def _too_large(*, a_file: bool) -> Message:
    """What a request that is refused before it is read was, and what to do: it stands in the field."""
    if a_file:
        return lazy_gettext(
            "The file was not sent: it is larger than {limit} MB. Choose a smaller one; what you wrote is still here.",
            limit=MAX_SIZE // 1024**2,
        )
    return lazy_gettext(
        "It is too long: at most {limit} MB of text can be kept. Shorten it, or attach it as a file.",
        limit=MAX_CONTENT // 1024**2,
    )


def uploaded(form: TaskForm) -> tuple[dict[str, Any], int]:
    """Store the files that the page sent: the texts of the inputs that carry them, and what is wrong with others."""
    signed, wrong = form.store(request)
    refusals = [form.site.gettext.render(error.message).removeprefix(f"{error.label}: ") for error in wrong]
    return {"signed": signed, "refused": refusals}, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


def _field_of(taken_out: str) -> str:
    """The field or list whose row (``acuerdos[2]``) or file (``documentos:1``) is taken out."""
    return taken_out.rpartition("[")[0] if taken_out.endswith("]") else taken_out.rpartition(":")[0]


def _notices(form: TaskForm, page: FormPage, draft_urls: dict[str, str], holder: str | None) -> tuple[str, str]:
    """What happened meanwhile, in full and in short."""
    item = form.work.item
    if page.other is None and holder is None and item.is_open:
        return "", ""
    in_full, in_short = (get_template_attribute("forms/notices.html", name) for name in ("while_writing", "brief"))
    own = request.form.get("draft-page", "")
    return str(in_full(item, page, draft_urls, own, holder)), str(in_short(item, holder))
