"""Whether a draft's first save took the step for its owner."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("form_drafts", sa.Column("took", sa.Boolean(), nullable=False, server_default=sa.false()))
