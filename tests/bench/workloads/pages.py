"""Pages that people read most, as whole requests, beside a bare Flask page that reads the same rows, on SQLite.

The inbox, a task's form, the list of opportunities and an opportunity. The bare page has one view, which sends by hand
the statements that the page was seen to send, fetches their rows, and answers with the very HTML that lies ready: no
session, no rights, no template. Both are called as a server calls them, without the network, in turns; told by the
processor and by the clock.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time

from flask import Flask
from flask.testing import FlaskClient

from engine.db import Database
from engine.history.keys import new_key
from engine.identity import sessions
from engine.settings import Settings
from tests.bench.contenders.cauce import complete
from tests.bench.procedure import START, runtime
from tests.bench.report import COUNTS, SECONDS
from tests.bench.stores import SQLITE, connect
from tests.bench.workloads import crowd
from tests.bench.workloads.setting import Bench
from tests.watching import Sent, watched
from web.app import create_app
from web.session import TOKEN

READ = "BEGIN", "SELECT", "WITH"


def run(bench: Bench) -> None:
    """Seconds for each page and its bare one, of the processor and by the clock; and its statements."""
    company = bench.company(SQLITE)
    folio, first, second = company.start(1), company.golden[0], company.golden[1]
    complete(company.database, company.runtime, folio + first.suffix, first, 1, 0)
    company.database.close()
    signer = new_key(bench.stores.folder / "pages.pem").signer
    database = crowd.grown(bench, company, SQLITE, bench.sizes.instances[0], signer)
    pages = {
        "inbox": (second.actor, "/bandeja"),
        "task": (second.actor, f"/bandeja/{folio}{second.suffix}"),
        "list": ("comercial", "/oportunidades"),
        "opportunity": ("comercial", f"/oportunidades/{folio}"),
    }
    asked = {page: _sent_for(database, *where) for page, where in pages.items()}
    browsers = {person: _browser(database, person) for person, _ in pages.values()}
    contenders: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {}
    for page, (person, address) in pages.items():
        statements, html = asked[page]
        bench.report.add(COUNTS, f"sql_{page}", len(statements))
        contenders[page] = _getting(browsers[person], address), _getting(_bare(database.url, statements, html), "/")
    for both in contenders.values():
        for act in both:
            act()
    for _ in range(bench.sizes.runs):
        for page, both in contenders.items():
            spent = [[_timed(act) for act in both] for _ in range(bench.sizes.paths)]
            for place, name in enumerate(("page", "bare")):
                bench.report.add(SECONDS, f"{name}_{page}_wall", median(each[place][0] for each in spent))
                bench.report.add(SECONDS, f"{name}_{page}_cpu", median(each[place][1] for each in spent))
    database.close()


def _sent_for(database: Database, person: str, address: str) -> tuple[list[Sent], bytes]:
    """What a page sends to the database when it is not the first, and what it answers."""
    with watched(database) as sent:
        browser = _browser(database, person)
        browser.get(address)
        sent.clear()
        answer = browser.get(address)
        assert answer.status_code == 200, answer.status
        return [(sql, values) for sql, values in sent if sql.lstrip("( ").startswith(READ)], answer.data


def _browser(database: Database, person: str) -> FlaskClient:
    client = create_app(Settings(database.url), database, runtime(), clock=lambda: START).test_client()
    with database.transaction() as connection, client.session_transaction() as session:
        session[TOKEN] = sessions.begin(connection, person, at=START)
    return client


def _bare(url: str, statements: list[Sent], html: bytes) -> FlaskClient:
    app, connection = Flask("bare"), connect(url)

    @app.get("/")
    def page() -> bytes:
        for sql, values in statements:
            connection.execute(sql, values).fetchall()
        connection.rollback()
        return html

    return app.test_client()


def _getting(client: FlaskClient, address: str) -> Callable[[], None]:
    def get() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, answer.status

    return get


def _timed(act: Callable[[], None]) -> tuple[float, float]:
    begun, spent = perf_counter(), process_time()
    act()
    return perf_counter() - begun, process_time() - spent
