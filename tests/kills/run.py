"""One run: a company, its processes, its clients, its saboteur, and the verdict."""

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile
from pathlib import Path
from random import Random
from time import monotonic

from sqlalchemy import select

from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.history.channels import SITE
from engine.history.models import events
from engine.identity import accounts
from engine.instances.runtime import Runtime
from engine.notifications.models import outbox
from engine.notifications.statuses import LetterStatus
from engine.telling.models import MailStatus, notice_progress, notices
from tests.cable import cable_to
from tests.conftest import COMPANY, SqliteTemplates
from tests.e2e.processes import PATIENCE, ROOT
from tests.kills import verdict as judging
from tests.kills.clock import BEGIN, SharedClock
from tests.kills.disk import Disk, own_disk
from tests.kills.machines import Machines
from tests.kills.mail import MoodyMailbox
from tests.kills.people import PASSWORD, Client, Record, Site, Stuck
from tests.kills.procedure import PROCESS, STARTER, WAITING, Step, deploy, rehearse
from tests.kills.saboteur import ABOUT_LETTERS, Saboteur, plan
from tests.kills.server import KillableServer, killable
from tests.kills.verdict import Verdict
from tests.mailbox import mail_server
from tests.support import Company, FixedClock

CLIENTS = 3
SQLITE, POSTGRESQL = "sqlite", "postgresql"
LEASE = 3  # seconds
LATER = timedelta(hours=5)
"""So much later everything is due that waits: the longest that a letter is put off is four hours."""


@dataclass
class Report:
    """What became of a run. `verified` is what ``cauce verify --all`` said, None where it is in order."""

    kind: str
    seed: int
    happened: Counter[str]
    record: Record
    verdict: Verdict
    letters: int
    verified: str | None
    ended_by_themselves: list[str]
    exit_codes: list[int]
    seconds: float

    def told(self) -> str:
        """It in a few lines."""
        record, statuses = self.record, dict(sorted(self.record.statuses.items()))
        what = ", ".join(f"{name}: {count}" for name, count in sorted(self.happened.items()))
        lines = [
            f"{self.kind}, seed {self.seed}: {self.happened.total()} incidents in {self.seconds:.0f} s ({what})",
            f"  {len(record.done)} commands acknowledged, {record.again} sent again, {record.cut} connections cut, "
            f"statuses {statuses}",
            f"  {len(self.verdict.lost)} lost, {len(self.verdict.twice)} twice, {self.letters} letters, "
            f"{len(self.verdict.letters)} without their event, {self.verdict.repeated} came once more, "
            f"{len(self.verdict.stuck)} stuck; verified: {self.verified or 'in order'}",
        ]
        if self.ended_by_themselves:
            lines.append(f"  ended by themselves: {self.ended_by_themselves}")
        return "\n".join([*lines, *(f"  FAULT {fault}" for fault in self.faults)])

    @property
    def faults(self) -> list[str]:
        """All that must not be."""
        found = [*self.verdict.faults, *self.record.strange]
        found += [f"a process ended with {code}" for code in self.exit_codes if code]
        return found + ([self.verified] if self.verified else [])


@contextmanager
def _placed(
    kind: str, templates: SqliteTemplates, folder: Path
) -> Iterator[tuple[str, KillableServer | None, Disk | None]]:
    """A database of the demonstration's company, the server that it is on, and its disk."""
    if kind == POSTGRESQL:
        with killable(COMPANY) as (server, url, disk):
            yield url, server, disk
    else:
        (place := folder / "disk").mkdir()
        with own_disk(place) as disk:
            yield templates.make(COMPANY, place), None, disk


