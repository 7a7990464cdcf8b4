"""What is kept of histories that were taken elsewhere than they went, and the searches that people keep by name."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from engine.db import Moment, metadata

# Whether an instance that is over would have gone the same way on another version of its procedure
# (`engine.impact.fitting`): one row for each version it was tried on.
version_fits = Table(
    "version_fits",
    metadata,
    Column("process_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("instance_id", Integer, primary_key=True, autoincrement=False),
    Column("verdict", Text, nullable=False),
    Index(None, "instance_id"),
)

# `address` is what the page's address asks for, as text (`web.pages.wanted.Filters.text`): it is the truth, and what it
# finds follows from histories. `shared`: every auditor is offered it.
saved_searches = Table(
    "saved_searches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("saved_at", Moment, nullable=False),
    UniqueConstraint("person_id", "name"),
)
