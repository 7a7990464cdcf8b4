"""What completing a form leaves in the data: which variables, of which kind, when; and what it reads of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import NamedTuple

from bpmn.forms.compiled import CompiledForm, Part
from bpmn.forms.feel import SPECIAL, Feel
from bpmn.forms.feel.results import JSON, Result
from bpmn.forms.kinds import Check, Choice, Component, Computed, Container, DynamicList, Field
from bpmn.value_kinds import ANY, BOOLEAN, LIST, NUMBER, OBJECT, TEXT, ValueKind

_ASKS_ELSEWHERE = re.compile(r"\b(today|now|is working day)\b")


@dataclass(frozen=True, slots=True, eq=False)
class Hiding:
    """Whether a field is hidden or locked, and so not written: where any of `conditions` holds.

    While the form is filled in, its own fields that have no value yet count with their `initial` ones.
    """

    conditions: tuple[Feel, ...]
    initial: Mapping[str, object]
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset().union(*(each.names for each in self.conditions)))

    @property
    def is_decided_by_data(self) -> bool:
        """Whether the data alone say it: not the day, nor the row."""
        asks = any(_ASKS_ELSEWHERE.search(each.text) for each in self.conditions)
        return not asks and self.names.isdisjoint(SPECIAL)

    def holds(self, data: Mapping[str, object]) -> bool:
        """Whether the field is hidden or locked, once the form has left `data`."""
        seen = {**{name: value for name, value in self.initial.items() if name in self.names}, **data}
        return any(condition.holds(seen) for condition in self.conditions)


class Variable(NamedTuple):
    """A variable that a form sets. `kind` is that of its values but `empty`, which it may be where `may_be_empty`; then
    never where `required` holds.

    `hiding` says when it is not set at all; `perhaps`: it may also not be set for reasons that nothing says.
    """

    name: str
    label: str
    kind: ValueKind
    empty: object
    may_be_empty: bool
    required: Feel | None = None
    hiding: Hiding | None = None
    perhaps: bool = False


def variables(compiled: CompiledForm) -> tuple[Variable, ...]:
    """The variables that a form sets, in its order; those of objects and rows under the name of the whole."""
    initial = {part.path[0]: _initial(part) for part in compiled.parts if len(part.path) == 1}
    found: dict[str, Variable] = {}
    for part in compiled.parts:
        if isinstance(part.component, Field) and not part.component.stored:
            continue
        variable = _variable(compiled, part, initial)
        other = found.get(variable.name)
        if other is not None:  # parts of one object: it is there as soon as one of them is
            always = (other.hiding is None and not other.perhaps) or (variable.hiding is None and not variable.perhaps)
            variable = other._replace(hiding=None, perhaps=not always)
        found[variable.name] = variable
    return tuple(found.values())


def _variable(compiled: CompiledForm, part: Part, initial: Mapping[str, object]) -> Variable:
    component, name = part.component, part.path[0]
    hiding = Hiding(_conditions(compiled, part), initial)
    known = hiding if hiding.conditions and hiding.is_decided_by_data else None
    perhaps = bool(hiding.conditions) and known is None
    if len(part.path) > 1:
        return Variable(name, component.label, OBJECT, None, False, None, known, perhaps)
    if isinstance(component, DynamicList):
        return Variable(name, component.label, LIST, [], not component.required, None, known, perhaps)
    required = component.required if isinstance(component.required, Feel) else None
    kind, may_be_empty = component.value_kind, component.required is not True and component.empty is not False
    if isinstance(component, Computed):
        found = _result(compiled, part, frozenset())
        may_be_empty = not found.sure
        kind = kind if kind != ANY else _KINDS.get(found.kind, ANY)
    return Variable(name, component.label, kind, component.empty, may_be_empty, required, known, perhaps)


_KINDS = {"number": NUMBER, "text": TEXT, "boolean": BOOLEAN, "list": LIST, "items": LIST}
_NAMES = {"number": "number", "text": "text", "date": "text", "boolean": "boolean", "list": "list"}


def _result(compiled: CompiledForm, part: Part, around: frozenset[str]) -> Result:
    """What is known of the value of a field beside others. `around` are the computed ones that ask for it."""
    component, name = part.component, part.path[0]
    hidden = part.condition >= 0
    if len(part.path) > 1 or name in around:
        return JSON
    if not isinstance(component, Computed):
        kind = "list" if isinstance(component, DynamicList) else _NAMES.get(component.value_kind.name, "json")
        always = component.required is True or (isinstance(component, Field) and component.empty in (False, []))
        return Result(kind, always and not hidden and not part.always_locked)
    parts = {each.path[0]: each for each in compiled.parts}
    of = {each: _result(compiled, parts[each], around | {name}) for each in component.expression.names & parts.keys()}
    found = component.expression.judge(lambda variable: of.get(variable, JSON))
    return found._replace(sure=found.sure and not hidden)


def _conditions(compiled: CompiledForm, part: Part) -> tuple[Feel, ...]:
    found = [] if part.locks is None else [part.locks]
    position = part.condition
    while position >= 0:
        position, condition = compiled.conditions[position]
        found.append(condition)
    return tuple(found)


def _initial(part: Part) -> object:
    component = part.component
    if not isinstance(component, Field):
        return []
    value = component.empty if component.default is None else component.default
    return None if component.holds_files and value == [] else value


def variables_read(
    compiled: CompiledForm, components: tuple[Component, ...], checks: tuple[Check, ...]
) -> frozenset[str]:
    """The variables of the instance that a form shows or asks for, without those that it sets itself."""
    own = {part.path[0] for part in compiled.parts}
    set_here = {variable.name for variable in variables(compiled)}
    asked = {path[0] for feel in _asked(components, checks) for path in feel.paths}
    listed = {each.values_key for each in _all(components) if isinstance(each, Choice) and each.values_key}
    return frozenset((asked | listed) - own - SPECIAL) | frozenset(own - set_here)


def _all(components: tuple[Component, ...]) -> Iterator[Component]:
    for component in components:
        yield component
        yield from _all(component.components if isinstance(component, Container) else ())


def _asked(components: tuple[Component, ...], checks: tuple[Check, ...]) -> Iterator[Feel]:
    """The expressions of a form. Names in filters may be those of items, and are not among their paths."""
    yield from (check.condition for check in checks)
    for component in _all(components):
        yield from (check.condition for check in component.checks)
        held = (getattr(component, each.name) for each in fields(component))
        yield from (each for each in held if isinstance(each, Feel))