def run(kind: str, kills: int, seed: int, folder: Path, enough: threading.Event | None = None) -> Report:
    """Have a company on a database of that kind go through so many kills, or as many as there are until it is `enough`.

    Raises what a client could not go on with.
    """
    begun = monotonic()
    clock, box, record = SharedClock(folder / "clock"), MoodyMailbox(), Record()
    templates = SqliteTemplates(folder / "templates")
    templates.folder.mkdir()
    with ExitStack() as stack:
        url, server, disk = stack.enter_context(_placed(kind, templates, folder))
        database = Database(url, SITE)
        stack.callback(database.close)
        steps = _rehearsed(templates, folder / "rehearsal")
        _make_ready(database, {step.actor for each in steps.values() for step in each} | {STARTER})
        cable = stack.enter_context(cable_to(url)) if server is not None else None
        if cable is not None:
            cable.plug_in()
        stack.enter_context(mail_server(box))
        settings = {
            "CAUCE_DATABASE_URL": url if cable is None else cable.url,
            "CAUCE_SMTP_URL": f"smtp://127.0.0.1:{box.port}",
            "CAUCE_MAIL_FROM": "cauce@example.com",
            "CAUCE_BASE_URL": "http://cauce.example.com",
            "CAUCE_TAKEOVER_SECONDS": str(LEASE),
            "CAUCE_SEAL_KEY": str(folder / "seal-key.pem"),
            "no_proxy": "127.0.0.1",
        }
        assert _command(["checkpoint", "--new-key", settings["CAUCE_SEAL_KEY"]], clock, settings) is None
        site = Site(record)
        machines = Machines(site, 2 if server is not None else 1, clock.prelude, settings)
        stack.callback(machines.end)
        saboteur = Saboteur(Random(f"choices {seed}"), machines, box, clock, record, server, cable, disk)
        stopping = threading.Event()
        clients = [Client(number, seed, site, steps, stopping) for number in range(CLIENTS)]
        incidents = plan(seed, kills, on_postgresql=server is not None, own_disk=disk is not None)
        planned = takewhile(lambda _: enough is None or not enough.is_set(), incidents)
        _let_work(clients, saboteur, planned, stopping)
        _let_finish(database, clock, clients)
        codes = machines.stop()
        verdict = Verdict()
        found = judging.histories(database)
        judging.judge_commands(record.done, found, verdict)
        judging.judge_going_on(database, verdict)
        about = [each for each in saboteur.happened if each[0] in ABOUT_LETTERS]
        judging.judge_letters(database, box.arrivals, about, len(machines.workers) + 1, found, verdict)
        verified = _command(["verify", "--all"], clock, settings)
        ended = [said for place in machines.places for said in place.ended]
        return Report(
            kind,
            seed,
            saboteur.counted,
            record,
            verdict,
            len(set(box.ids)),
            verified,
            ended,
            codes,
            monotonic() - begun,
        )


def _rehearsed(templates: SqliteTemplates, folder: Path) -> dict[str, list[Step]]:
    """The steps of both procedures, done once in a company that nobody looks at again."""
    folder.mkdir()
    database = Database(templates.make(COMPANY, folder), SITE)
    company = _company(database)
    deploy(company)
    company.clock.now = BEGIN
    steps = {process: rehearse(company, process) for process in (PROCESS, WAITING)}
    database.close()
    return steps


def _company(database: Database) -> Company:
    return Company(database, Runtime(OfficeCalendar("America/Mexico_City")), FixedClock())


def _make_ready(database: Database, people: Collection[str]) -> None:
    """Give everybody who works a password, and the company its second procedure."""
    deploy(_company(database))
    with database.transaction() as connection:
        for person in sorted(people):
            accounts.set_password(connection, person, PASSWORD, actor="administrador", at=BEGIN)


def _let_work(
    clients: Sequence[Client], saboteur: Saboteur, incidents: Iterable[str], stopping: threading.Event
) -> None:
    """Carry the plan out while the clients work; then they do what they have begun."""
    for client in clients:
        client.start()
    try:
        for what in incidents:
            saboteur.carry_out(what)
    except Stuck:
        if failed := [each.failed for each in clients if each.failed is not None]:
            raise failed[0] from None  # that is why nothing goes on
        raise
    finally:
        stopping.set()
        for client in clients:
            client.join()
    for client in clients:
        if client.failed is not None:
            raise client.failed


def _let_finish(database: Database, clock: SharedClock, clients: Sequence[Client]) -> None:
    """Later, when all that waited is due: every timer fires, every letter arrives. Raises Stuck."""
    clock.step(LATER)
    for client in clients:
        client.finish()
    until, pause = monotonic() + PATIENCE, threading.Event()
    untold = select(events.c.position).where(events.c.position > select(notice_progress.c.after).scalar_subquery())
    unwritten = select(notices.c.id).where(notices.c.mail == MailStatus.WAITING)
    columns = outbox.c.key, outbox.c.kind, outbox.c.status, outbox.c.attempts, outbox.c.next_attempt_at, outbox.c.error
    pending = select(*columns).where(outbox.c.status != LetterStatus.DELIVERED)
    while True:
        with database.reading() as connection:  # in the order in which one leads to the next
            happened, told = (len(connection.execute(each).all()) for each in (untold, unwritten))
            left = connection.execute(pending).all()
        if not (happened or told or left):
            return
        if monotonic() > until:
            raise Stuck(f"{happened} events, {told} notices and {len(left)} letters still wait: {left[:3]}")
        pause.wait(0.1)


def _command(arguments: Sequence[str], clock: SharedClock, settings: dict[str, str]) -> str | None:
    """What a command of the terminal said that did not end well; None where it did."""
    program = f"{clock.prelude}; from web.cli import main; main()"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAUCE_")} | settings
    command = [sys.executable, "-c", program, *arguments]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return None if ended.returncode == 0 else ended.stdout + ended.stderr
