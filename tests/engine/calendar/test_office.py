"""Due dates in working days."""

from datetime import UTC, date, datetime

import pytest

from bpmn.model import Due
from engine.calendar.office import OfficeCalendar, statutory

OFFICE = OfficeCalendar("America/Mexico_City")


@pytest.mark.parametrize(
    ("day", "business_days", "expected"),
    [
        (date(2026, 3, 2), 1, date(2026, 3, 3)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # over a weekend
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # from a Saturday
        (date(2026, 3, 13), 1, date(2026, 3, 17)),  # Benito Juárez, third Monday of March
        (date(2026, 3, 17), -1, date(2026, 3, 13)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # New Year's Day, then a weekend
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(day: date, business_days: int, expected: date) -> None:
    assert OFFICE.shift(day, business_days) == expected


def test_work_is_due_at_the_close_of_the_office_so_many_days_after() -> None:
    late_on_monday = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)  # 19:00 on Monday in Mexico City
    assert OFFICE.due_at(Due(business_days=1), late_on_monday, {}) == datetime(2026, 3, 4, 0, 0, tzinfo=UTC)


def test_or_before_a_date_of_the_instance() -> None:
    due = Due(business_days=1, before="fecha_entrega")
    at = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    assert OFFICE.due_at(due, at, {"fecha_entrega": "2026-03-16"}) == datetime(2026, 3, 14, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("data", [{}, {"fecha_entrega": None}, {"fecha_entrega": "pronto"}, {"fecha_entrega": [1]}])
def test_without_a_date_to_count_from_there_is_no_term(data: dict[str, object]) -> None:
    due = Due(business_days=1, before="fecha_entrega")
    assert OFFICE.due_at(due, datetime(2026, 3, 2, tzinfo=UTC), data) is None


BRIDGE, SATURDAY, LABOUR_DAY = date(2026, 4, 30), date(2026, 5, 2), date(2026, 5, 1)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({}, date(2026, 5, 4)),  # Thursday and, after Labour Day and the weekend, Monday
        ({BRIDGE: False}, date(2026, 5, 5)),
        ({SATURDAY: True}, date(2026, 5, 2)),
        ({LABOUR_DAY: True}, date(2026, 5, 1)),
        ({BRIDGE: False, SATURDAY: True}, date(2026, 5, 4)),
        ({LABOUR_DAY: False, BRIDGE: True}, date(2026, 5, 4)),  # what is so anyway
    ],
)
def test_what_the_company_decided_of_a_day_counts(days: dict[date, bool], expected: date) -> None:
    office = OFFICE.with_days(days)
    assert office.shift(date(2026, 4, 29), 2) == expected
    assert office.zone == OFFICE.zone and OFFICE.shift(date(2026, 4, 29), 2) == date(2026, 5, 4)


def test_a_term_that_counts_back_leaves_out_such_days_too() -> None:
    office, due = OFFICE.with_days({BRIDGE: False}), Due(business_days=1, before="fecha_entrega")
    at = datetime(2026, 3, 2, tzinfo=UTC)
    assert office.due_at(due, at, {"fecha_entrega": "2026-05-04"}) == datetime(2026, 4, 30, 0, 0, tzinfo=UTC)


def test_days_decided_are_those_last_given_and_no_others() -> None:
    assert OFFICE.with_days({SATURDAY: True}).with_days({BRIDGE: False}).days == {BRIDGE: False}


def test_the_law_names_its_days_in_the_reader_s_language() -> None:
    assert statutory(2026)[LABOUR_DAY] == "Día del Trabajo" and statutory(2026, "en")[LABOUR_DAY] == "Labor Day"
    assert date(2024, 10, 1) in statutory(2024) and date(2026, 10, 1) not in statutory(2026)  # a President's first day


@pytest.mark.parametrize("given", ["0001-01-01", "9999-12-31"])
def test_a_date_at_the_end_of_all_calendars_gives_no_term(given: str) -> None:
    due = Due(business_days=-1 if given > "5" else 1, before="fecha_entrega")
    assert OFFICE.due_at(due, datetime(2026, 3, 2, tzinfo=UTC), {"fecha_entrega": given}) is None


OF_THE_PAST = {
    2024: "01-01 02-05 03-18 05-01 09-16 10-01 11-18 12-25",
    2025: "01-01 02-03 03-17 05-01 09-16 11-17 12-25",
    2026: "01-01 02-02 03-16 05-01 09-16 11-16 12-25",
    2027: "01-01 02-01 03-15 05-01 09-16 11-15 12-25",
}


def test_a_newer_package_of_holidays_changes_no_year_in_which_terms_were_counted():
    """Verification counts them again: a term of then must stay the term that it was."""
    found = {year: " ".join(day.isoformat()[5:] for day in statutory(year)) for year in OF_THE_PAST}
    assert found == OF_THE_PAST


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        ("2026-03-02T09:00", "2026-03-02T09:00", 0),
        ("2026-03-02T10:00", "2026-03-02T09:30", 0),
        ("2026-03-02T09:30", "2026-03-02T10:15", 45),
        ("2026-03-02T07:00", "2026-03-02T20:00", 540),  # only while it is open
        ("2026-03-02T17:00", "2026-03-03T10:00", 120),
        ("2026-03-06T17:00", "2026-03-09T10:00", 120),  # over a weekend
        ("2026-03-07T10:00", "2026-03-08T10:00", 0),
        ("2026-03-13T17:30", "2026-03-17T09:30", 60),  # Benito Juárez, on Monday
        ("2026-03-02T09:00:30", "2026-03-02T09:02:29", 1),
    ],
)
def test_minutes_are_those_in_which_the_office_is_open(since: str, until: str, minutes: int) -> None:
    moments = (datetime.fromisoformat(each).replace(tzinfo=OFFICE.zone) for each in (since, until))
    assert OFFICE.minutes(*moments) == minutes
