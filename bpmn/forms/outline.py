"""A form laid out once: what holds a value, where, under which conditions. Going over a form is then a plain loop.

A form is gone over several times at each completion (`bpmn.forms.state`), and is read once.
"""

from dataclasses import dataclass, fields
from typing import NamedTuple

from bpmn.forms.components import Choice, Component, Container, DynamicList, Field, Filepicker
from bpmn.forms.data import SPECIAL
from bpmn.forms.feel import Feel


class Part(NamedTuple):
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
    `lists` are the parts that are lists; `looked_at` those whose values anything looks at besides their own field:
    expressions of any kind, choices that stand in a variable, and rows. `files`: there are files among them, those of
    rows included.
    """

    parts: tuple[Part, ...]
    conditions: tuple[tuple[int, Feel], ...]
    asks: bool
    reads: frozenset[str]
    names: Names
    lists: tuple[Part, ...]
    looked_at: tuple[Part, ...]
    files: bool


def outline(components: tuple[Component, ...]) -> Outline:
    """Lay out `components`."""
    parts: list[Part] = []
    conditions: list[tuple[int, Feel]] = []
    names: Names = {}
    _lay_out(components, (), -1, parts, conditions, names)
    asked = [condition for _, condition in conditions] + [part.locks for part in parts if part.locks]
    reads = [feel.names for feel in asked] + [part.rows.reads for part in parts if part.rows]
    seen = frozenset().union(*reads, *map(_looks_at, parts))
    looked_at = [part for part in parts if part.rows or part.path[0] in seen or not seen.isdisjoint(SPECIAL)]
    files = any(part.rows.files if part.rows else isinstance(part.component, Filepicker) for part in parts)
    read = frozenset().union(*reads)
    lists = tuple(part for part in parts if part.rows is not None)
    return Outline(tuple(parts), tuple(conditions), bool(asked), read, names, lists, tuple(looked_at), files)


def read_by(component: Component) -> frozenset[str]:
    """The variables that the expressions of a component read, whatever for, and the one that holds its choices."""
    held = [getattr(component, each.name) for each in fields(component)]
    names = [each.names for each in held if isinstance(each, Feel)]
    if isinstance(component, Choice) and component.values_key:
        names.append(frozenset({component.values_key}))
    return frozenset().union(*names)


def _looks_at(part: Part) -> frozenset[str]:
    """What a part reads; the variables of a row are looked up outside of it too."""
    return read_by(part.component).union(*(map(_looks_at, part.rows.parts) if part.rows else ()))


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
            parts.append(Part(component, path, condition, None, component.only_shown, locks))
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
