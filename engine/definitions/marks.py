"""What versions say of the values of their instances: which are confidential, to whom, which are personal, and by which
instances are found.

Apart from `engine.definitions.library`, which compiles what it reads: who only shows values needs no execution.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from engine.definitions import queries
from engine.definitions.calls import called
from engine.errors import NotFound

if TYPE_CHECKING:  # few versions say anything, and where none does no form need be read
    from bpmn.forms.form import Form
    from bpmn.forms.marks import Chain, Marks

_SAYING = (b"confidential", b"personal", b"\\u")
_SEARCHABLE = (b"searchable", b"\\u")
"""What stands in the source of a form that marks a value; the last may spell any."""


class KnownMarks:
    """What was read of it. A version never changes, so that nothing here is ever stale."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[str, tuple[int, ...]], ...], Marks] = {}
        self._searchable: dict[tuple[str, int], frozenset[Chain]] = {}
        self._calls: dict[tuple[str, int], tuple[str, ...]] = {}

    def of(self, connection: Connection, process_ids: Iterable[str]) -> "Marks":
        """What is said of the values of instances of these processes, by all versions that are or were in force, of
        them and of what any of these ever called: what one of them calls confidential or personal is so in every
        instance; who reads it, the newest that says so says.

        Of two processes that say it of the same, both count.
        """
        editions = queries.editions(connection)
        wanted = self._with_called(connection, editions, process_ids)
        found = self._known.get(wanted)
        if found is None:
            said = [[_said(connection, id, number) for number in numbers] for id, numbers in wanted]
            found = self._known[wanted] = _together(said) if any(map(any, said)) else {}
        return found

    def searchable(self, connection: Connection, process_ids: Iterable[str]) -> "frozenset[Chain]":
        """By which values instances of these processes are found: those of which any version says so that is or was in
        force, of them and of what any of these ever called."""
        editions = queries.editions(connection)
        wanted = self._with_called(connection, editions, process_ids)
        found = (self._found_by(connection, id, number) for id, numbers in wanted for number in numbers)
        return frozenset().union(*found)

    def _found_by(self, connection: Connection, process_id: str, number: int) -> "frozenset[Chain]":
        known = self._searchable.get((process_id, number))
        if known is None:
            forms = _forms_saying(connection, process_id, number, _SEARCHABLE)
            known = frozenset[Any]().union(*(_searchable_in(form) for form in forms))
            self._searchable[process_id, number] = known
        return known

    def _with_called(
        self, connection: Connection, editions: Mapping[str, tuple[int, ...]], process_ids: Iterable[str]
    ) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """These processes and all that they ever called: an instance that was moved keeps what it got from there."""
        found: dict[str, tuple[int, ...]] = {}
        waiting = list(process_ids)
        while waiting:
            id = waiting.pop()
            if id in editions and id not in found:
                found[id] = editions[id]
                waiting += [each for number in editions[id] for each in self._called(connection, id, number)]
        return tuple(sorted(found.items()))

    def _called(self, connection: Connection, process_id: str, number: int) -> tuple[str, ...]:
        known = self._calls.get((process_id, number))
        if known is None:
            diagram = queries.diagram(connection, process_id, number)
            known = self._calls[process_id, number] = called(diagram) if b"calledElement" in diagram else ()
        return known


def _together(said: "list[list[Marks]]") -> "Marks":
    from bpmn.forms.marks import Mark, together

    return together(together(versions, Mark.before) for versions in said)


def _forms_saying(connection: Connection, process_id: str, number: int, words: Iterable[bytes]) -> "list[Form]":
    """The forms of a version that may mark a value by one of these words."""
    sources = queries.forms(connection, process_id, number)
    saying = [source for source in sources.values() if any(word in source for word in words)]
    if not saying:
        return []
    from bpmn.forms.schema.reader import read_form

    return [form for form in (read_form(source).form for source in saying) if form is not None]


def _searchable_in(form: "Form") -> "frozenset[Chain]":
    from bpmn.forms.marks import searchable_in

    return searchable_in(form.components)


def _said(connection: Connection, process_id: str, number: int) -> "Marks":
    """What one version says."""
    forms = _forms_saying(connection, process_id, number, _SAYING)
    if not forms:
        return {}
    from bpmn.forms.marks import carried, marks_of, together

    found = together(marks_of(form.components) for form in forms)
    with suppress(NotFound):
        diagram = queries.diagram(connection, process_id, number)
        if found and b"multiInstance" in diagram:
            from bpmn.reader import read

            definitions = read(diagram).definitions  # None where somebody broke it: no page may fail for that
            for process in () if definitions is None else definitions.processes:
                found = carried(found, process) if process.id == process_id else found
    return found
