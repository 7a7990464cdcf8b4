"""What a form stored, to be judged by it again.

A form would make the same of what it stored as it did of what was sent: `bpmn.forms.validate.validate` over the
`submission_of` the values that it gave, the same data and the same day gives those values.
"""

from collections.abc import Mapping

from bpmn.forms.compiled import CompiledForm, Names
from bpmn.forms.form import Form


def submission_of(form: Form, values: Mapping[str, object]) -> dict[str, object]:
    """The part of stored `values` that are the form's fields: an object may hold besides what it held before."""
    return _own(form.compiled.names, values)


def _own(names: Names, values: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, inner in names.items():
        if name not in values:
            continue
        value = values[name]
        if isinstance(inner, dict) and isinstance(value, Mapping):
            value = _own(inner, value)
        elif isinstance(inner, CompiledForm) and isinstance(value, list):
            value = [_own(inner.names, row) if isinstance(row, Mapping) else row for row in value]
        found[name] = value
    return found
