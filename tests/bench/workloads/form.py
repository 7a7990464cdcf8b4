"""The longest form of the shipped procedures while somebody writes into it, on SQLite, as its page asks the server.

A change is saved as the draft, and only the parts of the page that it changes are drawn; beside it, in turns, the whole
page is drawn again after a post that is not complete, which saves the draft as well. Of both the processor's time
counts: the network is left out, and what the disk takes depends on who else uses it. ``form_*_wall`` has the rest.
"""

from statistics import median
from time import perf_counter, process_time
from typing import Any

import lxml.html
from flask.testing import FlaskClient

from engine.identity import sessions
from engine.instances import queries
from engine.instances.reading import EVERYTHING
from engine.settings import Settings
from tests.bench.contenders.cauce import complete
from tests.bench.procedure import START
from tests.bench.report import COUNTS, SECONDS
from tests.bench.stores import SQLITE
from tests.bench.workloads.setting import Bench, Company
from web.app import create_app
from web.session import TOKEN

ELEMENT = "dimensionamiento"
NEXT = 25  # posts of each kind in a run, for each page of `Sizes.pages`


def run(bench: Bench) -> None:
    """Seconds of the processor, and by the clock, for a save and for a whole page; the medians of a run."""
    company = bench.company(SQLITE)
    client, id = _before_the_form(company)
    data, parts = _sent_by(client, id)
    data |= {"draft-page": "bench", "parts": parts}
    turn = 0
    for number in range(bench.sizes.runs + 1):
        spent: dict[str, list[tuple[float, float]]] = {"save": [], "page": []}
        for _ in range(NEXT * bench.sizes.pages):
            for name, path, status in (("save", f"/bandeja/{id}/borrador", 200), ("page", f"/bandeja/{id}", 422)):
                turn += 1
                spent[name].append(_timed(client, path, {**data, "draft-turn": str(turn)}, status))
        for name, pairs in spent.items() if number else ():  # the first run warms up
            bench.report.add(SECONDS, f"form_{name}_cpu", median(cpu for cpu, _ in pairs))
            bench.report.add(SECONDS, f"form_{name}_wall", median(wall for _, wall in pairs))
        if number:
            bench.report.add(COUNTS, "form_save_cpu_ms", 1000 * median(cpu for cpu, _ in spent["save"]))
    company.database.close()


def _before_the_form(company: Company) -> tuple[FlaskClient, str]:
    """A browser of whoever may do the step with the longest form, and the step's id."""
    folio = company.start(1)
    for position, step in enumerate(company.golden):
        if step.element == ELEMENT:
            break
        complete(company.database, company.runtime, folio + step.suffix, step, 1, position)
    with company.database.transaction() as connection:
        task = next(
            task for task in queries.tasks(connection, EVERYTHING, folio=folio) if task.item.visit.element == ELEMENT
        )
        token = sessions.begin(connection, task.candidates[0], at=START)
    app = create_app(Settings(company.url), company.database, company.runtime, clock=lambda: START)
    client = app.test_client()
    with client.session_transaction() as session:
        session[TOKEN], session["csrf"] = token, "a token"
    return client, task.item.id


def _sent_by(client: FlaskClient, id: str) -> tuple[dict[str, Any], str]:
    """What the page sends, with one choice other than it shows, and the parts that it says it shows."""
    page = lxml.html.fromstring(client.get(f"/bandeja/{id}").text)
    data: dict[str, Any] = {}
    for name, value in page.xpath("//form[@id='formulario']")[0].form_values():
        data.setdefault(name, []).append(value)
    parts = page.xpath("//*[@data-digest]")
    told = [f"{part.get('id')}:{part.get('data-digest')}" for part in parts]
    # One part looks otherwise than the page says, as after a choice.
    told[-1] = f"{parts[-1].get('id')}:00000000"
    return data | {"csrf-token": "a token"}, " ".join(told)


def _timed(client: FlaskClient, path: str, data: dict[str, Any], status: int) -> tuple[float, float]:
    cpu, wall = process_time(), perf_counter()
    answer = client.post(path, data=data)
    spent = process_time() - cpu, perf_counter() - wall
    assert answer.status_code == status, answer.status
    return spent
