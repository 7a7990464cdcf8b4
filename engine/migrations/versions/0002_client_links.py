"""Links for clients, the key they are signed with, and wrong guesses at them."""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from engine.db import Moment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "client_links",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("work_item_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name="fk_client_links_instance_id_instances"),
        sa.PrimaryKeyConstraint("id", name="pk_client_links"),
        sa.UniqueConstraint("key", name="uq_client_links_key"),
    )
    op.create_index("ix_client_links_work_item_id", "client_links", ["work_item_id"])
    op.create_index("ix_client_links_instance_id", "client_links", ["instance_id"])
    op.create_table(
        "link_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_link_attempts"),
    )
    op.create_index("ix_link_attempts_address_at", "link_attempts", ["address", "at"])
    # Here and not with the first link: a command that fails would take it back, after processes have seen it.
    made = {"name": "client links", "value": secrets.token_bytes(32), "made_at": datetime.now(UTC)}
    columns = sa.column("name", sa.Text()), sa.column("value", sa.LargeBinary()), sa.column("made_at", Moment())
    op.bulk_insert(sa.table("shared_secrets", *columns), [made])
