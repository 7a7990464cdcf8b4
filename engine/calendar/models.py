"""The table of the days that the company decided on."""

from sqlalchemy import Boolean, Column, ColumnElement, Table, Text

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


def in_year(day: ColumnElement[str], year: int) -> ColumnElement[bool]:
    """The condition that a day is in a year."""
    return day.between(f"{year:04d}-01-01", f"{year:04d}-12-31")
