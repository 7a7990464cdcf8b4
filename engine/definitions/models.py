"""Versions and their forms. The database refuses to change or delete what a version says (see the migrations)."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from engine.db import Moment, metadata

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
    UniqueConstraint("process_id", "number"),
    CheckConstraint(
        "status IN ('draft', 'review', 'approved', 'effective', 'obsolete', 'disposed')",
        name="status",
    ),
)

process_forms = Table(
    "process_forms",
    metadata,
    Column("version_id", Integer, ForeignKey("process_versions.id"), primary_key=True),
    Column("form_id", Text, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("source", LargeBinary, nullable=False),
)
