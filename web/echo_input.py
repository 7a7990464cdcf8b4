"""What somebody wrote and the site could not take, given back in words, each under the question it answers."""

from collections.abc import Iterable, Iterator

from flask import request

from bpmn.forms.data import shown
from bpmn.forms.form import Form
from bpmn.forms.kinds import Component, Container, DynamicList, Field, Filepicker
from bpmn.messages import Message, lazy_gettext
from engine.instances import execution_queries
from web.inbox.drawing import general
from web.inbox.inputs import Inputs
from web.site import site
from web.texts.formatting import Presenter, Shown
from web.transactions import reading

# The fields of the pages that no form-js form draws.
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
    "reason": lazy_gettext("Why it goes back to its author"),
}
SILENT = frozenset({"process", "revision", "language", "back", "id", "key"})
"""Fields that nobody fills in: there is nothing to give back."""


def echo_input(given: Iterable[tuple[str, str]]) -> list[Shown]:
    """What was written, in its order; files have to be chosen again and are left out."""
    gettext = site().gettext
    presenter = Presenter(gettext, site().zone)
    inputs = Inputs(site().clock().astimezone(site().zone))
    fields = dict(_fields(form.components, "")) if (form := _form()) else {}
    answers: dict[str, list[str]] = {}
    for name, text in given:
        answers.setdefault(name, []).append(text)
    found: list[Shown] = []
    for name, texts in answers.items():
        field = fields.get(general(name))
        if isinstance(field, Field):
            if not isinstance(field, Filepicker):
                found.append(presenter.value(field, inputs.read(field, texts)))
        elif name not in SILENT:
            label = gettext.render(LABELS[name]) if name in LABELS else name
            found.append(Shown(label, tuple(texts)))
    return [each for each in found if not each.blank]


def _form() -> Form | None:
    """The form of the step that this was sent to."""
    if request.endpoint != "inbox.complete":
        return None
    try:
        with reading() as connection:
            return execution_queries.work(connection, site().runtime, str((request.view_args or {})["id"])).form
    except Exception:  # the page that says what failed may not fail for the same reason
        return None


def _fields(components: Iterable[Component], prefix: str) -> Iterator[tuple[str, Component]]:
    """Each field under the general name of its inputs (`web.inbox.forms`)."""
    for component in components:
        if isinstance(component, Container):
            inner = f"{prefix}.{shown(component.path)}".strip(".") if component.path else prefix
            yield from _fields(component.components, f"{inner}[]" if isinstance(component, DynamicList) else inner)
        elif isinstance(component, Field):
            yield f"{prefix}.{shown(component.path)}".strip("."), component
