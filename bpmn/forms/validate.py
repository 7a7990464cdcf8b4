"""What somebody submitted → the values to store, or everything that is wrong with it, field by field.

The page is never trusted: whatever it checks is checked here, from the same schema. It follows form-js in what counts
as empty where a value is required (nothing, an empty text or list, a box that is not ticked; 0 is a value, and so are
spaces), in checking only what is shown, and in leaving no field out: a visible field that was not submitted at all has
its default, or is empty. What the instance's data hold already does not stand in for it: a decision is made each time.
So a page without form-js must send false for a box that is not ticked, rather than nothing.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from bpmn.forms.checks import broken_checks
from bpmn.forms.data import MISSING, Place, at, same, shown
from bpmn.forms.evaluate import FormState, Node, evaluate, initial_value, rows_given
from bpmn.forms.feel import Environment, Feel
from bpmn.forms.form import Form
from bpmn.forms.kinds import DynamicList, Field, Refused
from bpmn.forms.kinds.base import MAX_ITEMS
from bpmn.forms.unknown_fields import count_rows, unknown_fields
from bpmn.messages import Message, lazy_gettext, lazy_ngettext

MAX_ROWS = 1_000
"""Rows of all lists of one submission together."""
MAX_UNKNOWN = 20
"""Unknown fields that are named; there is no use in naming a million."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: its path (``compromisos[2].fecha``, rows from 0) and its label.

    ``code`` is stable: required, type, choice, date, past_date, min, max, decimal_digits, increment, min_length,
    max_length, pattern, email, phone, too_many, rows, accept, read_only, unknown, check (between fields; those of the
    form itself have no field), too_much (the form takes too long to check; no field)
    """

    field: str
    label: str
    code: str
    message: Message


class Validation(NamedTuple):
    """`values` are the variables to store, and mean nothing while there are `errors`; these are in the form's order."""

    values: dict[str, object]
    errors: tuple[FieldError, ...]


def validate(
    form: Form, submitted: Mapping[str, object], data: Mapping[str, object], *, environment: Environment
) -> Validation:
    """Check `submitted`, any JSON, against `form` over the instance's `data`. Raises nothing, changes neither.

    Hidden fields are left out without a word. A field that is only shown may be sent back as it is, as form-js does,
    and is refused by name when it differs. A variable that holds an object of which the form writes a part is stored
    with the rest of the object as it was.
    """
    if not isinstance(submitted, (dict, Mapping)):
        return Validation({}, (FieldError("", "", "type", lazy_gettext("What was sent is not a form.")),))
    if count_rows(form.compiled, submitted, MAX_ROWS) > MAX_ROWS:
        message = lazy_gettext("There are more than {limit} rows; send fewer.", limit=MAX_ROWS)
        return Validation({}, (FieldError("", "", "too_many", message),))
    state = evaluate(form, submitted, data, environment=environment, whole=False)
    check = _Check(state, submitted, data)
    for node in check.state.nodes:
        if not node.hidden:
            check.node(node)
    check.errors += _broken(form, state, check.wrong)
    for path, is_object in islice(unknown_fields(form.compiled, submitted), MAX_UNKNOWN):
        if is_object:
            check.errors.append(
                FieldError(path, path, "type", lazy_gettext("{label}: it must be an object.", label=path))
            )
        else:
            check.errors.append(
                FieldError(path, path, "unknown", lazy_gettext("{label}: the form has no such field.", label=path))
            )
    if state.scope.meter.exhausted:
        message = lazy_gettext("This form takes too long to check: send less, or have the form made simpler.")
        return Validation({}, (FieldError("", "", "too_much", message),))
    return Validation(check.values, tuple(check.errors))


def failed_checks(form: Form, state: FormState) -> tuple[FieldError, ...]:
    """The errors of the checks between fields that do not hold as the form stands, for a page being filled in."""
    return tuple(_broken(form, state, ()))


def _broken(form: Form, state: FormState, wrong: Sequence[Place]) -> Iterator[FieldError]:
    for node, check in broken_checks(form, state, wrong):
        if node is None:
            yield FieldError("", "", "check", lazy_gettext("{reason}", reason=check.message))
        else:
            message = lazy_gettext("{label}: {reason}", label=node.label, reason=check.message)
            yield FieldError(shown(node.place), node.label, "check", message)


