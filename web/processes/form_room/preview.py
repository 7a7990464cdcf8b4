"""A form as whoever fills it in will see it: by the very renderer of steps, with what the steps before it may leave."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from werkzeug.wrappers import Request

from bpmn.forms.data import MISSING, at, put
from bpmn.forms.feel import Environment, Meter, Scope
from bpmn.forms.form import Form
from bpmn.forms.kinds import Field, Refused, Sampling
from bpmn.forms.sample import sample
from bpmn.forms.validate import FieldError, validate
from web.forms.attachments import Attachments
from web.forms.beginning import with_beginnings
from web.forms.form_parser import TAKE_OUT, FormParser, without_blank_rows
from web.forms.form_view import ComponentView, FormView, anchor
from web.forms.task_form import MORE
from web.pages.office import office
from web.processes.form_room.room import Room
from web.session import actor
from web.site import presenter, site

FOLIO = "ejemplo"


@dataclass(frozen=True, slots=True)
class Preview:
    """A form on the page, and what is wrong with what was tried."""

    views: tuple[ComponentView, ...]
    errors: tuple[FieldError, ...] = ()
    tried: bool = False

    def summary(self) -> list[tuple[str, FieldError]]:
        """Each error with the id of its field."""
        return [(anchor(each.field), each) for each in self.errors]


def empty(room: Room, form: Form) -> Preview:
    """The form as a step begins with it."""
    data = before(room, form)
    values = with_beginnings(form, {}, data, _environment())
    return Preview(_view(form, data).view(values, {}))


def filled(room: Room, form: Form) -> Preview:
    """The form filled in with what could stand in it."""
    data, environment = before(room, form), _environment()
    given = sample(form, {}, data, environment=environment, file=_file)
    values = with_beginnings(form, given, data, environment)
    return Preview(_view(form, data).view(values, values))


def tried(room: Room, form: Form, request: Request) -> Preview:
    """The form as it was filled in on the page, with what a step would say of it. Nothing of it is kept."""
    data, environment = before(room, form), _environment()
    attachments = Attachments(site(), actor().id, closed=True)
    parser = FormParser(_now(), environment, attachments, request.form, request.files)
    more = MORE in request.form or TAKE_OUT in request.form
    sent = parser.values(form, data)
    typed = sent if more else without_blank_rows(form.components, sent)
    values = with_beginnings(form, typed, data, environment)
    errors = () if more else tuple(validate(form, values, data, environment=environment).errors)
    return Preview(_view(form, data, request.form.get(MORE)).view(values, typed, errors), errors, not more)


def before(room: Room, form: Form) -> dict[str, object]:
    """What the other forms of the draft may have left, and what only this one shows."""
    environment = _environment()
    data: dict[str, object] = {}
    for id, other in sorted(room.readable.items()):
        if other.id != form.id and room.reading(id).form is not None:
            made = sample(other, {}, data, environment=environment, file=_file)
            data |= validate(other, made, data, environment=environment).values
    for path, field in form.fields():
        if field.only_shown and not field.computed and "[]" not in path and at(data, field.path) is MISSING:
            value = _sample_of(field, data, environment)
            if value is not None:
                put(data, field.path, value)
    return data


def _sample_of(field: Field, data: Mapping[str, object], environment: Environment) -> object:
    scope = Scope.of(data, Meter(environment))
    options = field.options(data, scope)
    sampling = Sampling(field.label, scope.evaluate, options, environment, _file)
    for value in (field.example, *field.samples(sampling)):
        try:
            return field.convert(value, options, field.label) if value is not None else None
        except Refused:
            continue
    return None


def _file(key: str) -> dict[str, object]:
    return {"name": f"{key}.pdf", "sha256": hashlib.sha256(key.encode()).hexdigest(), "size": 48_000}


def _view(form: Form, data: Mapping[str, object], more: str | None = None) -> FormView:
    attachments = Attachments(site(), actor().id, closed=True)
    return FormView(form, data, FOLIO, _now(), _environment(), attachments, presenter(), None, more)


def _environment() -> Environment:
    return office().environment(site().clock())


def _now() -> datetime:
    return site().clock().astimezone(site().zone)


def lists(form: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What a page sent, by name."""
    return {name: list(texts) for name, texts in form.items()}
