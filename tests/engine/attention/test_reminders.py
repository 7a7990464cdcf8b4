"""Terms: who is reminded before and after, who heads them is told a working day later, once, and on record."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from engine.verification.instance_verifier import verify
from tests.engine.attention.noticing import follow, forget, remind, told
from tests.engine.client_access.proposal import EMAIL
from tests.engine.instances.test_routes import GO, SERVICE
from tests.support import Company

DAY = timedelta(days=1)
LEAD = {"fecha_entrega": "2026-03-17", "cliente": "Banco", "correo": EMAIL, "requerimiento": "SOC 24x7"}
"""The proposal is to be written until Thursday, March 12, at the close of the office (18:00, UTC-6): two working days
before Tuesday, since nobody works on Monday."""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026 in Mexico City."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) + timedelta(hours=6)


@pytest.fixture
def folio(company: Company) -> Iterator[str]:
    """An opportunity whose proposal is to be written by Preventa until Thursday, March 12, 18:00."""
    found = company.start()
    company.do(found, "prospeccion", LEAD)
    company.do(found, "validacion", SERVICE)
    for element in ("participacion", "dimensionamiento", "business_case"):
        company.do(found, element)
    company.do(found, "validar_business_case", GO)
    follow(company)
    forget(company)
    yield found


def reminders(company: Company, folio: str) -> list[tuple[str, object]]:
    """What stands of reminders in the history."""
    kinds = ("user_task_reminded", "user_task_escalated")
    return [(each.type, each.payload) for each in company.history(folio) if each.type in kinds]


@pytest.mark.both_databases
def test_a_term_is_called_to_mind_before_and_after_and_then_told_to_who_heads_the_lane(
    company: Company, folio: str
) -> None:
    element = "elaborar_propuesta"
    assert remind(company, at(11, 8)) == 0  # the office is not open yet
    assert remind(company, at(11, 9)) == 1
    assert told(company) == [("comercial", "due_tomorrow", element), ("preventa", "due_tomorrow", element)]
    forget_nothing = len(told(company))
    assert remind(company, at(12, 10)) == 0 and len(told(company)) == forget_nothing  # once
    assert remind(company, at(12, 18, 1)) == 1
    assert told(company)[2:] == [("comercial", "overdue", element), ("preventa", "overdue", element)]
    assert remind(company, at(13, 17)) == 0
    assert remind(company, at(13, 18, 1)) == 1
    assert told(company)[4:] == [("director_comercial", "escalated", element)]
    assert remind(company, at(16, 9)) == 0
    people = ["comercial", "preventa"]
    assert reminders(company, folio) == [
        ("user_task_reminded", {"when": "before", "people": people}),
        ("user_task_reminded", {"when": "after", "people": people}),
        ("user_task_escalated", {"people": ["director_comercial"]}),
    ]


def test_only_who_has_the_step_is_reminded(company: Company, folio: str) -> None:
    company.command("claim", company.task(folio, "elaborar_propuesta").item.id, actor="preventa")
    remind(company, at(11, 9))
    assert told(company) == [("preventa", "due_tomorrow", "elaborar_propuesta")]


def test_who_gets_work_on_the_day_before_is_told_of_its_term_with_it(company: Company, folio: str) -> None:
    company.clock.now = at(12, 10)
    company.do(folio, "elaborar_propuesta")
    assert company.task(folio, "validar_cumplimiento").item.due_at == at(13, 18)
    assert remind(company, at(12, 12)) == 0
    assert told(company) == []
    assert remind(company, at(13, 19)) == 1
    assert told(company) == [("cumplimiento", "overdue", "validar_cumplimiento")]


def test_days_without_work_do_not_count(company: Company, folio: str) -> None:
    company.clock.now = at(12, 10)
    company.do(folio, "elaborar_propuesta")
    remind(company, at(13, 19))  # a Friday, and Monday is a holiday
    assert remind(company, at(17, 17)) == 0
    assert remind(company, at(17, 18, 1)) == 1
    assert told(company)[-1] == ("cumplimiento", "escalated", "validar_cumplimiento")


def test_work_that_is_done_is_not_called_to_mind(company: Company, folio: str) -> None:
    company.command("cancel", folio, "Duplicada", actor="comercial")
    assert remind(company, at(12, 19)) == 0


def test_what_was_overdue_for_long_when_reminders_began_stays_in_the_inbox(company: Company, folio: str) -> None:
    assert remind(company, at(12, 19) + 31 * DAY) == 0


def test_a_history_with_reminders_is_executed_again_as_it_was(company: Company, folio: str) -> None:
    remind(company, at(11, 9))
    remind(company, at(12, 19))
    remind(company, at(13, 19))
    company.do(folio, "elaborar_propuesta")
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, folio).ok
