"""Roles and terms follow again from diagram, data, people and the calendar as they were: others are named."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.calendar import commands as calendar
from engine.calendar.office import OfficeCalendar
from engine.instances.runtime import Runtime
from engine.verification.instance_verifier import InstanceVerifier, verify
from engine.verification.report import Report
from tests.engine.instances.test_timers import timed
from tests.engine.migration.moving import migrate, publish
from tests.engine.verification.attacks import drop_triggers, under
from tests.engine.verification.attacks_on_decisions import UPON_DECISIONS, Attack, work_has_a_later_term
from tests.engine.verification.opportunity import go_on, under_way
from tests.golden.routes import ROUTES
from tests.support import Company


def verification(company: Company, folio: str) -> Report:
    with company.database.reading() as connection:
        return verify(connection, Runtime(company.runtime.calendar), folio)


def after(company: Company, folio: str, attack: Attack) -> tuple[Report, int]:
    wanted: list[int] = []
    fresh = Runtime(company.runtime.calendar)
    report = under(
        lambda connection, folio: wanted.append(attack(connection, folio)),
        company.database,
        folio,
        lambda connection: verify(connection, fresh, folio),
    )
    return report, wanted[0]


def decide(company: Company, day: str, *, works: bool) -> None:
    with company.database.transaction() as connection:
        calendar.decide(connection, day, works=works, name="X", actor="administrador", at=company.clock())


@pytest.mark.both_databases
@pytest.mark.parametrize("attack", UPON_DECISIONS, ids=lambda attack: attack.__name__)
def test_what_was_not_decided_so_is_named_at_that_event_and_nothing_else_is(company: Company, attack: Attack) -> None:
    made, kind = UPON_DECISIONS[attack]
    folio = made(company)
    assert verification(company, folio).problems == ()
    report, seq = after(company, folio, attack)
    assert [(each.kind, each.seq) for each in report.problems] == [(kind, seq)]
    assert all(each.expected != each.found for each in report.problems)


def test_a_day_that_is_decided_later_moves_no_term_set_before(company: Company) -> None:
    folio = under_way(company)
    company.clock.now += timedelta(hours=1)
    for day in ("2026-03-03", "2026-03-04", "2026-03-05"):
        decide(company, day, works=False)
    assert verification(company, folio).problems == ()
    company.clock.now += timedelta(hours=1)
    go_on(company, folio)
    assert verification(company, folio).problems == ()


def test_a_day_decided_at_that_very_moment_may_have_counted_or_not(company: Company) -> None:
    folio = under_way(company)
    company.clock.now -= timedelta(minutes=2)
    decide(company, "2026-03-03", works=False)
    assert verification(company, folio).problems == ()


def test_terms_by_days_decided_while_a_verifier_was_at_work_are_known_to_it(company: Company) -> None:
    with company.database.reading() as connection:
        verifier = InstanceVerifier(connection, Runtime(company.runtime.calendar))
    decide(company, "2026-03-03", works=False)
    company.clock.now += timedelta(hours=1)
    folio = under_way(company)
    with company.database.reading() as connection:
        assert verifier.verify(connection, folio).problems == ()


@pytest.mark.parametrize("zone", ["America/Tijuana", "Asia/Tokyo"])
def test_an_office_that_moved_to_another_time_zone_since_is_not_blamed_for_that(company: Company, zone: str) -> None:
    folio, timers = under_way(company), ROUTES["timers"](company)
    fresh = Runtime(OfficeCalendar(zone))
    with company.database.reading() as connection:
        assert [verify(connection, fresh, each).problems for each in (folio, timers)] == [(), ()]


def test_terms_that_a_move_carried_or_gave_anew_follow(company: Company) -> None:
    publish(company, timed("start > a > b > end", {}))
    folio = company.start("p", "comercial")
    company.clock.now += timedelta(days=2)
    publish(company, timed("start > a > c > end", {}))
    migrate(company, folio)
    assert verification(company, folio).problems == ()


def test_where_the_ledger_of_the_calendar_does_not_hold_no_term_is_named(company: Company) -> None:
    decide(company, "2026-03-30", works=False)
    folio = under_way(company)
    with company.database.transaction() as connection:
        drop_triggers(connection)
        connection.execute(text("UPDATE ledger_entries SET subject = '2026-03-31' WHERE ledger = 'calendar'"))
    assert after(company, folio, work_has_a_later_term)[0].ok
