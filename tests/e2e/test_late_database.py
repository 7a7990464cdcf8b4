"""A database that comes later than whoever needs it, or does not answer any more."""

import threading
from http.client import HTTPConnection
from time import monotonic
from urllib.parse import urlsplit

import pytest

from engine.hung import HUNG
from tests.cable import cable_to
from tests.e2e.processes import PATIENCE, cauce
from tests.support import Company
from web.serving.server import THREADS


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("worker",)], ids=["the site", "the worker"])
def test_it_is_waited_for(postgresql_company: Company, command: tuple[str, ...]) -> None:
    url = postgresql_company.database.url
    with cable_to(url) as cable, cauce(*command, CAUCE_DATABASE_URL=cable.url) as process:
        process.wait_for("todavía no responde")
        cable.plug_in()
        process.wait_until_ready()
        process.running.terminate()
        assert process.running.wait(PATIENCE) == 0, process.said
    said = "".join(process.said)
    assert "Traceback" not in said and said.count("todavía no responde") == 1


def test_a_worker_says_soon_and_in_words_that_it_hangs_and_works_when_it_answers(postgresql_company: Company) -> None:
    impatient = "import engine.jobs.distributed as worker; worker.SILENT = worker.PATIENCE = 1"
    with (
        cable_to(postgresql_company.database.url) as cable,
        cauce("worker", before=impatient, CAUCE_DATABASE_URL=cable.url) as process,
    ):
        cable.plug_in()
        process.wait_until_ready()
        cable.squeeze()
        process.wait_for("se perdió la base de datos")
        cable.release()
        process.wait_for("trabajando", times=2)
    assert "Traceback" not in "".join(process.said)


def test_the_site_tells_monitors_at_once_that_it_hangs_although_all_its_threads_wait(
    postgresql_company: Company,
) -> None:
    with (
        cable_to(postgresql_company.database.url) as cable,
        cauce("serve", "--port", "0", CAUCE_DATABASE_URL=cable.url) as process,
    ):
        cable.plug_in()
        port = urlsplit(process.wait_until_ready()).port

        def ask(path: str) -> tuple[int, str]:
            connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", path)
            answer = connection.getresponse()
            said = answer.status, answer.read().decode()
            connection.close()
            return said

        assert ask("/readyz") == (200, "ok\n")
        cable.squeeze()
        people = [threading.Thread(target=ask, args=["/"]) for _ in range(THREADS + 1)]
        for each in people:
            each.start()
        begun = monotonic()
        while ask("/readyz") != (503, "unreachable\n"):  # as long as what it asks is still on its way
            assert monotonic() - begun < PATIENCE
        begun = monotonic()
        assert ask("/readyz") == (503, "unreachable\n") and ask("/healthz") == (200, "ok\n")
        assert monotonic() - begun < HUNG / 2
        cable.release()
        for each in people:
            each.join()
        assert ask("/readyz") == (200, "ok\n")
