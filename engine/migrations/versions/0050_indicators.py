"""Totals over the facts, from which indicators are read, and how ended instances fit each version."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"

OF_WHOM = ("process_id", "start_month", "end_month", "version", "outcome")


def upgrade() -> None:
    _totals("population_totals", [_text("measure"), _text("value")], ["count"])
    minutes = ["waited_minutes", "working_minutes"]
    counts = ["visits", "instances", "again", "instances_again", "late", "instances_late", "completed"]
    _totals("element_totals", [_text("home"), _text("element")], [*counts, *minutes], large=minutes)
    _totals("flow_totals", [_text("home"), _text("flow")], ["passages", "instances"])
    _totals("lane_totals", [_text("lane"), _month("month")], ["completed", "instances", "late"])
    op.create_table(
        "version_fits",
        _text("process_id"),
        sa.Column("version", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("instance_id", sa.Integer(), nullable=False, autoincrement=False),
        _text("verdict"),
        sa.PrimaryKeyConstraint("process_id", "version", "instance_id", name="pk_version_fits"),
    )
    op.create_index("ix_version_fits_instance_id", "version_fits", ["instance_id"])


def _totals(name: str, keys: list[sa.Column[str]], numbers: list[str], large: list[str] | None = None) -> None:
    op.create_table(
        name,
        _text("process_id"),
        _month("start_month"),
        _month("end_month"),
        sa.Column("version", sa.Integer(), nullable=False, autoincrement=False),
        _text("outcome"),
        *keys,
        *(
            sa.Column(each, sa.BigInteger() if each in (large or ()) else sa.Integer(), nullable=False)
            for each in numbers
        ),
        sa.PrimaryKeyConstraint(*OF_WHOM, *(key.name for key in keys), name=f"pk_{name}"),
    )


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _month(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.String(7), nullable=False)
