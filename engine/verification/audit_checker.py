"""Compares audits and findings with their ledger, and each of its acts with who might do it."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, select

from engine.audits.models import audit_findings, audit_scopes, audits
from engine.audits.record import OF_AUDITS, Audit, ChangeType, Given, Said, digest_of
from engine.audits.rows import audit_of, audit_row, finding_of, finding_row
from engine.audits.who import Actor, Refusal, over_audit, over_finding, owning, raising
from engine.history.ledger import Entry
from engine.history.problems import Kind, Problem
from engine.identity.past import PeoplePast
from engine.identity.rights import Right
from engine.identity.role_ids import AUDITOR
from engine.instances.models import instances
from engine.verification.rows import differences


def audit_problems(
    connection: Connection, _name: str, entries: Sequence[Entry], people: PeoplePast
) -> Iterator[Problem]:
    """Whoever did what was not theirs to do, then the audits and findings that are not what the entries give, and the
    scopes that are not those that were begun."""
    given = Given()
    for entry in entries:
        refusal = _refusal(given, entry, people)
        if refusal is not None:
            yield Problem(Kind.ACTOR_NOT_ENTITLED, entry.seq, str(refusal), str(entry.actor or "—"))
        given.take(entry)
    expected = {f"audit {code}": audit_row(each) for code, each in given.audits.items()}
    expected |= {f"finding {code}": finding_row(each) for code, each in given.findings.items()}
    stored = {f"audit {row.code}": audit_row(audit_of(row)) for row in connection.execute(select(audits))}
    rows = connection.execute(select(audit_findings))
    stored |= {f"finding {row.code}": finding_row(finding_of(row)) for row in rows}
    yield from differences(expected, stored)
    yield from _scopes(connection, given.audits.values())


def _refusal(given: Given, entry: Entry, people: PeoplePast) -> Refusal | None:
    """Why who did it might not have, by what stood before it."""
    id, at, type_ = entry.actor or "", entry.moment, ChangeType(entry.type)
    auditor = people.held(id, at, AUDITOR)
    if entry.type in OF_AUDITS:
        return over_audit(type_, given.audits.get(entry.subject), Actor(id, auditor))
    if type_ is ChangeType.FINDING_RAISED:
        audit = given.audits.get(str(entry.says["audit"]))
        return raising(audit, str(entry.says["owner"]), Actor(id, auditor))
    finding = given.findings.get(entry.subject)
    if finding is None:
        return None
    process_id = finding.about.process_id
    prepares = process_id is not None and people.had_right(id, at, Right.PREPARE, process_id)
    found = over_finding(type_, finding, Actor(id, auditor, prepares))
    if found is None and type_ is ChangeType.FINDING_CHANGED:
        return owning(finding, Said.of(entry.says).owner)
    return found


def _scopes(connection: Connection, given: Iterable[Audit]) -> Iterator[Problem]:
    query = select(audit_scopes.c.audit, instances.c.folio).join(
        instances, instances.c.id == audit_scopes.c.instance_id
    )
    kept: dict[str, list[str]] = {}
    for code, folio in connection.execute(query):
        kept.setdefault(code, []).append(folio)
    for audit in given:
        found = kept.pop(audit.code, [])
        if audit.digest is not None and audit.plan.scope and digest_of(found) != audit.digest:
            yield Problem(Kind.ROW_CHANGED, None, audit.digest, digest_of(found), f"audit {audit.code} scope")
        elif found and (audit.digest is None or not audit.plan.scope):
            yield Problem(Kind.ROW_CHANGED, None, "—", str(len(found)), f"audit {audit.code} scope")
