"""What somebody wrote and the site could not take, given back in words, each under the question it answers."""

from collections.abc import Iterable

from flask import request

from bpmn.forms.form import Form
from bpmn.messages import Message, lazy_gettext
from engine.instances import execution_queries
from web.forms.form_view import general_name
from web.pages.reader import reader
from web.site import site
from web.texts.formatting import Presenter, Shown
from web.transactions import reading

# The fields of the pages that belong to no form of a step.
LABELS: dict[str, Message] = {
    "name": lazy_gettext("Name"),
    "email": lazy_gettext("E-mail"),
    "role": lazy_gettext("Roles"),
    "person": lazy_gettext("Your id"),
    "day": lazy_gettext("Date"),
    "works": lazy_gettext("Is there work that day?"),
    "assignee": lazy_gettext("To whom"),
    "description": lazy_gettext("What changed"),
    "number": lazy_gettext("Number of the version"),
    "effective": lazy_gettext("In force from"),
    "reason": lazy_gettext("Why"),
    "message": lazy_gettext("Message"),
    "need": lazy_gettext("What do you need them for?"),
}
SILENT = frozenset({"process", "revision", "language", "back", "id", "key"})
"""Fields that nobody fills in: there is nothing to give back."""


def echo_input(given: Iterable[tuple[str, str]]) -> list[Shown]:
    """What was written, in its order; files have to be chosen again and are left out."""
    gettext = site().gettext
    presenter = Presenter(gettext, site().zone)
    now = site().clock().astimezone(site().zone)
    fields = dict(form.fields()) if (form := _form()) else {}
    answers: dict[str, list[str]] = {}
    for name, text in given:
        answers.setdefault(name, []).append(text)
    found: list[Shown] = []
    for name, texts in answers.items():
        field = fields.get(general_name(name))
        if field is not None:
            if not field.holds_files:
                found.append(presenter.value(field, field.from_texts(texts, now)))
        elif name not in SILENT:
            label = gettext.render(LABELS[name]) if name in LABELS else name
            found.append(Shown(label, tuple(texts)))
    return [each for each in found if not each.blank]


def _form() -> Form | None:
    """The form of the step that this was sent to."""
    if request.endpoint not in ("inbox.complete", "inbox.save"):
        return None
    try:
        with reading() as connection:
            return execution_queries.work(
                connection, site().runtime, reader(), str((request.view_args or {})["id"])
            ).form
    except Exception:  # the page that says what failed may not fail for the same reason
        return None
