"""What the procedures call things: steps, lanes, ends, and the fields behind the variables."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bpmn.forms.form import Form
from bpmn.forms.kinds import Component, Container, Field
from bpmn.model import Process
from engine.db import Connection
from engine.errors import EngineError
from engine.execution.compiler import Executable
from engine.instances import queries
from engine.instances.queries import Instance
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime


@dataclass(frozen=True)
class Wording:
    """The names in the versions that an instance runs on.

    `fields` tells of each variable component of a form writes it, in the order of the procedure. `earlier` are the
    procedures of versions that it ran on before, the latest first: what only they have is called as they call it.
    """

    process_id: str
    processes: Mapping[str, Process]
    fields: Mapping[str, Component]
    earlier: Sequence[Process] = ()

    @property
    def title(self) -> str:
        """What the procedure is called."""
        return title(self.processes[self.process_id])

    def step(self, element: str | None) -> str:
        """The name of a flow node; its id where it has none."""
        for process in (*self.processes.values(), *self.earlier):
            for node in process.nodes:
                if node.id == element and node.name:
                    return node.name
        return element or ""

    def lane(self, id: str | None) -> str:
        """The name of a lane."""
        lanes = (lane for process in (*self.processes.values(), *self.earlier) for lane in process.lanes)
        return next((lane.name for lane in lanes if lane.id == id and lane.name), id or "")


def title(process: Process) -> str:
    """What a procedure is called."""
    return process.document.title or process.name or process.id


def wording(connection: Connection, runtime: Runtime, reader: Reader, instance: Instance) -> Wording:
    """The wording of the versions that `instance` runs on, and of those that it ran on before."""
    executable = runtime.library.executable(connection, instance.process_id, instance.versions)
    fields: dict[str, Component] = {}
    _fields(connection, runtime, executable, instance.versions, fields)
    earlier: list[Process] = []
    for versions in reversed(queries.versions_run_on(connection, reader, instance.folio)):
        if versions != instance.versions:
            with suppress(EngineError):  # a version that is not kept any more
                before = runtime.library.executable(connection, instance.process_id, versions)
                earlier += before.processes.values()
                _fields(connection, runtime, before, versions, fields)
    return Wording(instance.process_id, executable.processes, fields, tuple(earlier))


def _fields(
    connection: Connection,
    runtime: Runtime,
    executable: Executable,
    versions: Mapping[str, int],
    fields: dict[str, Component],
) -> None:
    """Add the fields of the forms of versions, those that are not known."""
    found: dict[str, Component] = {}
    for process_id, number in versions.items():
        for activity in executable.processes[process_id].activities():
            if activity.form is not None:
                form = runtime.library.form(connection, process_id, number, activity.form)
                _collect(form.components, found)
    for name, component in found.items():
        fields.setdefault(name, component)


def form_fields(form: Form) -> dict[str, Component]:
    """The fields of a form by the variables that they write or show."""
    fields: dict[str, Component] = {}
    _collect(form.components, fields)
    return fields


def _collect(components: tuple[Component, ...], fields: dict[str, Component]) -> None:
    for component in components:
        if isinstance(component, Container) and not component.path:
            _collect(component.components, fields)
        elif isinstance(component, Container | Field):
            known = fields.get(component.path[0])
            # The field that writes a variable knows it better than one that only shows it.
            if known is None or (isinstance(known, Field) and not known.stored):
                fields[component.path[0]] = component
