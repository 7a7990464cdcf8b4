"""A form laid out once: what holds a value, where, under which conditions. Going over a form is then a plain loop.

A form is gone over several times at each completion (`bpmn.forms.evaluate`), and is read once.
"""

from dataclasses import dataclass
from typing import NamedTuple

from bpmn.forms.computations import Computation, computations
from bpmn.forms.feel import SPECIAL, Feel
from bpmn.forms.kinds import Check, Component, Computed, Container, DynamicList, Field


class Part(NamedTuple):
    """A field or a list. `path` leads to its value from the object or the row that was compiled.

    `condition` is the position of the innermost condition that may hide it, -1 for none; `rows` are the parts of each
    row of a list; a field is `always_locked`, or where `locks` holds.
    """

    component: Field | DynamicList
    path: tuple[str, ...]
    condition: int
    rows: "CompiledForm | None" = None
    always_locked: bool = False
    locks: Feel | None = None


class View(NamedTuple):
    """A component that holds no value and reads data to show them; `condition` as of a `Part`."""

    component: Component
    condition: int


Names = dict[str, "Names | CompiledForm | None"]


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """The parts of a form, or of a row, in the form's order.

    `conditions` are those that hide, each with the position of the one around it (-1 for none), which comes before it;
    `asks`: there are conditions, those that lock included; `reads` are the variables that they and the `computed`
    fields read, in rows too.
    `names` are those that a submission may have: None for a value, names for an object, a compiled form for
    rows.
    `lists` are the parts that are lists; `looked_at` those whose values anything looks at besides their own field:
    expressions of any kind, choices that stand in a variable, and rows. `files`: there are files among them, those of
    rows included. `computed` are the computed fields of the whole form, in the order in which they are worked out;
    `checked`: there are checks between fields, those of rows included.
    """

    parts: tuple[Part, ...]
    conditions: tuple[tuple[int, Feel], ...]
    asks: bool
    reads: frozenset[str]
    names: Names
    lists: tuple[Part, ...]
    looked_at: tuple[Part, ...]
    files: bool
    views: tuple[View, ...]
    computed: tuple[Computation, ...]
    checked: bool


def compile_form(components: tuple[Component, ...], checks: tuple[Check, ...] = ()) -> CompiledForm:
    """Lay out the `components` of a form; `checks` are those of the form itself."""
    return _compile(components, checks, computations(components))


def _compile(
    components: tuple[Component, ...], checks: tuple[Check, ...] = (), computed: tuple[Computation, ...] = ()
) -> CompiledForm:
    parts: list[Part] = []
    views: list[View] = []
    conditions: list[tuple[int, Feel]] = []
    names: Names = {}
    _lay_out(components, (), -1, parts, views, conditions, names)
    asked = [condition for _, condition in conditions] + [part.locks for part in parts if part.locks]
    reads = [feel.names for feel in asked] + [part.rows.reads for part in parts if part.rows]
    reads += [part.component.expression.names for part in parts if isinstance(part.component, Computed)]
    shown = [view.component.reads for view in views]
    seen = frozenset().union(*reads, *shown, *map(_looks_at, parts), *(check.condition.names for check in checks))
    looked_at = [part for part in parts if part.rows or part.path[0] in seen or not seen.isdisjoint(SPECIAL)]
    files = any(part.rows.files if part.rows else _holds_files(part.component) for part in parts)
    read = frozenset().union(*reads)
    lists = tuple(part for part in parts if part.rows is not None)
    checked = bool(checks) or any(part.component.checks or (part.rows and part.rows.checked) for part in parts)
    return CompiledForm(
        tuple(parts),
        tuple(conditions),
        bool(asked),
        read,
        names,
        lists,
        tuple(looked_at),
        files,
        tuple(views),
        computed,
        checked,
    )


def _holds_files(component: Component) -> bool:
    return isinstance(component, Field) and component.holds_files


def _looks_at(part: Part) -> frozenset[str]:
    """What a part reads; the variables of a row are looked up outside of it too."""
    return part.component.reads.union(*(map(_looks_at, part.rows.parts) if part.rows else ()))


def _lay_out(
    components: tuple[Component, ...],
    prefix: tuple[str, ...],
    around: int,
    parts: list[Part],
    views: list[View],
    conditions: list[tuple[int, Feel]],
    names: Names,
) -> None:
    for component in components:
        condition = around
        if component.hide is not None:
            conditions.append((around, component.hide))
            condition = len(conditions) - 1
        if not isinstance(component, (Field, Container)):
            if component.reads:
                views.append(View(component, condition))
            continue
        path = prefix + component.path
        if isinstance(component, Field):
            locks = component.readonly if isinstance(component.readonly, Feel) else None
            parts.append(Part(component, path, condition, None, component.only_shown, locks))
            _within(names, component.path[:-1])[component.path[-1]] = None
        elif isinstance(component, DynamicList):
            rows = _compile(component.components)
            parts.append(Part(component, path, condition, rows))
            _within(names, component.path[:-1])[component.path[-1]] = rows
        else:
            inner = _within(names, component.path)
            _lay_out(component.components, path, condition, parts, views, conditions, inner)


def _within(names: Names, path: tuple[str, ...]) -> Names:
    for name in path:
        inner = names.setdefault(name, {})
        if not isinstance(inner, dict):  # a group without fields may be called as a list is: it adds no names
            return {}
        names = inner
    return names
