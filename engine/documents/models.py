"""Files by content: the same bytes are stored once, and a name in a form is not a place on a disk."""

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text

from engine.db import Moment, metadata

files = Table(
    "files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("stored_by", Text, nullable=False),
    Column("stored_at", Moment, nullable=False),
)
