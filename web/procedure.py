"""What the procedures call things, for pages: steps, lanes, ends, and the fields behind the variables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bpmn.forms.kinds import Component, Container, Field
from bpmn.model import Process
from engine.db import Connection
from engine.definitions.queries import in_force
from engine.errors import NotAllowed
from engine.execution.compiler import Executable
from engine.identity.queries import Person
from engine.instances import rights
from engine.instances.queries import Instance
from engine.instances.runtime import Runtime


@dataclass(frozen=True)
class Wording:
    """The names in the versions that an instance runs on.

    `fields` tells of each variable component of a form writes it, in the order of the procedure.
    """

    process_id: str
    processes: Mapping[str, Process]
    fields: Mapping[str, Component]

    @property
    def title(self) -> str:
        """What the procedure is called."""
        return title(self.processes[self.process_id])

    def step(self, element: str | None) -> str:
        """The name of a flow node; its id where it has none."""
        for process in self.processes.values():
            for node in process.nodes:
                if node.id == element and node.name:
                    return node.name
        return element or ""

    def lane(self, id: str | None) -> str:
        """The name of a lane."""
        lanes = (lane for process in self.processes.values() for lane in process.lanes)
        return next((lane.name for lane in lanes if lane.id == id and lane.name), id or "")


def title(process: Process) -> str:
    """What a procedure is called."""
    return process.document.title or process.name or process.id


def wording(connection: Connection, runtime: Runtime, instance: Instance) -> Wording:
    """The wording of the versions that `instance` runs on."""
    executable = runtime.library.executable(connection, instance.process_id, instance.versions)
    fields: dict[str, Component] = {}
    for process_id, number in instance.versions.items():
        for activity in executable.processes[process_id].activities():
            if activity.form is not None:
                form = runtime.library.form(connection, process_id, number, activity.form)
                _collect(form.components, fields)
    return Wording(instance.process_id, executable.processes, fields)


def _collect(components: tuple[Component, ...], fields: dict[str, Component]) -> None:
    for component in components:
        if isinstance(component, Container) and not component.path:
            _collect(component.components, fields)
        elif isinstance(component, Container | Field):
            known = fields.get(component.path[0])
            # The field that writes a variable knows it better than one that only shows it.
            if known is None or (isinstance(known, Field) and known.only_shown):
                fields[component.path[0]] = component


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
