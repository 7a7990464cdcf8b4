"""A person's inbox among ten thousand and a million open tasks, on both kinds of database.

The tables are filled with bulk inserts: an instance with a client for each open task, the steps of the shipped
procedure in turn, every tenth task taken by somebody, every third overdue. Then everybody's first page, the page after
it and one from the middle of what they may do are read as the site reads them, what waits counted and the page read
(`standing.counted`, `inbox.page`), in the smaller and the larger database in turn. The figure of a run is the 95th
percentile.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from statistics import quantiles
from time import perf_counter
from typing import Any

from sqlalchemy import select

from engine.clock import to_text
from engine.db import Database
from engine.history.channels import SITE
from engine.identity.queries import Person, all_people
from engine.instances.models import NO_TERM, work_items
from engine.instances.views import inbox
from engine.instances.views.inbox import Cursor, Wanted
from engine.instances.views.role_sets import keys_of
from engine.instances.views.search import normal, words
from engine.instances.views.standing import Desk, counted
from tests.bench.procedure import PROCESS, START
from tests.bench.report import SECONDS
from tests.bench.stores import KINDS, connect, fill
from tests.bench.workloads.setting import Bench

NAMES = ("10k", "1m")
FIRST_ID = 1_000_000  # above those of the rehearsal
SPREAD = timedelta(days=30)
NOW = START + SPREAD
MIDDLE = Cursor(to_text(START + SPREAD / 2), "")
CLIENTS = ("Grupo", "Industrias", "Servicios", "Transportes", "Universidad", "Hospital", "Banco", "Comercial")

INSTANCE = "id", "folio", "process_id", "versions", "status", "started_by", "started_at", "head_seq", "head_hash"
OVERVIEW = "instance_id", "client", "client_key", "title"
WORK_ITEM = (
    "id", "instance_id", "process_id", "scope", "element", "pass", "name", "lane", "roles", "status", "assignee",
    "enabled_at", "due_at", "queue", "due_key",
)  # fmt: skip
Step = tuple[str, str, str, str | None, str, str]
"""Of a step of the procedure: process, element, name, lane, roles and queue."""


def run(bench: Bench) -> None:
    """Seconds for a page, 95th percentile, by number of open tasks and kind of database."""
    if bench.sizes.inbox[1] != 1_000_000:
        bench.report.notes["inbox_1m_vs_10k"] = f"{bench.sizes.inbox[1]:,} open tasks stand in for the million"
    for kind in KINDS:
        crowded = [crowded_with(bench, kind, count) for count in bench.sizes.inbox]
        _measure(bench, kind, crowded)
        for database in crowded:
            database.close()


def _measure(bench: Bench, kind: str, crowded: Sequence[Database]) -> None:
    with crowded[0].reading() as connection:
        people = [person for person in all_people(connection) if keys_of(connection, person.id)]
    for database in crowded:
        _read(database, people)  # the statements are compiled, the pages of the database in memory
    for _ in range(bench.sizes.runs):
        seconds: list[list[float]] = [[] for _ in crowded]
        for _ in range(bench.sizes.pages):
            for person in people:
                for database, each in zip(crowded, seconds, strict=True):
                    each += _read(database, [person])
        for name, each in zip(NAMES, seconds, strict=True):
            bench.report.add(SECONDS, f"inbox_{name}_{kind}", quantiles(each, n=20)[-1])


def _read(database: Database, people: Sequence[Person]) -> list[float]:
    """Read three pages of each person's inbox; gives the seconds of each page."""
    seconds = []
    for person in people:
        after: Cursor | None = None
        for number in range(3):
            begun = perf_counter()
            with database.reading() as connection:
                desk = Desk.of(person)
                queues = counted(connection, desk, NOW).queues
                found, after = inbox.page(connection, desk, Wanted(), queues, after=MIDDLE if number == 2 else after)
            seconds.append(perf_counter() - begun)
            assert found, f"{person.id} has nothing to do: this measures nothing"
    return seconds


def crowded_with(bench: Bench, kind: str, count: int) -> Database:
    """A database with so many open tasks."""
    company = bench.company(kind)
    with company.database.reading() as connection:
        names = ("process_id", "element", "name", "lane", "roles", "queue")
        query = select(*(work_items.c[name] for name in names)).distinct()
        steps: list[Step] = sorted(map(tuple, connection.execute(query)), key=str)  # type: ignore[arg-type]
        people = [person.id for person in all_people(connection) if keys_of(connection, person.id)]
    company.database.close()
    with closing(connect(company.url)) as connection:
        fill(connection, kind, "instances", INSTANCE, _instances(count, people))
        fill(connection, kind, "overviews", OVERVIEW, map(_overview, range(count)))
        found = ((word, FIRST_ID + n) for n in range(count) for word in words(f"B-{n}", _client(n)))
        fill(connection, kind, "search_words", ("word", "instance_id"), found)
        fill(connection, kind, "work_items", WORK_ITEM, _work_items(count, steps, people))
    database = Database(company.url, SITE)
    with database.transaction() as connection:
        connection.exec_driver_sql("ANALYZE")  # as each database does by itself sooner or later
    return database


def _instances(count: int, people: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    now = to_text(START)
    for number in range(count):
        by = people[number // 3 % len(people)]
        yield FIRST_ID + number, f"B-{number}", PROCESS, "{}", "running", by, now, 1, "0"


def _client(number: int) -> str:
    return f"{CLIENTS[number % len(CLIENTS)]} {number * 7919 % 5_000} del Centro"


def _overview(number: int) -> tuple[Any, ...]:
    client = _client(number)
    return FIRST_ID + number, client, normal(client), "Monitoreo"


def _work_items(count: int, steps: Sequence[Step], people: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    for number in range(count):
        taken = people[number // 10 % len(people)] if number % 10 == 9 else None
        process, element, name, lane, roles, queue = steps[number % len(steps)]
        came = START + SPREAD * number / count
        due = None if number % 7 == 0 else to_text(came + SPREAD * (number % 3) / 2)
        about = process, "", element, 1, name, lane, roles, "open", taken, to_text(came), due, queue, due or NO_TERM
        yield f"B-{number}.2", FIRST_ID + number, *about
