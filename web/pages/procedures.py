"""The procedures in force, and those of them that somebody may start."""

from collections.abc import Iterable
from dataclasses import dataclass

from bpmn.model import Process
from engine.db import Connection
from engine.definitions.queries import in_force
from engine.errors import NotAllowed
from engine.execution.compiler import Executable
from engine.identity.queries import Person
from engine.instances import rights
from engine.instances.runtime import Runtime


def procedures_in_force(connection: Connection, runtime: Runtime) -> list[Process]:
    """The procedures in force, those that others call last."""
    found = _in_force(connection, runtime)
    called = _called(found)
    return [each.process for each in sorted(found, key=lambda each: (each.process.id in called, each.process.id))]


def startable(connection: Connection, runtime: Runtime, person: Person) -> list[Process]:
    """The procedures in force that `person` may start. One that another calls begins from there, not by itself."""
    found = _in_force(connection, runtime)
    called = _called(found)
    return [each.process for each in found if each.process.id not in called and _may_start(person, each.executable)]


@dataclass(frozen=True, slots=True)
class _InForce:
    executable: Executable
    needs: frozenset[str]

    @property
    def process(self) -> Process:
        return self.executable.processes[self.executable.process_id]


def _in_force(connection: Connection, runtime: Runtime) -> list[_InForce]:
    found = []
    known = in_force(connection)
    for process_id in sorted(known):
        versions = runtime.library.versions_in_force(connection, process_id, known)
        numbers = {name: version.number for name, version in versions.items()}
        executable = runtime.library.executable(connection, process_id, numbers)
        found.append(_InForce(executable, frozenset(versions) - {process_id}))
    return found


def _called(found: Iterable[_InForce]) -> set[str]:
    return {process_id for each in found for process_id in each.needs}


def _may_start(person: Person, executable: Executable) -> bool:
    try:
        rights.require_starter(person, executable)
    except NotAllowed:
        return False
    return True
