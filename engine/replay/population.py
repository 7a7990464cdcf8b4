"""The population of a sample: every instance that a question of the register finds, with the stratum that it is of.

What a stratum is of is read where it stands for good, in the row of the instance and of its work, and not from what a
job keeps besides: a sample drawn the moment after a step knows of it. Amounts alone are of the facts of the instance
(`engine.facts`).
"""

from collections.abc import Callable
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, select

from engine.db import AnyRow
from engine.instances.models import instances, work_items
from engine.instances.reading import Reader
from engine.replay import register
from engine.replay.register import Wanted
from engine.sampling.drawing import Member

NONE = "-"
"""The stratum of what has no such thing: of a lane, where nothing ever waited for anybody."""


class By(StrEnum):
    """What strata are of: how it ended, the lane in which it stands or stood last, the month in which it began."""

    OUTCOME = "outcome"
    LANE = "lane"
    MONTH = "month"


def population(
    connection: Connection, reader: Reader, wanted: Wanted, zone: ZoneInfo, by: By | None = None
) -> list[Member]:
    """Every instance that `reader` sees and that is `wanted`, each with its stratum; months are those of `zone`."""
    if by is None:
        return [Member(folio) for folio in register.folios(connection, reader, wanted)]
    columns, stratum = _BY[by]
    rows = register.rows(connection, reader, wanted, (instances.c.folio, *columns))
    return [Member(row[0], stratum(row, zone)) for row in rows]


def _outcome(row: AnyRow, _zone: ZoneInfo) -> str:
    return str(row.end or row.status)


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
_BY: dict[By, tuple[tuple[ColumnElement[object], ...], Callable[[AnyRow, ZoneInfo], str]]] = {
    By.OUTCOME: ((instances.c.status, instances.c.end), _outcome),
    By.LANE: ((_LAST_LANE,), _lane),
    By.MONTH: ((instances.c.started_at,), _month),
}
