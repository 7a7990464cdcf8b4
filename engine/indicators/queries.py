"""What indicators say of a population: one statement each, over what is kept or over what a filter finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Connection, case, cast, desc, distinct, func, literal, select

from engine import canonical_json
from engine.facts.models import instance_facts, variants, visit_facts
from engine.indicators.distribution import Distribution
from engine.indicators.models import population_totals
from engine.indicators.population import Population
from engine.indicators.totals import ALL, CORRECTIONS, DAYS, ELEMENTS, FITS, FLOWS, LANES, MEASURES, MISSED, VARIANT
from engine.replay.figures import WAITS

Home = tuple[str, str]
"""The id of a process, and that of an element or sequence flow of it."""


class Count(NamedTuple):
    """So many instances that started and ended in these months; while they are under way the last two are empty."""

    started: str
    ended: str
    outcome: str
    number: int


class Ended(NamedTuple):
    """So many instances that ended so in a month and took so many whole working days."""

    month: str
    outcome: str
    days: int
    number: int


@dataclass(frozen=True, slots=True)
class ElementFigures:
    """What happened at an element: visits, and the instances that made them: all, beyond each first, and closed after
    their term; of the `completed` steps of people the mean working minutes they waited to be taken, and took in all."""

    visits: int
    instances: int
    again: int
    instances_again: int
    late: int
    instances_late: int
    completed: int
    waited: float | None
    worked: float | None


class FlowFigures(NamedTuple):
    """How often a sequence flow that a gateway chose was passed, and by how many instances."""

    passages: int
    instances: int


class LaneMonth(NamedTuple):
    """What the people of a lane ("" for none) completed in a month, of how many instances, and how much after its
    term."""

    lane: str
    month: str
    completed: int
    instances: int
    late: int


class Waiting(NamedTuple):
    """Steps of a lane that wait since about the same time, by its number; of how many instances, and how many are
    overdue."""

    lane: str
    age: int
    steps: int
    instances: int
    late: int


class Holding(NamedTuple):
    """What a person has taken and not done, of how many instances, and what of that is overdue."""

    person: str
    steps: int
    instances: int
    late: int
    instances_late: int


@dataclass(frozen=True, slots=True)
class Way:
    """A variant: which steps were done, by process, element and name, in order; and how many instances went so."""

    variant: str
    steps: tuple[tuple[str, str, str], ...]
    count: int


def months(connection: Connection, process_id: str) -> tuple[str, str] | None:
    """The first and the last month in which an instance of a procedure started; None where none did."""
    of = population_totals.c
    here = (select(end(of.start_month)).where(of.process_id == process_id) for end in _ENDS)
    first, last = connection.execute(select(*(each.scalar_subquery() for each in here))).one()
    return None if first is None else (first, last)


def counts(connection: Connection, of: Population) -> list[Count]:
    """How many there are, by months and outcome."""
    rows = of.rows(MEASURES[ALL]).c
    keys = rows.start_month, rows.end_month, rows.outcome
    return [Count(*row) for row in connection.execute(select(*keys, _sum(rows["count"])).group_by(*keys))]


def durations(connection: Connection, of: Population) -> list[Ended]:
    """How many working days those that are over took."""
    rows = of.rows(MEASURES[DAYS]).c
    keys = rows.end_month, rows.outcome, rows.value
    query = select(*keys, _sum(rows["count"])).group_by(*keys)
    return [Ended(month, outcome, int(days), count) for month, outcome, days, count in connection.execute(query)]


def corrections(connection: Connection, of: Population) -> Distribution:
    """How often work was done again, by instance."""
    return _distribution(connection, of, CORRECTIONS)


def missed(connection: Connection, of: Population) -> Distribution:
    """How many terms were missed, by instance."""
    return _distribution(connection, of, MISSED)


def _distribution(connection: Connection, of: Population, measure: str) -> Distribution:
    rows = of.rows(MEASURES[measure]).c
    query = select(rows.value, _sum(rows["count"])).group_by(rows.value)
    return Distribution({int(value): count for value, count in connection.execute(query)})


def fits(connection: Connection, of: Population) -> dict[int, dict[str, int]]:
    """How many would have gone the same way on each version, by version and verdict, as far as they were tried."""
    rows = of.rows(MEASURES[FITS]).c
    query = select(rows.value, _sum(rows["count"])).group_by(rows.value)
    found: dict[int, dict[str, int]] = {}
    for value, count in connection.execute(query):
        version, _, verdict = value.partition(":")
        found.setdefault(int(version), {})[verdict] = count
    return found


def ways(connection: Connection, of: Population, limit: int) -> tuple[list[Way], int]:
    """The variants that most went, and how many there are."""
    rows = of.rows(MEASURES[VARIANT])
    total = _sum(rows.c["count"]).label("total")
    each = select(rows.c.value, total).group_by(rows.c.value).cte("each")
    known = select(each.c.value, each.c.total, select(func.count()).select_from(each).scalar_subquery().label("all"))
    first = known.order_by(desc(each.c.total), each.c.value).limit(limit).subquery()
    on = (variants.c.variant == first.c.value) & (variants.c.process_id == of.process_id)
    query = select(first.c.value, first.c.total, first.c.all, variants.c.steps).outerjoin(variants, on)
    found, many = [], 0
    for variant, count, many_, steps in connection.execute(query.order_by(desc(first.c.total), first.c.value)):
        found.append(Way(variant, _steps(steps), count))
        many = many_
    return found, many


def _steps(text: str | None) -> tuple[tuple[str, str, str], ...]:
    decoded: Any = canonical_json.loads(text) if text else []
    return tuple((str(process), str(element), str(name)) for process, element, name in decoded)


def elements(connection: Connection, of: Population) -> dict[Home, ElementFigures]:
    """What happened at each element that was reached."""
    rows = of.rows(ELEMENTS).c
    keys = len(("home", "element"))
    names = [column.name for column in ELEMENTS.table.c if not column.primary_key]
    query = select(rows.home, rows.element, *(_sum(rows[name]) for name in names))
    found = {}
    for row in connection.execute(query.group_by(rows.home, rows.element)):
        numbers = dict(zip(names, map(int, row[keys:]), strict=True))
        waited, worked = numbers.pop("waited_minutes"), numbers.pop("working_minutes")
        done = numbers["completed"]
        means = (waited / done, worked / done) if done else (None, None)
        found[row[0], row[1]] = ElementFigures(**numbers, waited=means[0], worked=means[1])
    return found


def flows(connection: Connection, of: Population) -> dict[Home, FlowFigures]:
    """How often each sequence flow was passed that a gateway chose."""
    rows = of.rows(FLOWS).c
    query = select(rows.home, rows.flow, _sum(rows.passages), _sum(rows.instances))
    found = connection.execute(query.group_by(rows.home, rows.flow))
    return {(home, flow): FlowFigures(int(passages), int(instances)) for home, flow, passages, instances in found}


def lanes(connection: Connection, of: Population, since: str) -> list[LaneMonth]:
    """What was completed in each lane, month by month from `since` on."""
    rows = of.rows(LANES).c
    numbers = (_sum(rows[name]) for name in ("completed", "instances", "late"))
    query = select(rows.lane, rows.month, *numbers).where(rows.month >= since).group_by(rows.lane, rows.month)
    found = connection.execute(query)
    return [LaneMonth(lane, month, *map(int, numbers)) for lane, month, *numbers in found]


def waiting(connection: Connection, of: Population, bounds: Sequence[datetime], at: datetime) -> list[Waiting]:
    """What waits now, by lane and age: 0 is what became ready at the first of `bounds` or later, 1 what did at the
    second or later, and so on; the last is what is older than all."""
    since = visit_facts.c.enabled_at
    age: ColumnElement[int] = literal(len(bounds))
    if bounds:
        age = case(*((since >= bound, number) for number, bound in enumerate(bounds)), else_=len(bounds))
    lane = func.coalesce(visit_facts.c.lane, "").label("lane")
    open_ = select(lane, age.label("age"), visit_facts.c.instance_id, visit_facts.c.due_at).select_from(_OPEN)
    each = open_.where(WAITS, *of.instances()).subquery()
    late = func.count(case((each.c.due_at < at, 1)))
    query = select(each.c.lane, each.c.age, func.count(), func.count(distinct(each.c.instance_id)), late)
    return [Waiting(*row) for row in connection.execute(query.group_by(each.c.lane, each.c.age))]


def holding(connection: Connection, of: Population, at: datetime) -> list[Holding]:
    """What each person has, whoever has most first."""
    visit = visit_facts.c
    overdue = case((visit.due_at < at, visit.instance_id))
    numbers = func.count(), func.count(distinct(visit.instance_id)), func.count(overdue), func.count(distinct(overdue))
    # Asked for those that somebody has, a planner would look through all that people ever did, by the person.
    query = select(visit.person, *numbers).select_from(_OPEN).where(WAITS, *of.instances()).group_by(visit.person)
    found = [Holding(*row) for row in connection.execute(query) if row.person is not None]
    return sorted(found, key=lambda each: (-each.steps, each.person))


_ENDS = func.min, func.max  # each by itself, or no index gives them
_OPEN = visit_facts.join(instance_facts, instance_facts.c.instance_id == visit_facts.c.instance_id)


def _sum(column: ColumnElement[Any]) -> ColumnElement[int]:
    """A sum of whole numbers, whole on either database: PostgreSQL gives that of large ones as a decimal."""
    return cast(func.sum(column), BigInteger)
