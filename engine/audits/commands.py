"""Commands over audits: planned, begun, concluded, by who leads them. Each is an entry of the ledger."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from engine.audits.entering import actor_of, audit_at, day, enter_audit, line, next_code, prose, take_turn
from engine.audits.errors import DaysTurned, Lacking, LeadNotAuditor, NothingWithinScope, NotThere, refuse
from engine.audits.letters import Render, tell_team
from engine.audits.models import audit_scopes
from engine.audits.record import Audit, ChangeType, Plan, digest_of
from engine.audits.statuses import AuditStatus
from engine.audits.who import AUDIT_WHEN, over_audit
from engine.identity.queries import person
from engine.identity.role_ids import AUDITOR
from engine.instances.models import instances

SHARE = 500


def plan_audit(
    connection: Connection, plan: Plan, *, today: date, render: Render = str, actor: str, at: datetime
) -> Audit:
    """Plan an audit; `today` is the office's day, by whose year its code is given.

    Raises NotTheirs, NotFound (kind ``person``), Lacking, TooLong, BadDay, DaysTurned, LeadNotAuditor.
    """
    take_turn(connection)
    refuse(over_audit(ChangeType.AUDIT_PLANNED, None, actor_of(connection, actor)), actor)
    checked = _checked(connection, plan)
    code = next_code(connection, "A", today)
    audit, entry = enter_audit(connection, code, ChangeType.AUDIT_PLANNED, checked.as_said(), actor=actor, at=at)
    tell_team(connection, audit, entry, audit.auditors, render)
    return audit


def change_audit(
    connection: Connection, code: str, plan: Plan, *, render: Render = str, actor: str, at: datetime
) -> Audit:
    """Put the plan of an audit otherwise; of one that was begun its scope and who leads it stay.

    Raises what `plan_audit` does, NotFound (kind ``audit``), NotThere.
    """
    take_turn(connection)
    audit = audit_at(connection, code)
    _require(connection, audit, ChangeType.AUDIT_CHANGED, actor)
    checked = _checked(connection, plan)
    if audit.status is AuditStatus.UNDER_WAY and (checked.scope, checked.lead) != (audit.plan.scope, audit.plan.lead):
        raise NotThere(id=code, kind=f"audit_{audit.status}")
    if checked == audit.plan:
        return audit
    says = checked.as_said()
    after, entry = enter_audit(connection, audit, ChangeType.AUDIT_CHANGED, says, actor=actor, at=at)
    tell_team(connection, after, entry, set(after.auditors) - set(audit.auditors), render)
    return after


def begin_audit(
    connection: Connection, code: str, folios: Sequence[str], *, render: Render = str, actor: str, at: datetime
) -> Audit:
    """Begin an audit: its scope is fixed, and findings can be raised in it. `folios` are the instances that its scope
    finds now; which they were is known by their digest, and where the scope leaves any out they are kept.

    Raises NotTheirs, NotFound (kind ``audit``), NotThere, NothingWithinScope.
    """
    take_turn(connection)
    audit = audit_at(connection, code)
    _require(connection, audit, ChangeType.AUDIT_BEGUN, actor)
    if audit.plan.scope and not folios:
        raise NothingWithinScope()
    says = {"population": len(folios), "digest": digest_of(folios)}
    after, entry = enter_audit(connection, audit, ChangeType.AUDIT_BEGUN, says, actor=actor, at=at)
    if audit.plan.scope:
        _keep_scope(connection, code, folios)
    tell_team(connection, after, entry, after.auditors, render)
    return after


def conclude_audit(
    connection: Connection, code: str, conclusion: str, *, render: Render = str, actor: str, at: datetime
) -> Audit:
    """Conclude an audit: its report is what was done, and `conclusion`, what its lead comes to. Its findings go on.

    Raises NotTheirs, NotFound (kind ``audit``), NotThere, Lacking, TooLong.
    """
    take_turn(connection)
    audit = audit_at(connection, code)
    _require(connection, audit, ChangeType.AUDIT_CONCLUDED, actor)
    says = {"conclusion": prose(conclusion, "conclusion")}
    after, entry = enter_audit(connection, audit, ChangeType.AUDIT_CONCLUDED, says, actor=actor, at=at)
    tell_team(connection, after, entry, after.auditors, render)
    return after


def cancel_audit(
    connection: Connection, code: str, reason: str, *, render: Render = str, actor: str, at: datetime
) -> Audit:
    """Give an audit up before it is concluded, with the reason. Raises what `conclude_audit` does."""
    take_turn(connection)
    audit = audit_at(connection, code)
    _require(connection, audit, ChangeType.AUDIT_CANCELLED, actor)
    says = {"reason": prose(reason, "reason")}
    after, entry = enter_audit(connection, audit, ChangeType.AUDIT_CANCELLED, says, actor=actor, at=at)
    tell_team(connection, after, entry, after.auditors, render)
    return after


def _require(connection: Connection, audit: Audit, type_: ChangeType, actor: str) -> None:
    """Raises NotTheirs, NotThere."""
    refuse(over_audit(type_, audit, actor_of(connection, actor)), actor)
    if audit.status not in AUDIT_WHEN[type_]:
        raise NotThere(id=audit.code, kind=f"audit_{audit.status}")


def _checked(connection: Connection, plan: Plan) -> Plan:
    """A plan as it is kept."""
    if not plan.lead:
        raise Lacking(kind="lead")
    lead = person(connection, plan.lead)
    if AUDITOR not in lead.roles:
        raise LeadNotAuditor(person=lead.id)
    team = tuple(sorted({person(connection, each).id for each in plan.team} - {lead.id}))
    first, last = day(plan.from_day, "from_day"), day(plan.until_day, "until_day")
    if last < first:
        raise DaysTurned()
    texts = line(plan.title, "title"), prose(plan.objective, "objective"), prose(plan.criteria, "criteria")
    return Plan(*texts, plan.scope[:2000], tuple(dict.fromkeys(plan.samples)), lead.id, team, first, last)


def _keep_scope(connection: Connection, code: str, folios: Sequence[str]) -> None:
    known = sorted(folios)
    for share in (known[first : first + SHARE] for first in range(0, len(known), SHARE)):
        ids = connection.execute(select(instances.c.id).where(instances.c.folio.in_(share))).scalars().all()
        connection.execute(insert(audit_scopes), [{"audit": code, "instance_id": id} for id in ids])
