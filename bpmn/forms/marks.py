"""Which values of a form are confidential, and which are personal data.

A component says so in its ``properties``: ``"confidential": "director_comercial, direccion_general"`` names the roles
that read its value, ``"personal": "true"`` says that it tells of a person. A mark on a group or a list holds for all
that is in it.

A value is known by the chain of names that leads to it. Lists are passed through, and a chain begins anywhere: what a
repetition collects holds the same names further in.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from bpmn.forms.kinds import Component, Container, Field
from bpmn.model import Process

Chain = tuple[str, ...]
"""The names that lead to a value, without the rows of lists."""

LISTED = ("cliente", "requerimiento", "fecha_entrega")
"""The variables that name an instance in every list and find it in a search, the client and what it is about: whoever
sees that there is such an instance reads them, so that they bear no mark."""


class Mark(NamedTuple):
    """What is said of a value: the roles that read it, None where it is not confidential; whether it is personal."""

    readers: frozenset[str] | None = None
    personal: bool = False

    def stricter(self, other: "Mark") -> "Mark":
        """What holds where both do: it is read by whom both let."""
        both = [each for each in (self.readers, other.readers) if each is not None]
        return Mark(frozenset.intersection(*both) if both else None, self.personal or other.personal)

    def before(self, older: "Mark") -> "Mark":
        """What holds where `older` said something else: it stays marked, for the readers that are named now."""
        return Mark(older.readers if self.readers is None else self.readers, self.personal or older.personal)


Marks = Mapping[Chain, Mark]


def marks_of(components: Iterable[Component]) -> dict[Chain, Mark]:
    """The marks of the components of a form."""
    found: dict[Chain, Mark] = {}
    for chain, mark in _marked(components, (), Mark()):
        found[chain] = found.get(chain, mark).stricter(mark)
    return found


def _marked(components: Iterable[Component], base: Chain, around: Mark) -> Iterator[tuple[Chain, Mark]]:
    """Each component that bears a mark, with its chain; `around` is that of what holds it."""
    for component in components:
        own = Mark(frozenset(component.confidential) if component.confidential else None, component.personal)
        mark = around.stricter(own)
        if isinstance(component, Field):
            if mark != Mark():
                yield base + component.path, mark
        elif isinstance(component, Container):
            if component.path and mark.readers is not None:  # what is personal in it, its fields say
                yield base + component.path, Mark(mark.readers)
            yield from _marked(component.components, base + component.path, mark)


def searchable_in(components: Iterable[Component]) -> frozenset[Chain]:
    """The chains of the fields by whose values instances are found."""
    return frozenset(_searchable(components, ()))


def _searchable(components: Iterable[Component], base: Chain) -> Iterator[Chain]:
    for component in components:
        if isinstance(component, Field) and component.searchable:
            yield base + component.path
        elif isinstance(component, Container):
            yield from _searchable(component.components, base + component.path)


def together(marks: Iterable[Marks], combine: Callable[[Mark, Mark], Mark] = Mark.stricter) -> dict[Chain, Mark]:
    """Several marks as one, where two are about the same by `combine`, of which the earlier is given first."""
    found: dict[Chain, Mark] = {}
    for each in marks:
        for chain, mark in each.items():
            found[chain] = combine(found[chain], mark) if chain in found else mark
    return found


def carried(marks: Marks, process: Process) -> dict[Chain, Mark]:
    """`marks`, with those of the variables into which repetitions of `process` put what is marked: an item of a list,
    and the list of what each instance leaves."""
    found = dict(marks)
    pairs = list(_renamed(process))
    for _ in pairs:  # one may carry on what another gave
        for old, new in pairs:
            for chain, mark in [*found.items()]:
                if chain[0] == old:
                    other = (new, *chain[1:])
                    found[other] = found.get(other, mark).stricter(mark)
    return found


def _renamed(process: Process) -> Iterator[tuple[str, str]]:
    for activity in process.activities():
        loop = activity.loop
        if loop is not None and loop.collection and loop.input_item:
            yield loop.collection, loop.input_item
        if loop is not None and loop.output_item and loop.output_collection:
            yield loop.output_item, loop.output_collection


Replace = Callable[[object], object]
"""What is shown in the place of a value."""


class Hiding:
    """Puts something else in the place of values, wherever in data their chains lead to them. Made once for some
    chains; what is given is never changed."""

    def __init__(self, chains: Mapping[Chain, Replace]) -> None:
        self._by_name: dict[str, list[tuple[Chain, Replace]]] = {}
        for (name, *rest), replace in chains.items():
            self._by_name.setdefault(name, []).append((tuple(rest), replace))

    def __bool__(self) -> bool:
        return bool(self._by_name)

    def within(self, values: Mapping[str, object]) -> dict[str, object]:
        """`values`, with the others in place."""
        return {name: self._of(name, value, ()) for name, value in values.items()}

    def _of(self, name: str, value: object, pending: Iterable[tuple[Chain, Replace]]) -> object:
        """A value under a `name`; `pending` are the chains that led to what holds it, as far as they are left."""
        ahead = list(self._by_name.get(name, ()))
        ahead += [(chain[1:], replace) for chain, replace in pending if chain[0] == name]
        for chain, replace in ahead:
            if not chain:
                value = replace(value)
        return self._in(value, [each for each in ahead if each[0]])

    def _in(self, value: object, ahead: list[tuple[Chain, Replace]]) -> object:
        if isinstance(value, list):
            return [self._in(item, ahead) for item in value]
        if isinstance(value, Mapping):
            return {name: self._of(name, inner, ahead) for name, inner in value.items()}
        if ahead and value is not None:  # something else than what holds it, which a form never gives: it may be that
            return ahead[0][1](value)
        return value
