"""The page «Bandeja» among ten thousand and a million open tasks, as the server renders it, on both kinds of database.

Each person's session is found, their first page and the one after it are read, and the HTML is made: all that happens
between a request and its answer, without the network. The figure of a run is the 95th percentile.
"""

from collections.abc import Sequence
from statistics import quantiles
from time import perf_counter

from flask.testing import FlaskClient

from engine.db import Database
from engine.identity import sessions
from engine.identity.queries import all_people
from engine.instances.views.role_sets import keys_of
from engine.settings import Settings
from tests.bench.procedure import START, runtime
from tests.bench.report import COUNTS, SECONDS
from tests.bench.stores import KINDS
from tests.bench.workloads.inbox import NAMES, SPREAD, crowded_with
from tests.bench.workloads.setting import Bench
from tests.watching import watched
from web.app import create_app
from web.session import TOKEN

NOW = START + SPREAD
NEXT = b'rel="next" href="'


def run(bench: Bench) -> None:
    """Seconds for a page of the site, 95th percentile, and its statements, by kind of database."""
    for kind in KINDS:
        for name, count in zip(NAMES, bench.sizes.inbox, strict=True):
            database = crowded_with(bench, kind, count)
            people = _come_in(database)
            _read(people)  # templates and statements are compiled, the diagrams read, the pages in memory
            if name == NAMES[0]:
                with watched(database) as sent:
                    _get(people[0], "/bandeja")
                    bench.report.add(COUNTS, f"sql_bandeja_{kind}", len([sql for sql, _ in sent if sql != "BEGIN"]))
            for _ in range(bench.sizes.runs):
                seconds = [each for _ in range(bench.sizes.pages) for each in _read(people)]
                bench.report.add(SECONDS, f"site_bandeja_{name}_{kind}", quantiles(seconds, n=20)[-1])
            database.close()


def _come_in(database: Database) -> list[FlaskClient]:
    """A browser for everybody who has something to do."""
    app = create_app(Settings(database.url), database, runtime(), clock=lambda: NOW)
    clients = []
    with database.transaction() as connection:
        for person in all_people(connection):
            if keys_of(connection, person.id):
                client = app.test_client()
                with client.session_transaction() as session:
                    session[TOKEN] = sessions.begin(connection, person.id, at=NOW)
                clients.append(client)
    return clients


def _read(people: Sequence[FlaskClient]) -> list[float]:
    """Read two pages of each inbox; gives the seconds of each page."""
    seconds = []
    for client in people:
        begun = perf_counter()
        page = _get(client, "/bandeja")
        seconds.append(perf_counter() - begun)
        assert NEXT in page, "so many tasks have a second page"
        after = page.partition(NEXT)[2].partition(b'"')[0].decode().replace("&amp;", "&")
        begun = perf_counter()
        _get(client, after)
        seconds.append(perf_counter() - begun)
    return seconds


def _get(client: FlaskClient, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status
    return answer.data
