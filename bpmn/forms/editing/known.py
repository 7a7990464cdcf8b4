"""What the expressions of a form can ask of the form itself: its fields and lists, by the names that they see."""

from dataclasses import dataclass

from bpmn.forms.form import Form, by_path
from bpmn.forms.kinds import DynamicList, Field
from bpmn.value_kinds import LIST, NUMBER, ValueKind


@dataclass(frozen=True, slots=True)
class Known:
    """Something that expressions can ask. `name` is how they see it: ``monto``, ``this.monto`` of the row they are in,
    ``renglones.monto`` of all rows. `files`: it holds files."""

    name: str
    label: str
    kind: ValueKind
    files: bool = False


def fields_of(form: Form, row: str | None = None) -> tuple[Known, ...]:
    """The fields and lists of a form as what stands in the rows of the list `row` sees them (None: in no rows)."""
    found = []
    for path, component in by_path(form.components):
        if not isinstance(component, Field | DynamicList):
            continue
        if row is not None and path.startswith(f"{row}[]."):
            path = "this." + path.removeprefix(f"{row}[].")
        if "[]" not in path:
            kind = LIST if isinstance(component, DynamicList) else component.value_kind
            found.append(Known(path, component.label, kind, isinstance(component, Field) and component.holds_files))
    return tuple(found)


def columns_of(form: Form) -> tuple[Known, ...]:
    """The numbers in the rows of a form's lists, each as the list of all: ``renglones.importe``."""
    found = []
    labels = {path: each.label for path, each in by_path(form.components) if isinstance(each, DynamicList)}
    for path, component in by_path(form.components):
        outer, _, name = path.rpartition("[].")
        if isinstance(component, Field) and outer in labels and "[]" not in outer and _is_number(component):
            label = f"{labels[outer]} · {component.label}"
            found.append(Known(f"{outer}.{name}", label, NUMBER))
    return tuple(found)


def _is_number(field: Field) -> bool:
    return field.value_kind.name == "number" or (field.computed and field.value_kind.name == "any")
