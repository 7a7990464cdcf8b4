"""How far an opportunity got on its diagrams: for the drawing in the browser, and for the table that says the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bpmn.drawing.picture import Mark
from bpmn.drawing.signs import HERE, TICK
from bpmn.messages import Message
from bpmn.model import Activity, FlowNode, Process
from engine.db import Connection
from engine.definitions import queries as definitions
from engine.definitions.inspection import Source
from engine.errors import NotFound
from engine.identity.queries import Person
from engine.instances import queries
from engine.instances.progress.element_state import ElementState
from engine.instances.progress.queries import Progress, progress
from engine.instances.queries import OpenTask
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from web.paper.pictures import svg_of
from web.texts.element_statuses import STATUSES, ElementStatus, element_status
from web.texts.wording import title


@dataclass(frozen=True, slots=True)
class ElementProgress:
    """An element of the diagram: what the procedure says of it, and how far this opportunity got with it.

    `waiting` are the ids of the people who may do it now, `task` the id of the reader's own open work there, `calls`
    the process it calls.
    """

    node: FlowNode
    lane: str
    state: ElementStatus
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
    def state_text(self) -> Message:
        """Its state in words."""
        return STATUSES[self.state]


@dataclass(frozen=True, slots=True)
class DiagramProgress:
    """The diagram of one process: its elements in the order of the file, and the flows that were taken."""

    process: Process
    number: int
    elements: tuple[ElementProgress, ...]
    flows: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the procedure is called."""
        return title(self.process)

    @property
    def activities(self) -> tuple[ElementProgress, ...]:
        """The steps that people do, and the procedures that are called: the rows of the table."""
        return tuple(element for element in self.elements if element.activity is not None and element.node.name)


@dataclass(frozen=True, slots=True)
class InstanceProgress:
    """An opportunity on all its diagrams, the procedure's own first."""

    folio: str
    diagrams: tuple[DiagramProgress, ...]

    @property
    def done(self) -> int:
        """How many steps of the procedure itself were done."""
        return sum(each.state is ElementStatus.DONE for each in self.diagrams[0].activities)


def instance_progress(
    connection: Connection, runtime: Runtime, reader: Reader, folio: str, person: Person
) -> InstanceProgress:
    """Where an opportunity stands, seen by `person`, who is `reader`. Raises NotFound."""
    found = progress(connection, runtime, reader, folio)
    executable = runtime.library.executable(connection, found.process_id, found.versions)
    tasks = queries.tasks(connection, reader, folio=folio)
    others = sorted(executable.processes.keys() - {found.process_id})
    diagrams = (
        _diagram(executable.processes[process_id], found, tasks, person) for process_id in (found.process_id, *others)
    )
    return InstanceProgress(folio, tuple(diagrams))


def diagram_source(connection: Connection, reader: Reader, folio: str, process_id: str) -> bytes:
    """The diagram that an opportunity runs on, of its own process ("") or of one that it calls. Raises NotFound."""
    found = queries.instance(connection, reader, folio)
    process_id = process_id or found.process_id
    if process_id not in found.versions:
        raise NotFound(kind="process", id=process_id)
    return definitions.diagram(connection, process_id, found.versions[process_id])


MARKS = {
    ElementStatus.DONE: Mark("#1d6b3a", "#e8f3ec", TICK),
    ElementStatus.CURRENT: Mark("#1a5686", "#dbe8f5", HERE),
}
"""How elements stand out in the picture for who has no script: by colour, and by a sign at their corner."""


def picture_of(connection: Connection, reader: Reader, found: InstanceProgress, process_id: str) -> bytes:
    """Where an opportunity stands on the diagram of its own process ("") or of one that it calls, as SVG.

    Raises NotFound, NothingDrawn.
    """
    source = diagram_source(connection, reader, found.folio, process_id)
    shown = next((each for each in found.diagrams if each.process.id == process_id), found.diagrams[0])
    marks = {each.node.id: MARKS[each.state] for each in shown.elements if each.state in MARKS}
    return svg_of(Source(f"{shown.process.id}.bpmn", source, {}), shown.title, marks)


def _diagram(process: Process, found: Progress, tasks: Sequence[OpenTask], person: Person) -> DiagramProgress:
    lanes = {lane.id: lane.name or lane.id for lane in process.lanes}
    open_ = [task for task in tasks if task.item.process_id == process.id]
    elements = tuple(
        _element(node, lanes.get(node.lane or "", ""), found.elements.get((process.id, node.id)), open_, person)
        for node in process.nodes
    )
    flows = tuple(flow for process_id, flow in found.flows if process_id == process.id)
    return DiagramProgress(process, found.versions[process.id], elements, flows)


def _element(
    node: FlowNode, lane: str, mark: ElementState | None, tasks: Iterable[OpenTask], person: Person
) -> ElementProgress:
    here = [task for task in tasks if task.item.visit.element == node.id]
    waiting = tuple(sorted({candidate for task in here for candidate in task.candidates}))
    mine = next((task.item.id for task in here if person.id in task.candidates), None)
    calls = node.called_element if isinstance(node, Activity) else None
    if mark is None:
        return ElementProgress(node, lane, ElementStatus.AHEAD, 0, None, None, waiting, mine, calls)
    state = element_status(mark.current, mark.completed)
    return ElementProgress(node, lane, state, mark.times, mark.by, mark.at, waiting, mine, calls)


def as_json(found: InstanceProgress) -> dict[str, object]:
    """What the drawing in the browser needs besides the diagrams; what it says in words stands on the page."""
    return {
        "start": found.diagrams[0].process.id,
        "diagrams": {
            diagram.process.id: {
                "title": diagram.title,
                "version": diagram.number,
                "flows": diagram.flows,
                "elements": {
                    element.node.id: {"state": element.state, "times": element.times, "calls": element.calls}
                    for element in diagram.elements
                },
            }
            for diagram in found.diagrams
        },
    }
