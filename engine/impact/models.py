"""The table of what a draft does to each instance, as far as it was tried. What a draft was tried on as a whole stands
in `engine.definitions.models.draft_impacts`."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from engine.db import metadata

impact_effects = Table(
    "impact_effects",
    metadata,
    Column("draft_id", Integer, ForeignKey("draft_impacts.draft_id"), primary_key=True, autoincrement=False),
    Column("instance_id", Integer, ForeignKey("instances.id"), primary_key=True, autoincrement=False),
    Column("head_seq", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("effect", Text, nullable=False),
    Index(None, "instance_id"),
)
