"""Where an opportunity stands on its diagrams: what the drawing shows, and the table says without it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Activity, FlowNode, Process
from engine.db import Connection
from engine.definitions import queries as definitions
from engine.errors import NotFound
from engine.identity.queries import Person
from engine.instances import queries
from engine.instances.progress import Mark, Progress, progress
from engine.instances.queries import OpenTask
from engine.instances.runtime import Runtime
from web.procedure import title

STATES = {
    "current": lazy_gettext("It is here"),
    "done": lazy_gettext("Done"),
    "left": lazy_gettext("Left without being done"),
    "ahead": lazy_gettext("Not yet"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """An element of the diagram: what the procedure says of it, and how far this opportunity got with it.

    `waiting` are the ids of the people who may do it now, `task` the id of the reader's own open work there, `calls`
    the process it calls.
    """

    node: FlowNode
    lane: str
    state: str
    times: int
    by: str | None
    at: datetime | None
    waiting: tuple[str, ...]
    task: str | None
    calls: str | None

    @property
    def activity(self) -> Activity | None:
        """The element as an activity, which has instructions, records and somebody responsible; else None."""
        return self.node if isinstance(self.node, Activity) else None

    @property
    def said(self) -> Message:
        """Its state in words."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The diagram of one process: its elements in the order of the file, and the flows that were taken."""

    process: Process
    number: int
    steps: tuple[Step, ...]
    flows: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the procedure is called."""
        return title(self.process)

    @property
    def activities(self) -> tuple[Step, ...]:
        """The steps that people do, and the procedures that are called: the rows of the table."""
        return tuple(step for step in self.steps if step.activity is not None and step.node.name)


@dataclass(frozen=True, slots=True)
class Standing:
    """An opportunity on all its diagrams, the procedure's own first."""

    folio: str
    drawings: tuple[Drawing, ...]


def standing(connection: Connection, runtime: Runtime, folio: str, person: Person) -> Standing:
    """Where an opportunity stands, seen by `person`. Raises NotFound."""
    found = progress(connection, runtime, folio)
    executable = runtime.library.executable(connection, found.process_id, found.versions)
    tasks = queries.tasks(connection, folio=folio)
    others = sorted(executable.processes.keys() - {found.process_id})
    drawings = (
        _drawing(executable.processes[process_id], found, tasks, person) for process_id in (found.process_id, *others)
    )
    return Standing(folio, tuple(drawings))


def drawn(connection: Connection, folio: str, process_id: str) -> bytes:
    """The diagram that an opportunity runs on, of its own process ("") or of one that it calls. Raises NotFound."""
    found = queries.instance(connection, folio)
    process_id = process_id or found.process_id
    if process_id not in found.versions:
        raise NotFound(kind="process", id=process_id)
    return definitions.diagram(connection, process_id, found.versions[process_id])


def _drawing(process: Process, found: Progress, tasks: Sequence[OpenTask], person: Person) -> Drawing:
    lanes = {lane.id: lane.name or lane.id for lane in process.lanes}
    open_ = [task for task in tasks if task.item.process_id == process.id]
    steps = tuple(
        _step(node, lanes.get(node.lane or "", ""), found.marks.get((process.id, node.id)), open_, person)
        for node in process.nodes
    )
    flows = tuple(flow for process_id, flow in found.flows if process_id == process.id)
    return Drawing(process, found.versions[process.id], steps, flows)


def _step(node: FlowNode, lane: str, mark: Mark | None, open_: Iterable[OpenTask], person: Person) -> Step:
    here = [task for task in open_ if task.item.place.element == node.id]
    waiting = tuple(sorted({candidate for task in here for candidate in task.candidates}))
    mine = next((task.item.id for task in here if person.id in task.candidates), None)
    calls = node.called_element if isinstance(node, Activity) else None
    if mark is None:
        return Step(node, lane, "ahead", 0, None, None, waiting, mine, calls)
    state = "current" if mark.current else "done" if mark.completed else "left"
    return Step(node, lane, state, mark.times, mark.by, mark.at, waiting, mine, calls)


def told(standing: Standing) -> dict[str, object]:
    """What the drawing in the browser needs besides the diagrams; what it says in words stands on the page."""
    return {
        "start": standing.drawings[0].process.id,
        "diagrams": {
            drawing.process.id: {
                "title": drawing.title,
                "version": drawing.number,
                "flows": drawing.flows,
                "elements": {
                    step.node.id: {"state": step.state, "times": step.times, "calls": step.calls}
                    for step in drawing.steps
                },
            }
            for drawing in standing.drawings
        },
    }
