"""What is kept of histories that were taken elsewhere than they went."""

from sqlalchemy import Column, Index, Integer, Table, Text

from engine.db import metadata

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
