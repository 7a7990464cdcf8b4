"""What versions say of the values of their instances: which are confidential, to whom, and which are personal.

Apart from `engine.definitions.library`, which compiles what it reads: who only shows values needs no execution.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from engine.definitions import queries
from engine.definitions.calls import called
from engine.errors import NotFound

if TYPE_CHECKING:  # few versions say anything, and where none does no form need be read
    from bpmn.forms.marks import Marks

_SAYING = (b"confidential", b"personal", b"\\u")
"""What stands in the source of a form that marks a value; the last may spell either."""


class KnownMarks:
    """What was read of it. A version never changes, so that nothing here is ever stale."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[str, tuple[int, ...]], ...], Marks] = {}
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


def _said(connection: Connection, process_id: str, number: int) -> "Marks":
    """What one version says."""
    sources = queries.forms(connection, process_id, number)
    saying = [source for source in sources.values() if any(word in source for word in _SAYING)]
    if not saying:
        return {}
    from bpmn.forms.marks import carried, marks_of, together
    from bpmn.forms.schema.reader import read_form

    forms = (read_form(source).form for source in saying)
    found = together(marks_of(form.components) for form in forms if form is not None)
    with suppress(NotFound):
        diagram = queries.diagram(connection, process_id, number)
        if found and b"multiInstance" in diagram:
            from bpmn.reader import read

            definitions = read(diagram).definitions  # None where somebody broke it: no page may fail for that
            for process in () if definitions is None else definitions.processes:
                found = carried(found, process) if process.id == process_id else found
    return found
