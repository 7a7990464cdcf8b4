"""Two web processes and two workers on one PostgreSQL, one of each killed under load.

Whoever came in at one web process is known to the other; what either acknowledged is there, and handed off.
"""

import http.client
import json
import re
import signal
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, text

from engine.identity import accounts
from engine.instances import queries
from engine.instances.models import instances
from engine.instances.reading import EVERYTHING
from engine.notifications.signing import message_id
from engine.verification import runs
from tests.cookies import kept
from tests.e2e.processes import PATIENCE, Process, cauce
from tests.engine.notifications.posting import entries
from tests.support import START, Company

PEOPLE, EACH = 3, 8
PASSWORD = "cuatro palabras de más"
SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"


@dataclass
class Crm:
    """The events that were handed off, by id; `workers` are those it may kill, and `killed` the one it did."""

    events: dict[str, object] = field(default_factory=dict)
    workers: list[Process] = field(default_factory=list)
    killed: list[Process] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    url: str = ""

    def take(self, port: int, event: dict[str, object]) -> None:
        with self.changed:
            if len(self.events) == 3 and not self.killed:
                self.killed = [worker for worker in self.workers if worker.holds(port)]
                self.killed[0].running.send_signal(signal.SIGKILL)
            self.events[str(event["id"])] = event["data"]
            self.changed.notify_all()


