"""The table of events. The database itself refuses UPDATE and DELETE on it (triggers in the migrations), but for the
disposal of values."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.db import metadata

# `at` and `data` are stored as the very text that was hashed: a number or a time that a database rewrites would make an
# honest history look tampered with. UNIQUE(instance_id, seq) is the optimistic lock of every command. `position` is the
# place of an event among all of them, which the database gives: whoever follows what happens asks for what is behind
# the last that they have (`engine.webhooks.feed`). It is not hashed, and proves nothing.
events = Table(
    "events",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("instance_id", Integer, ForeignKey("instances.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("element", Text),
    Column("pass", Integer),
    Column("index", Integer),
    Column("actor", Text),
    Column("role", Text),
    Column("channel", Text, nullable=False),
    Column("at", String(27), nullable=False),
    Column("clock", String(27)),
    Column("data", Text, nullable=False),
    Column("commitment", String(64), nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("opening", Text),
    Column("in_place_of", Text),
    CheckConstraint("seq >= 1", name="seq"),
    UniqueConstraint("instance_id", "seq"),
)

# Every other ledger (`engine.history.ledger`): people, calendar, document control, the register of starts and so on. As
# with events, `at` and `data` are the very text that was hashed. Refused to change, as events are.
ledger_entries = Table(
    "ledger_entries",
    metadata,
    Column("ledger", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("type", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("actor", Text),
    Column("channel", Text),
    Column("at", String(27), nullable=False),
    Column("data", Text, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    CheckConstraint("seq >= 1", name="seq"),
    Index(None, "ledger", "subject", "seq"),
)

# The log (`engine.history.log`): the heads of all ledgers in the order in which they were sealed, and the hashes of all
# complete subtrees over them. Refused to change, as events are.
log_leaves = Table(
    "log_leaves",
    metadata,
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("ledger", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    UniqueConstraint("ledger", "seq"),
)

log_nodes = Table(
    "log_nodes",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
)

# What the log was each time that something was appended: signed notes, and what witnesses and time-stamp authorities
# signed of them afterwards.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False, unique=True),
    Column("at", String(27), nullable=False),
    Column("note", Text, nullable=False),
)

cosignatures = Table(
    "cosignatures",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("line", Text, nullable=False),
)

timestamps = Table(
    "timestamps",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("answer", LargeBinary, nullable=False),
)
