"""Who may do what to audits and findings, and who must not since they had a part in it. Pure.

Commands ask before they do anything, and verification asks again of every entry with the roles that people held then.
Who found something does not own it, who owns it or did something about it does not judge it, and of what is grave two
auditors judge: the one says that it helped and another closes it, and who found it is not the one who says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.audits.record import Audit, ChangeType, Finding
from engine.audits.statuses import ANSWERABLE, AuditStatus, FindingStatus, Severity

WHEN: Mapping[ChangeType, tuple[FindingStatus, ...]] = {
    ChangeType.FINDING_CHANGED: ANSWERABLE,
    ChangeType.FINDING_ANALYSED: ANSWERABLE,
    ChangeType.FINDING_LINKED: ANSWERABLE,
    ChangeType.FINDING_ACTED: (FindingStatus.ANALYSED,),
    ChangeType.FINDING_VERIFIED: (FindingStatus.ACTED,),
    ChangeType.FINDING_CLOSED: (FindingStatus.EFFECTIVE,),
    ChangeType.FINDING_WITHDRAWN: ANSWERABLE,
}
"""In which statuses each act on a finding is possible."""
AUDIT_WHEN: Mapping[ChangeType, tuple[AuditStatus, ...]] = {
    ChangeType.AUDIT_CHANGED: (AuditStatus.PLANNED, AuditStatus.UNDER_WAY),
    ChangeType.AUDIT_BEGUN: (AuditStatus.PLANNED,),
    ChangeType.AUDIT_CONCLUDED: (AuditStatus.UNDER_WAY,),
    ChangeType.AUDIT_CANCELLED: (AuditStatus.PLANNED, AuditStatus.UNDER_WAY),
}
"""The same of audits."""
NEXT: Mapping[FindingStatus, ChangeType] = {
    FindingStatus.RAISED: ChangeType.FINDING_ANALYSED,
    FindingStatus.ANALYSED: ChangeType.FINDING_ACTED,
    FindingStatus.ACTED: ChangeType.FINDING_VERIFIED,
    FindingStatus.EFFECTIVE: ChangeType.FINDING_CLOSED,
}
"""The act that a finding waits for."""


class Refusal(StrEnum):
    """Why somebody may not."""

    NOT_AUDITOR = "not_auditor"
    NOT_LEAD = "not_lead"
    NOT_IN_TEAM = "not_in_team"
    NOT_FINDER = "not_finder"
    NOT_OWNER = "not_owner"
    NOT_RESPONSIBLE = "not_responsible"
    NOT_AUTHOR = "not_author"
    """Neither the owner, nor who does what was said, nor who prepares versions of its procedure."""
    OWN_FINDING = "own_finding"
    """Who found something does not answer it."""
    FOUND_IT = "found_it"
    """Of what is grave, who found it does not say whether what was done helped."""
    TOOK_PART = "took_part"
    """Who owns it, or did something about it, does not judge that."""
    VERIFIED_IT = "verified_it"
    """Of what is grave, who said that it helped does not close it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `auditor`, whether they hold that role; `prepares`, whether they prepare versions of the procedure that
    a finding is about."""

    id: str
    auditor: bool
    prepares: bool = False


def over_audit(type_: ChangeType, audit: Audit | None, actor: Actor) -> Refusal | None:
    """Why an actor may not do this to an audit; None where they may. `audit` is None for one that is to be."""
    if not actor.auditor:
        return Refusal.NOT_AUDITOR
    if audit is None:
        return None
    planned = type_ in (ChangeType.AUDIT_CHANGED, ChangeType.AUDIT_CANCELLED) and actor.id == audit.planned_by
    return None if planned or actor.id == audit.plan.lead else Refusal.NOT_LEAD


def raising(audit: Audit | None, owner: str, actor: Actor) -> Refusal | None:
    """Why an actor may not raise a finding, in an audit or beside any, that `owner` is to answer."""
    if not actor.auditor:
        return Refusal.NOT_AUDITOR
    if audit is not None and actor.id not in audit.auditors:
        return Refusal.NOT_IN_TEAM
    return Refusal.OWN_FINDING if owner == actor.id else None


def over_finding(type_: ChangeType, finding: Finding, actor: Actor) -> Refusal | None:
    """Why an actor may not do this to a finding; None where they may."""
    owner, major = finding.said.owner, finding.said.severity is Severity.MAJOR
    match type_:
        case ChangeType.FINDING_CHANGED | ChangeType.FINDING_WITHDRAWN:
            return None if actor.id == finding.raised_by else Refusal.NOT_FINDER
        case ChangeType.FINDING_ANALYSED:
            return None if actor.id == owner else Refusal.NOT_OWNER
        case ChangeType.FINDING_ACTED:
            return None if actor.id in (owner, finding.responsible) else Refusal.NOT_RESPONSIBLE
        case ChangeType.FINDING_LINKED:
            return None if actor.id in (owner, finding.responsible) or actor.prepares else Refusal.NOT_AUTHOR
    if not actor.auditor:
        return Refusal.NOT_AUDITOR
    if actor.id in finding.parties:
        return Refusal.TOOK_PART
    if major and type_ is ChangeType.FINDING_VERIFIED and actor.id == finding.raised_by:
        return Refusal.FOUND_IT
    if major and type_ is ChangeType.FINDING_CLOSED and actor.id == finding.verified_by:
        return Refusal.VERIFIED_IT
    return None


def owning(finding: Finding, owner: str) -> Refusal | None:
    """Why somebody cannot be the owner of a finding."""
    return Refusal.OWN_FINDING if owner == finding.raised_by else None


def possible(finding: Finding, actor: Actor) -> frozenset[ChangeType]:
    """What an actor may do to a finding now."""
    acts = (type_ for type_, statuses in WHEN.items() if finding.status in statuses)
    return frozenset(type_ for type_ in acts if over_finding(type_, finding, actor) is None)


def possible_over(audit: Audit, actor: Actor) -> frozenset[ChangeType]:
    """What an actor may do to an audit now."""
    acts = (type_ for type_, statuses in AUDIT_WHEN.items() if audit.status in statuses)
    return frozenset(type_ for type_ in acts if over_audit(type_, audit, actor) is None)
