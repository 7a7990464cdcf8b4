"""Executables and forms by version, parsed once: parsing a diagram costs a hundred times what a step of it does.

A version never changes, so nothing here is ever stale. One library per database and process.
"""

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection

from bpmn.model import Process
from bpmn.reader import read
from engine.definitions import queries
from engine.definitions.calls import called, with_called
from engine.definitions.marks import KnownMarks
from engine.definitions.queries import Version
from engine.errors import EngineError, EngineFault, NotFound
from engine.execution.compiler import Executable, compile_process

if TYPE_CHECKING:  # a command that only follows the diagram never reads a form
    from bpmn.forms.form import Form
    from bpmn.forms.marks import Chain, Marks

T = TypeVar("T")


class Library:
    """Executables and forms by version. Thread-safe."""

    def __init__(self) -> None:
        self._executables: dict[Hashable, Executable] = {}
        self._processes: dict[Hashable, Process] = {}
        self._forms: dict[Hashable, Form] = {}
        self._calls: dict[Hashable, tuple[str, ...]] = {}
        self._marks = KnownMarks()
        self._lock = threading.Lock()

    def load(self, connection: Connection) -> None:
        """Parse the procedures in force and their forms before the first request needs them.

        What cannot be read is left for whoever asks for it, and is then said.
        """
        in_force = queries.in_force(connection)
        for process_id in in_force:
            with suppress(EngineError):
                versions = self.versions_in_force(connection, process_id, in_force)
                numbers = {name: version.number for name, version in versions.items()}
                process = self.executable(connection, process_id, numbers).processes[process_id]
                for activity in process.activities():
                    if activity.form is not None:
                        _ = self.form(connection, process_id, numbers[process_id], activity.form).compiled

    def executable(self, connection: Connection, process_id: str, versions: Mapping[str, int]) -> Executable:
        """The process with all it calls, in the given versions (process id → number).

        Raises NotFound for an unknown version, DiagramRejected when a stored diagram no longer compiles.
        """

        def make() -> Executable:
            diagrams = {name: queries.diagram(connection, name, number) for name, number in versions.items()}
            return compile_process(process_id, with_called(process_id, diagrams))

        return self._once(self._executables, (process_id, frozenset(versions.items())), make)

    def versions_in_force(
        self, connection: Connection, process_id: str, known: Mapping[str, Version] | None = None
    ) -> dict[str, Version]:
        """The versions in force of a process and of all that it calls, by process id: what a new instance runs on.

        `known` are all the versions in force, for who has read them. Raises NotFound (kind ``process``) when none is.
        """
        in_force = queries.in_force(connection) if known is None else known
        if process_id not in in_force:
            raise NotFound(kind="process", id=process_id)
        versions: dict[str, Version] = {}
        needed = [process_id]
        while needed:
            current = needed.pop()
            if current in in_force and current not in versions:
                versions[current] = in_force[current]
                needed += self._called(connection, current, in_force[current].number)
        return versions

    def _called(self, connection: Connection, process_id: str, number: int) -> tuple[str, ...]:
        def make() -> tuple[str, ...]:
            return called(queries.diagram(connection, process_id, number))

        return self._once(self._calls, (process_id, number), make)

    def process(self, connection: Connection, process_id: str, number: int) -> Process:
        """The model of the diagram of a version, in force or not. Raises NotFound."""

        def make() -> Process:
            definitions = read(queries.diagram(connection, process_id, number)).definitions
            found = () if definitions is None else definitions.processes
            process = next((each for each in found if each.id == process_id), None)
            if process is None:
                raise EngineFault(process_id=process_id, number=number)
            return process

        return self._once(self._processes, (process_id, number), make)

    def forms(self, connection: Connection, versions: Mapping[str, int]) -> "dict[str, dict[str, Form]]":
        """The forms of versions (process id → number), by process and by the name that an activity gives.

        Raises NotFound.
        """
        return {
            name: {
                activity.form: self.form(connection, name, number, activity.form)
                for activity in self.process(connection, name, number).activities()
                if activity.form is not None
            }
            for name, number in versions.items()
        }

    def form(self, connection: Connection, process_id: str, number: int, form_id: str) -> "Form":
        """A form of a version. Raises NotFound."""

        def make() -> "Form":
            from bpmn.forms.schema.reader import read_form

            form = read_form(queries.form(connection, process_id, number, form_id)).form
            if form is None:
                raise EngineFault(process_id=process_id, number=number, form=form_id)
            return form

        return self._once(self._forms, (process_id, number, form_id), make)

    def marks(self, connection: Connection, process_ids: Iterable[str]) -> "Marks":
        """What is said of the values of instances of these processes (`engine.definitions.marks.KnownMarks.of`)."""
        return self._marks.of(connection, process_ids)

    def searchable(self, connection: Connection, process_ids: Iterable[str]) -> "frozenset[Chain]":
        """By which values instances of these processes are found (`engine.definitions.marks.KnownMarks.searchable`)."""
        return self._marks.searchable(connection, process_ids)

    def _once(self, cache: dict[Hashable, T], key: Hashable, make: Callable[[], T]) -> T:
        found = cache.get(key)
        if found is None:
            with self._lock:
                found = cache.get(key)
                if found is None:
                    found = cache[key] = make()
        return found
