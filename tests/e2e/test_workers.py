"""Two worker processes on one PostgreSQL, one of them killed in the middle of a delivery.

Nothing acknowledged is lost, nothing is delivered without its event, and what arrives twice says so by its Message-ID.
"""

import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage

import pytest
from sqlalchemy import text, update

from engine.clock import system_clock
from engine.identity.queries import all_people
from engine.notifications.models import outbox
from engine.telling.channels import choose
from engine.telling.kinds import Channel, NoticeKind
from tests.e2e.processes import PATIENCE, Process, cauce
from tests.engine.notifications.posting import entries, fail_before_the_commit, notify
from tests.mailbox import Mailbox, mail_server
from tests.support import Company

pytestmark = pytest.mark.processes

OPPORTUNITIES = 8


def sending_to(company: Company, box: Mailbox) -> dict[str, str]:
    """The settings of a process of this company."""
    return {
        "CAUCE_DATABASE_URL": company.database.url,
        "CAUCE_SMTP_URL": f"smtp://127.0.0.1:{box.port}",
        "CAUCE_MAIL_FROM": "cauce@example.com",
    }


def quiet(company: Company) -> None:
    """Have nobody want letters of their own: what arrives is what the diagram sends."""
    with company.database.transaction() as connection:
        for each in all_people(connection):
            choose(connection, each.id, dict.fromkeys(NoticeKind, Channel.NOTHING), at=company.clock())


@contextmanager
def two_workers(company: Company, box: Mailbox) -> Iterator[list[Process]]:
    """Two workers at work on one database, that send to `box`."""
    with mail_server(box), ExitStack() as stack:
        # Each does one thing at a time: who is killed had taken one letter, and no other waits for its lease to end.
        one = ("worker", "--concurrency", "1")
        workers = [stack.enter_context(cauce(*one, **sending_to(company, box))) for _ in range(2)]
        for each in workers:
            each.wait_until_ready()
        yield workers


@pytest.mark.parametrize("arrived", [False, True], ids=["before it arrived", "after it arrived"])
def test_a_worker_killed_while_it_delivers_loses_nothing(postgresql_company: Company, arrived: bool) -> None:
    """The lease of what it had taken ends as soon as it is dead, by a statement. Were it short instead, a busy machine
    could let that of the other worker end too, and a letter would rightly come twice."""
    company, box = postgresql_company, Mailbox()
    quiet(company)
    killed: list[Process] = []
    third: Future[str] = Future()
    with two_workers(company, box) as workers:

        def kill_who_brings_the_third(port: int, message: EmailMessage) -> str | None:
            if killed or len(box.received) < 2:
                return None
            killed.extend(each for each in workers if each.holds(port))
            killed[0].running.send_signal(signal.SIGKILL)
            third.set_result(message["Message-ID"].strip("<>").removesuffix("@example.com"))
            return None if arrived else "451 nobody hears this"

        box.on_data = kill_who_brings_the_third
        with ThreadPoolExecutor(2) as people:
            folios = list(people.map(lambda _: notify(company), range(OPPORTUNITIES)))
            people.submit(fail_before_the_commit, company).result()
        key = third.result(PATIENCE)
        assert killed[0].running.wait(PATIENCE) == -signal.SIGKILL
        with company.database.transaction() as connection:
            ended = update(outbox).where(outbox.c.key == key).values(next_attempt_at=system_clock())
            assert connection.execute(ended).rowcount == 1
        wanted = OPPORTUNITIES + arrived  # who died could not say that it had arrived: it comes twice
        box.wait_until(lambda: len(box.received) >= wanted and len(set(box.ids)) == OPPORTUNITIES, timeout=PATIENCE)

        (survivor,) = [each for each in workers if each not in killed]
        survivor.running.terminate()
        assert survivor.running.wait(PATIENCE) == 0, survivor.said

    caused = {
        f"{event.folio}.{event.seq}"
        for folio in folios
        for event in company.history(folio)
        if (event.type, event.element) == ("message_sent", "solicitar_participacion")
    }
    assert {id.strip("<>").removesuffix(".0@example.com") for id in box.ids} == caused
    assert {f"<{entry.key}@example.com>" for entry in entries(company, "delivered")} == set(box.ids)
    assert entries(company, "pending", "dead") == []
    twice = [count for count in Counter(box.ids).values() if count > 1]
    assert twice == [2] * arrived
    assert {message["To"] for message in box.received} == {"soc_noc@example.com"}


@pytest.mark.parametrize(
    "command",
    [["serve", "--port", "0"], ["serve", "--port", "0", "--processes", "2"], ["worker"]],
    ids=["the site", "the site in two processes", "the worker"],
)
def test_on_sqlite_one_process_delivers_what_any_process_wrote(sqlite_company: Company, command: list[str]) -> None:
    quiet(sqlite_company)
    with mail_server(Mailbox()) as box, cauce(*command, **sending_to(sqlite_company, box)) as process:
        process.wait_until_ready()
        notify(sqlite_company)
        box.wait_until(lambda: len(box.received) == 1, timeout=PATIENCE)
        process.running.send_signal(signal.SIGINT)
        assert process.running.wait(PATIENCE) == 0, process.said
    assert [entry.status for entry in entries(sqlite_company)] == ["delivered"]


def test_a_worker_that_loses_its_database_for_a_moment_goes_on(postgresql_company: Company) -> None:
    company, box = postgresql_company, Mailbox()
    quiet(company)
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> :me"
    )
    with mail_server(box), cauce("worker", **sending_to(company, box)) as process:
        process.wait_until_ready()
        for number in (1, 2):
            notify(company)
            box.wait_until(lambda number=number: len(set(box.ids)) == number, timeout=PATIENCE)
            with company.database.reading() as connection:
                me = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
                assert connection.execute(cut, {"me": me}).all()
        process.running.terminate()
        assert process.running.wait(PATIENCE) == 0, process.said
