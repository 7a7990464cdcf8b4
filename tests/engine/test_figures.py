"""The figures of a company, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from engine import queue
from engine.figures import Figures, figures
from engine.instances.models import work_items
from tests.engine.notifications.posting import notify
from tests.support import Company


def now(company: Company, after: timedelta = timedelta()) -> Figures:
    with company.database.reading() as connection:
        return figures(connection, at=company.clock.now + after)


@pytest.mark.both_databases
def test_a_company_that_does_nothing_has_nothing_to_tell(company: Company) -> None:
    assert now(company) == Figures(0, 0, 0, 0, 0, 0.0, 0, 0.0, 0.0, 0, None, None, None)


@pytest.mark.both_databases
def test_work_is_overdue_and_letters_are_late_as_time_goes_by(company: Company) -> None:
    notify(company)
    term = company.clock.now + timedelta(days=30)
    with company.database.transaction() as connection:
        connection.execute(update(work_items).values(due_at=term))
    early, late = now(company), now(company, timedelta(days=60))
    assert (early.instances, early.overdue) == (1, 0)
    assert late.overdue == late.open == early.open > 0
    assert late.pending == early.pending == 1 and late.dead == 0
    assert late.oldest_letter - early.oldest_letter > timedelta(days=59).total_seconds()
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE outbox SET status = 'dead'"))
    assert (now(company).pending, now(company).dead) == (0, 1)


@pytest.mark.both_databases
def test_a_job_that_nobody_takes_grows_old(company: Company) -> None:
    with company.database.transaction() as connection:
        queue.defer(connection, queue.DELIVER)
    waited = now(company).oldest_job
    assert 0 <= waited < 600 and (waited > 0) == (company.database.engine.dialect.name == "postgresql")
