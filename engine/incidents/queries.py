"""Reading incidents: what stands still, since when and why, for those who repair and for whoever is waiting."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from sqlalchemy import Connection, Select, func, or_, select

from bpmn.model import Process
from engine import canonical_json
from engine.db import AnyRow
from engine.identity.queries import Person
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances import incidents, models
from engine.instances.incidents import Incident
from engine.instances.rights import REPAIRING, may_repair
from engine.instances.runtime import Runtime


class Status(StrEnum):
    """Where an incident stands; follows from its row and its instance's."""

    STOPPED = "stopped"
    REPAIRED = "repaired"
    """Its instance runs on other versions since, so that it can be tried again."""
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Stopped:
    """An incident and what it is about.

    `process_id` and `element` are those of the step or timer, `step` its name (None where it has none) and `failed`
    that of the element at which the diagram could not go on; `kind` is work or timer; `version` is the number of the
    version of the instance's procedure, `top`, on which it failed, `runs_on` of the one that the instance is on now.
    """

    incident: Incident
    process_id: str
    element: str
    kind: Literal["work", "timer"]
    step: str | None
    failed: str | None
    top: str
    version: int
    runs_on: int
    status: Status

    @property
    def folio(self) -> str:
        """The folio of its instance."""
        return self.incident.folio

    @property
    def versions(self) -> dict[str, int]:
        """The versions on which it failed, by process id."""
        return _numbers(self.incident.versions)


def found(
    connection: Connection, runtime: Runtime, *, folio: str | None = None, every: bool = False, limit: int = 200
) -> list[Stopped]:
    """The open incidents, the oldest first; `every`: those that were resolved too, after the others."""
    query = _query().order_by(models.incidents.c.resolved_at.is_not(None), models.incidents.c.raised_at)
    if not every:
        query = query.where(models.UNRESOLVED)
    if folio is not None:
        query = query.where(models.instances.c.folio == folio)
    rows = connection.execute(query.order_by(models.incidents.c.id).limit(limit))
    return [_stopped(connection, runtime, row) for row in rows]


def at_step(connection: Connection, work_item: str) -> tuple[Incident, Status] | None:
    """The open incident of a step, and whether it can be tried again; None where it has none."""
    query = select(*incidents.COLUMNS, models.instances.c.versions.label("runs_on"))
    query = query.join(models.instances).where(models.incidents.c.waiting_id == work_item, models.UNRESOLVED)
    row = connection.execute(query).first()
    if row is None:
        return None
    incident = incidents.incident(row[:-1])
    return incident, _status(incident, row.runs_on)


def statuses(connection: Connection, work_items: Collection[str]) -> dict[str, Status]:
    """The status of the open incidents of these steps, by the step's id."""
    if not work_items:
        return {}
    query = select(*incidents.COLUMNS, models.instances.c.versions.label("runs_on")).join(models.instances)
    rows = connection.execute(query.where(models.incidents.c.waiting_id.in_(work_items), models.UNRESOLVED))
    told = [(incidents.incident(row[:-1]), row.runs_on) for row in rows]
    return {incident.waiting_id: _status(incident, runs_on) for incident, runs_on in told}


def how_many(connection: Connection, runtime: Runtime, person: Person) -> int:
    """How many open incidents there are for a person to repair."""
    query = select(models.instances.c.process_id, models.incidents.c.versions, func.count())
    query = query.join(models.incidents, models.incidents.c.instance_id == models.instances.c.id)
    query = query.where(models.UNRESOLVED).group_by(models.instances.c.process_id, models.incidents.c.versions)
    return sum(
        number
        for top, versions, number in connection.execute(query)
        if may_see(person) or may_repair(person, _process(connection, runtime, top, _numbers(versions)))
    )


def may_see(person: Person) -> bool:
    """Whether the list of incidents is for a person whatever procedure they are of."""
    return bool(person.rights & REPAIRING) or ADMINISTRATOR in person.roles


def may_open(person: Person) -> bool:
    """Whether the list is offered to a person: who repairs some procedure by right, and administrators. Who owns one by
    a role comes by the inbox and by letters."""
    return may_see(person) or any(right in REPAIRING for right, _ in person.limited)


def may_see_of(connection: Connection, runtime: Runtime, person: Person, stopped: Stopped) -> bool:
    """Whether a person is shown an incident: who repairs the procedure of its instance."""
    if may_see(person):
        return True
    return may_repair(person, _process(connection, runtime, stopped.top, stopped.versions))


def _process(connection: Connection, runtime: Runtime, top: str, versions: Mapping[str, int]) -> Process:
    return runtime.library.executable(connection, top, versions).processes[top]


def _query() -> Select[tuple[object, ...]]:
    items, timers = models.work_items, models.timers
    about = models.incidents.c.waiting_id
    return (
        select(
            *incidents.COLUMNS,
            models.instances.c.versions.label("runs_on"),
            models.instances.c.process_id.label("top"),
            func.coalesce(items.c.process_id, timers.c.process_id).label("process_id"),
            func.coalesce(items.c.element, timers.c.element).label("element"),
            items.c.name.label("name"),
        )
        .join(models.instances, models.instances.c.id == models.incidents.c.instance_id)
        .outerjoin(items, items.c.id == about)
        .outerjoin(timers, timers.c.id == about)
        .where(or_(items.c.id.is_not(None), timers.c.id.is_not(None)))
    )


def _stopped(connection: Connection, runtime: Runtime, row: AnyRow) -> Stopped:
    incident = incidents.incident(row[: len(incidents.COLUMNS)])
    numbers, now = _numbers(incident.versions), _numbers(row.runs_on)[row.top]
    executable = runtime.library.executable(connection, row.top, numbers)
    names = {key: node.name for key, node in executable.nodes.items()}
    failed = names.get((row.process_id, incident.failed or "")) or next(
        (name for (_, element), name in names.items() if element == incident.failed), None
    )
    step = row.name or names.get((row.process_id, row.element))
    kind: Literal["work", "timer"] = "timer" if row.name is None else "work"
    status = _status(incident, row.runs_on)
    what = row.process_id, row.element, kind, step or None, failed or None
    return Stopped(incident, *what, row.top, numbers[row.top], now, status)


def _numbers(versions: str) -> dict[str, int]:
    decoded = canonical_json.loads(versions)
    assert isinstance(decoded, dict)
    return {name: number for name, number in decoded.items() if isinstance(number, int)}


def _status(incident: Incident, runs_on: str) -> Status:
    if incident.resolved_at is not None:
        return Status.RESOLVED
    return Status.STOPPED if incident.versions == runs_on else Status.REPAIRED
