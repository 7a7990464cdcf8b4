"""What people quote finds an instance: words of short answers, names of files and comments, with where they are."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    by_bytes = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "quoted_words",
        sa.Column("word", by_bytes, nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("variable", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name="fk_quoted_words_instance_id_instances"),
        sa.PrimaryKeyConstraint("word", "instance_id", "seq", "variable", name="pk_quoted_words"),
    )
    op.create_index("ix_quoted_words_instance_id_word", "quoted_words", ["instance_id", "word"])
    op.create_table(
        "quote_progress",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quote_progress"),
    )
