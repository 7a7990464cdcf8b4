"""What did not arrive, found without reading what did: an index over the dead letters of the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    is_dead = sa.text("status = 'dead'")
    op.create_index("ix_outbox_dead", "outbox", ["id"], sqlite_where=is_dead, postgresql_where=is_dead)
