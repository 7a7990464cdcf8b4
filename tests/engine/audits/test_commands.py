"""Audits: planned, begun and concluded by who leads them, on a ledger that the tables follow from."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from engine.audits import queries
from engine.audits.errors import BadDay, DaysTurned, Lacking, LeadNotAuditor, NothingWithinScope, NotTheirs, NotThere
from engine.audits.record import AUDITS, digest_of
from engine.audits.statuses import AuditStatus
from engine.errors import EngineError, NotFound
from engine.history.problems import Kind
from engine.verification.ledger_checks import ledger_checks
from tests.engine.audits.desk import LEAD, OTHER, audit_command, begun, plan, planned, raised, second_auditor
from tests.support import Company

pytestmark = pytest.mark.both_databases


def in_order(company: Company) -> list[tuple[str, int | None, str]]:
    """What is wrong with the ledger of audits and its tables, as the nightly verification says."""
    with company.database.reading() as connection:
        (check,) = ledger_checks(connection, [AUDITS])
    return [(str(each.kind), each.seq, each.subject or "") for each in check.problems]


def test_an_audit_is_planned_begun_and_concluded(company: Company) -> None:
    audit = planned(company, team=("comercial", "comercial"))
    assert audit.code == "A-2026-01" and audit.status is AuditStatus.PLANNED and audit.auditors == (LEAD, "comercial")
    assert planned(company).code == "A-2026-02"
    audit = audit_command(company, "begin_audit", audit.code, [])
    assert audit.status is AuditStatus.UNDER_WAY and audit.population == 0 and audit.digest == digest_of([])
    audit = audit_command(company, "conclude_audit", audit.code, "El procedimiento se sigue.")
    with company.database.reading() as connection:
        assert queries.audit(connection, audit.code) == audit and audit.conclusion == "El procedimiento se sigue."
        assert [each.type for each in queries.acts(connection, audit.code)] == [
            "audit_planned", "audit_begun", "audit_concluded",
        ]  # fmt: skip
    assert in_order(company) == []


def test_the_scope_is_what_was_there_when_it_began(company: Company) -> None:
    first, second = company.start(), company.start()
    audit = planned(company, scope="estado=running")
    with pytest.raises(NothingWithinScope):
        audit_command(company, "begin_audit", audit.code, [])
    audit = audit_command(company, "begin_audit", audit.code, [second, first])
    company.start()
    with company.database.reading() as connection:
        assert queries.scope_folios(connection, audit.code) == [first, second]
    assert audit.population == 2 and audit.digest == digest_of([first, second]) and in_order(company) == []
    with company.database.transaction() as connection:
        connection.execute(text("DELETE FROM audit_scopes WHERE instance_id = 1"))
    assert in_order(company) == [(Kind.ROW_CHANGED, None, f"audit {audit.code} scope")]


def test_only_its_lead_or_who_planned_it_decides(company: Company) -> None:
    second_auditor(company)
    audit = planned(company, lead=OTHER)
    attempts: list[Callable[[], object]] = [
        lambda: planned(company, actor="administrador"),
        lambda: planned(company, actor="direccion_general"),
        lambda: audit_command(company, "begin_audit", audit.code, []),
        lambda: audit_command(company, "change_audit", audit.code, plan(), actor="administrador"),
    ]
    for attempt in attempts:
        with pytest.raises(NotTheirs):
            attempt()
    changed = audit_command(company, "change_audit", audit.code, plan(lead=OTHER, title="Otra"))
    assert changed.plan.title == "Otra"
    assert audit_command(company, "begin_audit", audit.code, [], actor=OTHER).status is AuditStatus.UNDER_WAY
    with pytest.raises(NotTheirs):
        audit_command(company, "conclude_audit", audit.code, "Sí.")
    assert in_order(company) == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"title": " "}, Lacking),
        ({"objective": ""}, Lacking),
        ({"lead": ""}, Lacking),
        ({"lead": "comercial"}, LeadNotAuditor),
        ({"team": ("nadie",)}, NotFound),
        ({"from_day": "mañana"}, BadDay),
        ({"until_day": "2026-03-01"}, DaysTurned),
    ],
)
def test_a_plan_says_what_an_audit_needs(
    company: Company, changes: dict[str, object], error: type[EngineError]
) -> None:
    with pytest.raises(error):
        planned(company, **changes)
    assert in_order(company) == []


def test_what_is_not_there_any_more_cannot_be_done(company: Company) -> None:
    audit = begun(company)
    for attempt in (
        lambda: audit_command(company, "begin_audit", audit.code, []),
        lambda: audit_command(company, "change_audit", audit.code, plan(scope="estado=running")),
    ):
        with pytest.raises(NotThere):
            attempt()
    gone = audit_command(company, "cancel_audit", audit.code, "Se pospone.")
    assert gone.status is AuditStatus.CANCELLED and gone.conclusion == "Se pospone."
    for attempt in (
        lambda: audit_command(company, "conclude_audit", audit.code, "Sí."),
        lambda: raised(company, audit=audit.code),
    ):
        with pytest.raises(NotThere):
            attempt()
    with pytest.raises(NotFound):
        audit_command(company, "cancel_audit", "A-2026-99", "x")


def test_a_table_that_was_changed_by_hand_is_found(company: Company) -> None:
    audit, finding = begun(company), raised(company)
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE audits SET conclusion = 'Todo bien'"))
        connection.execute(text("UPDATE audit_findings SET owner = 'comercial', status = 'closed'"))
    assert in_order(company) == [
        (Kind.ROW_CHANGED, None, f"audit {audit.code} conclusion"),
        (Kind.ROW_CHANGED, None, f"finding {finding.code} owner"),
        (Kind.ROW_CHANGED, None, f"finding {finding.code} status"),
    ]
    assert replace(finding, audit=None) == finding
