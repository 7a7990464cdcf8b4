"""What is kept of indicators: each `Kept` says in one query over the facts what a row of its table is.

The query over all instances rebuilds a table; over some of them it says what those have in it, so that the rows of
facts of some instances change together with the difference that this makes (`around`): in one transaction, at a cost
that does not grow with what is there. The same query over the instances that a filter finds answers what is not kept.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    distinct,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql

from engine.calendar.office import WORKING_DAY
from engine.facts.models import instance_facts, passage_facts, visit_facts
from engine.indicators.models import OF_WHOM, element_totals, flow_totals, lane_totals, population_totals
from engine.replay.figures import DONE
from engine.replay.models import version_fits

ALL, DAYS, CORRECTIONS, VARIANT, MISSED, FITS = "all", "days", "corrections", "variant", "missed", "fits"
"""What an instance is counted by: once, with an empty value; its whole working days from start to end; how often work
of it was done again; the way that it took; how many terms it missed; how it fits each version. Days, variants and fits
are those of instances that are over."""

_ENDED = instance_facts.c.outcome != ""
_VISITS = visit_facts.join(instance_facts, instance_facts.c.instance_id == visit_facts.c.instance_id)
_PASSAGES = passage_facts.join(instance_facts, instance_facts.c.instance_id == passage_facts.c.instance_id)

_FITS = version_fits.join(instance_facts, instance_facts.c.instance_id == version_fits.c.instance_id)

AGAIN = visit_facts.c.again
"""Which visits are beyond the first of their instance."""
LATE = visit_facts.c.missed_minutes > 0
"""Which visits ended after their term."""


@dataclass(frozen=True, eq=False)
class Kept:
    """A table of totals, or one measure of it: `keys` beside those of the instance, and `numbers` that add up; `only`
    are the rows of `source` that count."""

    table: Table
    source: FromClause
    keys: tuple[ColumnElement[Any], ...]
    numbers: tuple[ColumnElement[Any], ...]
    only: tuple[ColumnElement[bool], ...] = ()

    def cells(self, *only: ColumnElement[bool]) -> Select[Any]:
        """The rows that the instances of which `only` holds make, by what they are in the table."""
        whom = tuple(instance_facts.c[name] for name in OF_WHOM)
        query = select(*whom, *self.keys, *self.numbers).select_from(self.source).where(*self.only, *only)
        return query.group_by(*whom, *(key for key in self.keys if not _constant(key)))


def _constant(key: ColumnElement[Any]) -> bool:
    return isinstance(getattr(key, "element", None), type(literal("")))


def _named(name: str, value: ColumnElement[Any]) -> ColumnElement[Any]:
    return value.label(name)


def _instances(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(distinct(case((condition, instance_facts.c.instance_id))))


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _measured(
    measure: str, value: ColumnElement[Any], *only: ColumnElement[bool], source: FromClause = instance_facts
) -> Kept:
    keys = _named("measure", literal(measure, Text)), _named("value", value)
    return Kept(population_totals, source, keys, (_named("count", func.count()),), only)


_HOW = cast(version_fits.c.version, Text).concat(":").concat(version_fits.c.verdict)
# Of a procedure that it calls it says nothing.
_FITTING = version_fits.c.process_id == instance_facts.c.process_id
COMPLETED_DAYS = cast(instance_facts.c.working_minutes // WORKING_DAY, Text)
MEASURES = {
    ALL: _measured(ALL, literal("", Text)),
    DAYS: _measured(DAYS, COMPLETED_DAYS, _ENDED),
    CORRECTIONS: _measured(CORRECTIONS, cast(instance_facts.c.corrections, Text)),
    VARIANT: _measured(VARIANT, instance_facts.c.variant, _ENDED),
    MISSED: _measured(MISSED, cast(instance_facts.c.missed, Text)),
    FITS: _measured(FITS, _HOW, _FITTING, source=_FITS),
}
ELEMENTS = Kept(
    element_totals,
    _VISITS,
    (_named("home", visit_facts.c.process_id), visit_facts.c.element),
    (
        _named("visits", func.count()),
        _named("instances", func.count(distinct(instance_facts.c.instance_id))),
        _named("again", _how_many(AGAIN)),
        _named("instances_again", _instances(AGAIN)),
        _named("late", _how_many(LATE)),
        _named("instances_late", _instances(LATE)),
        _named("completed", _how_many(DONE)),
        _named("waited_minutes", func.coalesce(func.sum(case((DONE, visit_facts.c.waited_minutes))), 0)),
        _named("working_minutes", func.coalesce(func.sum(case((DONE, visit_facts.c.working_minutes))), 0)),
    ),
)
FLOWS = Kept(
    flow_totals,
    _PASSAGES,
    (_named("home", passage_facts.c.process_id), passage_facts.c.flow),
    (
        _named("passages", func.sum(passage_facts.c.count)),
        _named("instances", func.count(distinct(instance_facts.c.instance_id))),
    ),
)
LANES = Kept(
    lane_totals,
    _VISITS,
    (_named("lane", func.coalesce(visit_facts.c.lane, "")), _named("month", visit_facts.c.closed_month)),
    (
        _named("completed", func.count()),
        _named("instances", func.count(distinct(instance_facts.c.instance_id))),
        _named("late", _how_many(LATE)),
    ),
    (DONE,),
)
ALL_KEPT = (*MEASURES.values(), ELEMENTS, FLOWS, LANES)
TABLES = (population_totals, element_totals, flow_totals, lane_totals)


@contextmanager
def around(connection: Connection, instance_ids: Sequence[int]) -> Iterator[None]:
    """Change the facts of some instances inside: what that makes of the totals is added to them at the end."""
    before = _of(connection, instance_ids)
    yield
    after = _of(connection, instance_ids)
    for table in TABLES:
        _add(connection, table, _differences(before[table.name], after[table.name]))


def rebuild(connection: Connection) -> None:
    """Make all totals anew from the facts. The caller sees to it that no facts change meanwhile."""
    for table in TABLES:
        connection.execute(delete(table))
    for kept in ALL_KEPT:
        names = [column.name for column in kept.cells().selected_columns]
        connection.execute(insert(kept.table).from_select(names, kept.cells()))


_Key = tuple[Any, ...]
_Numbers = tuple[int, ...]


def _of(connection: Connection, instance_ids: Sequence[int]) -> dict[str, dict[_Key, _Numbers]]:
    """The rows that these instances make, by table and key."""
    found: dict[str, dict[_Key, _Numbers]] = {table.name: {} for table in TABLES}
    if instance_ids:
        for kept in ALL_KEPT:
            keys = len(OF_WHOM) + len(kept.keys)
            for row in connection.execute(kept.cells(instance_facts.c.instance_id.in_(instance_ids))):
                found[kept.table.name][tuple(row[:keys])] = tuple(int(number) for number in row[keys:])
    return found


def measure_of(kept: Kept) -> list[ColumnElement[bool]]:
    """That a row of the table is of the measure, where the table holds several."""
    if kept.table is not population_totals:
        return []
    return [population_totals.c.measure == next(name for name, each in MEASURES.items() if each is kept)]


def _differences(before: dict[_Key, _Numbers], after: dict[_Key, _Numbers]) -> list[tuple[_Key, _Numbers]]:
    """What is to be added, by key, in one order for all who write at once."""
    changes: dict[_Key, list[_Numbers]] = defaultdict(list)
    for key, numbers in after.items():
        changes[key].append(numbers)
    for key, numbers in before.items():
        changes[key].append(tuple(-number for number in numbers))
    sums = ((key, tuple(map(sum, zip(*some, strict=True)))) for key, some in changes.items())
    return sorted((key, numbers) for key, numbers in sums if any(numbers))


def _add(connection: Connection, table: Table, changes: Sequence[tuple[_Key, _Numbers]]) -> None:
    if not changes:
        return
    keys = [column.name for column in table.primary_key]
    numbers = [column.name for column in table.c if not column.primary_key]
    rows = [dict(zip([*keys, *numbers], [*key, *added], strict=True)) for key, added in changes]
    new = postgresql.insert(table)  # both databases write it as PostgreSQL does
    summed = {name: table.c[name] + new.excluded[name] for name in numbers}
    connection.execute(new.on_conflict_do_update(index_elements=keys, set_=summed), rows)
    here = and_(*(table.c[name] == bindparam(f"key_{name}") for name in keys))
    gone = [
        {f"key_{name}": row[name] for name in keys}
        for row in rows
        if any(row[name] < 0 for name in numbers)  # only what became less may be nothing now
    ]
    if gone:
        connection.execute(delete(table).where(here, *(table.c[name] == 0 for name in numbers)), gone)
