"""What the editor knows of a draft, as JSON: which variables there are at each element, who and what can be chosen."""

from bpmn.dataflow import DataFlow, Held
from bpmn.dataflow.uses import Point
from bpmn.reader import read
from engine.db import Connection
from engine.definitions import control, drafts
from engine.definitions.drafts import Draft
from engine.identity.queries import Person
from web.processes.known_people import known_people
from web.texts.wording import title

POINTS = {
    Point.BEFORE: "before",
    Point.ENABLED: "enabled",
    Point.DONE: "done",
    Point.LEFT: "left",
    Point.COMPLETED: "completed",
    Point.FLOW: "flow",
}
"""The points of the flow at which a panel asks what is known, by their names in the JSON."""


def knowledge(connection: Connection, process_id: str, actor: Person) -> dict[str, object]:
    """What the panels of the editor choose from. Raises NotFound (kind ``draft``), NotAllowed.

    ``variables`` are told apart by all that is known of them, and named by their place in the list: ``points`` says
    for each element, by point (`POINTS`), the number of the set of ``sets`` that is known there. An element that no
    way leads to has no points. ``names`` are those of the elements that ``by`` names.
    """
    draft = control.readable_draft(connection, process_id, actor)
    flow = drafts.data_flow(connection, draft)
    said = {"variables": [], "sets": [], "points": {}, "names": {}} if flow is None else _of_flow(flow)
    return {
        "revision": str(draft.revision),
        "forms": list(draft.forms),
        **said,
        **known_people(connection, read(draft.diagram).definitions, actor),
        "procedures": _procedures(connection, draft),
    }


def _of_flow(flow: DataFlow) -> dict[str, object]:
    variables: dict[tuple[str, Held], int] = {}
    sets: dict[tuple[int, ...], int] = {}
    points: dict[str, dict[str, int]] = {}
    for element, point in flow.points:
        if point in POINTS:
            held = flow.held(element, point)
            key = tuple(variables.setdefault(each, len(variables)) for each in held.items())
            points.setdefault(element, {})[POINTS[point]] = sets.setdefault(key, len(sets))
    nodes = [node for process in flow.definitions.processes for node in process.nodes]
    nodes += [node for other in flow.called.values() for node in other.process.nodes]
    writers = {element for _, held in variables for element in held.written_by}
    return {
        "variables": [_variable(name, held) for name, held in variables],
        "sets": list(sets),
        "points": points,
        "names": {node.id: node.name for node in nodes if node.id in writers and node.name},
    }


def _variable(name: str, held: Held) -> dict[str, object]:
    kind = held.kind
    labels = kind.labels or map(str, kind.values or ())
    # True and False have words of the reader's language where the field gives them none.
    plain = kind.name == "boolean" and not kind.labels
    options = (
        [] if plain else [{"value": v, "label": label} for v, label in zip(kind.values or (), labels, strict=True)]
    )
    return {
        "name": name,
        "label": held.label,
        "kind": kind.name,
        "options": options,
        "by": sorted(held.written_by),
    }


def _procedures(connection: Connection, draft: Draft) -> list[dict[str, str]]:
    """The procedures that a draft may call, by title: those in force or on their way, and others of its own file."""
    found: dict[str, str] = {}
    for id, diagram in {**drafts.beside(connection, draft), draft.process_id: draft.diagram}.items():
        definitions = read(diagram).definitions
        for process in definitions.processes if definitions is not None else ():
            if process.nodes and process.id != draft.process_id and (process.id == id or id == draft.process_id):
                found[process.id] = title(process)
    return [{"id": id, "title": name} for id, name in sorted(found.items(), key=lambda each: each[1].casefold())]
