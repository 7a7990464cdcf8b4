"""What tests of audits do: people plan, find, answer and judge, each act a command of its own."""

from datetime import date
from typing import Any

from engine.audits import commands, following
from engine.audits.about import About
from engine.audits.record import Audit, Finding, Plan, Said
from engine.audits.statuses import FindingKind, Severity
from engine.identity.commands import ensure_person
from engine.instances.reading import EVERYTHING
from tests.support import Company

TODAY = date(2026, 3, 2)
LEAD, OTHER, OWNER = "auditor", "irene", "director_comercial"


def second_auditor(company: Company) -> None:
    """Somebody else who audits: of what is major two of them judge."""
    with company.database.transaction() as connection:
        ensure_person(connection, OTHER, "Irene Paz", ["auditor"], email=None, at=company.clock())


def plan(**changes: Any) -> Plan:
    said = {
        "title": "Auditoría del primer trimestre",
        "objective": "Si el procedimiento se sigue.",
        "criteria": "El procedimiento vigente, ISO 9001:2015.",
        "scope": "",
        "samples": (),
        "lead": LEAD,
        "team": (),
        "from_day": "2026-03-02",
        "until_day": "2026-03-31",
    }
    return Plan(**{**said, **changes})


def said(**changes: Any) -> Said:
    given = {
        "kind": FindingKind.NONCONFORMITY,
        "severity": Severity.MINOR,
        "clause": "8.2.3",
        "title": "Nadie revisó la propuesta",
        "text": "La propuesta salió sin revisión.",
        "owner": OWNER,
        "due": "2026-03-09",
    }
    return Said(**{**given, **changes})


def planned(company: Company, *, actor: str = LEAD, **changes: Any) -> Audit:
    with company.database.transaction() as connection:
        return commands.plan_audit(connection, plan(**changes), today=TODAY, actor=actor, at=company.clock())


def audit_command(company: Company, name: str, code: str, *args: Any, actor: str = LEAD) -> Audit:
    with company.database.transaction() as connection:
        found: Audit = getattr(commands, name)(connection, code, *args, actor=actor, at=company.clock())
        return found


def begun(company: Company, **changes: Any) -> Audit:
    return audit_command(company, "begin_audit", planned(company, **changes).code, [])


def raised(
    company: Company, about: About | None = None, *, audit: str | None = None, actor: str = LEAD, **changes: Any
) -> Finding:
    with company.database.transaction() as connection:
        at = company.clock()
        about = about or About(process_id="gestion_comercial")
        return following.raise_finding(
            connection, EVERYTHING, said(**changes), about, audit=audit, today=TODAY, actor=actor, at=at
        )


def command(company: Company, name: str, code: str, *args: Any, actor: str, **named: Any) -> Finding:
    """Give a command of `engine.audits.following`."""
    with company.database.transaction() as connection:
        at = company.clock()
        found: Finding = getattr(following, name)(connection, code, *args, actor=actor, at=at, **named)
        return found


def answered(company: Company, code: str, *, actor: str = OWNER, responsible: str = "") -> Finding:
    return command(
        company,
        "analyse_finding",
        code,
        actor=actor,
        cause="No estaba en el procedimiento.",
        correction="",
        action="Se añade el paso.",
        responsible=responsible,
        action_due="2026-03-20",
        today=TODAY,
    )


def acted(company: Company, code: str, *, actor: str = OWNER) -> Finding:
    return command(company, "act_on_finding", code, "Versión 5.", actor=actor)


def verified(company: Company, code: str, *, actor: str = LEAD, effective: bool = True) -> Finding:
    return command(
        company, "verify_finding", code, "Diez propuestas, todas revisadas.", actor=actor, effective=effective
    )
