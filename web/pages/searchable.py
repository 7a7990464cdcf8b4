"""The values by which histories are found and added up: the fields that the forms in force mark as searchable."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bpmn.forms.kinds import Component, Container, Field
from bpmn.messages import Message, lazy_gettext
from engine.db import Connection
from engine.errors import EngineError
from engine.instances.views.quotes import Quotable
from web.pages.procedures import procedures_in_force, versions_in_force
from web.pages.reader import quotable_here
from web.site import site
from web.transactions import once

NUMBER, DAY, CHOICE, TEXT = "number", "day", "choice", "text"
_KINDS = {"number": NUMBER, "date": DAY, "boolean": CHOICE}
YES, NO = lazy_gettext("yes"), lazy_gettext("no")


@dataclass(frozen=True, slots=True)
class Searchable:
    """A field by whose value histories are found. `variable` are the names that lead to it; `label` is what its form
    asks; `kind` how it is asked for; `options` what can be chosen, as it stands in an address and in words. `whole`:
    it is personal, and only who knows all of it finds anything."""

    variable: str
    label: str
    kind: str
    options: Sequence[tuple[str, Message | str]] = ()
    whole: bool = False


def searchable() -> Sequence[Searchable]:
    """The fields by which whoever is acting may find histories, in the order of the forms; read once for each page."""
    return once("searchable", _read)


def _read(connection: Connection) -> Sequence[Searchable]:
    runtime, known = site().runtime, versions_in_force()
    reader, found = quotable_here(), dict[str, Searchable]()
    for process in procedures_in_force(connection, runtime):
        try:
            forms = runtime.library.forms(connection, {process.id: known[process.id].number})[process.id]
        except EngineError:  # a form that cannot be read any more asks for nothing
            continue
        for form in forms.values():
            for chain, field in _fields(form.components, ()):
                if chain[0] not in reader.withheld:
                    found.setdefault(".".join(chain), _of(chain, field, reader))
    return list(found.values())


def _fields(components: Iterable[Component], base: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Field]]:
    for component in components:
        if isinstance(component, Field) and component.searchable:
            yield base + component.path, component
        elif isinstance(component, Container):
            yield from _fields(component.components, base + component.path)


def _of(chain: tuple[str, ...], field: Field, reader: Quotable) -> Searchable:
    kind, variable = field.value_kind, ".".join(chain)
    options: list[tuple[str, Message | str]] = []
    if kind.name == "boolean":
        options = [("=true", YES), ("=false", NO)]
    elif kind.values and all(isinstance(value, str) for value in kind.values):
        options = [(f"={value}", label) for value, label in zip(kind.values, kind.labels, strict=False)]
    how = CHOICE if options else _KINDS.get(kind.name, TEXT)
    return Searchable(variable, field.label or chain[-1], how, options, chain[0] in reader.personal)
