"""Tables of the days that the company decided on, and of who decided."""

from sqlalchemy import Boolean, Column, ColumnElement, Integer, Table, Text

from engine.db import Moment, metadata

# A day, in ISO 8601, on which the office works or does not, whatever the law and the week say.
office_days = Table(
    "office_days",
    metadata,
    Column("day", Text, primary_key=True),
    Column("works", Boolean, nullable=False),
    Column("name", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Moment, nullable=False),
)

# Every decision and its withdrawal, for auditors: refused to change or delete, as events are.
office_day_events = Table(
    "office_day_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("type", Text, nullable=False),
    Column("day", Text, nullable=False, index=True),
    Column("works", Boolean, nullable=False),
    Column("name", Text, nullable=False),
    Column("actor", Text, nullable=False),
)


def in_year(day: ColumnElement[str], year: int) -> ColumnElement[bool]:
    """The condition that a day is in a year."""
    return day.between(f"{year:04d}-01-01", f"{year:04d}-12-31")
