"""The outbox."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from engine.db import Moment, metadata

# `key` is the idempotency key: an event sends each of its messages once, however often delivery is tried.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("instance_id", Integer, ForeignKey("instances.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)
