"""Queries over audits and findings. Whoever asks for findings sees those that concern them (`Sees`)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, false, func, or_, select

from engine.audits.entering import audit_at, finding_at
from engine.audits.models import OPEN, audit_findings, audit_scopes, audits
from engine.audits.record import AUDITS, Audit, Finding
from engine.audits.rows import audit_of, finding_of
from engine.audits.statuses import FindingStatus
from engine.audits.who import NEXT, Actor, over_finding
from engine.errors import NotFound
from engine.history import ledger
from engine.history.ledger import Entry
from engine.identity.queries import Person
from engine.identity.role_ids import ADMINISTRATOR, AUDITOR
from engine.instances.models import instances
from engine.instances.reading import Reader

audit = audit_at
"""An audit. Raises NotFound (kind ``audit``)."""
MOST_ACTS = 500


@dataclass(frozen=True, slots=True)
class Sees:
    """Which findings somebody sees: all of them who audits; else those that they own or do something about, and those
    about the procedures that they answer for or over which they hold a right."""

    person: str
    everything: bool
    processes: frozenset[str]

    def finding(self, finding: Finding) -> bool:
        """Whether they see a finding."""
        return self.everything or self.person in finding.parties or finding.about.process_id in self.processes

    def condition(self) -> ColumnElement[bool] | None:
        """The same of a row; None where they see all."""
        if self.everything:
            return None
        rows = audit_findings.c
        theirs = rows.process_id.in_(sorted(self.processes)) if self.processes else false()
        return or_(rows.owner == self.person, rows.responsible == self.person, rows.done_by == self.person, theirs)


def sees(person: Person, reader: Reader, process_ids: Iterable[str] = ()) -> Sees:
    """What of findings a person sees; `reader` is the same person, `process_ids` are all procedures."""
    everything = bool(person.roles & {AUDITOR, ADMINISTRATOR})
    rights = frozenset(id for id in process_ids if person.rights_over(id))
    return Sees(person.id, everything, reader.processes | rights)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings a list holds: of an audit, a status, kind, severity, owner, procedure, folio; those that were due
    before a day. "" says nothing of it. `waiting`: those that wait for somebody."""

    audit: str = ""
    status: str = ""
    kind: str = ""
    severity: str = ""
    owner: str = ""
    process_id: str = ""
    folio: str = ""
    overdue: str = ""
    waiting: bool = False


def finding(connection: Connection, sees: Sees, code: str) -> Finding:
    """A finding. Raises NotFound (kind ``audit_finding``), also for one that they do not see."""
    found = finding_at(connection, code)
    if not sees.finding(found):
        raise NotFound(kind="audit_finding", id=code)
    return found


def all_audits(connection: Connection) -> list[Audit]:
    """Every audit, the newest first."""
    return [audit_of(row) for row in connection.execute(select(audits).order_by(audits.c.code.desc()))]


def findings(
    connection: Connection, sees: Sees, wanted: Wanted, *, before: str | None = None, limit: int = 50
) -> tuple[list[Finding], str | None]:
    """A page of the wanted findings that somebody sees, the newest first, and the code before which the next page
    begins: None after the last."""
    rows = audit_findings.c
    query = select(audit_findings).where(*_conditions(sees, wanted))
    if before is not None:
        query = query.where(rows.code < before)
    found = [finding_of(row) for row in connection.execute(query.order_by(rows.code.desc()).limit(limit + 1))]
    return found[:limit], found[limit - 1].code if len(found) > limit else None


def counts(connection: Connection, sees: Sees, wanted: Wanted) -> dict[FindingStatus, int]:
    """How many of the wanted findings that somebody sees are in each status."""
    rows = audit_findings.c
    query: Select[Any] = select(rows.status, func.count()).where(*_conditions(sees, wanted)).group_by(rows.status)
    found = {FindingStatus(row[0]): int(row[1]) for row in connection.execute(query)}
    return {status: found[status] for status in FindingStatus if status in found}


def of_audits(connection: Connection, codes: Collection[str]) -> dict[str, dict[bool, int]]:
    """How many findings each audit has, by whether they wait for somebody."""
    rows = audit_findings.c
    open_ = func.sum(func.coalesce(_one_if_open(), 0))
    query = select(rows.audit, func.count(), open_).where(rows.audit.in_(sorted(codes))).group_by(rows.audit)
    return {row[0]: {True: int(row[2]), False: int(row[1]) - int(row[2])} for row in connection.execute(query)}


def open_over(connection: Connection, sees: Sees, process_id: str) -> list[Finding]:
    """The findings about a procedure that wait for somebody and that a person sees, the gravest first."""
    rows = audit_findings.c
    wanted = _conditions(sees, Wanted(process_id=process_id, waiting=True))
    query = select(audit_findings).where(*wanted).order_by(rows.severity, rows.code)
    return [finding_of(row) for row in connection.execute(query)]


def waiting_for(connection: Connection, person: Person) -> list[Finding]:
    """The findings that wait for a person: to be answered or done by them, or by anybody who audits and may, to be
    verified or closed; by term."""
    rows = audit_findings.c
    mine = or_(rows.owner == person.id, rows.responsible == person.id)
    auditor = AUDITOR in person.roles
    query = select(audit_findings).where(OPEN)
    judged = rows.status.in_([str(FindingStatus.ACTED), str(FindingStatus.EFFECTIVE)])
    query = query.where(or_(mine, judged) if auditor else mine)
    actor = Actor(person.id, auditor)
    found = [finding_of(row) for row in connection.execute(query.order_by(rows.due, rows.code))]
    return [each for each in found if over_finding(NEXT[each.status], each, actor) is None]


def acts(connection: Connection, code: str) -> list[Entry]:
    """What was done to an audit or a finding, the oldest first."""
    return list(reversed(ledger.latest(connection, AUDITS, subject=code, limit=MOST_ACTS)))


def scope_folios(connection: Connection, code: str) -> list[str]:
    """The folios of an audit's scope as it was begun; none where it is about all."""
    query = (
        select(instances.c.folio)
        .join(audit_scopes, audit_scopes.c.instance_id == instances.c.id)
        .where(audit_scopes.c.audit == code)
        .order_by(instances.c.id)
    )
    return list(connection.execute(query).scalars())


def _one_if_open() -> ColumnElement[int]:
    return case((OPEN, 1), else_=0)


def _conditions(sees: Sees, wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    rows = audit_findings.c
    within = sees.condition()
    found: list[Any] = [] if within is None else [within]
    by_column: Mapping[str, str] = {
        "audit": wanted.audit,
        "kind": wanted.kind,
        "severity": wanted.severity,
        "owner": wanted.owner,
        "process_id": wanted.process_id,
        "folio": wanted.folio,
    }
    found += [rows[name] == value for name, value in by_column.items() if value]
    if wanted.waiting:
        found.append(OPEN)
    if wanted.status:
        found.append(rows.status == wanted.status)
    if wanted.overdue:
        raised = (rows.status == str(FindingStatus.RAISED)) & (rows.due < wanted.overdue)
        analysed = (rows.status == str(FindingStatus.ANALYSED)) & (rows.action_due < wanted.overdue)
        found.append(or_(raised, analysed))
    return found
