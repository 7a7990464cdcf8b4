"""Audits and findings in words."""

from collections.abc import Mapping

from bpmn.messages import Message, lazy_gettext
from engine.audits.about import About, Evidence, Subject
from engine.audits.record import ChangeType
from engine.audits.statuses import AuditStatus, FindingKind, FindingStatus, Severity

AUDIT_STATUSES: dict[AuditStatus, Message] = {
    AuditStatus.PLANNED: lazy_gettext("planned"),
    AuditStatus.UNDER_WAY: lazy_gettext("under way"),
    AuditStatus.CONCLUDED: lazy_gettext("concluded"),
    AuditStatus.CANCELLED: lazy_gettext("cancelled"),
}
FINDING_STATUSES: dict[FindingStatus, Message] = {
    FindingStatus.RAISED: lazy_gettext("to be answered"),
    FindingStatus.ANALYSED: lazy_gettext("being put right"),
    FindingStatus.ACTED: lazy_gettext("to be verified"),
    FindingStatus.EFFECTIVE: lazy_gettext("verified, to be closed"),
    FindingStatus.CLOSED: lazy_gettext("closed"),
    FindingStatus.WITHDRAWN: lazy_gettext("taken back"),
}
FINDING_KINDS: dict[FindingKind, Message] = {
    FindingKind.NONCONFORMITY: lazy_gettext("Nonconformity"),
    FindingKind.OBSERVATION: lazy_gettext("Observation"),
    FindingKind.IMPROVEMENT: lazy_gettext("Opportunity for improvement"),
}
SEVERITIES: dict[Severity, Message] = {
    Severity.MAJOR: lazy_gettext("major"),
    Severity.MINOR: lazy_gettext("minor"),
}
ACTS: dict[ChangeType, Message] = {
    ChangeType.AUDIT_PLANNED: lazy_gettext("Planned"),
    ChangeType.AUDIT_CHANGED: lazy_gettext("Plan put otherwise"),
    ChangeType.AUDIT_BEGUN: lazy_gettext("Begun"),
    ChangeType.AUDIT_CONCLUDED: lazy_gettext("Concluded"),
    ChangeType.AUDIT_CANCELLED: lazy_gettext("Cancelled"),
    ChangeType.FINDING_RAISED: lazy_gettext("Raised"),
    ChangeType.FINDING_CHANGED: lazy_gettext("Put otherwise"),
    ChangeType.FINDING_ANALYSED: lazy_gettext("Answered: cause and action"),
    ChangeType.FINDING_LINKED: lazy_gettext("Draft that answers it"),
    ChangeType.FINDING_ACTED: lazy_gettext("What was decided is done"),
    ChangeType.FINDING_VERIFIED: lazy_gettext("Verification of what was done"),
    ChangeType.FINDING_CLOSED: lazy_gettext("Closed"),
    ChangeType.FINDING_WITHDRAWN: lazy_gettext("Taken back"),
}


def evidence_text(evidence: Evidence, procedures: Mapping[str, str]) -> Message:
    """What stood there, without its digest; `procedures` are the names of procedures by id."""
    first, _, number = evidence.name.rpartition(" ")
    match evidence.what:
        case "event":
            return lazy_gettext("{folio}, event {number}", folio=first, number=number)
        case "history":
            return lazy_gettext("{folio}, its history up to event {number}", folio=first, number=number)
        case "version":
            return lazy_gettext("{name}, version {number}", name=procedures.get(first, first), number=number)
        case "sample":
            return lazy_gettext("Sample «{name}»", name=evidence.name)
    return Message("{name}", {"name": evidence.name})


def about_text(about: About, procedure: str) -> Message:
    """What a finding is about, in a line; `procedure` is what its procedure is called."""
    values = {"folio": about.folio, "seq": about.seq, "name": about.name, "procedure": procedure, "id": about.sample}
    named = bool(about.name)
    match about.subject:
        case Subject.EVENT if named:
            return lazy_gettext("{folio}, event {seq}: «{name}»", **values)
        case Subject.EVENT:
            return lazy_gettext("{folio}, event {seq}", **values)
        case Subject.POLICY if about.folio is not None:
            return lazy_gettext("{folio}, policy «{name}»", **values)
        case Subject.POLICY:
            return lazy_gettext("{procedure}, policy «{name}»", **values)
        case Subject.SAMPLE:
            return lazy_gettext("Sample {id}", **values) if not named else lazy_gettext("Sample «{name}»", **values)
        case Subject.INSTANCE:
            return Message("{folio}", values)
        case Subject.ELEMENT if named:
            return lazy_gettext("{procedure}, «{name}»", **values)
        case Subject.NOTHING:
            return lazy_gettext("A practice beside the procedures")
    return Message("{procedure}", values)
