"""What people are told, how they want to be told, and in which words."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("folio", sa.Text()),
        sa.Column("item", sa.Text()),
        sa.Column("actor", sa.Text()),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger()),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("read_at", Moment()),
        sa.Column("mail", sa.Text(), nullable=False),
        sa.CheckConstraint("mail IN ('waiting', 'written', 'none')", name="ck_notices_mail"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_notices_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("person_id", "key", name="uq_notices_person_id_key"),
    )
    op.create_index("ix_notices_folio", "notices", ["folio"])
    op.create_index("ix_notices_person_id_id", "notices", ["person_id", "id"])
    op.create_index("ix_notices_item_kind", "notices", ["item", "kind"])
    for name, columns, where in (
        ("ix_notices_unread", ["person_id"], "read_at IS NULL"),
        ("ix_notices_waiting", ["id"], "mail = 'waiting'"),
    ):
        op.create_index(name, "notices", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.create_table(
        "notice_channels",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.CheckConstraint("channel IN ('at_once', 'digest', 'nothing')", name="ck_notice_channels_channel"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_notice_channels_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", "kind", name="pk_notice_channels"),
    )
    op.create_table(
        "notice_templates",
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("process_id", "kind", name="pk_notice_templates"),
    )
    progress = op.create_table(
        "notice_progress",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notice_progress"),
    )
    # Nobody is told of what happened before there were notices.
    last = op.get_bind().execute(sa.text("SELECT max(position) FROM events")).scalar()
    op.bulk_insert(progress, [{"id": 1, "after": last or 0}])
