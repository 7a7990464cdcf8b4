"""Who reads an instance: the roles that its work was for, whoever took part, and a right to read."""

import json

import sqlalchemy as sa
from alembic import op

from engine.migrations.triggers import stamp

revision = "0028"
down_revision = "0027"

RIGHTS = "right_id IN ('prepare', 'review', 'approve', 'control', 'read')"
BATCH = 5_000


def upgrade() -> None:
    op.add_column("instances", sa.Column("roles", sa.Text(), nullable=False, server_default=""))
    sets = op.create_table(
        "instance_role_sets",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("role_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "role_id", name="pk_instance_role_sets"),
    )
    op.create_index("ix_instance_role_sets_role_id", "instance_role_sets", ["role_id"])
    keys = _fill()
    rows = [{"key": key, "role_id": role} for key in sorted(keys) for role in key.split(" ")]
    if rows:
        op.bulk_insert(sets, rows)
    op.create_index("ix_instances_roles_id", "instances", ["roles", "id"])
    stopped = sa.text("open_incidents > 0")
    op.create_index("ix_instances_stopped", "instances", ["id"], sqlite_where=stopped, postgresql_where=stopped)
    _widen_rights()


def _fill() -> set[str]:
    """Give each instance the key of the roles that its history says; gives the keys."""
    connection = op.get_bind()
    types = "'user_task_enabled', 'user_task_moved'"
    told = sa.text(f"SELECT instance_id, data FROM events WHERE type IN ({types}) ORDER BY instance_id")
    roles: dict[int, set[str]] = {}
    for instance_id, data in connection.execute(told):
        roles.setdefault(instance_id, set()).update(map(str, json.loads(data)["roles"]))
    change = sa.text("UPDATE instances SET roles = :roles WHERE id = :id")
    rows = [{"id": id_, "roles": " ".join(sorted(held))} for id_, held in roles.items() if held]
    for place in range(0, len(rows), BATCH):
        connection.execute(change, rows[place : place + BATCH])
    return {str(row["roles"]) for row in rows}


def _widen_rights() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("ck_person_rights_right_id", "person_rights", type_="check")
        op.create_check_constraint(op.f("ck_person_rights_right_id"), "person_rights", RIGHTS)
        return
    connection = op.get_bind()  # SQLite changes no constraint: the table is made anew
    held = [dict(row._mapping) for row in connection.execute(sa.text("SELECT * FROM person_rights"))]
    op.drop_table("person_rights")
    table = op.create_table(
        "person_rights",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("right_id", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.CheckConstraint(RIGHTS, name="ck_person_rights_right_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_person_rights_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", "right_id", "process_id", name="pk_person_rights"),
    )
    op.create_index("ix_person_rights_right_id", "person_rights", ["right_id"])
    if held:
        op.bulk_insert(table, held)
    stamp("person_rights", "people")
