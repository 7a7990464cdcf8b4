"""Computed fields: in which order they are worked out, and their values over what a form holds."""

from collections.abc import Iterator
from typing import NamedTuple

from bpmn.expressions.bounds import size
from bpmn.expressions.errors import EvaluationError
from bpmn.forms.data import Place, at, put
from bpmn.forms.feel import Meter, Scope
from bpmn.forms.kinds import Component, Computed, Container, DynamicList

MAX_SIZE = 10_000
"""Units of size (see `bpmn.expressions.bounds`) of a computed value; a larger one is null."""
ROW = "[]"
"""The step of a path that goes into the rows of a list."""

Path = tuple[str, ...]


class Computation(NamedTuple):
    """A computed field; `steps` lead to it: the path of a list, of a list in its rows, …, of the field in the last."""

    field: Computed
    steps: tuple[Path, ...]

    @property
    def place(self) -> Path:
        """Its path from the form's data, with `ROW` for the rows of lists."""
        first, *rest = self.steps
        return sum(((ROW, *step) for step in rest), first)

    def reads(self, place: Path) -> bool:
        """Whether its expression reads what is in `place`, or a part of it, or what holds it."""
        wanted = _without_rows(place)
        paths = self.field.expression.paths | self.field.expression.perhaps
        found = (_without_rows(resolve(path, self.place)) for path in paths)
        return any(path[: len(wanted)] == wanted[: len(path)] for path in found)


def resolve(path: Path, place: Path) -> Path:
    """Where a chain of names leads in an expression of the component in `place`, with `ROW` for the rows of lists.

    ``this`` is the row that the component stands in, ``parent`` the row or the data around it.
    """
    up = {"this": 1, "_this_": 1, "parent": 2, "_parent_": 2}.get(path[0])
    if up is None:
        return path
    ends = [number + 1 for number, step in enumerate(place) if step == ROW]
    return (place[: ends[-up]] if up <= len(ends) else ()) + path[1:]


def _without_rows(place: Path) -> Path:
    return tuple(step for step in place if step != ROW)


def computations(components: tuple[Component, ...]) -> tuple[Computation, ...]:
    """The computed fields, each after those that it reads; those that read one another in a circle come last."""
    waiting, ordered = list(_found(components, (), ())), list[Computation]()
    while waiting:
        free = [each for each in waiting if not any(each.reads(other.place) for other in waiting)]
        ordered += free or waiting
        waiting = [each for each in waiting if each not in free] if free else []
    return tuple(ordered)


def _found(components: tuple[Component, ...], steps: tuple[Path, ...], prefix: Path) -> Iterator[Computation]:
    for component in components:
        if isinstance(component, Computed):
            yield Computation(component, (*steps, prefix + component.path))
        elif isinstance(component, DynamicList):
            yield from _found(component.components, (*steps, prefix + component.path), ())
        elif isinstance(component, Container):
            yield from _found(component.components, steps, prefix + component.path)


def compute(
    computations: tuple[Computation, ...],
    context: dict[str, object],
    meter: Meter,
    hidden: frozenset[Place],
) -> None:
    """Put the computed values into `context`, the data of a form, except where they are hidden."""
    scope = Scope.of(context, meter)
    for field, steps in computations:
        _compute(field, steps, context, scope, (), hidden)


def _compute(
    field: Computed,
    steps: tuple[Path, ...],
    target: dict[str, object],
    scope: Scope,
    place: Place,
    hidden: frozenset[Place],
) -> None:
    path, rest = steps[0], steps[1:]
    here = place + path
    if here in hidden:
        return
    if not rest:
        put(target, path, _value(field, scope))
        return
    rows = at(target, path)
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            _compute(field, rest, row, scope.row(row, number), (*here, number), hidden)


def _value(field: Computed, scope: Scope) -> object:
    value = scope.evaluate(field.expression)
    try:
        return field.convert(value, (), "") if size(value, MAX_SIZE) <= MAX_SIZE else None
    except EvaluationError:
        return None
