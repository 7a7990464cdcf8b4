"""`cauce serve` as processes: who waits stops nobody, who stops cuts nobody off."""

import http.client
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select

from engine.identity import accounts
from engine.instances.models import instances
from tests.e2e.processes import PATIENCE, Process, cauce
from tests.e2e.test_balanced import PASSWORD, come_in, in_order, takings, to_be_taken, until, waits_for_a_row
from tests.support import START, Company

pytestmark = pytest.mark.processes

CROWD = 2_000
HALF_A_POST = b"POST /entrar HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nperson="
HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0"
BIG = b"GET /static/dist/%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def port_of(site: Process) -> int:
    return int(site.wait_until_ready().rpartition(":")[2].strip("/"))


@contextmanager
def serving(company: Company, *options: str) -> Iterator[tuple[Process, int]]:
    """The site as processes, and its port."""
    settings = {"CAUCE_DATABASE_URL": company.database.url, "no_proxy": "127.0.0.1"}
    with cauce("serve", "--port", "0", *options, **settings) as site:
        yield site, port_of(site)


def answers(port: int) -> int:
    """What a request of somebody ordinary is answered with."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/")
        answer = connection.getresponse()
        assert b"</html>" in answer.read()
        return answer.status
    finally:
        connection.close()


def arrive(stack: ExitStack, port: int, said: bytes = b"") -> socket.socket:
    """A client that says so much and then waits."""
    client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
    client.sendall(said)
    return client


@pytest.fixture
def many_descriptors() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def staffed(sqlite_company: Company) -> Company:
    with sqlite_company.database.transaction() as connection:
        accounts.set_password(connection, "comercial", PASSWORD, actor="comercial", at=START)
    return sqlite_company


def test_two_thousand_who_wait_and_hundreds_who_are_slow_stop_nobody(staffed: Company, many_descriptors: None) -> None:
    bundle = max((Path("web") / "static" / "dist").glob("*.js"), key=lambda each: each.stat().st_size)
    with serving(staffed) as (_, port), ExitStack() as stack:
        for said in (b"", HALF_A_POST, HALF_A_HEAD, BIG % bundle.name.encode()):
            for _ in range(CROWD if not said else 200):
                arrive(stack, port, said)
            assert [answers(port) for _ in range(5)] == [200] * 5
        # Each of them is still served when it goes on.
        late = arrive(stack, port, HALF_A_HEAD)
        late.sendall(b".0.1\r\n\r\n")
        assert late.recv(12) == b"HTTP/1.1 200"


def test_where_descriptors_are_few_who_waited_longest_for_himself_makes_room(
    staffed: Company, many_descriptors: None
) -> None:
    """A shell that gives the site 600 descriptors in all."""
    settings = {"CAUCE_DATABASE_URL": staffed.database.url, "PATH": "/usr/bin:/bin"}
    program = f"ulimit -n 600; exec {sys.executable} -c 'from web.cli import main; main()' serve --port 0"
    with subprocess.Popen(["sh", "-c", program], env=settings, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        address = next(line for line in running.stderr if "http://" in line)
        port = int(address.strip().rpartition(":")[2].strip("/"))
        with ExitStack() as stack:
            for _ in range(1_000):
                arrive(stack, port)
            assert answers(port) == 200
        running.terminate()
        assert running.wait(PATIENCE) == 0


def test_a_body_in_chunks_a_body_that_waits_to_be_asked_for_and_two_requests_at_once(staffed: Company) -> None:
    chunked = b"POST /entrar HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na=\r\n0\r\n\r\n"
    asking = b"POST /entrar HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    get = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with serving(staffed) as (_, port), ExitStack() as stack:
        both = arrive(stack, port, chunked + get + get[:-4] + b"\r\nConnection: close\r\n\r\n")
        told = b"".join(iter(lambda: both.recv(65536), b""))
        assert re.findall(rb"HTTP/1\.1 (\d+)", told) == [b"403", b"200", b"200"]
        waits = arrive(stack, port, asking)
        assert waits.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        waits.sendall(b"a=")
        assert waits.recv(12) == b"HTTP/1.1 403"


UNREADABLE = {
    b"hello\r\n\r\n": b"400",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab": b"400",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": b"400",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999999999\r\n\r\n": b"413",
}


def test_what_is_no_request_is_refused_in_words_and_the_connection_ends(staffed: Company) -> None:
    with serving(staffed) as (_, port), ExitStack() as stack:
        for said, status in UNREADABLE.items():
            client = arrive(stack, port, said)
            told = b"".join(iter(lambda client=client: client.recv(65536), b""))  # type: ignore[misc]
            assert re.findall(rb"HTTP/1\.1 (\d+)", told) == [status]
            assert re.search("o se cambió nada".encode(), told, re.IGNORECASE), told


def ask_until_it_ends(port: int, stop: threading.Event) -> str:
    """As a busy client on one connection: how it was told that the site stops."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        while True:
            try:
                connection.request("GET", "/")
            except ConnectionRefusedError:
                return "nobody there"
            answer = connection.getresponse()
            assert b"</html>" in answer.read()
            if answer.status == 503:
                assert int(answer.headers["Retry-After"]) > 0
                return "told"
            assert answer.status == 200
            stop.set()
    finally:
        connection.close()


