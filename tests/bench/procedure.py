"""The shipped procedure as the benchmark runs it: a company, its golden path, and what everybody will answer.

A rehearsal through the engine's own commands finds the steps; each contender is then given the same steps with the same
values, prepared beforehand. Time is made up: the moment of a completion follows from the instance's number and the
step's, so that two runs of the same instance write the same bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.definitions import sources
from engine.instances import commands, queries, samples
from engine.instances.reading import EVERYTHING
from engine.instances.runtime import Runtime
from web import demo

PROCESS = "gestion_comercial"
START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # a Monday, nine in the morning in Mexico City
ZONE = "America/Mexico_City"
CHECK, CORRECT = "validar_cumplimiento", "correcciones"  # activities 5 and 6

Decisions = Mapping[str, Mapping[str, object]]

GOLDEN: Decisions = {
    "validacion": {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]},
    "validar_business_case": {"business_case_aprobado": True, "go": True},
    # Later than any day on which this runs: a contender without a clock of its own goes by the machine's.
    "elaborar_propuesta": {"vigencia_propuesta": "2099-03-02"},
    CHECK: {"cumple": True},
    "revisar_propuesta": {"cumple_tecnicamente": True, "cumple_economicamente": True},
}
REWORK: Decisions = {**GOLDEN, CHECK: {"cumple": False}}


@dataclass(frozen=True, slots=True)
class Step:
    """One completion: the work item's id behind the folio, the element, who completes it and with what.

    `accepted` is what validation makes of `values`: what history and the process's data hold.
    """

    suffix: str
    element: str
    actor: str
    values: Mapping[str, object]
    accepted: Mapping[str, object]


def runtime() -> Runtime:
    """What every contender that is Cauce runs with."""
    return Runtime(OfficeCalendar(ZONE))


def moment(number: int, step: int) -> datetime:
    """When the `step`-th thing of instance `number` happens."""
    return START + timedelta(milliseconds=100 * number, microseconds=10 * step)


def prepare(database: Database, runtime: Runtime) -> None:
    """The demo's company, without opportunities."""
    demo.prepare(database, runtime, lambda: START, empty=True)


def rehearse(database: Database, runtime: Runtime, decisions: Decisions, *, most: int = 1000) -> list[Step]:
    """Drive an instance for `most` completions or to its end, always the oldest open work; gives what was done.

    Sample files are stored, so that any later instance in this database or a copy of it may refer to them.
    """
    steps: list[Step] = []
    folio = start(database, runtime, 0)
    while len(steps) < most:
        with database.transaction() as connection:
            waiting = queries.tasks(connection, EVERYTHING, folio=folio)
            if not waiting:
                break
            item, actor, at = waiting[0].item, waiting[0].candidates[0], moment(0, len(steps))
            given = decisions.get(item.visit.element, {})
            values = samples.filled(connection, runtime, item.id, given, actor=actor, at=at)
            commands.complete(connection, runtime, item.id, values, actor=actor, at=at)
            told = [
                event for event in queries.history(connection, EVERYTHING, folio) if event.type == "user_task_completed"
            ]
        steps.append(Step(item.id.removeprefix(folio), item.visit.element, actor, values, told[-1].payload))
    return steps


def start(database: Database, runtime: Runtime, number: int) -> str:
    """Start instance `number`; gives its folio."""
    with database.transaction() as connection:
        return commands.start(connection, runtime, PROCESS, actor="comercial", at=moment(number, 0))[0]


def diagrams() -> Sequence[bytes]:
    """The shipped diagrams."""
    return [source.diagram for source in sources.shipped()]
