"""How instances stand with the policies of their procedure; a job fills the tables from what happened."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    op.create_table(
        "policy_states",
        sa.Column("instance_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("seqs", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('compliant', 'breached', 'not_applicable', 'not_decidable')", name="ck_policy_states_state"
        ),
        sa.PrimaryKeyConstraint("instance_id", "policy", name="pk_policy_states"),
    )
    op.create_index(
        "ix_policy_states_process_id_policy_state_instance_id",
        "policy_states",
        ["process_id", "policy", "state", "instance_id"],
    )
    op.create_index("ix_policy_states_policy_state_instance_id", "policy_states", ["policy", "state", "instance_id"])
    op.create_table(
        "policy_totals",
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("process_id", "version", "month", "policy", "state", name="pk_policy_totals"),
    )
    op.create_table(
        "policy_progress",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("filling", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_policy_progress"),
    )
