"""A person's inbox among ten thousand and a million open tasks, on both kinds of database.

The tables are filled with bulk inserts: an instance for each open task, the role sets of the shipped procedure in turn,
every tenth task taken by somebody. Then everybody's first page, the page after it and one from the middle of what they
may do are read as the site reads them, `desk.page` each, in the smaller and the larger database in turn. The figure of
a run is the 95th percentile.
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
from engine.identity.queries import all_people
from engine.instances.models import role_sets
from engine.instances.views import inbox
from engine.instances.views.role_sets import Cursor, keys_of
from tests.bench.procedure import PROCESS, START
from tests.bench.report import SECONDS
from tests.bench.stores import KINDS, SQLITE, connect
from tests.bench.workloads.setting import Bench

NAMES = ("10k", "1m")
FIRST_ID = 1_000_000  # above those of the rehearsal
SPREAD = timedelta(days=30)
MIDDLE = Cursor(START + SPREAD / 2, "")

INSTANCE = "id", "folio", "process_id", "versions", "status", "started_by", "started_at", "head_seq", "head_hash"
WORK_ITEM = (
    "id", "instance_id", "process_id", "scope", "element", "pass", "name", "roles", "status", "assignee", "enabled_at"
)  # fmt: skip


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
        people = [person.id for person in all_people(connection) if keys_of(connection, person.id)]
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


def _read(database: Database, people: Sequence[str]) -> list[float]:
    """Read three pages of each person's inbox; gives the seconds of each page."""
    seconds = []
    for person in people:
        after: Cursor | None = None
        for number in range(3):
            begun = perf_counter()
            with database.reading() as connection:
                found, after = inbox.page(connection, person, "open", after=MIDDLE if number == 2 else after)
            seconds.append(perf_counter() - begun)
            assert found, f"{person} has nothing to do: this measures nothing"
    return seconds


def crowded_with(bench: Bench, kind: str, count: int) -> Database:
    """A database with so many open tasks."""
    company = bench.company(kind)
    with company.database.reading() as connection:
        keys = sorted(set(connection.execute(select(role_sets.c.key)).scalars()))
        people = [person.id for person in all_people(connection) if keys_of(connection, person.id)]
    company.database.close()
    with closing(connect(company.url)) as connection:
        _fill(connection, kind, "instances", INSTANCE, _instances(count))
        _fill(connection, kind, "work_items", WORK_ITEM, _work_items(count, keys, people))
    database = Database(company.url, SITE)
    with database.transaction() as connection:
        connection.exec_driver_sql("ANALYZE")  # as each database does by itself sooner or later
    return database


def _fill(connection: Any, kind: str, table: str, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    if kind == SQLITE:
        marks = ", ".join("?" for _ in columns)
        connection.execute("BEGIN")
        connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        connection.execute("COMMIT")
        return
    with connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    connection.commit()


def _instances(count: int) -> Iterator[tuple[Any, ...]]:
    now = to_text(START)
    for number in range(count):
        yield FIRST_ID + number, f"B-{number}", PROCESS, "{}", "running", "comercial", now, 1, "0"


def _work_items(count: int, keys: Sequence[str], people: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    for number in range(count):
        taken = people[number // 10 % len(people)] if number % 10 == 9 else None
        about = PROCESS, "", "correcciones", 1, "Realizar correcciones"
        enabled_at = to_text(START + SPREAD * number / count)
        yield f"B-{number}.2", FIRST_ID + number, *about, keys[number % len(keys)], "open", taken, enabled_at