class _Check:
    """One validation under way."""

    def __init__(
        self,
        state: FormState,
        submitted: Mapping[str, object],
        data: Mapping[str, object],
    ) -> None:
        self.state = state
        self.submitted = submitted
        self.data = data
        self.values: dict[str, object] = {}
        self.errors: list[FieldError] = []
        self.wrong: list[Place] = []

    def error(self, node: Node, code: str, message: Message) -> None:
        self.wrong.append(node.place)
        self.errors.append(FieldError(shown(node.place), node.label, code, message))

    def node(self, node: Node) -> None:
        """Check one visible field or list."""
        component, raw = node.component, at(self.submitted, node.place)
        if isinstance(component, Field):
            if component.computed:
                value = at(self.state.context, node.place)
                self.store(node.place, None if value is MISSING else value)
            elif node.place not in self.state.locked:
                self.field(node, component, raw)
            elif raw is not MISSING:
                self.locked(node, component, raw)
        elif isinstance(component, DynamicList):
            self.list(node, component, raw)

    def locked(self, node: Node, field: Field, raw: object) -> None:
        """A field that is only shown: what comes back must be what the form began with, or what the data hold."""
        held = at(self.data, node.place)
        known = initial_value(field, held, self.data, node.scope.meter), held
        blank = _in(raw, _BLANK) and _in(known[0], _BLANK)
        if not blank and not _in(raw, known):
            self.error(node, "read_only", lazy_gettext("{label}: it may not be changed here.", label=node.label))

    def field(self, node: Node, field: Field, raw: object) -> None:
        try:
            options = field.options(self.state.initial, node.scope)
            value = field.convert(field.default if raw is MISSING else raw, options, node.label)
        except Refused as refused:
            self.error(node, refused.code, refused.message)
            return
        self.store(node.place, value)
        empty = field.empty
        if value == empty and same(value, empty):
            required = node.evaluate(field.required) if isinstance(field.required, Feel) else field.required
            if required is True:
                self.error(node, "required", lazy_gettext("{label}: it is missing; it is required.", label=node.label))
        else:
            for problem in field.problems(value, node.label, node.scope):
                self.error(node, problem.code, problem.message)

    def list(self, node: Node, component: DynamicList, raw: object) -> None:
        before = at(self.state.initial, node.place)
        known = len(before) if isinstance(before, list) else component.repetitions
        rows = rows_given(component, raw, known)
        if rows is None:
            self.error(node, "type", lazy_gettext("{label}: it must be a list of rows.", label=node.label))
            return
        if isinstance(raw, list) and len(raw) > MAX_ITEMS:
            self.error(
                node,
                "too_many",
                lazy_gettext("{label}: there are more than {limit}.", label=node.label, limit=MAX_ITEMS),
            )
        elif not component.add_remove and len(rows) > known:
            self.error(node, "rows", _rows(node.label, known))
        elif component.required and not rows:
            self.error(node, "required", lazy_gettext("{label}: it is missing; it is required.", label=node.label))
        stored = at(self.data, node.place)
        kept = stored if isinstance(stored, list) and not component.add_remove else []
        self.store(node.place, [copy.deepcopy(kept[row]) if row < len(kept) else {} for row in range(len(rows))])

    def store(self, place: Place, value: object) -> None:
        """Set a value among those to store, within a copy of the object that the data have there."""
        name = str(place[0])
        if len(place) == 1:
            self.values[name] = value
            return
        if name not in self.values:
            known = self.data.get(name)
            self.values[name] = copy.deepcopy(known) if isinstance(known, dict) else {}
        target: object = self.values
        for step in place[:-1]:
            if isinstance(target, dict):
                if not isinstance(target.get(step), (dict, list)):
                    target[step] = {}
                target = target[step]
            elif isinstance(target, list) and isinstance(step, int):
                if not isinstance(target[step], dict):
                    target[step] = {}
                target = target[step]
        if isinstance(target, dict):
            target[place[-1]] = value


_BLANK: tuple[object, ...] = (MISSING, None, "", [])


def _in(value: object, values: tuple[object, ...]) -> bool:
    return any(value is other or (other is not MISSING and same(value, other)) for other in values)


def _rows(label: str, count: int) -> Message:
    return lazy_ngettext("{label}: it must have {n} row.", "{label}: it must have {n} rows.", count, label=label)
