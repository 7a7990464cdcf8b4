"""Audits and findings as their ledger gives them (`engine.audits.record`): nothing stands here that it does not say."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, text

from engine.audits.statuses import OPEN_FINDINGS, AuditStatus, FindingKind, FindingStatus, Severity
from engine.db import Moment, metadata, one_of

OPEN = text("status IN ({})".format(", ".join(f"'{each}'" for each in OPEN_FINDINGS)))
"""That a finding waits for somebody."""

# `scope` is the address of the question that finds the instances (`web.pages.wanted`), "" for all of them; `population`
# and `digest` say of how many there were when it was begun, and of which. `team` and `samples` are JSON lists.
audits = Table(
    "audits",
    metadata,
    Column("code", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("objective", Text, nullable=False),
    Column("criteria", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("samples", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("team", Text, nullable=False),
    Column("from_day", String(10), nullable=False),
    Column("until_day", String(10), nullable=False),
    Column("status", Text, nullable=False),
    Column("planned_by", Text, nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("begun_at", Moment),
    Column("population", Integer),
    Column("digest", String(64)),
    Column("conclusion", Text, nullable=False),
    Column("ended_by", Text),
    Column("ended_at", Moment),
    one_of("status", AuditStatus),
)

# The instances that an audit begun over less than all of them is about. Those of its digest.
audit_scopes = Table(
    "audit_scopes",
    metadata,
    Column("audit", Text, ForeignKey("audits.code"), primary_key=True),
    Column("instance_id", Integer, ForeignKey("instances.id"), primary_key=True),
)

# `process_id` to `name`: what it is about (`engine.audits.about.About`); `evidence` is a JSON list of what stood there,
# each with its digest. `due` is until when its owner is to answer, `action_due` until when what they said is done.
audit_findings = Table(
    "audit_findings",
    metadata,
    Column("code", Text, primary_key=True),
    Column("audit", Text, ForeignKey("audits.code"), index=True),
    Column("kind", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("process_id", Text),
    Column("version", Integer),
    Column("element", Text),
    Column("folio", Text, index=True),
    Column("seq", Integer),
    Column("sample", Text),
    Column("policy", Text),
    Column("name", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("responsible", Text),
    Column("due", String(10), nullable=False),
    Column("action_due", String(10)),
    Column("status", Text, nullable=False),
    Column("raised_by", Text, nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("cause", Text, nullable=False),
    Column("correction", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("done", Text, nullable=False),
    Column("done_by", Text),
    Column("draft", Integer),
    Column("effectiveness", Text, nullable=False),
    Column("verified_by", Text),
    Column("ended_by", Text),
    Column("ended_at", Moment),
    Index(None, "process_id", "status"),
    Index("ix_audit_findings_open", "owner", sqlite_where=OPEN),
    one_of("kind", FindingKind),
    one_of("severity", Severity),
    one_of("status", FindingStatus),
)
