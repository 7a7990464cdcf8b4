"""Alarms: told once to auditors and administrators, until what they are about is in order."""

import json

import pytest
from sqlalchemy import select, text

from engine.history.problems import Kind, Problem
from engine.notifications.models import outbox
from engine.notifications.queries import entries
from engine.notifications.statuses import LetterStatus
from engine.verification import alarms
from tests.support import Company

pytestmark = pytest.mark.both_databases

FORKED = Problem(Kind.LOG_FORKED, 7, "a", "b")
CHANGED = Problem(Kind.EVENT_CHANGED, 3, "c", "d")


def found(company: Company, **problems: list[Problem]) -> list[str]:
    """The subjects that are new."""
    with company.database.transaction() as connection:
        return [each.subject for each in alarms.report(connection, problems, str, at=company.clock())]


def current(company: Company) -> list[tuple[str, str, str]]:
    with company.database.reading() as connection:
        return [(each.subject, each.kind, each.found) for each in alarms.current(connection)]


def letters(company: Company) -> list[tuple[str, tuple[str, ...]]]:
    with company.database.reading() as connection:
        known = entries(connection, (LetterStatus.PENDING, LetterStatus.DEAD), limit=9)
        return [(each.about, tuple(each.to)) for each in known]


def test_what_is_found_again_and_again_is_told_once(company: Company) -> None:
    assert found(company, folio=[CHANGED]) == ["folio"]
    assert found(company, folio=[CHANGED], log=[FORKED]) == ["log"]
    assert found(company, folio=[CHANGED], log=[FORKED]) == []
    assert current(company) == [("folio", "event_changed", "3: c ≠ d"), ("log", "log_forked", "7: a ≠ b")]
    assert sorted(subject for subject, _ in letters(company)) == [
        "Alarm: the sealed log is not the one that was signed",
        "Alarm: what was recorded is not in order",
    ]


def test_the_log_and_the_histories_have_a_letter_each_and_one_letter_tells_of_all(company: Company) -> None:
    found(company, a=[CHANGED], b=[CHANGED], log=[FORKED], checkpoints=[FORKED])
    assert len(letters(company)) == 2


def test_a_letter_names_what_is_not_in_order_as_people_call_it_and_says_what_is_so_of_it(company: Company) -> None:
    said = {subject: body(company, subject) for subject in ("ledger:people", "checkpoints", "witness", "clock")}
    assert "not in order: People, roles and rights." in said["ledger:people"]
    assert "Not in order: Seals." in said["checkpoints"] and "Nothing is sealed" in said["checkpoints"]
    assert "Sealing goes on" in said["witness"] and "Nothing is sealed" not in said["witness"]
    assert "NTP" in said["clock"] and "Nothing" not in said["clock"]
    assert not any(str(kind) in each for kind in Kind for each in said.values())


def body(company: Company, subject: str) -> str:
    """What the letter of an alarm about `subject` says."""
    found(company, **{subject: [FORKED]})
    with company.database.reading() as connection:
        text = connection.execute(select(outbox.c.payload).order_by(outbox.c.id.desc()).limit(1)).scalar_one()
    return str(json.loads(text)["body"])


def test_it_ends_when_its_subject_is_in_order_and_not_before(company: Company) -> None:
    found(company, a=[CHANGED], log=[FORKED])
    found(company, a=[])  # nothing is said of the log
    assert [subject for subject, *_ in current(company)] == ["log"]
    assert found(company, a=[CHANGED]) == ["a"]


def test_another_kind_of_problem_is_another_alarm(company: Company) -> None:
    found(company, a=[CHANGED])
    assert found(company, a=[FORKED, CHANGED]) == ["a"]
    assert [kind for _, kind, _ in current(company)] == ["log_forked"]


def test_auditors_and_administrators_are_written_to_and_nobody_else(company: Company) -> None:
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE people SET email = id || '@empresa.mx'"))
    found(company, log=[FORKED])
    ((_, to),) = letters(company)
    assert to == ("administrador@empresa.mx", "auditor@empresa.mx")


def test_an_alarm_that_somebody_deletes_is_raised_anew(company: Company) -> None:
    found(company, log=[FORKED])
    with company.database.transaction() as connection:
        connection.execute(text("DELETE FROM alarms"))
    assert found(company, log=[FORKED]) == ["log"]
