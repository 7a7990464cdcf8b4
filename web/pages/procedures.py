"""The procedures in force, and those of them that somebody may start."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bpmn.kinds import HUMAN_TASKS
from bpmn.model import Activity, Process
from engine.db import Connection
from engine.definitions.queries import Version, in_force
from engine.errors import NotAllowed
from engine.execution.compiler import Executable
from engine.identity.queries import Person
from engine.instances import rights
from engine.instances.runtime import Runtime
from web.transactions import once


def versions_in_force() -> Mapping[str, Version]:
    """The versions in force, read once for each page."""
    return once("versions in force", in_force)


def procedures_in_force(connection: Connection, runtime: Runtime) -> list[Process]:
    """The procedures in force, those that others call last."""
    found = _in_force(connection, runtime)
    called = _called(found)
    return [each.process for each in sorted(found, key=lambda each: (each.process.id in called, each.process.id))]


def steps_in_force(connection: Connection, runtime: Runtime) -> list[Activity]:
    """The steps that people do in the procedures in force, each id once, in the order of the diagrams."""
    found: dict[str, Activity] = {}
    for process in procedures_in_force(connection, runtime):
        for activity in process.activities():
            if activity.kind in HUMAN_TASKS and activity.name:
                found.setdefault(activity.id, activity)
    return list(found.values())


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
    known = versions_in_force()
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
