"""Queues of open work, each in the order of its terms and in that of its arrival."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

OPEN = sa.text("status = 'open'")
TAKEN = sa.text("status = 'open' AND assignee IS NOT NULL")


def upgrade() -> None:
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.add_column("work_items", sa.Column("queue", text, nullable=False, server_default=""))
    op.add_column("work_items", sa.Column("due_key", sa.String(27), nullable=False, server_default="9"))
    op.execute(
        "UPDATE work_items SET queue = roles || '|' || process_id || '|' || element || '|' || coalesce(lane, ''), "
        "due_key = coalesce(due_at, '9')"
    )
    if op.get_bind().dialect.name != "sqlite":  # the keys of sets are held against what queues begin with
        op.execute('ALTER TABLE role_sets ALTER COLUMN key TYPE TEXT COLLATE "C"')
    op.drop_index("ix_work_items_free", "work_items")
    for name, columns, where in (
        ("arrived", ["queue", "enabled_at", "id", "assignee"], OPEN),
        ("due", ["queue", "due_key", "id", "assignee"], OPEN),
        ("taken_due", ["assignee", "due_key", "id"], TAKEN),
    ):
        op.create_index(f"ix_work_items_{name}", "work_items", columns, sqlite_where=where, postgresql_where=where)
