"""Drafts of forms: not history, which only tells what was sent."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, ForeignKeyConstraint, String, Table, Text, false

from engine.db import Moment, metadata

# `page` is empty for the draft itself; a row with the id of a browser's page is a copy, written there while another
# page had changed the draft. `stamp` is another one after each change. `written_from` and `turn` say which page wrote
# last and its how-manieth save that was. `took`: by its first save its owner took the step
# (`engine.form_drafts.taking`). No foreign key to work items: those are made again from history at times.
form_drafts = Table(
    "form_drafts",
    metadata,
    Column("work_item_id", Text, primary_key=True),
    Column("owner", Text, primary_key=True),
    Column("page", Text, primary_key=True),
    Column("stamp", Text, nullable=False),
    Column("written_from", Text, nullable=False),
    Column("turn", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("took", Boolean, nullable=False, server_default=false()),
)

# The files that a draft refers to: they stay as long as it does. A trigger keeps it at each save
# (`engine.migrations.triggers.name_drafted_files`).
drafted_files = Table(
    "drafted_files",
    metadata,
    Column("work_item_id", Text, primary_key=True),
    Column("owner", Text, primary_key=True),
    Column("page", Text, primary_key=True),
    Column("sha256", String(64), ForeignKey("files.sha256"), primary_key=True, index=True),
    ForeignKeyConstraint(
        ["work_item_id", "owner", "page"],
        [form_drafts.c.work_item_id, form_drafts.c.owner, form_drafts.c.page],
        ondelete="CASCADE",
    ),
)
