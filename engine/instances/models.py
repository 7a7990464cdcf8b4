"""Instances and their work. All of it follows from history and can be made again from it (`rebuild`)."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from engine.db import Moment, metadata, one_of
from engine.history.statuses import InstanceStatus, TimerStatus, WorkItemStatus

# The head of the history and the snapshot stand in the instance's own row: it is the one row that a command locks, and
# what is locked is what is read. `open_incidents` stands there too: a command that waited for the lock must see it; and
# `key`, hexadecimal, with which events commit to their values (`engine.history.chain`). `roles` is the key of all roles
# that work of it was ever for: who reads it (`engine.instances.reading`). `outcome`: `engine.instances.outcomes`.
OVER = text("outcome <> ''")
instances = Table(
    "instances",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("folio", Text, nullable=False, unique=True),
    Column("process_id", Text, nullable=False),
    Column("versions", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("end", Text),
    Column("outcome", Text, nullable=False, server_default=""),
    Column("started_by", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("head_seq", Integer, nullable=False),
    Column("head_hash", String(64), nullable=False),
    Column("head_at", String(27), nullable=False),
    Column("key", String(64), nullable=False),
    Column("roles", Text, nullable=False, server_default=""),
    Column("snapshot", LargeBinary),
    Column("open_incidents", Integer, nullable=False, server_default="0"),
    one_of("status", InstanceStatus),
    Index(None, "status", "id"),
    Index(None, "started_by", "id"),
    Index(None, "roles", "id"),
    Index("ix_instances_stopped", "id", sqlite_where=text("open_incidents > 0")),
    Index(None, "process_id", "outcome"),
    Index(None, "started_at", "id"),
    Index("ix_instances_over", "outcome", "id", sqlite_where=OVER),
    Index("ix_instances_lately_over", "ended_at", "id", "outcome", sqlite_where=OVER),
)

# Literal on purpose: a bound value would keep the planners from seeing that the partial indexes serve.
TAKEN = text(f"status = '{WorkItemStatus.OPEN}' AND assignee IS NOT NULL")
OPEN = text(f"status = '{WorkItemStatus.OPEN}'")
WITH_TERM = text(f"status = '{WorkItemStatus.OPEN}' AND due_at IS NOT NULL")
COMPLETED = text(f"status = '{WorkItemStatus.COMPLETED}'")

folios = Table(
    "folios",
    metadata,
    Column("prefix", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

# Texts that sort by their bytes on both databases, so that all that begin alike stand together.
BYTES = Text().with_variant(Text(collation="C"), "postgresql")

# What has no term is due after everything else.
NO_TERM = "9"

# `queue`: in which queue it waits (`engine.instances.queues`): roles, procedure, step and lane. `due_key`: its term, or
# NO_TERM, as NULL sorts first in one database and last in the other.
work_items = Table(
    "work_items",
    metadata,
    Column("id", Text, primary_key=True),
    Column("instance_id", Integer, ForeignKey("instances.id"), nullable=False),
    Column("process_id", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("pass", Integer, nullable=False),
    Column("index", Integer),
    Column("name", Text, nullable=False),
    Column("lane", Text),
    Column("area", Text),
    Column("roles", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("assignee", Text),
    Column("enabled_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("closed_at", Moment),
    Column("closed_by", Text),
    Column("queue", BYTES, nullable=False, server_default=""),
    Column("due_key", String(27), nullable=False, server_default=NO_TERM),
    UniqueConstraint("instance_id", "scope", "element", "pass", "index"),
    Index("ix_work_items_arrived", "queue", "enabled_at", "id", "assignee", sqlite_where=OPEN),
    Index("ix_work_items_due", "queue", "due_key", "id", "assignee", sqlite_where=OPEN),
    Index("ix_work_items_terms", "due_at", "id", sqlite_where=WITH_TERM),
    Index("ix_work_items_taken", "assignee", "enabled_at", "id", sqlite_where=TAKEN),
    Index("ix_work_items_taken_due", "assignee", "due_key", "id", sqlite_where=TAKEN),
    Index("ix_work_items_done", "closed_by", "closed_at", "id", sqlite_where=COMPLETED),
    Index("ix_work_items_open", "element", "process_id", "name", "lane", "instance_id", sqlite_where=OPEN),
    Index("ix_work_items_took_part", "closed_by", "instance_id", sqlite_where=COMPLETED),
    one_of("status", WorkItemStatus),
)

WAITING = text(f"status = '{TimerStatus.WAITING}'")

timers = Table(
    "timers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("instance_id", Integer, ForeignKey("instances.id"), nullable=False),
    Column("process_id", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("pass", Integer, nullable=False),
    Column("index", Integer),
    Column("due_at", Moment, nullable=False),
    Column("status", Text, nullable=False),
    Column("closed_at", Moment),
    UniqueConstraint("instance_id", "scope", "element", "pass", "index"),
    Index("ix_timers_waiting", "due_at", "id", sqlite_where=WAITING),
    one_of("status", TimerStatus),
)

# Steps and timers that could not complete, each from its first failure on: see `incidents`. `waiting_id` is the id of
# the work item or timer; `failed` the element at which the diagram could not go on, on `versions`.
UNRESOLVED = text("resolved_at IS NULL")

incidents = Table(
    "incidents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("instance_id", Integer, ForeignKey("instances.id"), nullable=False, index=True),
    Column("waiting_id", Text, nullable=False),
    Column("failed", Text),
    Column("cause", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("versions", Text, nullable=False),
    Column("raised_by", Text),
    Column("raised_at", Moment, nullable=False),
    Column("resolved_at", Moment),
    Index("ix_incidents_open", "waiting_id", unique=True, sqlite_where=UNRESOLVED),
)

# Which sets of roles there are, for finding work by them: see `inbox`.
role_sets = Table(
    "role_sets",
    metadata,
    Column("key", BYTES, primary_key=True),
    Column("role_id", Text, primary_key=True),
    Index(None, "role_id"),
)

# The same for the sets that instances have: which roles work of an instance was ever for.
instance_role_sets = Table(
    "instance_role_sets",
    metadata,
    Column("key", Text, primary_key=True),
    Column("role_id", Text, primary_key=True),
    Index(None, "role_id"),
)

# What lists show of an instance, and the words that find it: see `search`.
overviews = Table(
    "overviews",
    metadata,
    Column("instance_id", Integer, ForeignKey("instances.id"), primary_key=True, autoincrement=False),
    Column("client", Text),
    Column("client_key", BYTES, nullable=False),
    Column("title", Text),
    Column("delivery", Text),
    Index(None, "client_key", "instance_id"),
    Index("ix_overviews_delivery", "delivery", "instance_id", sqlite_where=text("delivery IS NOT NULL")),
)

search_words = Table(
    "search_words",
    metadata,
    Column("word", BYTES, primary_key=True),
    Column("instance_id", Integer, ForeignKey("instances.id"), primary_key=True, autoincrement=False),
    Index(None, "instance_id", "word"),
)

# The words of what people quote, and where they stand, and how far the job that writes them has come: see `quotes`.
LESSONS_LEARNED = text("variable = 'lecciones'")

quoted_words = Table(
    "quoted_words",
    metadata,
    Column("word", BYTES, primary_key=True),
    Column("instance_id", Integer, ForeignKey("instances.id"), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("variable", Text, primary_key=True),
    Index(None, "instance_id", "word"),
    Index("ix_quoted_words_lessons", "instance_id", "seq", sqlite_where=LESSONS_LEARNED),
)
quote_progress = Table(
    "quote_progress",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("after", BigInteger, nullable=False),
)

# The columns that make a work item, in the order in which `rows` reads them.
ITEM = [
    work_items.c[name]
    for name in (
        "id", "process_id", "scope", "element", "pass", "index", "name", "lane", "area", "roles", "status", "assignee",
        "enabled_at", "due_at", "closed_at", "closed_by",
    )
]  # fmt: skip
# The same of a timer.
TIMER = [
    timers.c[name]
    for name in ("id", "process_id", "scope", "element", "pass", "index", "due_at", "status", "closed_at")
]
