"""Reminders of findings: before a term and after it, each once, and to nobody whom it does not wait for."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from engine.attention.findings import remind_of_findings
from engine.telling.models import notices
from tests.engine.audits.desk import LEAD, OTHER, OWNER, acted, answered, begun, raised, second_auditor
from tests.support import Company

pytestmark = pytest.mark.both_databases


def remind(company: Company, month: int, day: int, hour: int = 16) -> set[tuple[str, str]]:
    """Remind at a moment; gives whom of what, of all that was told so far by reminders."""
    at = datetime(2026, month, day, hour, tzinfo=UTC)
    remind_of_findings(company.database, company.runtime, company.runtime.calendar, lambda: at)
    with company.database.reading() as connection:
        query = select(notices.c.person_id, notices.c.key).where(notices.c.key.like("finding %"))
        return {(row.person_id, row.key.split()[-1]) for row in connection.execute(query)}


def test_who_is_to_answer_is_reminded_before_the_term_and_after_it(company: Company) -> None:
    second_auditor(company)
    raised(company, audit=begun(company).code, due="2026-03-10")
    assert remind(company, 3, 6) == set()
    assert remind(company, 3, 9, 14) == set()  # the office is not open yet
    assert remind(company, 3, 9) == remind(company, 3, 10) == {(OWNER, "soon")}
    late = {(OWNER, "soon"), (OWNER, "late"), (LEAD, "late")}
    assert remind(company, 3, 11) == remind(company, 3, 14) == late
    assert remind(company, 3, 20) == late | {(LEAD, "later")}


def test_after_an_answer_who_does_it_is_reminded_of_that_term(company: Company) -> None:
    second_auditor(company)
    code = raised(company, due="2026-03-04").code
    answered(company, code, responsible="preventa")
    assert remind(company, 3, 10) == set()
    assert remind(company, 3, 20) == {("preventa", "soon"), (OWNER, "soon")}
    acted(company, code)
    assert remind(company, 3, 30) == {("preventa", "soon"), (OWNER, "soon")}


def test_where_it_is_of_no_audit_all_auditors_are_told_in_the_end(company: Company) -> None:
    second_auditor(company)
    raised(company, due="2026-03-03")
    assert {person for person, what in remind(company, 3, 20) if what == "later"} == {LEAD, OTHER}
