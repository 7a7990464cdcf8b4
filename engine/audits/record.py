"""The ledger of audits: what was planned, found and done, by whom, and what follows from each entry.

`audit_after` and `finding_after` say what an entry makes of an audit or a finding. A command appends its entry and
writes what they give, and verification gives the tables anew from all entries by the same functions.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from engine.audits.about import About, Evidence
from engine.audits.statuses import AuditStatus, FindingKind, FindingStatus, Severity
from engine.history.entry_types import define
from engine.history.ledger import Entry

AUDITS = "audits"


class ChangeType(StrEnum):
    """An act on an audit or a finding, whose code is the subject."""

    AUDIT_PLANNED = "audit_planned"
    AUDIT_CHANGED = "audit_changed"
    AUDIT_BEGUN = "audit_begun"
    AUDIT_CONCLUDED = "audit_concluded"
    AUDIT_CANCELLED = "audit_cancelled"
    FINDING_RAISED = "finding_raised"
    FINDING_CHANGED = "finding_changed"
    FINDING_ANALYSED = "finding_analysed"
    FINDING_LINKED = "finding_linked"
    """A draft is to answer it; with no draft, none is any more."""
    FINDING_ACTED = "finding_acted"
    FINDING_VERIFIED = "finding_verified"
    FINDING_CLOSED = "finding_closed"
    FINDING_WITHDRAWN = "finding_withdrawn"


PLAN = ("title", "objective", "criteria", "scope", "samples", "lead", "team", "from", "until")
SAID = ("kind", "severity", "clause", "title", "text", "owner", "due")
OF_AUDITS = frozenset(each for each in ChangeType if each.startswith("audit_"))
for _type, _keys in {
    ChangeType.AUDIT_PLANNED: PLAN,
    ChangeType.AUDIT_CHANGED: PLAN,
    ChangeType.AUDIT_BEGUN: ("population", "digest"),
    ChangeType.AUDIT_CONCLUDED: ("conclusion",),
    ChangeType.AUDIT_CANCELLED: ("reason",),
    ChangeType.FINDING_RAISED: (*SAID, "audit", "about", "evidence"),
    ChangeType.FINDING_CHANGED: SAID,
    ChangeType.FINDING_ANALYSED: ("cause", "correction", "action", "responsible", "action_due"),
    ChangeType.FINDING_LINKED: ("draft",),
    ChangeType.FINDING_ACTED: ("done",),
    ChangeType.FINDING_VERIFIED: ("effective", "effectiveness"),
    ChangeType.FINDING_CLOSED: (),
    ChangeType.FINDING_WITHDRAWN: ("reason",),
}.items():
    define(AUDITS, _type, _keys)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an audit is to be: `scope` is the address of the question that finds its instances, "" for all; `samples`
    are the ids of samples, `lead` and `team` people's ids, the days ISO 8601 dates."""

    title: str
    objective: str
    criteria: str
    scope: str
    samples: tuple[str, ...]
    lead: str
    team: tuple[str, ...]
    from_day: str
    until_day: str

    def as_said(self) -> dict[str, object]:
        """The same as an entry says it."""
        texts = {"title": self.title, "objective": self.objective, "criteria": self.criteria, "scope": self.scope}
        people = {"samples": list(self.samples), "lead": self.lead, "team": list(self.team)}
        return {**texts, **people, "from": self.from_day, "until": self.until_day}

    @classmethod
    def of(cls, says: Mapping[str, Any]) -> "Plan":
        """What an entry says. Raises KeyError."""
        title, objective, criteria, scope, lead, first, last = (
            str(says[name]) for name in ("title", "objective", "criteria", "scope", "lead", "from", "until")
        )
        samples, team = (tuple(map(str, says[name])) for name in ("samples", "team"))
        return cls(title, objective, criteria, scope, samples, lead, team, first, last)


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit. `population` and `digest` say of how many instances it is and of which, from when it was begun;
    `conclusion` is what its report comes to, or why it was cancelled. Moments in UTC."""

    code: str
    plan: Plan
    status: AuditStatus
    planned_by: str
    planned_at: datetime
    begun_at: datetime | None = None
    population: int | None = None
    digest: str | None = None
    conclusion: str = ""
    ended_by: str | None = None
    ended_at: datetime | None = None

    @property
    def auditors(self) -> tuple[str, ...]:
        """Who audits: the lead first."""
        return (self.plan.lead, *(each for each in self.plan.team if each != self.plan.lead))


@dataclass(frozen=True, slots=True)
class Said:
    """What a finding says: what its finder may put otherwise while nothing was done about it. `due` is an ISO 8601
    date, until when its owner is to answer."""

    kind: FindingKind
    severity: Severity
    clause: str
    title: str
    text: str
    owner: str
    due: str

    def as_said(self) -> dict[str, object]:
        """The same as an entry says it."""
        return {name: str(getattr(self, name)) for name in SAID}

    @classmethod
    def of(cls, says: Mapping[str, Any]) -> "Said":
        """What an entry says. Raises KeyError, ValueError."""
        texts = (str(says[name]) for name in ("clause", "title", "text", "owner", "due"))
        return cls(FindingKind(says["kind"]), Severity(says["severity"]), *texts)


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding, and how far it is followed. `responsible` does what its owner said until `action_due`; `draft` is the
    id of the draft that is to answer it. Moments in UTC."""

    code: str
    audit: str | None
    said: Said
    about: About
    evidence: tuple[Evidence, ...]
    status: FindingStatus
    raised_by: str
    raised_at: datetime
    responsible: str | None = None
    action_due: str | None = None
    cause: str = ""
    correction: str = ""
    action: str = ""
    done: str = ""
    done_by: str | None = None
    draft: int | None = None
    effectiveness: str = ""
    verified_by: str | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None

    @property
    def term(self) -> str | None:
        """Until when what it waits for is due, an ISO 8601 date; None where it waits for an auditor, or nobody."""
        if self.status is FindingStatus.RAISED:
            return self.said.due
        return self.action_due if self.status is FindingStatus.ANALYSED else None

    @property
    def parties(self) -> frozenset[str]:
        """Whose it is to answer it: they do not judge it."""
        return frozenset(each for each in (self.said.owner, self.responsible, self.done_by) if each)


