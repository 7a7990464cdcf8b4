"""The table of the mark that a database bears: one row, written once. The database refuses to change or delete it."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text

from engine.db import Moment, metadata, one_of


class InstallationKind(StrEnum):
    """What a database was made for."""

    COMPANY = "company"
    DEMONSTRATION = "demonstration"


installation = Table(
    "installation",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1: there is one row
    Column("kind", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    CheckConstraint("number = 1", name="number"),
    one_of("kind", InstallationKind),
)
