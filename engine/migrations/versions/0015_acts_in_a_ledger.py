"""The acts of document control are chained in the table of all ledgers, as every other decision is."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.drop_table("document_control")
    if op.get_bind().dialect.name == "postgresql":
        for operation in ("update", "delete"):
            op.execute(f"DROP FUNCTION document_control_refuse_{operation}()")
