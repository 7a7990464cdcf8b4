"""Audits and findings as rows, both ways."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, update

from engine import canonical_json
from engine.audits.about import About, Evidence
from engine.audits.models import audit_findings, audits
from engine.audits.record import SAID, Audit, Finding, Plan, Said
from engine.audits.statuses import AuditStatus, FindingKind, FindingStatus, Severity
from engine.db import AnyRow

_PLAN_TEXTS = ("title", "objective", "criteria", "scope", "lead", "from_day", "until_day")
_AUDIT = ("code", "planned_by", "planned_at", "begun_at", "population", "digest", "conclusion", "ended_by", "ended_at")
_ABOUT = tuple(About.__dataclass_fields__)
_FINDING = tuple(
    name for name in Finding.__dataclass_fields__ if name not in ("said", "about", "evidence", "status")
)  # fmt: skip


def audit_row(audit: Audit) -> dict[str, object]:
    """The row of an audit."""
    plan = audit.plan
    lists = {"samples": canonical_json.dumps(list(plan.samples)), "team": canonical_json.dumps(list(plan.team))}
    texts = {name: getattr(plan, name) for name in _PLAN_TEXTS}
    return {**texts, **lists, **{name: getattr(audit, name) for name in _AUDIT}, "status": str(audit.status)}


def audit_of(row: AnyRow) -> Audit:
    """The audit of a row."""
    samples, team = _list(row.samples), _list(row.team)
    plan = Plan(
        *(row.title, row.objective, row.criteria, row.scope, tuple(map(str, samples)), row.lead),
        *(tuple(map(str, team)), row.from_day, row.until_day),
    )
    values = {name: getattr(row, name) for name in _AUDIT}
    return Audit(plan=plan, status=AuditStatus(row.status), **values)


def finding_row(finding: Finding) -> dict[str, object]:
    """The row of a finding."""
    evidence = [{"what": each.what, "name": each.name, "digest": each.digest} for each in finding.evidence]
    said = {name: str(getattr(finding.said, name)) for name in SAID}
    about = {name: getattr(finding.about, name) for name in _ABOUT}
    rest = {name: getattr(finding, name) for name in _FINDING}
    return {**said, **about, **rest, "evidence": canonical_json.dumps(evidence), "status": str(finding.status)}


def finding_of(row: AnyRow) -> Finding:
    """The finding of a row."""
    texts = (row.clause, row.title, row.text, row.owner, row.due)
    said = Said(FindingKind(row.kind), Severity(row.severity), *texts)
    about = About(**{name: getattr(row, name) for name in _ABOUT})
    evidence = tuple(Evidence(**each) for each in _list(row.evidence))
    rest = {name: getattr(row, name) for name in _FINDING}
    return Finding(said=said, about=about, evidence=evidence, status=FindingStatus(row.status), **rest)


def write_audit(connection: Connection, audit: Audit, *, new: bool) -> None:
    """Write what an entry made of an audit."""
    row = audit_row(audit)
    change = insert(audits) if new else update(audits).where(audits.c.code == audit.code)
    connection.execute(change.values(row))


def write_finding(connection: Connection, finding: Finding, *, new: bool) -> None:
    """Write what an entry made of a finding."""
    row = finding_row(finding)
    change = insert(audit_findings) if new else update(audit_findings).where(audit_findings.c.code == finding.code)
    connection.execute(change.values(row))


def _list(text: str) -> list[Any]:
    found = canonical_json.loads(text)
    if not isinstance(found, list) or not all(isinstance(each, str | Mapping) for each in found):
        raise ValueError(text)
    return found
