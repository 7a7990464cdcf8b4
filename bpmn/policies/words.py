"""What the parts of a check are called: steps by their names, fields by their labels, roles and choices likewise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bpmn.forms.form import Form
from bpmn.forms.kinds import Choice
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Process
from bpmn.naming import name_of, quoted
from bpmn.surroundings import Surrounded
from bpmn.value_kinds import DATE

_TRUTH = {"true": lazy_gettext("Yes"), "false": lazy_gettext("No")}


@dataclass(frozen=True)
class Field:
    """A variable that forms ask for: what people call it, of which `type` its field is, its
    choices by the text that a check compares with, and whether it is a date."""

    name: str
    label: str
    kind: str
    choices: Mapping[str, str] = field(default_factory=dict)
    is_date: bool = False


def fields_of(forms: Iterable[Form]) -> dict[str, Field]:
    """The variables of the instance that forms ask for, by name, in the forms' order; those of rows are not among
    them."""
    found: dict[str, Field] = {}
    for form in forms:
        fields = dict(form.fields())
        for variable in form.variables:
            asked = fields.get(variable.name)
            options = asked.values if isinstance(asked, Choice) else None
            choices = {as_text(option.value): option.label for option in options or ()}
            kind = variable.kind.name if asked is None else asked.type
            made = Field(variable.name, variable.label, kind, choices, is_date=variable.kind == DATE)
            found.setdefault(variable.name, made)
    return found


def as_text(value: object) -> str:
    """A value as a check writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class Words:
    """The words of one process with its forms; `roles` are what roles are called, by id, besides those of the file."""

    def __init__(self, process: Process, forms: Iterable[Form] = (), roles: Mapping[str, str] | None = None) -> None:
        self.process = process
        self.around = Surrounded(process)
        self.fields = fields_of(forms)
        self.roles = roles or {}

    def step(self, id: str) -> Message:
        """An element of the diagram."""
        node = self.around.nodes.get(id)
        return lazy_gettext("something that is no longer there") if node is None else name_of(self.around, node)

    def field(self, name: str) -> Message:
        """A variable, by the label of the first form that asks for it."""
        found = self.fields.get(name)
        return lazy_gettext("something that no form asks for") if found is None else quoted(found.label)

    def role(self, id: str) -> Message:
        """A role."""
        lanes = {lane.id: lane.name for lane in self.process.lanes}
        return quoted(self.roles.get(id) or lanes.get(id) or id)

    def value(self, name: str, text: str) -> Message:
        """What a check compares with."""
        found = self.fields.get(name)
        label = None if found is None else found.choices.get(text)
        return quoted(label) if label is not None else _TRUTH.get(text) or quoted(text)