@contextmanager
def crm() -> Iterator[Crm]:
    found = Crm()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.take(self.client_address[1], json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            try:
                self.send_response(204)
                self.end_headers()
            except OSError:  # nobody is there any more to read it
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()


class Balancer:
    """What a person's browser meets: each request goes to the next web process, or to the other if that is gone."""

    def __init__(self, webs: list[Process]) -> None:
        self._ports = [int(web.wait_until_ready().rpartition(":")[2].strip("/")) for web in webs]
        self._turn = 0
        self.cookie = ""

    def begin_with(self, number: int) -> None:
        """Let the next request go to that web process."""
        self._turn = number + 1

    def __call__(self, path: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """Give the text of the answer, and where it sends the browser to."""
        self._turn += 1
        for port in (self._ports[self._turn % 2], self._ports[(self._turn + 1) % 2]):
            try:
                return self._ask(port, path, form)
            except (OSError, http.client.HTTPException):
                continue
        raise AssertionError("no web process answers")

    def _ask(self, port: int, path: str, form: dict[str, str] | None) -> tuple[str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request("GET" if form is None else "POST", path, form and urlencode(form), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        assert answer.status in (200, 303), (answer.status, text)
        self.cookie = kept(self.cookie, answer.headers)
        return text, answer.headers["Location"] or ""


def token(page: str) -> str:
    found = re.search(r'name="csrf-token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def come_in(webs: list[Process]) -> tuple[Balancer, str]:
    """A browser in which comercial has come in, and the token of its session."""
    browser = Balancer(webs)
    given = token(browser("/")[0])
    browser("/entrar", {"person": "comercial", "current-password": PASSWORD, "csrf-token": given})
    return browser, token(browser("/oportunidades")[0])


def work(webs: list[Process], waiting: list[str], started: list[str], taken: list[str], kill_at: int) -> None:
    """As one person: come in, begin opportunities and take what is `waiting`, noting what was acknowledged.

    When `kill_at` have been begun a web process is killed, whatever it is doing for the others.
    """
    browser, given = come_in(webs)
    for id in waiting:
        _, location = browser("/oportunidades", {"process": "gestion_comercial", "csrf-token": given})
        folio = re.search(r"GC-\d+-\d+", location)
        assert folio, location
        started.append(folio[0])
        if len(started) >= kill_at:
            webs[0].kill()
        browser(f"/bandeja/{id}/tomar", {"csrf-token": given})
        taken.append(id)


@pytest.fixture
def company(postgresql_company: Company) -> Company:
    with postgresql_company.database.transaction() as connection:
        accounts.set_password(connection, "comercial", PASSWORD, actor="comercial", at=START)
    return postgresql_company


def to_be_taken(company: Company, count: int) -> list[str]:
    """Work that waits for comercial, each in an opportunity of its own."""
    folios = [company.start() for _ in range(count)]
    for folio in folios:
        company.do(folio, "prospeccion")
    return [company.task(folio, "validacion").item.id for folio in folios]


def in_order(company: Company, folios: Collection[str]) -> None:
    reports = list(runs.verify_sequential(company.database, company.runtime, sorted(folios)))
    assert [report.folio for report in reports if not report.ok] == [] and len(reports) == len(folios)


def handed_off(company: Company) -> dict[str, str]:
    """What became of the events to be handed off, by their key."""
    return {entry.key: entry.status for entry in entries(company) if entry.kind == "webhook"}


def until(happened: Callable[[], bool]) -> None:
    """Return as soon as something is so that other processes bring about in the database, which tells nobody."""
    deadline, tick = monotonic() + PATIENCE, threading.Event()
    while not happened():
        assert monotonic() < deadline
        tick.wait(0.05)


def waits_for_a_row(company: Company) -> bool:
    """Whether another process waits for a row that somebody has locked."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with company.database.reading() as connection:  # a transaction sees the same all along
        return connection.execute(text(query)).scalar_one() > 0


def takings(company: Company, id: str) -> list[str | None]:
    """Who took a piece of work, as history tells."""
    element = "validacion"
    told = company.history(id.rpartition(".")[0])
    return [event.actor for event in told if (event.type, event.element) == ("user_task_claimed", element)]


def test_what_was_acknowledged_survives_a_web_process_and_a_worker(company: Company) -> None:
    waiting = to_be_taken(company, PEOPLE * EACH)
    before = {id.rpartition(".")[0] for id in waiting}
    started: list[str] = []
    taken: list[str] = []
    with crm() as receiver, ExitStack() as stack:
        settings = {
            "CAUCE_DATABASE_URL": company.database.url,
            "CAUCE_WEBHOOK_URL": receiver.url,
            "CAUCE_WEBHOOK_SECRET": SECRET,
            "CAUCE_TAKEOVER_SECONDS": "3",
            "no_proxy": "127.0.0.1",
        }
        webs = [stack.enter_context(cauce("serve", "--port", "0", **settings)) for _ in range(2)]
        receiver.workers += [stack.enter_context(cauce("worker", **settings)) for _ in range(2)]
        for each in (*webs, *receiver.workers):
            each.wait_until_ready()
        with ThreadPoolExecutor(PEOPLE) as people:
            shares = [waiting[number::PEOPLE] for number in range(PEOPLE)]
            doing = [people.submit(work, webs, share, started, taken, PEOPLE * 2) for share in shares]
            for done in doing:
                done.result()
        with company.database.reading() as connection:
            folios = {instance.folio for instance in queries.all_instances(connection, EVERYTHING)} - before
        with receiver.changed:
            everything = {f"{folio}.1" for folio in folios}
            told = {message_id(key) for key in everything}
            assert receiver.changed.wait_for(lambda: receiver.events.keys() >= told, PATIENCE)
        # What the killed worker had begun comes again when its lease is over, and only then is known to have arrived.
        until(lambda: handed_off(company) == dict.fromkeys(everything, "delivered"))
        assert webs[0].running.wait(PATIENCE) == receiver.killed[0].running.wait(PATIENCE) == -signal.SIGKILL
        (survivor,) = [worker for worker in receiver.workers if worker not in receiver.killed]
        survivor.running.terminate()
        assert survivor.running.wait(PATIENCE) == 0, survivor.said

    # Nothing acknowledged is lost; what was asked for again since no answer came may have begun twice, once a person.
    assert len(set(started)) == len(started) == PEOPLE * EACH
    assert set(started) <= folios and len(folios) <= PEOPLE * (EACH + 1)
    assert sorted(taken) == sorted(waiting)
    assert {id: takings(company, id) for id in taken} == {id: ["comercial"] for id in waiting}
    # Nothing is delivered without its event, and nothing that happened is not: each as history has it.
    assert receiver.events == {message_id(f"{folio}.1"): company.history(folio)[0].as_dict() for folio in folios}
    assert handed_off(company) == dict.fromkeys(everything, "delivered")
    in_order(company, folios | before)


def test_a_web_process_killed_in_the_middle_of_a_command_leaves_nothing_half_done(company: Company) -> None:
    """It waits for the row that the test has locked when it dies; the other process then does the whole of it."""
    (id,) = to_be_taken(company, 1)
    folio = id.rpartition(".")[0]
    with ExitStack() as stack, ThreadPoolExecutor(1) as person:
        settings = {"CAUCE_DATABASE_URL": company.database.url, "no_proxy": "127.0.0.1"}
        webs = [stack.enter_context(cauce("serve", "--port", "0", **settings)) for _ in range(2)]
        browser, given = come_in(webs)
        browser.begin_with(0)
        with company.database.transaction() as connection:
            connection.execute(select(instances).where(instances.c.folio == folio).with_for_update())
            answer = person.submit(browser, f"/bandeja/{id}/tomar", {"csrf-token": given})
            until(lambda: waits_for_a_row(company))
            webs[0].kill()
            assert webs[0].running.wait(PATIENCE) == -signal.SIGKILL
            assert takings(company, id) == []
        assert answer.result(PATIENCE)[1]
    assert takings(company, id) == ["comercial"]
    assert company.task(folio, "validacion").item.assignee == "comercial"
    in_order(company, [folio])
