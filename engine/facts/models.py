"""The tables of facts. All of it follows from histories and can be made again from them (`engine.facts.rebuilding`).

No foreign key leads to `instances`: a row written by the job would wait for whoever has locked the instance. A backup
leaves these tables out, and the job fills them again.
"""

from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, text

from engine.db import Moment, metadata, one_of
from engine.history.statuses import InstanceStatus
from engine.instances.models import BYTES


class VisitKind(StrEnum):
    """What a visit was to: work of a person, a timer, or an element that acts by itself."""

    USER_TASK = "user_task"
    TIMER = "timer"
    ELEMENT = "element"


class VisitStatus(StrEnum):
    """What became of a visit. `WITHDRAWN`: the flow went another way, or its instance was cancelled."""

    OPEN = "open"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


# One row for each instance. `events` counts those that were taken in, which is the seq of the last. `outcome` is
# what came of it (`engine.instances.outcomes`), "" while it is under way. Months ('YYYY-MM') are
# those of the office's zone, `end_month` is "" while under way. `rounds`: the greatest pass of a user task;
# `corrections`: visits of user tasks beyond each first; `people`: who of the company did something there, each once;
# `missed`: terms that had ended when the work was closed, of which `missed_minutes` is the worst, in minutes that the
# office works (at least 1 where one was missed); `elapsed_minutes` and `working_minutes` from start to end, None
# while under way. `variant`: SHA-256 over the elements of the completed user tasks in order (`folding.longer`).
# `disposed`: its values were, and with them the terms. `versions` and `actors` (canonical JSON) are what the next
# event needs: the versions that it ran on after the last, and the ids of its people.
instance_facts = Table(
    "instance_facts",
    metadata,
    Column("instance_id", Integer, primary_key=True, autoincrement=False),
    Column("process_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("first_version", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("start_month", String(7), nullable=False),
    Column("ended_at", Moment),
    Column("end_month", String(7), nullable=False),
    Column("events", Integer, nullable=False),
    Column("steps", Integer, nullable=False),
    Column("rounds", Integer, nullable=False),
    Column("corrections", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
    Column("missed_minutes", Integer, nullable=False),
    Column("elapsed_minutes", Integer),
    Column("working_minutes", Integer),
    Column("migrated", Boolean, nullable=False),
    Column("returned", Integer, nullable=False),
    Column("incidents", Integer, nullable=False),
    Column("disposed", Boolean, nullable=False),
    Column("variant", String(64), nullable=False),
    Column("versions", Text, nullable=False),
    Column("actors", Text, nullable=False),
    one_of("status", InstanceStatus),
    Index(None, "process_id", "outcome", "instance_id"),
    Index(None, "process_id", "version", "instance_id"),
    Index(None, "process_id", "variant"),
    Index(None, "start_month", "process_id"),
    Index(None, "end_month", "process_id"),
)

OPEN = text("status = 'open'")
OPEN_WORK = text("status = 'open' AND kind = 'user_task'")

# One row for each visit to an element, by the number of the event that began it; what acts by itself is closed at the
# moment at which it began. A visit that a move carried on keeps its row, under what it is called since. `name` and
# `lane` are those of user tasks as the history has them, None for others. `person` completed it, or has it while it is
# open (the last who had it where it was withdrawn); a client's link is an actor like others. `role`, `in_place_of`: of
# who completed it. `taken_at`: when somebody took it first, before completing it. `waited_minutes`: until it was taken
# or closed; `working_minutes`: until it was closed; `missed_minutes`: 0 where it was closed by its term, None where it
# has none or is open. All in minutes that the office works, by the calendar of the moment at which it was closed.
# `again`: it is a visit beyond the first. `closed_month` is "" while it is open.
visit_facts = Table(
    "visit_facts",
    metadata,
    Column("instance_id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("process_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("scope", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("pass", Integer, nullable=False),
    Column("index", Integer),
    Column("again", Boolean, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text),
    Column("lane", Text),
    Column("status", Text, nullable=False),
    Column("enabled_at", Moment, nullable=False),
    Column("taken_at", Moment),
    Column("closed_at", Moment),
    Column("closed_month", String(7), nullable=False),
    Column("closing_seq", Integer),
    Column("person", Text),
    Column("role", Text),
    Column("in_place_of", Text),
    Column("due_at", Moment),
    Column("missed_minutes", Integer),
    Column("waited_minutes", Integer),
    Column("working_minutes", Integer),
    one_of("status", VisitStatus),
    one_of("kind", VisitKind),
    Index(None, "process_id", "element", "instance_id"),
    Index(None, "person", "element", "instance_id"),
    Index(
        "ix_visit_facts_missed",
        "missed_minutes",
        "element",
        "lane",
        "person",
        "instance_id",
        sqlite_where=text("missed_minutes > 0"),
    ),
    Index("ix_visit_facts_lane", "lane", "instance_id", sqlite_where=text("lane IS NOT NULL")),
    Index("ix_visit_facts_open", "instance_id", sqlite_where=OPEN),
    Index("ix_visit_facts_open_work", "process_id", "element", "enabled_at", "instance_id", sqlite_where=OPEN_WORK),
)

# How often an instance took each sequence flow that a gateway chose.
passage_facts = Table(
    "passage_facts",
    metadata,
    Column("instance_id", Integer, primary_key=True, autoincrement=False),
    Column("process_id", Text, primary_key=True),
    Column("flow", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Index(None, "process_id", "flow", "instance_id"),
)

# The values that an instance has now of variables that a form marks as searchable, by the names that lead to them
# (`contacto.correo`). `part` is "" where there is one, and tells those of a list or of a repeated activity apart;
# `given` is the visit that gave it, without its number among its like. `text_key`: a text as it is searched and sorted
# (`engine.instances.views.search.normal`); `number` in ten-thousandths, so that amounts add up exactly; `day` ISO 8601.
value_facts = Table(
    "value_facts",
    metadata,
    Column("instance_id", Integer, primary_key=True, autoincrement=False),
    Column("variable", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("given", Text, nullable=False),
    Column("text_key", BYTES),
    Column("number", BigInteger),
    Column("day", String(10)),
    Index(None, "variable", "text_key", "instance_id"),
    Index(None, "variable", "number", "instance_id"),
    Index(None, "variable", "day", "instance_id"),
)

# The way of each variant of which an instance ended: `steps` is a JSON list of [process, element, name], the names as
# the first of them had them.
variants = Table(
    "variants",
    metadata,
    Column("process_id", Text, primary_key=True),
    Column("variant", String(64), primary_key=True),
    Column("steps", Text, nullable=False),
)

# How far the job has come: the place of the last event that it took in; the digest of what is searchable by which
# values were kept, and after which instance they are read again since that changed, None where all are.
fact_progress = Table(
    "fact_progress",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("after", BigInteger, nullable=False),
    Column("searchable", String(64), nullable=False),
    Column("again_after", Integer),
)

# What people answered and commented, and the names of their files, as the words that a search finds
# (`engine.facts.saying`): one row for each event and variable, "" for a comment. `id` says where it stands, so that
# what is found tells its instance without being read (`engine.facts.finding`).
#
# The index over the words is each database's own, made by migration 0046 and by no model: on SQLite the virtual table
# `full_text_index` (FTS5) with triggers that keep it, on PostgreSQL a GIN index over `text::tsvector`.
full_texts = Table(
    "full_texts",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("instance_id", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("variable", Text, nullable=False),
    Column("text", Text, nullable=False),
)
