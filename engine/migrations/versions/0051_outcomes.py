"""What came of each instance in its own row, and the searches of histories that people keep by name."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment

revision = "0051"
down_revision = "0050"

OVER = sa.text("outcome <> ''")


def upgrade() -> None:
    op.add_column("instances", sa.Column("outcome", sa.Text(), nullable=False, server_default=""))
    op.execute(sa.text("UPDATE instances SET outcome = coalesce(\"end\", status) WHERE status <> 'running'"))
    op.execute(
        sa.text(
            "UPDATE instances SET outcome = 'mistake' WHERE status = 'cancelled' AND EXISTS (SELECT 1 FROM events "
            "WHERE instance_id = instances.id AND type = 'instance_cancelled' AND data LIKE :mistake)"
        ).bindparams(mistake='%"mistake":true%')
    )
    for name, columns in (("over", ["outcome", "id"]), ("lately_over", ["ended_at", "id", "outcome"])):
        op.create_index(f"ix_instances_{name}", "instances", columns, sqlite_where=OVER, postgresql_where=OVER)
    op.drop_index("ix_instances_process_id", "instances")
    op.create_index("ix_instances_process_id_outcome", "instances", ["process_id", "outcome"])
    op.create_index("ix_instances_started_at_id", "instances", ["started_at", "id"])
    in_lane = sa.text("lane IS NOT NULL")
    op.create_index(
        "ix_visit_facts_lane", "visit_facts", ["lane", "instance_id"], sqlite_where=in_lane, postgresql_where=in_lane
    )
    missed = sa.text("missed_minutes > 0")
    op.create_index(
        "ix_visit_facts_missed",
        "visit_facts",
        ["missed_minutes", "element", "lane", "person", "instance_id"],
        sqlite_where=missed,
        postgresql_where=missed,
    )
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_saved_searches_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_searches"),
        sa.UniqueConstraint("person_id", "name", name="uq_saved_searches_person_id_name"),
    )
