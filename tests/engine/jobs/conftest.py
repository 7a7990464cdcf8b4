"""A company on one kind of database, for what only that kind does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.instances.runtime import Runtime
from tests.conftest import COMPANY, Templates
from tests.support import Company, FixedClock


def _company(url: str) -> Iterator[Company]:
    database = Database(url)
    yield Company(database, Runtime(OfficeCalendar("America/Mexico_City")), FixedClock())
    database.close()


@pytest.fixture
def sqlite_company(sqlite_templates: Templates, tmp_path: Path) -> Iterator[Company]:
    """The company on SQLite."""
    yield from _company(sqlite_templates.make(COMPANY, tmp_path))


@pytest.fixture
def postgresql_company(postgresql_templates: Templates, tmp_path: Path) -> Iterator[Company]:
    """The company on PostgreSQL."""
    yield from _company(postgresql_templates.make(COMPANY, tmp_path))
