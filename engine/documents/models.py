"""Files by content: the same bytes are stored once, and a name in a form is not a place on a disk."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, Text

from engine.db import Moment, metadata

# `stored_at` is when it was last brought, as long as no history refers to it.
files = Table(
    "files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("stored_by", Text, nullable=False, index=True),
    Column("stored_at", Moment, nullable=False),
)

# The files that a history refers to. A trigger writes it at each event (`engine.migrations.triggers.record_files`), so
# that no command can forget; the database refuses to delete what stands here, and the files with it.
recorded_files = Table(
    "recorded_files",
    metadata,
    Column("sha256", String(64), ForeignKey("files.sha256"), primary_key=True),
)
