"""Which instances left lessons learned is known without reading the words of the others."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

LESSONS = sa.text("variable = 'lecciones'")


def upgrade() -> None:
    op.create_index(
        "ix_quoted_words_lessons", "quoted_words", ["instance_id", "seq"],
        sqlite_where=LESSONS, postgresql_where=LESSONS,
    )  # fmt: skip
