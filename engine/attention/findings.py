"""Reminders of findings: before what they wait for is due and after it, and once a version that answers one holds.

On the working day before, whoever is to answer it or to do what was decided; once it is overdue they and who found it;
five working days later those who lead the audit, or all auditors where it is of none. Each is told once of each term.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from bpmn.messages import Message, lazy_gettext
from engine.audits.answers import answers_to
from engine.audits.entering import audit_at
from engine.audits.letters import FINDING_PAGE
from engine.audits.models import OPEN, audit_findings
from engine.audits.record import Finding
from engine.audits.rows import finding_of
from engine.audits.statuses import FindingStatus
from engine.calendar.office import OPENING, OfficeCalendar
from engine.clock import Clock
from engine.db import Database
from engine.definitions.statuses import VersionStatus
from engine.identity.queries import all_people
from engine.identity.role_ids import AUDITOR
from engine.instances.runtime import Runtime
from engine.telling.commands import tell
from engine.telling.dates import day_in_words
from engine.telling.kinds import NoticeKind

ESCALATED = 5
"""Working days after a term until those who audit are told besides."""


class Reminder(NamedTuple):
    """Of what people are told once: `key` says of what, `due` its term, `subject` and `body` in which words."""

    key: str
    due: date | None
    people: frozenset[str]
    subject: Message
    body: Message


def remind_of_findings(database: Database, runtime: Runtime, calendar: OfficeCalendar, clock: Clock) -> int:
    """Remind people of the findings that wait for them; gives how many were told. Raises StoreUnavailable."""
    at, told = clock(), 0
    local = at.astimezone(calendar.zone)
    if local.time() < OPENING or not calendar.is_business_day(local.date()):
        return 0
    with database.reading() as connection:
        rows = connection.execute(select(audit_findings).where(OPEN).order_by(audit_findings.c.code)).all()
        found = [(each, list(_reminders(connection, finding_of(each), calendar, local))) for each in rows]
    for row, reminders in found:
        for each in reminders:
            with database.transaction() as connection:
                told += _tell(connection, runtime, row.code, row.title, each, at)
    return told


def _reminders(
    connection: Connection, finding: Finding, calendar: OfficeCalendar, local: datetime
) -> Iterator[Reminder]:
    today = local.date()
    if finding.term is not None:
        yield from _of_term(connection, finding, calendar, today)
    if finding.status is FindingStatus.ANALYSED:
        for version in answers_to(connection, finding).versions:
            if version.status is VersionStatus.EFFECTIVE:
                yield Reminder(
                    f"finding {finding.code} version {version.number}",
                    None,
                    _doers(finding),
                    lazy_gettext("In force: what answers {code}"),
                    lazy_gettext(
                        "Version {number} of {procedure}, which answers the finding {code}, is in force. Say that what "
                        "was decided is done, once it is.",
                        number=version.number,
                        procedure=version.name,
                    ),
                )


def _of_term(connection: Connection, finding: Finding, calendar: OfficeCalendar, today: date) -> Iterator[Reminder]:
    assert finding.term is not None
    due = date.fromisoformat(finding.term)
    # The term counts anew where a finding that did not help is answered again with another day.
    key = f"finding {finding.code} {finding.status} {finding.term}"
    if calendar.shift(due, -1) <= today <= due:
        yield Reminder(
            f"{key} soon",
            due,
            _doers(finding),
            lazy_gettext("Due: finding {code}"),
            lazy_gettext("What the finding {code} waits for is due {day}: «{title}»."),
        )
    if today > due:
        yield Reminder(
            f"{key} late",
            due,
            _doers(finding) | {finding.raised_by},
            lazy_gettext("Overdue: finding {code}"),
            lazy_gettext("What the finding {code} waits for was due {day}, and is not done yet: «{title}»."),
        )
    if today > calendar.shift(due, ESCALATED):
        yield Reminder(
            f"{key} later",
            due,
            _auditors(connection, finding) - _doers(finding),
            lazy_gettext("Long overdue: finding {code}"),
            lazy_gettext("What the finding {code} waits for was due {day}, and is not done yet: «{title}»."),
        )


def _doers(finding: Finding) -> frozenset[str]:
    """Whom it waits for."""
    if finding.status is FindingStatus.ANALYSED and finding.responsible is not None:
        return frozenset({finding.responsible, finding.said.owner})
    return frozenset({finding.said.owner})


def _auditors(connection: Connection, finding: Finding) -> frozenset[str]:
    if finding.audit is not None:
        return frozenset({audit_at(connection, finding.audit).plan.lead})
    return frozenset(each.id for each in all_people(connection) if each.active and AUDITOR in each.roles)


def _tell(connection: Connection, runtime: Runtime, code: str, title: str, it: Reminder, at: datetime) -> int:
    here: Collection[str] = [each.id for each in all_people(connection) if each.active and each.id in it.people]
    day = "" if it.due is None else day_in_words(it.due, runtime.words)
    values = {"code": code, "title": title, "day": day}
    data = {
        "title": runtime.words(it.subject.with_values({**it.subject.values, **values})),
        "text": runtime.words(it.body.with_values({**values, **it.body.values})),
        "path": FINDING_PAGE.format(code),
    }
    return tell(connection, NoticeKind.AUDIT, here, key=it.key, at=at, data=data)
