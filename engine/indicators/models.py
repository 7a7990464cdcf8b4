"""Totals over the facts, by procedure, version, outcome, months of start and end: what indicators are read from.

Everything in them adds up, so that an instance that goes on changes few rows by a little (`engine.indicators.totals`).
A row whose numbers are all zero does not stand there.
"""

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from engine.db import metadata


def _of_whom() -> tuple[Column[str] | Column[int], ...]:
    """Which instances a row is about, as `engine.facts.models.instance_facts` tells of them. Outcome and month of the
    end are empty of those under way."""
    return (
        Column("process_id", Text, primary_key=True),
        Column("start_month", String(7), primary_key=True),
        Column("end_month", String(7), primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("outcome", Text, primary_key=True),
    )


OF_WHOM = tuple(column.name for column in _of_whom())

# `count` instances whose `measure` has that `value`: see `engine.indicators.totals`.
population_totals = Table(
    "population_totals",
    metadata,
    *_of_whom(),
    Column("measure", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("count", Integer, nullable=False),
)

# Visits to an element and the instances that made them: all; beyond the first round (`again`); closed after their term
# (`late`); `completed` by people, with the working minutes that these waited to be taken, and took in all.
element_totals = Table(
    "element_totals",
    metadata,
    *_of_whom(),
    Column("home", Text, primary_key=True),
    Column("element", Text, primary_key=True),
    Column("visits", Integer, nullable=False),
    Column("instances", Integer, nullable=False),
    Column("again", Integer, nullable=False),
    Column("instances_again", Integer, nullable=False),
    Column("late", Integer, nullable=False),
    Column("instances_late", Integer, nullable=False),
    Column("completed", Integer, nullable=False),
    Column("waited_minutes", BigInteger, nullable=False),
    Column("working_minutes", BigInteger, nullable=False),
)

# How often a sequence flow was passed, and by how many instances.
flow_totals = Table(
    "flow_totals",
    metadata,
    *_of_whom(),
    Column("home", Text, primary_key=True),
    Column("flow", Text, primary_key=True),
    Column("passages", Integer, nullable=False),
    Column("instances", Integer, nullable=False),
)

# What the people of a lane completed in a month.
lane_totals = Table(
    "lane_totals",
    metadata,
    *_of_whom(),
    Column("lane", Text, primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("completed", Integer, nullable=False),
    Column("instances", Integer, nullable=False),
    Column("late", Integer, nullable=False),
)
