"""Versions and their forms. The database refuses to change or delete what a version says (see the migrations)."""

from sqlalchemy import (
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
    text,
)

from engine.db import Moment, metadata
from engine.definitions.statuses import OPEN, DraftStatus, ImpactStatus, VersionStatus, is_one_of

process_versions = Table(
    "process_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("process_id", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("parts", Text, nullable=False),
    Column("source", LargeBinary, nullable=False),
    Column("deployed_by", Text, nullable=False),
    Column("deployed_at", Moment, nullable=False),
    Column("effective_at", Moment),
    Column("base", Integer),
    Column("signers", Integer),
    Column("answers", Text, nullable=False),
    UniqueConstraint("process_id", "number"),
    CheckConstraint(is_one_of(VersionStatus), name="status"),
)

process_forms = Table(
    "process_forms",
    metadata,
    Column("version_id", Integer, ForeignKey("process_versions.id"), primary_key=True),
    Column("form_id", Text, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("source", LargeBinary, nullable=False),
)

process_drafts = Table(
    "process_drafts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("process_id", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("base", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("diagram", LargeBinary, nullable=False),
    Column("description", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("leaves_out", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("saved_at", Moment, nullable=False),
    CheckConstraint(is_one_of(DraftStatus), name="status"),
    # One draft of a process at a time: two would each undo the other.
    Index(
        "ix_process_drafts_open",
        "process_id",
        unique=True,
        sqlite_where=text(is_one_of(OPEN)),
    ),
)

draft_forms = Table(
    "draft_forms",
    metadata,
    Column("draft_id", Integer, ForeignKey("process_drafts.id"), primary_key=True),
    Column("form_id", Text, primary_key=True),
    Column("source", LargeBinary, nullable=False),
)

# What could not be saved into a draft, since it was saved elsewhere or is somebody else's by now: nothing is lost.
draft_copies = Table(
    "draft_copies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft_id", Integer, ForeignKey("process_drafts.id"), nullable=False),
    Column("author", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("diagram", LargeBinary),
    Column("saved_at", Moment, nullable=False),
    UniqueConstraint("draft_id", "author", "revision"),
)

draft_copy_forms = Table(
    "draft_copy_forms",
    metadata,
    Column("copy_id", Integer, ForeignKey("draft_copies.id"), primary_key=True),
    Column("form_id", Text, primary_key=True),
    Column("source", LargeBinary, nullable=False),
)

# What a draft does to instances (`engine.impact`), the last time that it was tried; stays with the version it becomes.
draft_impacts = Table(
    "draft_impacts",
    metadata,
    Column("draft_id", Integer, ForeignKey("process_drafts.id"), primary_key=True, autoincrement=False),
    Column("content", String(64), nullable=False),
    Column("against", String(64), nullable=False),
    Column("heads", String(64)),
    Column("since", Moment, nullable=False),
    Column("status", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("finished_at", Moment),
    CheckConstraint(is_one_of(ImpactStatus), name="status"),
)

# The walk through a draft that somebody is taking (`engine.trials`): what they did, and no more.
draft_walks = Table(
    "draft_walks",
    metadata,
    Column("draft_id", Integer, ForeignKey("process_drafts.id"), primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("walk", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
)

# Walks that are kept by name, with what was expected of each; they go with the version that the draft becomes, and a
# draft that begins with that version has them again.
draft_scenarios = Table(
    "draft_scenarios",
    metadata,
    Column("draft_id", Integer, ForeignKey("process_drafts.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("walk", Text, nullable=False),
    Column("expected", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
)

version_scenarios = Table(
    "version_scenarios",
    metadata,
    Column("version_id", Integer, ForeignKey("process_versions.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("walk", Text, nullable=False),
    Column("expected", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
)

# Diagrams of other tools as they came (`engine.definitions.arrivals`), with what was decided on them so far: while they
# are repaired, and with the draft that began from one, as evidence.
arrivals = Table(
    "arrivals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("author", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("diagram", LargeBinary, nullable=False),
    Column("decided", Text, nullable=False),
    Column("draft_id", Integer, ForeignKey("process_drafts.id")),
    UniqueConstraint("draft_id"),
)

arrival_forms = Table(
    "arrival_forms",
    metadata,
    Column("arrival_id", Integer, ForeignKey("arrivals.id"), primary_key=True),
    Column("form_id", Text, primary_key=True),
    Column("source", LargeBinary, nullable=False),
)
