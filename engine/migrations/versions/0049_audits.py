"""Audits, the instances of their scopes, and their findings."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment

revision = "0049"
down_revision = "0048"

AUDITS = "status IN ('planned', 'under_way', 'concluded', 'cancelled')"
FINDINGS = "status IN ('raised', 'analysed', 'acted', 'effective', 'closed', 'withdrawn')"
OPEN = "status IN ('raised', 'analysed', 'acted', 'effective')"


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "audits",
        sa.Column("code", sa.Text(), nullable=False),
        *_texts("title", "objective", "criteria", "scope", "samples", "lead", "team"),
        sa.Column("from_day", sa.String(10), nullable=False),
        sa.Column("until_day", sa.String(10), nullable=False),
        *_texts("status", "planned_by"),
        sa.Column("planned_at", Moment(), nullable=False),
        sa.Column("begun_at", Moment()),
        sa.Column("population", sa.Integer()),
        sa.Column("digest", sa.String(64)),
        *_texts("conclusion"),
        sa.Column("ended_by", sa.Text()),
        sa.Column("ended_at", Moment()),
        sa.PrimaryKeyConstraint("code", name="pk_audits"),
        sa.CheckConstraint(AUDITS, name="ck_audits_status"),
    )
    op.create_table(
        "audit_scopes",
        sa.Column("audit", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit"], ["audits.code"], name="fk_audit_scopes_audit_audits"),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name="fk_audit_scopes_instance_id_instances"),
        sa.PrimaryKeyConstraint("audit", "instance_id", name="pk_audit_scopes"),
    )
    op.create_table(
        "audit_findings",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("audit", sa.Text()),
        *_texts("kind", "severity", "clause", "title", "text"),
        sa.Column("process_id", sa.Text()),
        sa.Column("version", sa.Integer()),
        sa.Column("element", sa.Text()),
        sa.Column("folio", sa.Text()),
        sa.Column("seq", sa.Integer()),
        sa.Column("sample", sa.Text()),
        sa.Column("policy", sa.Text()),
        *_texts("name", "evidence", "owner"),
        sa.Column("responsible", sa.Text()),
        sa.Column("due", sa.String(10), nullable=False),
        sa.Column("action_due", sa.String(10)),
        *_texts("status", "raised_by"),
        sa.Column("raised_at", Moment(), nullable=False),
        *_texts("cause", "correction", "action", "done"),
        sa.Column("done_by", sa.Text()),
        sa.Column("draft", sa.Integer()),
        *_texts("effectiveness"),
        sa.Column("verified_by", sa.Text()),
        sa.Column("ended_by", sa.Text()),
        sa.Column("ended_at", Moment()),
        sa.ForeignKeyConstraint(["audit"], ["audits.code"], name="fk_audit_findings_audit_audits"),
        sa.PrimaryKeyConstraint("code", name="pk_audit_findings"),
        sa.CheckConstraint("kind IN ('nonconformity', 'observation', 'improvement')", name="ck_audit_findings_kind"),
        sa.CheckConstraint("severity IN ('major', 'minor')", name="ck_audit_findings_severity"),
        sa.CheckConstraint(FINDINGS, name="ck_audit_findings_status"),
    )
    op.create_index("ix_audit_findings_audit", "audit_findings", ["audit"])
    op.create_index("ix_audit_findings_folio", "audit_findings", ["folio"])
    op.create_index("ix_audit_findings_process_id_status", "audit_findings", ["process_id", "status"])
    where = sa.text(OPEN)
    op.create_index("ix_audit_findings_open", "audit_findings", ["owner"], sqlite_where=where, postgresql_where=where)
