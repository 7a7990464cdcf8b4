"""What the fields of a form begin with, on the server: a page carries only what it asks, shows or was sent.

What somebody typed (`typed`) has a value of each field that was on their page, an empty one where it was left blank. A
field without a value there was not asked: an answer or the instance's data hid it, and the instance may hold something
in it that its reader is not to see. It begins with that when it is asked, and travels nowhere before.
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from bpmn.forms.data import MISSING, Place, at, put
from bpmn.forms.evaluate import initial_data
from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.kinds import Checkbox, Checklist, Component, Container, DynamicList, Field, Radio
from web.forms.form_parser import is_blank


def with_beginnings(
    form: Form, typed: Mapping[str, object], data: Mapping[str, object], environment: Environment
) -> dict[str, object]:
    """`typed`, and what each field begins with that was not asked; nothing that the form does not write."""
    return _completed(form.components, typed, first_values(form, data, environment))


def first_values(form: Form, data: Mapping[str, object], environment: Environment) -> dict[str, object]:
    """What a form begins with: what the instance holds, to be brought up to date, and no decisions and no empty rows.

    In a second round the answers of the first stand in the data; a person who only presses the button must not repeat
    a decision without having taken it.
    """
    values = initial_data(form, data, environment)
    _begin(form.components, values, ())
    return values


def empty_row(components: tuple[Component, ...]) -> dict[str, object]:
    """A row of a list in which nobody wrote yet."""
    row: dict[str, object] = {}
    for component in components:
        if isinstance(component, Field):
            put(row, component.path, component.empty if component.default is None else component.default)
        elif isinstance(component, DynamicList):
            put(row, component.path, [empty_row(component.components)])
        elif isinstance(component, Container):
            for name, value in empty_row(component.components).items():
                put(row, (*component.path, name), value)
    return row


def without(values: Mapping[str, object], places: Sequence[Place]) -> dict[str, object]:
    """`values` without what is in `places`; where there is nothing, nothing changes."""
    left = copy.deepcopy(dict(values))
    for *way, last in places:
        target: Any = at(left, tuple(way))
        if isinstance(target, dict):
            target.pop(last, None)
    return left


def _completed(
    components: tuple[Component, ...], typed: Mapping[str, object], first: Mapping[str, object]
) -> dict[str, object]:
    values = dict(typed)
    _complete(components, values, first, ())
    return values


def _complete(
    components: tuple[Component, ...], values: dict[str, object], first: Mapping[str, object], prefix: tuple[str, ...]
) -> None:
    for component in components:
        if isinstance(component, Field):
            path = prefix + component.path
            if not component.only_shown and at(values, path) is MISSING:
                begun = at(first, path)
                put(values, path, component.empty if begun is MISSING or begun is None else begun)
        elif isinstance(component, DynamicList):
            path = prefix + component.path
            begun, typed = at(first, path), at(values, path)
            before = begun if isinstance(begun, list) else []
            rows = typed if isinstance(typed, list) else [{} for _ in before]
            # Rows that come and go have no number by which what the instance holds could be found again.
            lost = isinstance(typed, list) and component.add_remove
            blank = empty_row(component.components)
            firsts = [blank if lost or number >= len(before) else before[number] for number in range(len(rows))]
            inner = [_completed(component.components, row, was) for row, was in zip(rows, firsts, strict=True)]
            put(values, path, inner)
        elif isinstance(component, Container):
            _complete(component.components, values, first, prefix + component.path)


def _begin(components: tuple[Component, ...], values: dict[str, object], prefix: tuple[str, ...]) -> None:
    for component in components:
        if isinstance(component, Radio | Checkbox | Checklist) and not component.only_shown:
            put(values, prefix + component.path, component.empty if component.default is None else component.default)
        elif isinstance(component, DynamicList):
            rows = at(values, prefix + component.path)
            if component.add_remove and isinstance(rows, list):
                written = [row for row in rows if not is_blank(component.components, row)]
                put(values, prefix + component.path, written)
        elif isinstance(component, Container):
            _begin(component.components, values, prefix + component.path)
