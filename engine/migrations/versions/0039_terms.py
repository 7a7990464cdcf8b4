"""Open work by its term: what people are reminded of is found without reading all that waits."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    where = sa.text("status = 'open' AND due_at IS NOT NULL")
    op.create_index("ix_work_items_terms", "work_items", ["due_at", "id"], sqlite_where=where, postgresql_where=where)