def test_forty_busy_clients_are_told_that_the_site_stops_and_none_is_cut_off(staffed: Company) -> None:
    busy = threading.Event()
    with serving(staffed, "--processes", "2") as (site, port), ThreadPoolExecutor(40) as people:
        asking = [people.submit(ask_until_it_ends, port, busy) for _ in range(40)]
        assert busy.wait(PATIENCE)
        site.running.terminate()
        assert {each.result() for each in asking} <= {"told", "nobody there"}
        assert site.running.wait(PATIENCE) == 0, site.said


def test_what_runs_when_the_site_is_stopped_ends_and_is_acknowledged(postgresql_company: Company) -> None:
    company = postgresql_company
    with company.database.transaction() as connection:
        accounts.set_password(connection, "comercial", PASSWORD, actor="comercial", at=START)
    (id,) = to_be_taken(company, 1)
    with serving(company) as (site, port), ThreadPoolExecutor(1) as person:
        browser, given = come_in([site, site])
        with company.database.transaction() as connection:
            folio = id.rpartition(".")[0]
            connection.execute(select(instances).where(instances.c.folio == folio).with_for_update())
            answer = person.submit(browser, f"/bandeja/{id}/tomar", {"csrf-token": given})
            until(lambda: waits_for_a_row(company))
            site.running.send_signal(signal.SIGTERM)
            with ExitStack() as stack:  # it stops, and says so to who comes meanwhile
                until(lambda: b"503" in asked(stack, port))
        assert answer.result(PATIENCE)[1] == f"/bandeja/{id}"
        assert site.running.wait(PATIENCE) == 0, site.said
    assert takings(company, id) == ["comercial"]


def asked(stack: ExitStack, port: int) -> bytes:
    """The first line of what a client is answered with."""
    client = arrive(stack, port, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    return client.recv(65536).partition(b"\r\n")[0]


def test_several_processes_share_one_sqlite_file_and_one_of_them_is_replaced_when_it_dies(staffed: Company) -> None:
    waiting = to_be_taken(staffed, 6)
    with serving(staffed, "--processes", "2") as (site, port), ThreadPoolExecutor(3) as people:
        until(lambda: len(psutil.Process(site.running.pid).children()) == 2)
        processes = psutil.Process(site.running.pid).children()

        def take(ids: list[str]) -> None:
            browser, given = come_in([site, site])
            for id in ids:
                assert browser(f"/bandeja/{id}/tomar", {"csrf-token": given})[1]

        doing = [people.submit(take, waiting[number::3]) for number in range(3)]
        for done in doing:
            done.result()
        processes[0].kill()
        until(lambda: len({each.pid for each in psutil.Process(site.running.pid).children()} - {processes[0].pid}) == 2)
        assert answers(port) == 200
        before = {each.pid for each in psutil.Process(site.running.pid).children()}
        site.running.send_signal(signal.SIGHUP)  # replaces them all, one by one
        until(lambda: before.isdisjoint({each.pid for each in psutil.Process(site.running.pid).children()}))
        assert answers(port) == 200
        site.running.terminate()
        assert site.running.wait(PATIENCE) == 0, site.said
    assert [takings(staffed, id) for id in waiting] == [["comercial"]] * 6
    in_order(staffed, {id.rpartition(".")[0] for id in waiting})
    assert staffed.database.file is not None
    with sqlite3.connect(staffed.database.file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_the_figures_of_two_processes_add_up_whichever_is_asked(staffed: Company) -> None:
    with serving(staffed, "--processes", "2") as (_, port):
        with ThreadPoolExecutor(8) as people:
            assert set(people.map(lambda _: answers(port), range(40))) == {200}
        told = {figures(port) for _ in range(8)}
    assert told == {'cauce_request_duration_seconds_count{route="/",status="2xx"} 40'}


def figures(port: int) -> str:
    """What a process says of requests for the entrance."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/metrics")
        lines = connection.getresponse().read().decode().splitlines()
    finally:
        connection.close()
    return next(line for line in lines if line.startswith('cauce_request_duration_seconds_count{route="/",'))


def told_by(client: socket.socket, words: bytes) -> None:
    """Return once a stream of news has said `words`."""
    heard = b""
    while words not in heard:
        piece = client.recv(65536)
        assert piece, heard
        heard += piece


def test_two_thousand_open_pages_hold_no_thread_and_are_told_and_the_site_stops_at_once(
    staffed: Company, many_descriptors: None
) -> None:
    with serving(staffed) as (site, port), ExitStack() as stack:
        browser, _ = come_in([site, site])
        before = threads(site)
        ask = f"GET /novedades?sigue=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {browser.cookie}\r\n\r\n".encode()
        pages = [arrive(stack, port, ask) for _ in range(CROWD)]
        for page in pages:
            told_by(page, b"data: here")
        assert [answers(port) for _ in range(5)] == [200] * 5
        assert threads(site) <= before + 8 + 1  # those that do requests, which all had one, and the one that looks
        staffed.start()
        for page in pages:
            told_by(page, b"data: changed")
        pages[0].close()
        site.running.terminate()
        for page in pages[1:]:
            told_by(page, b"0\r\n\r\n")
            assert page.recv(1) == b""
        assert site.running.wait(PATIENCE) == 0, site.said


def threads(site: Process) -> int:
    return sum(each.num_threads() for each in psutil.Process(site.running.pid).children())
