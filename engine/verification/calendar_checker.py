"""Compares the office days with the ledger of the calendar."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Text, select, type_coerce

from engine.calendar.models import office_days
from engine.calendar.record import decided_days
from engine.history.ledger import Entry
from engine.history.problems import Problem
from engine.identity.past import PeoplePast
from engine.verification.administering import not_by_administrators
from engine.verification.rows import differences

_SAYS = ("works", "name", "decided_by", "decided_at")


def calendar_problems(
    connection: Connection, _name: str, entries: Sequence[Entry], people: PeoplePast
) -> Iterator[Problem]:
    """Whoever decided and was no administrator, then the days that are not what the entries give."""
    yield from not_by_administrators(entries, people)
    given = {f"day {day}": row for day, row in decided_days(entries).items()}
    days = office_days.c
    query = select(days.day, days.works, days.name, days.decided_by, type_coerce(days.decided_at, Text))
    stored = {f"day {row[0]}": dict(zip(_SAYS, row[1:], strict=True)) for row in connection.execute(query)}
    yield from differences(given, stored)
