"""The tables of verifications, the result of the last one of each instance and the event it reached, and of alarms."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, false, text

from engine.db import Moment, metadata

verifications = Table(
    "verifications",
    metadata,
    Column("instance_id", Integer, ForeignKey("instances.id"), primary_key=True, autoincrement=False),
    Column("head_seq", Integer, nullable=False),
    Column("head_hash", String(64), nullable=False),
    Column("ok", Boolean, nullable=False),
    Column("report", Text, nullable=False),
    Column("verified_at", Moment, nullable=False),
    # It was over, and nothing has come to it since: a trigger on `instances` takes it back.
    Column("final", Boolean, nullable=False, server_default=false()),
    Index("ix_verifications_wrong", "instance_id", sqlite_where=text("ok = 0")),
    Index("ix_verifications_growing", "instance_id", sqlite_where=text("final = 0")),
)

# What people are told of once: a row for each thing that is not in order, until it is again.
alarms = Table(
    "alarms",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("found", Text, nullable=False),
    Column("raised_at", Moment, nullable=False),
)

# What the last check of each ledger and of the log found: the first problems, as JSON, and how many `more` there were.
# Made anew by each verification, with the alarms.
store_checks = Table(
    "store_checks",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("problems", Text, nullable=False),
    Column("more", Integer, nullable=False),
    Column("checked_at", Moment, nullable=False),
)
