"""What a page that saves its draft by script is answered: what changed on it, and how the draft stands, as JSON."""

from http import HTTPStatus
from typing import Any

from flask import get_template_attribute, request

from web.forms.form_parser import TAKE_OUT
from web.forms.form_view import anchor
from web.forms.rendering import changed_parts
from web.forms.task_form import MORE, FormPage, TaskForm
from web.texts.formatting import Presenter

PARTS, FORCED = "parts", "part"
"""What the page says of itself: the ids of its parts with their digests, and the name of the field to draw anew."""
ASKED_LATER = frozenset({"required"})
"""What is wrong only once the step is to be completed."""


def saved(form: TaskForm, draft_urls: dict[str, str], holder: str | None = None) -> dict[str, Any]:
    """Keep what the page sent as the draft, and tell what it is to show otherwise.

    ``parts`` are [id, HTML]; ``errors`` what is wrong with what was written, as [id of the field, text, whether it is
    only wrong once the step is to be completed]; ``notice`` stands where the page tells what happened. `holder`: the
    colleague who has the step, so that the reader cannot complete it. Raises NotFound, DraftTooLarge.
    """
    page, kept = form.saved(request)
    digests = dict(pair.split(":", 1) for pair in request.form.get(PARTS, "").split() if ":" in pair)
    forced = request.form.get(FORCED) or request.form.get(MORE) or _field_of(request.form.get(TAKE_OUT, ""))
    gettext = form.site.gettext
    presenter = Presenter(gettext, form.site.zone)
    return {
        "stamp": kept.stamp,
        "saved": gettext("Saved {time}", time=presenter.time(kept.at)),
        "seen": page.seen,
        "parts": [[part, str(html)] for part, html in changed_parts(page.views, digests, forced)],
        "errors": [
            [
                anchor(error.field),
                gettext.render(error.message).removeprefix(f"{error.label}: "),
                error.code in ASKED_LATER,
            ]
            for error in page.errors
        ],
        "notice": _notice(form, page, draft_urls, holder),
    }


def uploaded(form: TaskForm) -> tuple[dict[str, Any], int]:
    """Store the files that the page sent: the texts of the inputs that carry them, and what is wrong with others."""
    signed, wrong = form.store(request)
    refusals = [form.site.gettext.render(error.message).removeprefix(f"{error.label}: ") for error in wrong]
    return {"signed": signed, "refused": refusals}, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


def _field_of(taken_out: str) -> str:
    """The field or list whose row (``acuerdos[2]``) or file (``documentos:1``) is taken out."""
    return taken_out.rpartition("[")[0] if taken_out.endswith("]") else taken_out.rpartition(":")[0]


def _notice(form: TaskForm, page: FormPage, draft_urls: dict[str, str], holder: str | None) -> str:
    if page.other is None and holder is None and form.work.item.status == "open":
        return ""
    notice = get_template_attribute("forms/notices.html", "while_writing")
    return str(notice(form.work.item, page, draft_urls, request.form.get("draft-page", ""), holder))
