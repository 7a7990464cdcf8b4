"""Two web processes and two workers on one PostgreSQL, one of each killed under load.

Whoever came in at one web process is known to the other; what either acknowledged is there, and handed off.
"""

import http.client
import json
import re
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

from engine.identity import accounts
from engine.instances import queries
from engine.replay import runs
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
        self._cookie = ""

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
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request("GET" if form is None else "POST", path, form and urlencode(form), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        assert answer.status in (200, 303), (answer.status, text)
        self._cookie = (answer.headers["Set-Cookie"] or self._cookie).partition(";")[0]
        return text, answer.headers["Location"] or ""


def token(page: str) -> str:
    found = re.search(r'name="csrf-token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def start_some(webs: list[Process], acknowledged: list[str], kill_at: int) -> None:
    """As one person: come in, and begin opportunities. When there are `kill_at` of them a web process is killed."""
    browser = Balancer(webs)
    given = token(browser("/")[0])
    browser("/entrar", {"person": "comercial", "current-password": PASSWORD, "csrf-token": given})
    for _ in range(EACH):
        given = token(browser("/oportunidades")[0])
        _, location = browser("/oportunidades", {"process": "gestion_comercial", "csrf-token": given})
        folio = re.search(r"GC-\d+-\d+", location)
        assert folio, location
        acknowledged.append(folio[0])
        if len(acknowledged) >= kill_at:
            webs[0].running.send_signal(signal.SIGKILL)


def test_what_was_acknowledged_survives_a_web_process_and_a_worker(postgresql_company: Company) -> None:
    company = postgresql_company
    with company.database.transaction() as connection:
        accounts.set_password(connection, "comercial", PASSWORD, actor="comercial", at=START)
    acknowledged: list[str] = []
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
            for done in [people.submit(start_some, webs, acknowledged, PEOPLE * 2) for _ in range(PEOPLE)]:
                done.result()
        with company.database.reading() as connection:
            folios = {instance.folio for instance in queries.all_instances(connection)}
        with receiver.changed:
            everything = {f"{folio}.1" for folio in folios}
            assert receiver.changed.wait_for(lambda: receiver.events.keys() >= everything, PATIENCE)
        assert webs[0].running.wait(PATIENCE) == receiver.killed[0].running.wait(PATIENCE) == -signal.SIGKILL
        (survivor,) = [worker for worker in receiver.workers if worker not in receiver.killed]
        survivor.running.terminate()
        assert survivor.running.wait(PATIENCE) == 0, survivor.said

    assert len(set(acknowledged)) == len(acknowledged) == PEOPLE * EACH
    assert set(acknowledged) <= folios and len(folios) <= PEOPLE * (EACH + 1)
    assert receiver.events == {f"{folio}.1": company.history(folio)[0].as_dict() for folio in folios}
    assert {entry.key for entry in entries(company)} == everything
    reports = list(runs.in_turn(company.database, company.runtime, sorted(folios), runs.Measure()))
    assert [report.folio for report in reports if not report.ok] == [] and len(reports) == len(folios)
