"""The record of decisions about office days. Append-only."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from engine.calendar.models import in_year, office_day_events


class ChangeType(StrEnum):
    """What was done about an office day."""

    DAY_DECIDED = "office_day_decided"
    DECISION_WITHDRAWN = "office_day_withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """An entry: the decision as it was made, or as it was when it was withdrawn."""

    at: datetime
    type: ChangeType
    day: date
    works: bool
    name: str
    actor: str


def record(connection: Connection, change: Change) -> None:
    """Add an entry."""
    entry = {name: getattr(change, name) for name in Change.__dataclass_fields__}
    connection.execute(insert(office_day_events), {**entry, "day": change.day.isoformat()})


def changes(connection: Connection, year: int) -> list[Change]:
    """Every entry about the days of a year, the newest first."""
    events = office_day_events.c
    query = (
        select(*(events[name] for name in Change.__dataclass_fields__))
        .where(in_year(events.day, year))
        .order_by(events.id.desc())
    )
    return [
        Change(row.at, ChangeType(row.type), date.fromisoformat(row.day), row.works, row.name, row.actor)
        for row in connection.execute(query)
    ]
