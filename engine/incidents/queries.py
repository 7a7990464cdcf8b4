"""Reading incidents: what stands still, since when and why, for those who repair and for whoever is waiting."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from sqlalchemy import Connection, Integer, Select, Text, bindparam, func, or_, select

from bpmn.model import Process
from engine import canonical_json
from engine.db import AnyRow
from engine.identity.queries import Person
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances import incidents, models
from engine.instances.incidents import Incident
from engine.instances.reading import Reader
from engine.instances.rights import REPAIRING, may_repair
from engine.instances.runtime import Runtime
from engine.instances.visible import Visible, visible
from engine.statements import ListStatement, Query, Statement


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


_OF_STEPS = ListStatement(
    lambda ids: (
        select(models.incidents.c.waiting_id, models.incidents.c.versions, models.instances.c.versions)
        .join(models.instances)
        .where(models.incidents.c.waiting_id.in_(ids), models.UNRESOLVED)
    )
)
_HOW_MANY = Statement(
    select(models.instances.c.process_id, models.incidents.c.versions, func.count())
    .join(models.incidents, models.incidents.c.instance_id == models.instances.c.id)
    .where(models.UNRESOLVED)
    .group_by(models.instances.c.process_id, models.incidents.c.versions)
)


def found(
    connection: Connection,
    runtime: Runtime,
    reader: Reader,
    *,
    folio: str | None = None,
    every: bool = False,
    limit: int = 200,
) -> list[Stopped]:
    """The open incidents of the instances that `reader` sees, the oldest first; `every`: those that were resolved too,
    after the others. What came of values in a reason is told as far as `reader` may read them."""
    rows = _asking(reader, every, folio is not None).all(connection, of=folio, most=limit)
    looks = dict[str, Visible]()
    return [_stopped(connection, runtime, reader, row, looks) for row in rows]


@lru_cache(maxsize=512)
def _asking(reader: Reader, every: bool, of_one: bool) -> Query:
    query = _query().order_by(models.incidents.c.resolved_at.is_not(None), models.incidents.c.raised_at)
    query = query.where(*reader.conditions())
    if not every:
        query = query.where(models.UNRESOLVED)
    if of_one:
        query = query.where(models.instances.c.folio == bindparam("of", type_=Text))
    return Query(query.order_by(models.incidents.c.id).limit(bindparam("most", type_=Integer)))


def statuses(connection: Connection, work_items: Collection[str]) -> dict[str, Status]:
    """The status of the open incidents of these steps, by the step's id."""
    if not work_items:
        return {}
    return {id_: status_of(versions, runs_on) for id_, versions, runs_on in _OF_STEPS.run(connection, [*work_items])}


def how_many(connection: Connection, runtime: Runtime, person: Person) -> int:
    """How many open incidents there are for a person to repair."""
    return sum(
        number
        for top, versions, number in _HOW_MANY.run(connection, {})
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


def _stopped(
    connection: Connection, runtime: Runtime, reader: Reader, row: AnyRow, looks: dict[str, Visible]
) -> Stopped:
    """`looks` are what `reader` may read on the versions that were met before, and is kept up."""
    incident = incidents.incident(row[: len(incidents.COLUMNS)])
    numbers, now = _numbers(incident.versions), _numbers(row.runs_on)[row.top]
    if row.runs_on not in looks:
        looks[row.runs_on] = visible(connection, runtime, _numbers(row.runs_on), reader)
    told = looks[row.runs_on].reason(canonical_json.loads(incident.reason))
    incident = replace(incident, reason=canonical_json.dumps(told))
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
    return status_of(incident.versions, runs_on)


def status_of(versions: str, runs_on: str) -> Status:
    """How an open incident stands: by the versions on which it was raised, and those that its instance runs on."""
    return Status.STOPPED if versions == runs_on else Status.REPAIRED
