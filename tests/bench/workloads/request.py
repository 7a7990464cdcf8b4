"""A completion as a whole request, beside a bare Flask page that writes the same rows, on SQLite.

Cauce's is a form that is posted: the session is found, the form read and judged, the step completed, the answer a
redirect. The bare page has one view, which writes by hand what the former was seen to read and write
(`tests.bench.recording`), and redirects: no session, no form, nobody asked. Both are called as a server calls them,
without the network, in turns; told by the processor and by the clock.
"""

import re
from collections.abc import Callable
from functools import partial
from html import unescape
from statistics import median
from time import perf_counter, process_time

from flask import Flask, redirect
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from engine.db import Database
from engine.history.channels import SITE
from engine.identity import sessions
from engine.settings import Settings
from tests.bench.contenders.cauce import complete
from tests.bench.contenders.raw import Raw
from tests.bench.load import ANSWERS
from tests.bench.procedure import START, runtime
from tests.bench.recording import record_one
from tests.bench.report import SECONDS
from tests.bench.stores import SQLITE
from tests.bench.workloads.setting import Bench
from web.app import create_app
from web.session import TOKEN

PERSON = "preventa"
ANSWER = {**ANSWERS, "fecha_respuesta_areas": f"{START:%Y-%m-%d}"}
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def run(bench: Bench) -> None:
    """Seconds for a request, of the processor and by the clock, for each contender."""
    company = bench.company(SQLITE)
    first, second = company.golden[0], company.golden[1]
    folios = [company.start(number) for number in range(1, bench.sizes.runs * bench.sizes.paths + 2)]
    for number, folio in enumerate(folios, 1):
        complete(company.database, company.runtime, folio + first.suffix, first, number, 0)
    company.database.close()
    ids = [folio + second.suffix for folio in folios]
    rehearsal, written, by_hand = (bench.stores.make(SQLITE, company.url) for _ in range(3))
    rehearsing = _Browser(rehearsal)
    recorded = [
        [record_one(rehearsing.database, folio, partial(rehearsing.send, id))]
        for folio, id in zip(folios, ids, strict=True)
    ]
    rehearsing.database.close()
    cauce, raw = _Browser(written), Raw(by_hand, recorded)
    bare = _bare(raw)
    forms = iter([(id, cauce.form(id)) for id in ids])
    contenders: dict[str, Callable[[], None]] = {
        "cauce": lambda: cauce.post(*next(forms)),
        "bare": lambda: _require(bare.post("/").status_code),
    }
    for act in contenders.values():
        act()
    for _ in range(bench.sizes.runs):
        for name, act in contenders.items():
            spent = [_timed(act) for _ in range(bench.sizes.paths)]
            bench.report.add(SECONDS, f"request_{name}_cpu", median(cpu for cpu, _ in spent))
            bench.report.add(SECONDS, f"request_{name}_wall", median(wall for _, wall in spent))
    cauce.database.close()
    raw.close()


class _Browser:
    def __init__(self, url: str) -> None:
        self.database = Database(url, SITE)
        self._client: FlaskClient = create_app(
            Settings(url), self.database, runtime(), clock=lambda: START
        ).test_client()
        with self.database.transaction() as connection, self._client.session_transaction() as session:
            session[TOKEN] = sessions.begin(connection, PERSON, at=START)

    def form(self, id: str) -> dict[str, str]:
        """The form of a step as it is filled in."""
        page = self._client.get(f"/bandeja/{id}").text
        form = page[page.index('class="form"') : page.rindex("</form>")]
        return {name: unescape(value) for name, value in _HIDDEN.findall(form)} | ANSWER

    def post(self, id: str, form: dict[str, str]) -> None:
        """Complete the step."""
        _require(self._client.post(f"/bandeja/{id}", data=form).status_code)

    def send(self, id: str) -> None:
        """Open the step and complete it."""
        self.post(id, self.form(id))


def _bare(raw: Raw) -> FlaskClient:
    app = Flask("bare")

    @app.post("/")
    def complete() -> ResponseReturnValue:
        raw.complete()
        return redirect("/", 303)

    return app.test_client()


def _require(status: int) -> None:
    assert status == 303, status


def _timed(act: Callable[[], None]) -> tuple[float, float]:
    begun, spent = perf_counter(), process_time()
    act()
    return process_time() - spent, perf_counter() - begun
