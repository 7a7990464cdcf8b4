"""Entering an act on an audit or a finding: its entry, the row that follows from it, and whoever is to know of it."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection, select

from engine.audits.errors import BadDay, Lacking, TooLong
from engine.audits.models import audit_findings, audits
from engine.audits.record import AUDITS, Audit, ChangeType, Finding, audit_after, finding_after
from engine.audits.rows import audit_of, finding_of, write_audit, write_finding
from engine.audits.who import Actor
from engine.errors import NotFound
from engine.history import ledger
from engine.history.ledger import Entry
from engine.identity.queries import person
from engine.identity.rights import Right
from engine.identity.role_ids import AUDITOR
from engine.statements import wait_for

TURN = "cauce audits"
"""What whoever acts on audits waits for: an act is judged by what the one before it made."""
LONGEST_LINE, LONGEST_TEXT = 200, 8000


def take_turn(connection: Connection) -> None:
    """Wait for whoever acts on audits and has not committed."""
    wait_for(connection, TURN)


def audit_at(connection: Connection, code: str) -> Audit:
    """An audit. Raises NotFound (kind ``audit``)."""
    row = connection.execute(select(audits).where(audits.c.code == code)).first()
    if row is None:
        raise NotFound(kind="audit", id=code)
    return audit_of(row)


def finding_at(connection: Connection, code: str) -> Finding:
    """A finding. Raises NotFound (kind ``audit_finding``)."""
    row = connection.execute(select(audit_findings).where(audit_findings.c.code == code)).first()
    if row is None:
        raise NotFound(kind="audit_finding", id=code)
    return finding_of(row)


def actor_of(connection: Connection, id: str, process_id: str | None = None) -> Actor:
    """Who acts. Raises NotFound (kind ``person``)."""
    found = person(connection, id)
    prepares = process_id is not None and Right.PREPARE in found.rights_over(process_id)
    return Actor(id, AUDITOR in found.roles, prepares)


def enter_audit(
    connection: Connection,
    audit: Audit | str,
    type_: ChangeType,
    says: Mapping[str, object],
    *,
    actor: str,
    at: datetime,
) -> tuple[Audit, Entry]:
    """Append an act on an audit, or on one that is to be by its code; gives the audit after it, and its entry."""
    before, code = (None, audit) if isinstance(audit, str) else (audit, audit.code)
    entry = ledger.append(connection, AUDITS, type_, code, says, actor=actor, at=at)
    after = audit_after(before, entry)
    assert after is not None
    write_audit(connection, after, new=before is None)
    return after, entry


def enter_finding(
    connection: Connection,
    finding: Finding | str,
    type_: ChangeType,
    says: Mapping[str, object],
    *,
    actor: str,
    at: datetime,
) -> tuple[Finding, Entry]:
    """The same for a finding."""
    before, code = (None, finding) if isinstance(finding, str) else (finding, finding.code)
    entry = ledger.append(connection, AUDITS, type_, code, says, actor=actor, at=at)
    after = finding_after(before, entry)
    assert after is not None
    write_finding(connection, after, new=before is None)
    return after, entry


def next_code(connection: Connection, letter: str, day: date) -> str:
    """The code of the next audit (``A``) or finding (``H``) of a year."""
    column = audits.c.code if letter == "A" else audit_findings.c.code
    digits = 2 if letter == "A" else 3
    begins = f"{letter}-{day.year}-"
    known = connection.execute(select(column).where(column.startswith(begins, autoescape=True))).scalars()
    numbers = [int(code.removeprefix(begins)) for code in known if code.removeprefix(begins).isdecimal()]
    return f"{begins}{max(numbers, default=0) + 1:0{digits}}"


def line(text: str, kind: str, *, needed: bool = True) -> str:
    """A text of one line as it is kept. Raises Lacking, TooLong."""
    return _bounded(" ".join(text.split()), kind, LONGEST_LINE, needed)


def prose(text: str, kind: str, *, needed: bool = True) -> str:
    """A text of several lines as it is kept. Raises Lacking, TooLong."""
    return _bounded("\n".join(text.strip().splitlines()), kind, LONGEST_TEXT, needed)


def _bounded(text: str, kind: str, longest: int, needed: bool) -> str:
    if needed and not text:
        raise Lacking(kind=kind)
    if len(text) > longest:
        raise TooLong(kind=kind, longest=longest)
    return text


def day(text: str, kind: str, *, since: date | None = None) -> str:
    """A day as it is kept, an ISO 8601 date, not before `since`. Raises Lacking, BadDay."""
    if not text.strip():
        raise Lacking(kind=kind)
    try:
        found = date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadDay(kind=kind, value=text) from error
    if (since is not None and found < since) or not 2000 <= found.year < 3000:
        raise BadDay(kind=kind, value=text)
    return found.isoformat()
