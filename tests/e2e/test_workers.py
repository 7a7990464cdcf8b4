"""Two worker processes on one PostgreSQL, one of them killed in the middle of a delivery.

Nothing acknowledged is lost, nothing is delivered without its event, and what arrives twice says so by its Message-ID.
"""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.instances import commands, samples
from engine.instances.runtime import Runtime
from tests.conftest import COMPANY, Templates
from tests.engine.notifications.posting import SERVICE, entries, notify
from tests.mailbox import Mailbox, mail_server
from tests.support import Company, FixedClock

ROOT = Path(__file__).parents[2]
OPPORTUNITIES = 8
PATIENCE = 30  # seconds until the test gives up
TAKEOVER = 3


@dataclass
class Process:
    """A `cauce worker`; `said` is what it wrote."""

    running: subprocess.Popen[str]
    ready: threading.Event = field(default_factory=threading.Event)
    said: list[str] = field(default_factory=list)

    def listen(self) -> None:
        assert self.running.stderr is not None
        for line in self.running.stderr:
            self.said.append(line)
            if "working" in line:
                self.ready.set()

    def holds(self, port: int) -> bool:
        """Whether a connection of this process starts at `port`."""
        mine = psutil.Process(self.running.pid).net_connections("tcp")
        return any(connection.laddr.port == port for connection in mine)


@contextmanager
def worker(url: str, box: Mailbox) -> Iterator[Process]:
    environment = {
        **os.environ,
        "CAUCE_DATABASE_URL": url,
        "CAUCE_SMTP_URL": f"smtp://127.0.0.1:{box.port}",
        "CAUCE_MAIL_FROM": "cauce@example.com",
        "CAUCE_TAKEOVER_SECONDS": str(TAKEOVER),
    }
    command = [sys.executable, "-c", "from web.cli import main; main()", "worker"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as running:
        process = Process(running)
        listener = threading.Thread(target=process.listen)
        listener.start()
        try:
            yield process
        finally:
            running.kill()
            listener.join()


@pytest.fixture
def company(postgresql_templates: Templates, tmp_path: Path) -> Iterator[Company]:
    database = Database(postgresql_templates.make(COMPANY, tmp_path))
    yield Company(database, Runtime(OfficeCalendar("America/Mexico_City")), FixedClock())
    database.close()


def fail_before_the_commit(company: Company) -> None:
    """Do what sends a message, and lose it all."""
    folio = company.start()
    company.do(folio, "prospeccion")
    id = company.task(folio, "validacion").item.id
    with pytest.raises(RuntimeError), company.database.transaction() as connection:
        given = samples.filled(connection, company.runtime, id, SERVICE, actor="comercial", at=company.clock())
        commands.complete(connection, company.runtime, id, given, actor="comercial", at=company.clock())
        raise RuntimeError("the line was cut")


@pytest.mark.parametrize("arrived", [False, True], ids=["before it arrived", "after it arrived"])
def test_a_worker_killed_while_it_delivers_loses_nothing(company: Company, arrived: bool) -> None:
    box = Mailbox()
    killed: list[Process] = []

    with mail_server(box), worker(company.database.url, box) as one, worker(company.database.url, box) as other:
        workers = [one, other]

        def kill_who_brings_the_third(port: int) -> str | None:
            if killed or len(box.received) < 2:
                return None
            killed.extend(each for each in workers if each.holds(port))
            os.kill(killed[0].running.pid, signal.SIGKILL)
            return None if arrived else "451 nobody hears this"

        box.on_data = kill_who_brings_the_third
        assert all(each.ready.wait(PATIENCE) for each in workers), [each.said for each in workers]
        with ThreadPoolExecutor(2) as people:
            folios = list(people.map(lambda _: notify(company), range(OPPORTUNITIES)))
            people.submit(fail_before_the_commit, company).result()
        wanted = OPPORTUNITIES + arrived  # who died could not say that it had arrived: it comes twice
        box.wait_until(lambda: len(box.received) >= wanted and len(set(box.ids)) == OPPORTUNITIES, timeout=PATIENCE)

        (survivor,) = [each for each in workers if each not in killed]
        survivor.running.terminate()
        assert survivor.running.wait(PATIENCE) == 0, survivor.said
        assert killed[0].running.wait(PATIENCE) == -signal.SIGKILL

    caused = {
        f"{event.folio}.{event.seq}"
        for folio in folios
        for event in company.history(folio)
        if (event.type, event.element) == ("user_task_completed", "validacion")
    }
    assert {id.strip("<>").removesuffix(".0@example.com") for id in box.ids} == caused
    assert {f"<{entry.key}@example.com>" for entry in entries(company, "delivered")} == set(box.ids)
    assert entries(company, "pending", "dead") == []
    twice = {id: count for id, count in Counter(box.ids).items() if count > 1}
    assert list(twice.values()) == [2] * arrived
    assert {message["To"] for message in box.received} == {"soc_noc@example.com"}
