"""The population of a sample: every instance that a question of the register finds, with the stratum that it is of.

What a stratum is of is read where it stands for good, in the row of the instance and of its work, and not from what a
job keeps besides: a sample drawn the moment after a step knows of it. Amounts alone are of the facts of the instance
(`engine.facts`).
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, func, select

from engine.db import AnyRow
from engine.errors import Invalid
from engine.facts.amounts import amount_columns, amount_of
from engine.facts.valuing import SCALE
from engine.history.statuses import InstanceStatus
from engine.instances.models import instances, work_items
from engine.instances.reading import Reader
from engine.replay import register
from engine.replay.wanted import Wanted
from engine.sampling.drawing import Member, Method

NONE = "-"
"""The stratum of what has no such thing: of a lane, where nothing ever waited for anybody; of an amount, where nobody
said one."""


class By(StrEnum):
    """What strata are of: how it ended, the lane in which it stands or stood last, the amount (to the power of ten, by
    currency), the month in which it began."""

    OUTCOME = "outcome"
    LANE = "lane"
    AMOUNT = "amount"
    MONTH = "month"


class SeveralCurrencies(Invalid):
    """Amounts in different currencies do not add up. Details: `units`, the currencies."""

    code = "several_currencies"


def population(
    connection: Connection, reader: Reader, wanted: Wanted, zone: ZoneInfo, method: Method, by: By | None = None
) -> list[Member]:
    """Every instance that `reader` sees and that is `wanted`, each with what `method` asks of it: its stratum, or its
    amount. Months are those of `zone`. Raises SeveralCurrencies."""

    def rows(columns: Sequence[ColumnElement[Any]]) -> "list[AnyRow]":
        return list(register.rows(connection, reader, wanted, (instances.c.folio, *columns)))

    match method, by:
        case Method.MONETARY, _:
            return _with_amounts(rows(amount_columns()))
        case Method.STRATIFIED, By.AMOUNT:
            return [Member(row[0], _band(amount_of(row[1:]))) for row in rows(amount_columns())]
        case Method.STRATIFIED, By():
            columns, stratum = _BY[by]
            return [Member(row[0], stratum(row, zone)) for row in rows(columns)]
    return [Member(row[0]) for row in rows(())]


def count(connection: Connection, reader: Reader, wanted: Wanted) -> int:
    """How many instances `reader` sees that are `wanted`."""
    if wanted == Wanted():  # which is answered by an index, and by nothing that stands beside
        return connection.execute(select(func.count(instances.c.id)).where(*reader.conditions())).scalar_one()
    query = select(func.count()).select_from(register.ids(connection, reader, wanted).subquery())
    return connection.execute(query).scalar_one()


def _with_amounts(rows: "list[AnyRow]") -> list[Member]:
    amounts = [(row[0], amount_of(row[1:])) for row in rows]
    currencies = sorted({found[1] for _, found in amounts if found is not None and found[0] > 0})
    if len(currencies) > 1:
        raise SeveralCurrencies(units=", ".join(currencies))
    return [Member(folio, units=0 if found is None else found[0] * 100 // SCALE) for folio, found in amounts]


def _band(found: tuple[int, str] | None) -> str:
    if found is None:
        return NONE
    whole = max(found[0] // SCALE, 0)
    least = 10 ** (len(str(whole)) - 1) if whole else 0
    return f"{least}-{10 * least - 1 if least else 0} {found[1]}".rstrip()


def _outcome(row: AnyRow, _zone: ZoneInfo) -> str:
    return str(row.outcome) or InstanceStatus.RUNNING


def _lane(row: AnyRow, _zone: ZoneInfo) -> str:
    return NONE if row.lane is None else str(row.lane)


def _month(row: AnyRow, zone: ZoneInfo) -> str:
    return f"{row.started_at.astimezone(zone):%Y-%m}"


_LAST_LANE = (
    select(work_items.c.lane)
    .where(work_items.c.instance_id == instances.c.id)
    .order_by(work_items.c.enabled_at.desc(), work_items.c.id.desc())
    .limit(1)
    .correlate(instances)
    .scalar_subquery()
    .label("lane")
)
_BY: dict[By, tuple[tuple[ColumnElement[Any], ...], Callable[[AnyRow, ZoneInfo], str]]] = {
    By.OUTCOME: ((instances.c.outcome,), _outcome),
    By.LANE: ((_LAST_LANE,), _lane),
    By.MONTH: ((instances.c.started_at,), _month),
}
