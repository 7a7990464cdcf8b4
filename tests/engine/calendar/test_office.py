"""Due dates in working days."""

from datetime import UTC, date, datetime

import pytest

from bpmn.model import Due
from engine.calendar.office import OfficeCalendar

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