def audit_after(audit: Audit | None, entry: Entry) -> Audit | None:
    """What an entry about an audit makes of it. Raises KeyError or ValueError for one that says what none does."""
    says, at = entry.says, entry.moment
    if entry.type == ChangeType.AUDIT_PLANNED:
        return Audit(entry.subject, Plan.of(says), AuditStatus.PLANNED, entry.actor or "", at)
    if audit is None:
        return None  # about one that nobody planned: its chain says which entry is missing
    match ChangeType(entry.type):
        case ChangeType.AUDIT_CHANGED:
            return replace(audit, plan=Plan.of(says))
        case ChangeType.AUDIT_BEGUN:
            population, digest = int(says["population"]), str(says["digest"])
            return replace(audit, status=AuditStatus.UNDER_WAY, begun_at=at, population=population, digest=digest)
        case ChangeType.AUDIT_CONCLUDED:
            status, said = AuditStatus.CONCLUDED, str(says["conclusion"])
        case _:
            status, said = AuditStatus.CANCELLED, str(says["reason"])
    return replace(audit, status=status, conclusion=said, ended_by=entry.actor, ended_at=at)


def finding_after(finding: Finding | None, entry: Entry) -> Finding | None:
    """What an entry about a finding makes of it. Raises KeyError, TypeError or ValueError for one that says what none
    does."""
    says, at = entry.says, entry.moment
    if entry.type == ChangeType.FINDING_RAISED:
        evidence = tuple(Evidence(**each) for each in says["evidence"])
        about = About(**says["about"])
        status = FindingStatus.RAISED
        return Finding(entry.subject, says["audit"], Said.of(says), about, evidence, status, entry.actor or "", at)
    if finding is None:
        return None
    match ChangeType(entry.type):
        case ChangeType.FINDING_CHANGED:
            return replace(finding, said=Said.of(says))
        case ChangeType.FINDING_ANALYSED:
            texts = {name: str(says[name]) for name in ("cause", "correction", "action", "responsible", "action_due")}
            return replace(finding, status=FindingStatus.ANALYSED, **texts)  # type: ignore[arg-type]
        case ChangeType.FINDING_LINKED:
            return replace(finding, draft=says["draft"])
        case ChangeType.FINDING_ACTED:
            return replace(finding, status=FindingStatus.ACTED, done=str(says["done"]), done_by=entry.actor)
        case ChangeType.FINDING_VERIFIED:
            status = FindingStatus.EFFECTIVE if says["effective"] else FindingStatus.RAISED
            judged = {"effectiveness": str(says["effectiveness"]), "verified_by": entry.actor}
            return replace(finding, status=status, **judged)  # type: ignore[arg-type]
        case ChangeType.FINDING_CLOSED:
            status = FindingStatus.CLOSED
        case _:
            status = FindingStatus.WITHDRAWN
    return replace(finding, status=status, ended_by=entry.actor, ended_at=at)


@dataclass(frozen=True, slots=True)
class Given:
    """What entries give, by code."""

    audits: dict[str, Audit] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """Take the next entry. Raises as `audit_after`, `finding_after`."""
        if entry.type in OF_AUDITS:
            audit = audit_after(self.audits.get(entry.subject), entry)
            if audit is not None:
                self.audits[entry.subject] = audit
            return
        finding = finding_after(self.findings.get(entry.subject), entry)
        if finding is not None:
            self.findings[entry.subject] = finding


def given(entries: Iterable[Entry]) -> Given:
    """What the tables must hold after these entries. Raises as `Given.take`."""
    found = Given()
    for entry in entries:
        found.take(entry)
    return found


def digest_of(folios: Sequence[str]) -> str:
    """By what it is known again which instances an audit is about: the SHA-256 of their folios in order, one a line."""
    return hashlib.sha256("".join(f"{folio}\n" for folio in sorted(folios)).encode()).hexdigest()
