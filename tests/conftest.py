"""Databases for the tests: a real SQLite file or a real PostgreSQL 18, each test with its own.

A test runs on SQLite. With the mark ``both_databases`` it runs once on each: wherever what is tested is SQL itself, its
locks, its types or its triggers. What stands above that (a page, a text of the terminal, a verdict over events that
were read) is the same code on both, and running it twice shows nothing new. That no statement of the product is left
without PostgreSQL by this is not a matter of care: `tests.both_databases` counts them.
"""

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from sqlalchemy import text

from engine.calendar.office import OfficeCalendar
from engine.clock import from_text
from engine.db import Database
from engine.history.channels import SITE
from engine.instances.runtime import Runtime
from engine.migrations import upgrade
from tests import examples as examples  # its profiles hold for every test
from tests import warm
from tests.both_databases import Statements
from tests.engine.client_access.proposal import sent
from tests.engine.verification.won import won
from tests.mailbox import Mailbox, mail_server
from tests.postgresql import Server, serving
from tests.processes import Processes
from tests.provider import Provider, providing
from tests.support import Company, FixedClock, no_clock_moves
from web import demo

if TYPE_CHECKING:
    from playwright.sync_api import Browser


SELDOM = 200_000
"""New objects between two looks of the garbage collector: a worker of the suite holds a million that stay, syntax trees
and compiled templates among them, and with the interpreter's own threshold a sixth of its time went into them."""


def pytest_configure(config: pytest.Config) -> None:
    gc.set_threshold(SELDOM, 50, 1000)
    statements = Statements(config)
    statements.listen()
    config.pluginmanager.register(statements)
    config.pluginmanager.register(Processes())


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """What arrives at a mail server in the clear."""
    with mail_server(Mailbox()) as box:
        yield box


@pytest.fixture(scope="session", autouse=True)
def warmed() -> Iterator[None]:
    """What costs time and shows nothing is paid once in each process, see `tests.warm`."""
    with pytest.MonkeyPatch.context() as patch:
        warm.share(patch)
        warm.share_statements(patch)
        warm.share_rules(patch)
        warm.wait_for_no_disk(patch)
        yield


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "templates" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_databases"):
        on_a_server = pytest.param("postgresql", marks=pytest.mark.postgresql)
        metafunc.parametrize("templates", ["sqlite", on_a_server], indirect=True)


@pytest.hookimpl(tryfirst=True)  # before pytest selects by marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks a server by name, as `pytest_generate_tests` does what runs on both."""
    for item in items:
        if "postgresql_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgresql)
        if "started_provider" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.node)


class Templates(Protocol):
    """Where databases come from: migrating and deploying once is enough."""

    def make(self, template: str, target: Path) -> str:
        """The address of a database with what the template holds; its file, if it is one, is in `target`."""
        ...


@dataclass
class SqliteTemplates:
    """Files, copied."""

    folder: Path

    def make(self, template: str, target: Path) -> str:
        if not (self.folder / template).exists():
            FILLED[template](f"sqlite:///{self.folder / template}")
        shutil.copyfile(self.folder / template, target / "cauce.sqlite3")
        return f"sqlite:///{target / 'cauce.sqlite3'}"


@dataclass
class PostgresqlTemplates:
    """Databases of one server, lent until `give_back`."""

    server: Server
    lent: list[tuple[str, str]] = field(default_factory=list)

    def make(self, template: str, target: Path) -> str:
        name = self.server.lend(template)
        self.lent.append((template, name))
        return self.server.url(name)

    def give_back(self) -> None:
        while self.lent:
            self.server.take_back(*self.lent.pop())


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplates:
    return SqliteTemplates(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("pg"), tmp_path_factory.mktemp("run"), FILLED) as server:
        yield server


@pytest.fixture
def postgresql_templates(postgresql_server: Server) -> Iterator[PostgresqlTemplates]:
    templates = PostgresqlTemplates(postgresql_server)
    yield templates
    templates.give_back()


def _make(url: str) -> None:
    database = Database(url)
    with database.transaction():
        pass
    database.close()


def _migrate(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.close()


def _prepare(url: str) -> None:
    database = Database(url, SITE)
    demo.prepare(database, Runtime(OfficeCalendar("America/Mexico_City")), no_clock_moves, empty=True)
    database.close()


def _going_on(act: Callable[[Company], str]) -> Callable[[str], None]:
    def fill(url: str) -> None:
        _prepare(url)
        with open_company(url) as company:
            assert act(company) == FOLIO

    return fill


NOTHING, EMPTY, COMPANY, WON, SENT = "nothing", "empty", "company", "won", "sent"
FOLIO = "GC-2026-0001"
"""The one opportunity of the company in `WON` and `SENT`."""
FILLED = {NOTHING: _make, EMPTY: _migrate, COMPANY: _prepare, WON: _going_on(won), SENT: _going_on(sent)}
"""What each template holds, made when it is first asked for: nothing; a schema; the company of the demo without
opportunities; the same with one that was won; the same with one whose proposal the client has."""


@pytest.fixture
def templates(request: pytest.FixtureRequest) -> Templates:
    """Of SQLite; with the mark ``both_databases`` the test runs once on each kind."""
    found: Templates = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_templates")
    return found


@pytest.fixture
def database(templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty database."""
    database = Database(templates.make(EMPTY, tmp_path), SITE)
    yield database
    database.close()


@contextmanager
def open_company(url: str) -> Iterator[Company]:
    """The company in the database at `url`, right after the last that happened there."""
    database = Database(url, SITE)
    clock = FixedClock()
    with database.reading() as connection:
        last = connection.execute(text("SELECT max(at) FROM events")).scalar()
    if last is not None:
        clock.now = from_text(last)
    yield Company(database, Runtime(OfficeCalendar("America/Mexico_City")), clock)
    database.close()


@pytest.fixture
def company(templates: Templates, tmp_path: Path) -> Iterator[Company]:
    """The company of the demo without opportunities."""
    with open_company(templates.make(COMPANY, tmp_path)) as found:
        yield found


@pytest.fixture
def sqlite_company(sqlite_templates: SqliteTemplates, tmp_path: Path) -> Iterator[Company]:
    """The same on SQLite alone, for what only happens there."""
    with open_company(sqlite_templates.make(COMPANY, tmp_path)) as found:
        yield found


@pytest.fixture
def postgresql_company(postgresql_templates: PostgresqlTemplates, tmp_path: Path) -> Iterator[Company]:
    """The same on PostgreSQL alone, for what only happens there."""
    with open_company(postgresql_templates.make(COMPANY, tmp_path)) as found:
        yield found


@pytest.fixture(scope="session")
def started_provider() -> Iterator[Provider]:
    """A provider of identities: a second to start, so one for all tests of a process."""
    with providing() as provider:
        yield provider


@pytest.fixture
def provider(started_provider: Provider) -> Provider:
    """A provider of identities that knows nobody and does as it should."""
    started_provider.behaves()
    return started_provider


@pytest.fixture(scope="session")
def started_browser() -> Iterator["Browser"]:
    """A Chromium: a second of CPU to start, so one for all tests of a process.

    While it runs, an event loop of Playwright's stands in the main thread: what runs one of its own does so in another.
    """
    from playwright.sync_api import sync_playwright

    from tests import chromium

    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def browser(started_browser: "Browser") -> Iterator["Browser"]:
    """A browser with nothing open in it."""
    yield started_browser
    for context in started_browser.contexts:
        context.close()
