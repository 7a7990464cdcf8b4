"""The first schema, and what the database itself refuses.

History cannot be changed or deleted, nor what a version or a file says: not by this program, and not by hand in a
hurry. Whoever owns the database can drop a trigger; that is what the hash chain is for.
"""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment
from engine.migrations.triggers import refuse

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_by", sa.Text(), nullable=False),
        sa.Column("stored_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_files"),
    )
    op.create_table(
        "folios",
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "year", name="pk_folios"),
    )
    op.create_table(
        "instances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("status IN ('running', 'completed', 'cancelled')", name="ck_instances_status"),
        sa.PrimaryKeyConstraint("id", name="pk_instances"),
        sa.UniqueConstraint("folio", name="uq_instances_folio"),
    )
    op.create_index("ix_instances_process_id", "instances", ["process_id"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_table(
        "process_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("deployed_by", sa.Text(), nullable=False),
        sa.Column("deployed_at", Moment(), nullable=False),
        sa.Column("effective_at", Moment(), nullable=True),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("signers", sa.Integer(), nullable=True),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('approved', 'effective', 'obsolete', 'withdrawn', 'disposed')",
            name="ck_process_versions_status",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_process_versions"),
        sa.UniqueConstraint("process_id", "number", name="uq_process_versions_process_id_number"),
    )
    op.create_table(
        "roles",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_roles"),
    )
    op.create_table(
        "events",
        sa.Column("instance_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("pass", sa.Integer(), nullable=True),
        sa.Column("index", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("seq >= 1", name="ck_events_seq"),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name="fk_events_instance_id_instances"),
        sa.PrimaryKeyConstraint("instance_id", "seq", name="pk_events"),
    )
    by_bytes = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "overviews",
        sa.Column("instance_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client", sa.Text(), nullable=True),
        sa.Column("client_key", by_bytes, nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name="fk_overviews_instance_id_instances"),
        sa.PrimaryKeyConstraint("instance_id", name="pk_overviews"),
    )
    op.create_index("ix_overviews_client_key_instance_id", "overviews", ["client_key", "instance_id"], unique=False)
    op.create_table(
        "search_words",
        sa.Column("word", by_bytes, nullable=False),
        sa.Column("instance_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name="fk_search_words_instance_id_instances"),
        sa.PrimaryKeyConstraint("word", "instance_id", name="pk_search_words"),
    )
    op.create_index("ix_search_words_instance_id", "search_words", ["instance_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", Moment(), nullable=False),
        sa.Column("delivered_at", Moment(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("status IN ('pending', 'delivered', 'dead')", name="ck_outbox_status"),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name="fk_outbox_instance_id_instances"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_instance_id", "outbox", ["instance_id"], unique=False)
    is_pending = sa.text("status = 'pending'")
    op.create_index(
        "ix_outbox_pending",
        "outbox",
        ["next_attempt_at", "id"],
        sqlite_where=is_pending,
        postgresql_where=is_pending,
    )
    op.create_table(
        "person_roles",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("role_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_person_roles_person_id_people"),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name="fk_person_roles_role_id_roles"),
        sa.PrimaryKeyConstraint("person_id", "role_id", name="pk_person_roles"),
    )
    op.create_index("ix_person_roles_role_id", "person_roles", ["role_id"], unique=False)
    op.create_table(
        "shared_secrets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_shared_secrets"),
    )
    op.create_table(
        "passwords",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_passwords_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", name="pk_passwords"),
    )
    op.create_table(
        "password_links",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_password_links_person_id_people"),
        sa.PrimaryKeyConstraint("key", name="pk_password_links"),
    )
    op.create_index("ix_password_links_person_id", "password_links", ["person_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sessions_person_id_people"),
        sa.PrimaryKeyConstraint("key", name="pk_sessions"),
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"], unique=False)
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempts"),
    )
    op.create_table(
        "identity_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("role_id", sa.Text(), nullable=True),
        sa.Column("right_id", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_identity_events"),
    )
    op.create_table(
        "process_forms",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["process_versions.id"], name="fk_process_forms_version_id_process_versions"
        ),
        sa.PrimaryKeyConstraint("version_id", "form_id", name="pk_process_forms"),
    )
    op.create_table(
        "process_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("diagram", sa.LargeBinary(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("leaves_out", sa.Text(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'review', 'reviewed', 'approved', 'discarded')", name="ck_process_drafts_status"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_process_drafts"),
    )
    is_open = sa.text("status IN ('draft', 'review', 'reviewed')")
    op.create_index(
        "ix_process_drafts_open",
        "process_drafts",
        ["process_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "draft_forms",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["process_drafts.id"], name="fk_draft_forms_draft_id_process_drafts"),
        sa.PrimaryKeyConstraint("draft_id", "form_id", name="pk_draft_forms"),
    )
    op.create_table(
        "document_control",
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["process_drafts.id"], name="fk_document_control_draft_id_process_drafts"
        ),
        sa.PrimaryKeyConstraint("process_id", "seq", name="pk_document_control"),
    )
    op.create_table(
        "timers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("pass", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=True),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.CheckConstraint("status IN ('waiting', 'fired', 'withdrawn')", name="ck_timers_status"),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name="fk_timers_instance_id_instances"),
        sa.PrimaryKeyConstraint("id", name="pk_timers"),
        sa.UniqueConstraint(
            "instance_id", "scope", "element", "pass", "index", name="uq_timers_instance_id_scope_element_pass_index"
        ),
    )
    waiting = sa.text("status = 'waiting'")
    op.create_index("ix_timers_waiting", "timers", ["due_at", "id"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_table(
        "work_items",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("pass", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=True),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("enabled_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'completed', 'withdrawn')", name="ck_work_items_status"),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name="fk_work_items_instance_id_instances"),
        sa.PrimaryKeyConstraint("id", name="pk_work_items"),
        sa.UniqueConstraint(
            "instance_id",
            "scope",
            "element",
            "pass",
            "index",
            name="uq_work_items_instance_id_scope_element_pass_index",
        ),
    )
    free, taken = sa.text("status = 'open' AND assignee IS NULL"), sa.text("status = 'open' AND assignee IS NOT NULL")
    for name, first, where in (("free", "roles", free), ("taken", "assignee", taken)):
        columns = [first, "enabled_at", "id"]
        op.create_index(f"ix_work_items_{name}", "work_items", columns, sqlite_where=where, postgresql_where=where)
    done, columns = sa.text("status = 'completed'"), ["closed_by", "closed_at", "id"]
    op.create_index("ix_work_items_done", "work_items", columns, sqlite_where=done, postgresql_where=done)
    op.create_table(
        "role_sets",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("role_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "role_id", name="pk_role_sets"),
    )
    op.create_index("ix_role_sets_role_id", "role_sets", ["role_id"])
    op.create_table(
        "seals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_seals"),
    )
    op.create_table(
        "seal_heads",
        sa.Column("seal_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["seal_number"], ["seals.number"], name="fk_seal_heads_seal_number_seals"),
        sa.PrimaryKeyConstraint("seal_number", "folio", name="pk_seal_heads"),
    )
    op.create_index("ix_seal_heads_folio", "seal_heads", ["folio"], unique=False)
    op.create_table(
        "verifications",
        sa.Column("instance_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("verified_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name="fk_verifications_instance_id_instances"),
        sa.PrimaryKeyConstraint("instance_id", name="pk_verifications"),
    )
    for table in ("document_control", "events", "process_forms", "files", "seals", "seal_heads", "identity_events"):
        refuse(table, "UPDATE")
        refuse(table, "DELETE")
    said = "process_id, number, name, description, digest, parts, source, deployed_by, deployed_at"
    refuse("process_versions", "UPDATE", of=said)
    refuse("process_versions", "DELETE")
    if op.get_bind().dialect.name == "postgresql":
        _make_queue()


def _make_queue() -> None:
    """The tables, functions and triggers of Procrastinate, as the version in pyproject.toml ships them.

    Raising that version means a migration that applies its deltas; tests/engine/test_queue.py notices.
    """
    from procrastinate.schema import SchemaManager

    # On the driver itself: many statements at once, with per cent signs and colons that mean nothing here.
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute(SchemaManager.get_schema())
