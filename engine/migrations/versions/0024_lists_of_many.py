"""Lists that cost the same after ten years: indexes over what is open, what is not in order, and who took part."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    is_open, was_completed = sa.text("status = 'open'"), sa.text("status = 'completed'")
    what = ["element", "process_id", "name", "lane", "instance_id"]
    op.create_index("ix_work_items_open", "work_items", what, sqlite_where=is_open, postgresql_where=is_open)
    op.create_index(
        "ix_work_items_took_part",
        "work_items",
        ["closed_by", "instance_id"],
        sqlite_where=was_completed,
        postgresql_where=was_completed,
    )
    op.create_index("ix_instances_status_id", "instances", ["status", "id"])
    op.create_index("ix_instances_started_by_id", "instances", ["started_by", "id"])
    op.drop_index("ix_search_words_instance_id", "search_words")
    op.create_index("ix_search_words_instance_id_word", "search_words", ["instance_id", "word"])
    op.create_index(
        "ix_verifications_wrong",
        "verifications",
        ["instance_id"],
        sqlite_where=sa.text("ok = 0"),
        postgresql_where=sa.text("NOT ok"),
    )
