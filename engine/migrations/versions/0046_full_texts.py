"""What people said can be found by its words, by the index that each database has for that."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GONE = "INSERT INTO full_text_index (full_text_index, rowid, text) VALUES ('delete', OLD.id, OLD.text);"
COME = "INSERT INTO full_text_index (rowid, text) VALUES (NEW.id, NEW.text);"


def upgrade() -> None:
    op.create_table(
        "full_texts",
        sa.Column("id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("variable", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_full_texts"),
    )
    if op.get_bind().dialect.name != "sqlite":
        op.execute("CREATE INDEX ix_full_texts_words ON full_texts USING gin ((text::tsvector))")
        return
    # The words are looked up, and their order is asked of the texts themselves: a third of the size.
    op.execute(
        "CREATE VIRTUAL TABLE full_text_index USING fts5("
        "text, content='full_texts', content_rowid='id', tokenize='unicode61 remove_diacritics 2', detail=none)"
    )
    for when, what in (("INSERT", COME), ("DELETE", GONE), ("UPDATE", GONE + " " + COME)):
        op.execute(f"CREATE TRIGGER full_texts_index_{when.lower()} AFTER {when} ON full_texts BEGIN {what} END")
