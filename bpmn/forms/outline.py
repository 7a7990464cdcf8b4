"""A form laid out once: what holds a value, where, under which conditions. Going over a form is then a plain loop.

A form is gone over several times at each completion (`bpmn.forms.state`), and is read once.
"""

from dataclasses import dataclass

from bpmn.forms.components import Component, Container, DynamicList, Field
from bpmn.forms.feel import Feel


@dataclass(frozen=True, slots=True)
class Part:
    """A field or a list. `path` leads to its value from the object or the row that the outline is of.

    `condition` is the position of the innermost condition that may hide it, -1 for none; `rows` are the parts of each
    row of a list; a field is `always_locked`, or where `locks` holds.
    """

    component: Field | DynamicList
    path: tuple[str, ...]
    condition: int
    rows: "Outline | None" = None
    always_locked: bool = False
    locks: Feel | None = None


Names = dict[str, "Names | Outline | None"]


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts of a form, or of a row, in the form's order.

    `conditions` are those that hide, each with the position of the one around it (-1 for none), which comes before it;
    `asks`: there are conditions, those that lock included; `reads` are the variables that they read, in rows too.
    `names` are those that a submission may have: None for a value, names for an object, an outline for a list of rows.
    """

    parts: tuple[Part, ...]
    conditions: tuple[tuple[int, Feel], ...]
    asks: bool
    reads: frozenset[str]
    names: Names


def outline(components: tuple[Component, ...]) -> Outline:
    """Lay out `components`."""
    parts: list[Part] = []
    conditions: list[tuple[int, Feel]] = []
    names: Names = {}
    _lay_out(components, (), -1, parts, conditions, names)
    asked = [condition for _, condition in conditions] + [part.locks for part in parts if part.locks]
    reads = [feel.names for feel in asked] + [part.rows.reads for part in parts if part.rows]
    return Outline(tuple(parts), tuple(conditions), bool(asked), frozenset().union(*reads), names)


def _lay_out(
    components: tuple[Component, ...],
    prefix: tuple[str, ...],
    around: int,
    parts: list[Part],
    conditions: list[tuple[int, Feel]],
    names: Names,
) -> None:
    for component in components:
        if not isinstance(component, (Field, Container)):
            continue
        condition = around
        if component.hide is not None:
            conditions.append((around, component.hide))
            condition = len(conditions) - 1
        path = prefix + component.path
        if isinstance(component, Field):
            locks = component.readonly if isinstance(component.readonly, Feel) else None
            always = component.disabled if locks else component.only_shown
            parts.append(Part(component, path, condition, None, always, locks))
            _within(names, component.path[:-1])[component.path[-1]] = None
        elif isinstance(component, DynamicList):
            rows = outline(component.components)
            parts.append(Part(component, path, condition, rows))
            _within(names, component.path[:-1])[component.path[-1]] = rows
        else:
            inner = _within(names, component.path)
            _lay_out(component.components, path, condition, parts, conditions, inner)


def _within(names: Names, path: tuple[str, ...]) -> Names:
    for name in path:
        inner = names.setdefault(name, {})
        assert isinstance(inner, dict)
        names = inner
    return names
