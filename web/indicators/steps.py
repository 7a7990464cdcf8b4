"""What happened at each step of a diagram, as a table whose numbers stand on the diagram as well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bpmn.kinds import HUMAN_TASKS
from bpmn.model import Activity, FlowNode, Process
from engine.calendar.office import WORKING_DAY
from engine.indicators.queries import ElementFigures, FlowFigures, Home
from web.indicators.asked import Asked
from web.indicators.charts import Number
from web.texts.formatting import Presenter

HOUR = 60


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the diagram, and what happened at it: visits, instances, how often again, how often late, how long it
    waited and took, as numbers by what the drawing calls them. `short` are the words of its number on the diagram."""

    id: str
    name: str
    lane: str | None
    numbers: Mapping[str, Number]


@dataclass(frozen=True, slots=True)
class Branch:
    """A sequence flow that a gateway chose: where it is decided, what it is called, and how often it was."""

    gateway: str
    name: str
    passed: Number
    share: Number


MODES = ("visits", "waited", "again", "late")
"""What the diagram shows, one at a time."""


def step_rows(
    process: Process, found: Mapping[Home, ElementFigures], asked: Asked, presenter: Presenter
) -> list[StepRow]:
    """The steps of a procedure, those that people do and those that it calls, in the order of its diagram."""
    rows = []
    for node in process.nodes:
        figures = found.get((process.id, node.id))
        if isinstance(node, Activity) and figures is not None and node.name:
            rows.append(StepRow(node.id, node.name, node.lane, _numbers(process, node, figures, asked, presenter)))
    return rows


def _numbers(
    process: Process, node: FlowNode, figures: ElementFigures, asked: Asked, presenter: Presenter
) -> dict[str, Number]:
    def number(value: int, kind: str, instances: int) -> Number:
        lead = asked.leading((kind, process.id, node.id)) if instances else None
        also = presenter.gettext("in {count}", count=presenter.number(instances)) if instances != value else ""
        return Number(value, presenter.number(value), lead, also)

    def lasting(minutes: float | None) -> Number:
        lead = None if minutes is None else asked.leading(("at", process.id, node.id))
        return Number(minutes, "—" if minutes is None else lasted(minutes, presenter), lead)

    people = node.kind in HUMAN_TASKS
    return {
        "visits": number(figures.visits, "at", figures.instances),
        "again": number(figures.again, "again", figures.instances_again),
        "late": number(figures.late, "late", figures.instances_late),
        "waited": lasting(figures.waited if people else None),
        "worked": lasting(figures.worked if people else None),
    }


def lasted(minutes: float, presenter: Presenter) -> str:
    """How long something took, in the time that the office works, e.g. ``3.5 h`` or ``2 días``."""
    if minutes < WORKING_DAY:
        return f"{presenter.number(round(minutes / HOUR, 1))} h"
    days = round(minutes / WORKING_DAY, 1)
    one = presenter.gettext("1 working day")
    return one if days == 1 else presenter.gettext("{count} working days", count=presenter.number(days))


def branches(
    process: Process, found: Mapping[Home, FlowFigures], asked: Asked, presenter: Presenter
) -> Sequence[Branch]:
    """What was decided at each gateway that decides, in the order of the diagram."""
    names = {node.id: node.name or "" for node in process.nodes}
    rows = []
    for node in process.nodes:
        flows = [
            (flow, found[process.id, flow.id])
            for flow in process.flows
            if _of(flow.source, node, flow.id, process, found)
        ]
        total = sum(figures.passages for _, figures in flows)
        for flow, figures in flows:
            also = (
                presenter.gettext("in {count}", count=presenter.number(figures.instances))
                if figures.instances != figures.passages
                else ""
            )
            lead = asked.leading(("flow", process.id, flow.id))
            passed = Number(figures.passages, presenter.number(figures.passages), lead, also)
            share = Number(None, f"{presenter.number(round(100 * figures.passages / total, 1))} %")
            rows.append(Branch(node.name or "", flow.name or names[flow.target], passed, share))
    return rows


def _of(source: str, node: FlowNode, flow: str, process: Process, found: Mapping[Home, FlowFigures]) -> bool:
    return source == node.id and bool(node.name) and (process.id, flow) in found
