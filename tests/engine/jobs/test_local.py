"""The worker inside the process."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from engine import queue
from engine.clock import Clock
from engine.db import Database
from engine.instances.runtime import Runtime
from engine.jobs.catalogue import Job, Run
from engine.jobs.local import LocalWorker
from engine.jobs.schedule import Every, Nightly
from engine.settings import Settings
from tests.support import START, Company, no_clock_moves

PATIENCE = 10  # seconds until a test gives up; none waits for less than what it waits for


class Runs:
    """A job that says when it ran."""

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        self.done = threading.Semaphore(0)
        self._then = then

    def __call__(self, database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
        self.done.release()
        self._then()
        return 1

    def has_run(self) -> bool:
        return self.done.acquire(timeout=PATIENCE)


@contextmanager
def working(company: Company, *jobs: Job, clock: Clock = no_clock_moves) -> Iterator[LocalWorker]:
    worker = LocalWorker(company.database, company.runtime, Settings(), clock, jobs)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


@pytest.fixture
def company(sqlite_company: Company) -> Company:
    return sqlite_company


def test_what_fell_due_before_the_start_is_done_first(company: Company) -> None:
    often, nightly = Runs(), Runs()
    with working(company, Job("often", often, Every(3600)), Job("nightly", nightly, Nightly(3))):
        assert often.has_run()
    assert not nightly.done.acquire(blocking=False)


def test_a_commit_that_asks_for_work_wakes_it_at_once(company: Company) -> None:
    prompt, other = Runs(), Runs()
    with working(company, Job("prompt", prompt, Every(3600), prompt=True), Job("other", other, Every(3600))):
        assert prompt.has_run() and other.has_run()
        with company.database.transaction() as connection:
            queue.defer(connection, queue.DELIVER)
        assert prompt.has_run()
    assert not other.done.acquire(blocking=False)


def test_it_runs_again_when_the_time_has_come(company: Company) -> None:
    often = Runs()
    with working(company, Job("often", often, Every(60)), clock=company.clock):  # a minute passes at each look
        assert all(often.has_run() for _ in range(3))


def test_a_clock_that_is_set_back_keeps_nothing_waiting_until_it_has_caught_up(company: Company) -> None:
    """Timers did not fire and letters were not tried again for as long as the clock had been ahead."""

    def set_back() -> None:
        company.clock.now = min(company.clock.now, START)

    company.clock.now = START + timedelta(days=30)
    often = Runs(set_back)
    with working(company, Job("often", often, Every(1)), clock=company.clock):
        assert all(often.has_run() for _ in range(3))


def test_a_job_that_fails_is_told_and_runs_again(company: Company, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ValueError("no")

    failing, well = Runs(fail), Runs()
    jobs = Job("failing", failing, Every(3600), prompt=True), Job("well", well, Every(3600), prompt=True)
    with working(company, *jobs):
        assert failing.has_run() and well.has_run()
        company.database.work_waits.set()
        assert failing.has_run() and well.has_run()
    assert "job failing failed" in caplog.text and "ValueError: no" in caplog.text


def test_it_stops_after_the_job_at_hand(company: Company) -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def take_a_while() -> None:
        begun.set()
        go_on.wait(PATIENCE)
        ended.set()

    slow: Run = Runs(take_a_while)
    with working(company, Job("slow", slow, Every(3600))) as worker:
        assert begun.wait(PATIENCE)
        stopper = threading.Thread(target=worker.stop)
        stopper.start()
        go_on.set()
        stopper.join(PATIENCE)
        assert not stopper.is_alive() and ended.is_set()


def test_of_two_workers_on_one_file_the_second_works_when_the_first_has_ended(company: Company) -> None:
    first, second = Runs(), Runs()
    with working(company, Job("first", first, Every(3600))) as at_work:
        assert first.has_run()
        with working(company, Job("second", second, Every(3600))):
            assert not second.done.acquire(blocking=False)
            at_work.stop()
            assert second.has_run()
