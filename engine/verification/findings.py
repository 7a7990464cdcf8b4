"""Keeps what verifying found: verdicts, the state of each ledger, and alarms, all in one transaction.

Pages read the three of them beside one another. Were they kept one after the other, a list could say that a history is
in order while a banner over it says that it is not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql

from bpmn.messages import Message
from engine import canonical_json
from engine.history.problems import Kind, Problem
from engine.instances.models import instances
from engine.verification import alarms, runs
from engine.verification.models import store_checks, verifications
from engine.verification.report import Report
from engine.verification.store_checks import Check

MOST = 100
"""Problems of one check that are kept; of more it is only kept how many there are."""

_NEW = postgresql.insert(store_checks)  # both databases write it as PostgreSQL does
_UPSERT = _NEW.on_conflict_do_update(
    index_elements=["subject"],
    set_={column.name: _NEW.excluded[column.name] for column in store_checks.c if not column.primary_key},
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The last check of a ledger or of the log: its first problems, how many more there were, and when it was."""

    subject: str
    problems: tuple[Problem, ...]
    more: int
    checked_at: datetime


def keep(
    connection: Connection,
    reports: Sequence[Report],
    checks: Sequence[Check],
    render: Callable[[Message], str],
    *,
    at: datetime,
) -> None:
    """Keep the reports of instances and the checks of the store, and raise or end the alarms about them. `render` gives
    a text in the company's language."""
    runs.record(connection, reports, at=at)
    rows = [
        {
            "subject": check.subject,
            "problems": canonical_json.dumps([problem.as_dict() for problem in check.problems[:MOST]]),
            "more": max(len(check.problems) - MOST, 0),
            "checked_at": at,
        }
        for check in checks
    ]
    if rows:
        connection.execute(_UPSERT, rows)
    found = {check.subject: check.problems for check in checks}
    found |= {report.folio: report.problems for report in reports}
    alarms.report(connection, found, render, at=at)


def news(connection: Connection, reports: Sequence[Report]) -> list[Report]:
    """Those of the reports that are not in order and say something new, and those in order of which the last verdict
    says otherwise: what sealing has to keep, which verifies only to know what it may seal. The same verdict again and
    again would be something new to seal each time."""
    query = select(instances.c.folio, verifications.c.report).join(
        verifications, verifications.c.instance_id == instances.c.id
    )
    bad = {row.folio: row.report for row in connection.execute(query.where(~verifications.c.ok))}
    return [
        report
        for report in reports
        if (report.ok and report.folio in bad)
        or (not report.ok and bad.get(report.folio) != canonical_json.dumps(report.as_dict()))
    ]


def checked(connection: Connection) -> list[Checked]:
    """The last check of each subject, by its name."""
    query = select(store_checks).order_by(store_checks.c.subject)
    rows = connection.execute(query)
    return [Checked(row.subject, _problems(row.problems), row.more, row.checked_at) for row in rows]


def _problems(text: str) -> tuple[Problem, ...]:
    told: Any = canonical_json.loads(text)
    fields = ("seq", "expected", "found", "subject")
    return tuple(Problem(Kind(each["kind"]), *(each[name] for name in fields)) for each in told)
