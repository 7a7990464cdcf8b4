"""Commands over findings: raised, answered, done, verified, closed, each by whom it is (`engine.audits.who`)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime

from sqlalchemy import Connection

from engine.audits.about import About, Evidence, resolved
from engine.audits.entering import (
    actor_of,
    audit_at,
    day,
    enter_finding,
    finding_at,
    line,
    next_code,
    prose,
    take_turn,
)
from engine.audits.errors import Lacking, NotItsDraft, NotThere, refuse
from engine.audits.letters import Render, tell_of_finding
from engine.audits.record import ChangeType, Finding, Said
from engine.audits.statuses import AuditStatus
from engine.audits.who import WHEN, over_finding, owning, raising
from engine.definitions.drafts import required
from engine.definitions.statuses import OPEN as OPEN_DRAFTS
from engine.identity.queries import person
from engine.instances.reading import Reader


def raise_finding(
    connection: Connection,
    reader: Reader,
    said: Said,
    about: About,
    *,
    audit: str | None = None,
    evidence: Sequence[Evidence] = (),
    today: date,
    render: Render = str,
    actor: str,
    at: datetime,
) -> Finding:
    """Raise a finding, in an audit that is under way or beside any; its evidence is what stands there, as `reader` sees
    it, and whatever `evidence` is given besides. `today` is the office's day.

    Raises NotTheirs, NotThere, NotFound (kind ``audit``, ``person`` and what `engine.audits.about.resolved` says),
    Lacking, TooLong, BadDay.
    """
    take_turn(connection)
    in_ = None if audit is None else audit_at(connection, audit)
    refuse(raising(in_, said.owner, actor_of(connection, actor)), actor)
    if in_ is not None and in_.status is not AuditStatus.UNDER_WAY:
        raise NotThere(id=in_.code, kind=f"audit_{in_.status}")
    kept = _checked(connection, said, today)
    where, found = resolved(connection, reader, about)
    says = {
        **kept.as_said(),
        "audit": audit,
        "about": asdict(where),
        "evidence": [asdict(each) for each in dict.fromkeys((*found, *evidence))],
    }
    code = next_code(connection, "H", today)
    return _done(connection, code, ChangeType.FINDING_RAISED, says, render, actor, at)


def change_finding(
    connection: Connection, code: str, said: Said, *, today: date, render: Render = str, actor: str, at: datetime
) -> Finding:
    """Put a finding otherwise that nothing was done about yet. Raises what `raise_finding` does, NotFound (kind
    ``audit_finding``)."""
    finding = _open(connection, code, ChangeType.FINDING_CHANGED, actor)
    refuse(owning(finding, said.owner), actor)
    kept = _checked(connection, said, None if said.due == finding.said.due else today)
    if kept == finding.said:
        return finding
    return _done(connection, finding, ChangeType.FINDING_CHANGED, kept.as_said(), render, actor, at)


def analyse_finding(
    connection: Connection,
    code: str,
    *,
    cause: str,
    correction: str,
    action: str,
    responsible: str,
    action_due: str,
    today: date,
    render: Render = str,
    actor: str,
    at: datetime,
) -> Finding:
    """Say why it was so, what was put right at once, and what is done so that it does not happen again, by whom and
    until when (ISO 9001:2015, 10.2.1). Without `responsible` its owner does it.

    Raises NotTheirs, NotThere, NotFound (kind ``audit_finding`` or ``person``), Lacking, TooLong, BadDay.
    """
    finding = _open(connection, code, ChangeType.FINDING_ANALYSED, actor)
    says = {
        "cause": prose(cause, "cause"),
        "correction": prose(correction, "correction", needed=False),
        "action": prose(action, "action"),
        "responsible": person(connection, responsible or actor).id,
        "action_due": day(action_due, "action_due", since=today),
    }
    return _done(connection, finding, ChangeType.FINDING_ANALYSED, says, render, actor, at)


def link_draft(
    connection: Connection, code: str, process_id: str, *, linked: bool, actor: str, at: datetime
) -> Finding:
    """Say that the open draft of a procedure answers a finding about it, or that it does not after all.

    Raises NotTheirs, NotThere, NotFound (kind ``audit_finding`` or ``draft``), NotItsDraft.
    """
    finding = _open(connection, code, ChangeType.FINDING_LINKED, actor)
    if finding.about.process_id not in (None, process_id):
        raise NotItsDraft(id=code)
    draft = required(connection, process_id, *OPEN_DRAFTS).id
    if (finding.draft == draft) is linked:
        return finding
    says = {"draft": draft if linked else None}
    return _done(connection, finding, ChangeType.FINDING_LINKED, says, str, actor, at)


def act_on_finding(
    connection: Connection, code: str, done: str, *, render: Render = str, actor: str, at: datetime
) -> Finding:
    """Say that what was decided is done. Raises NotTheirs, NotThere, NotFound (kind ``audit_finding``), Lacking,
    TooLong."""
    finding = _open(connection, code, ChangeType.FINDING_ACTED, actor)
    return _done(connection, finding, ChangeType.FINDING_ACTED, {"done": prose(done, "done")}, render, actor, at)


def verify_finding(
    connection: Connection,
    code: str,
    effectiveness: str,
    *,
    effective: bool,
    render: Render = str,
    actor: str,
    at: datetime,
) -> Finding:
    """Say whether what was done helped, and how that is known; where it did not, its owner answers it anew.

    Raises NotTheirs, NotThere, NotFound (kind ``audit_finding``), Lacking, TooLong.
    """
    finding = _open(connection, code, ChangeType.FINDING_VERIFIED, actor)
    says = {"effective": effective, "effectiveness": prose(effectiveness, "effectiveness")}
    return _done(connection, finding, ChangeType.FINDING_VERIFIED, says, render, actor, at)


def close_finding(connection: Connection, code: str, *, render: Render = str, actor: str, at: datetime) -> Finding:
    """Close a finding of which an auditor said that what was done helped. Raises NotTheirs, NotThere, NotFound (kind
    ``audit_finding``)."""
    finding = _open(connection, code, ChangeType.FINDING_CLOSED, actor)
    return _done(connection, finding, ChangeType.FINDING_CLOSED, {}, render, actor, at)


def withdraw_finding(
    connection: Connection, code: str, reason: str, *, render: Render = str, actor: str, at: datetime
) -> Finding:
    """Take back a finding that was raised by mistake. Raises NotTheirs, NotThere, NotFound (kind ``audit_finding``),
    Lacking, TooLong."""
    finding = _open(connection, code, ChangeType.FINDING_WITHDRAWN, actor)
    says = {"reason": prose(reason, "reason")}
    return _done(connection, finding, ChangeType.FINDING_WITHDRAWN, says, render, actor, at)


def _open(connection: Connection, code: str, type_: ChangeType, actor: str) -> Finding:
    """A finding on which an actor may act so, and that is where one can."""
    take_turn(connection)
    finding = finding_at(connection, code)
    refuse(over_finding(type_, finding, actor_of(connection, actor, finding.about.process_id)), actor)
    if finding.status not in WHEN[type_]:
        raise NotThere(id=code, kind=f"finding_{finding.status}")
    return finding


def _done(
    connection: Connection,
    finding: Finding | str,
    type_: ChangeType,
    says: Mapping[str, object],
    render: Render,
    actor: str,
    at: datetime,
) -> Finding:
    after, entry = enter_finding(connection, finding, type_, says, actor=actor, at=at)
    tell_of_finding(connection, after, entry, render)
    return after


def _checked(connection: Connection, said: Said, since: date | None) -> Said:
    if not said.owner:
        raise Lacking(kind="owner")
    return replace(
        said,
        clause=line(said.clause, "clause", needed=False),
        title=line(said.title, "title"),
        text=prose(said.text, "text"),
        owner=person(connection, said.owner).id,
        due=day(said.due, "due", since=since),
    )
