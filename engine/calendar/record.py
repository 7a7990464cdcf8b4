"""The ledger of the calendar: every decision about an office day and its withdrawal.

The table of office days is what its entries give (`decided_days`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from engine.history import ledger
from engine.history.entry_types import define
from engine.history.ledger import Entry

CALENDAR = "calendar"


class ChangeType(StrEnum):
    """What was done about an office day."""

    DAY_DECIDED = "office_day_decided"
    DECISION_WITHDRAWN = "office_day_withdrawn"


for _type in ChangeType:
    define(CALENDAR, _type, ("works", "name"))


@dataclass(frozen=True, slots=True)
class Change:
    """An entry: the decision as it was made, or as it was when it was withdrawn."""

    at: datetime
    type: ChangeType
    day: date
    works: bool
    name: str
    actor: str


def record(connection: Connection, change: Change) -> Entry:
    """Add an entry; gives it."""
    data = {"works": change.works, "name": change.name}
    day = change.day.isoformat()
    return ledger.append(connection, CALENDAR, change.type, day, data, actor=change.actor, at=change.at)


def changes(connection: Connection, year: int) -> list[Change]:
    """Every entry about the days of a year, the newest first."""
    of_year = (each for each in ledger.read(connection, CALENDAR) if each.subject.startswith(f"{year:04d}-"))
    return [_change(entry) for entry in of_year][::-1]


def _change(entry: Entry) -> Change:
    says, day = entry.says, date.fromisoformat(entry.subject)
    about = day, bool(says["works"]), str(says["name"]), str(entry.actor)
    return Change(entry.moment, ChangeType(entry.type), *about)


def decided_days(entries: Iterable[Entry]) -> dict[str, dict[str, object]]:
    """The rows of the table of office days that entries give, by day."""
    days: dict[str, dict[str, object]] = {}
    for entry in entries:
        if entry.type == ChangeType.DECISION_WITHDRAWN:
            days.pop(entry.subject, None)
            continue
        says = entry.says
        row = {"works": says["works"], "name": says["name"], "decided_by": entry.actor, "decided_at": entry.at}
        days[entry.subject] = row
    return days
