"""The facts of instances, for auditors: a job takes them in behind the events, from the first one on."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment

revision = "0045"
down_revision = "0044"

BYTES = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OPEN = sa.text("status = 'open'")
OPEN_WORK = sa.text("status = 'open' AND kind = 'user_task'")


def upgrade() -> None:
    op.create_table(
        "instance_facts",
        sa.Column("instance_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("start_month", sa.String(7), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("end_month", sa.String(7), nullable=False),
        *(_number(name) for name in ("events", "steps", "rounds", "corrections", "people", "missed", "missed_minutes")),
        sa.Column("elapsed_minutes", sa.Integer(), nullable=True),
        sa.Column("working_minutes", sa.Integer(), nullable=True),
        sa.Column("migrated", sa.Boolean(), nullable=False),
        *(_number(name) for name in ("returned", "incidents")),
        sa.Column("disposed", sa.Boolean(), nullable=False),
        sa.Column("variant", sa.String(64), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("actors", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", name="pk_instance_facts"),
        sa.CheckConstraint("status IN ('running', 'completed', 'cancelled')", name="ck_instance_facts_status"),
    )
    op.create_table(
        "visit_facts",
        sa.Column("instance_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("pass", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=True),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("lane", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("enabled_at", Moment(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_month", sa.String(7), nullable=False),
        sa.Column("closing_seq", sa.Integer(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("in_place_of", sa.Text(), nullable=True),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("missed_minutes", sa.Integer(), nullable=True),
        sa.Column("waited_minutes", sa.Integer(), nullable=True),
        sa.Column("working_minutes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("instance_id", "seq", name="pk_visit_facts"),
        sa.CheckConstraint("status IN ('open', 'completed', 'withdrawn')", name="ck_visit_facts_status"),
        sa.CheckConstraint("kind IN ('user_task', 'timer', 'element')", name="ck_visit_facts_kind"),
    )
    op.create_table(
        "passage_facts",
        sa.Column("instance_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", "process_id", "flow", name="pk_passage_facts"),
    )
    op.create_table(
        "value_facts",
        sa.Column("instance_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("variable", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("text_key", BYTES, nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.String(10), nullable=True),
        sa.PrimaryKeyConstraint("instance_id", "variable", "part", name="pk_value_facts"),
    )
    op.create_table(
        "variants",
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("variant", sa.String(64), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("process_id", "variant", name="pk_variants"),
    )
    op.create_table(
        "fact_progress",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("searchable", sa.String(64), nullable=False),
        sa.Column("again_after", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_fact_progress"),
    )
    for table, *columns in (
        ("instance_facts", "process_id", "outcome", "instance_id"),
        ("instance_facts", "process_id", "version", "instance_id"),
        ("instance_facts", "process_id", "variant"),
        ("instance_facts", "start_month", "process_id"),
        ("instance_facts", "end_month", "process_id"),
        ("visit_facts", "process_id", "element", "instance_id"),
        ("visit_facts", "person", "element", "instance_id"),
        ("passage_facts", "process_id", "flow", "instance_id"),
        ("value_facts", "variable", "text_key", "instance_id"),
        ("value_facts", "variable", "number", "instance_id"),
        ("value_facts", "variable", "day", "instance_id"),
    ):
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
    op.create_index("ix_visit_facts_open", "visit_facts", ["instance_id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index(
        "ix_visit_facts_open_work", "visit_facts", ["process_id", "element", "enabled_at", "instance_id"],
        sqlite_where=OPEN_WORK, postgresql_where=OPEN_WORK,
    )  # fmt: skip


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)
