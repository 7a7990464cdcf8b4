"""The worker on PostgreSQL, in this process; tests/e2e/test_workers.py has several, and kills one."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.headerregistry import Address

import pytest
from procrastinate import App
from sqlalchemy import text

from engine import queue
from engine.jobs.catalogue import JOBS
from engine.jobs.distributed import TAKE_OVER, make_app
from engine.setting_parts.letters import MailServer
from engine.settings import Settings
from tests.engine.notifications.posting import entries, notify
from tests.support import Company

# Nothing here has anything to send: nobody is called.
SETTINGS = Settings(
    takeover=timedelta(seconds=30), mail=MailServer("127.0.0.1", 1, "none", Address("Cauce", "cauce", "example.com"))
)


@pytest.fixture
def company(postgresql_company: Company) -> Company:
    return postgresql_company


def app_of(company: Company) -> App:
    return make_app(company.database, company.runtime, SETTINGS, company.clock, concurrency=2)


def run(app: App, *steps: Callable[[App], Awaitable[object]]) -> None:
    async def opened() -> None:
        async with app.open_async():
            for step in steps:
                await step(app)

    with ThreadPoolExecutor(1) as apart:  # a browser of other tests may have its loop in this thread
        apart.submit(asyncio.run, opened()).result()


def work(app: App) -> Awaitable[None]:
    """Do what is in the queue now, and end; nothing by its schedule, which looks at the clock."""
    app.periodic_registry.periodic_tasks.clear()
    return app.run_worker_async(
        wait=False, listen_notify=False, install_signal_handlers=False, delete_jobs="always", queues=[queue.NAME]
    )


def queued(company: Company) -> list[tuple[str, str, int | None]]:
    with company.database.reading() as connection:
        found = connection.execute(text("SELECT task_name, status, worker_id FROM procrastinate_jobs ORDER BY id"))
        return [(name, str(status), worker) for name, status, worker in found]


def test_every_job_has_its_schedule_and_so_has_taking_over(company: Company) -> None:
    scheduled = {name for name, _ in app_of(company).periodic_registry.periodic_tasks}
    assert scheduled == {*(job.name for job in JOBS), TAKE_OVER}


def test_what_a_command_asked_for_is_done_and_leaves_no_trace(company: Company) -> None:
    with company.database.transaction() as connection:
        queue.defer(connection, queue.DELIVER)
    assert queued(company) == [(queue.DELIVER, "todo", None)]
    run(app_of(company), work)
    assert queued(company) == []


def test_a_job_that_its_schedule_asks_for_is_done(company: Company) -> None:
    notify(company)
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE outbox SET status = 'delivered', delivered_at = '2020-01-01T00:00:00.000000Z'"))

    async def ask(app: App) -> None:
        await app.tasks["remove_arrived"].defer_async(timestamp=0)

    run(app_of(company), ask, work)
    assert (entries(company), queued(company)) == ([], [])


_BEGIN = (
    "INSERT INTO procrastinate_workers (id, last_heartbeat) OVERRIDING SYSTEM VALUE VALUES (77, now() - :silent)",
    "UPDATE procrastinate_jobs SET status = 'doing', worker_id = 77",
)


def begin_and_fall_silent(company: Company, since: timedelta) -> None:
    """Ask for a job; worker 77 begins it, and has not been heard of `since` then."""
    with company.database.transaction() as connection:
        queue.defer(connection, queue.DELIVER)
        for statement in _BEGIN:
            connection.execute(text(statement), {"silent": since} if ":silent" in statement else {})


async def _take_over(app: App) -> None:
    await app.tasks[TAKE_OVER].defer_async(timestamp=0)


def test_what_a_silent_worker_had_begun_is_put_back_and_done(company: Company) -> None:
    begin_and_fall_silent(company, SETTINGS.takeover + timedelta(seconds=1))
    run(app_of(company), _take_over, work)
    assert queued(company) == []


def test_what_a_living_worker_has_begun_stays_its_own(company: Company) -> None:
    begin_and_fall_silent(company, timedelta(seconds=1))
    run(app_of(company), _take_over, work)
    assert queued(company) == [(queue.DELIVER, "doing", 77)]


def test_what_was_asked_for_again_meanwhile_is_done_once(company: Company) -> None:
    begin_and_fall_silent(company, SETTINGS.takeover * 2)
    with company.database.transaction() as connection:
        queue.defer(connection, queue.DELIVER)
        connection.execute(text("UPDATE procrastinate_jobs SET queueing_lock = task_name"))
    run(app_of(company), _take_over, work)
    assert queued(company) == []


def test_a_job_that_fails_is_told_and_ends_neither_worker_nor_queue(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    with company.database.transaction() as connection:
        queue.defer(connection, queue.DELIVER)
        queue.defer(connection, "a job of another version")
        connection.execute(text("ALTER TABLE outbox RENAME TO lost"))
    run(app_of(company), work)
    assert queued(company) == []
    assert "UndefinedTable" in caplog.text and "Task was not found" in caplog.text
