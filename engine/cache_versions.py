"""Versions of tables, by which a process knows whether what it cached of them still holds.

Every change of such a table, whoever makes it, gives its version another random value (triggers in the migrations; the
database calls them stamps). A command reads the version in the statement that locks its rows; what was cached under
the same value need not be read again. The value is random rather than counted, so that what was seen in a transaction
that rolls back is never taken for what a later one writes.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Connection, ScalarSelect, Table, Text, bindparam, literal_column, select

from engine.db import metadata
from engine.statements import Query

T = TypeVar("T")
PEOPLE = "people"
CALENDAR = "calendar"

stamps = Table("stamps", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))


def cache_version(name: str) -> ScalarSelect[Any]:
    """The current version of `name`, `PEOPLE` or `CALENDAR`, as a column of a query.

    The name is written into the statement, not bound: the binds of a `Statement` are for the values of each execution.
    """
    return select(stamps.c.value).where(stamps.c.name == literal_column(f"'{name}'")).scalar_subquery()


_CURRENT = Query(select(stamps.c.value).where(stamps.c.name == bindparam("name")), kept=True)


def current_version(connection: Connection, name: str) -> str | None:
    """The version of `name` in this transaction; None where nothing is known of it."""
    found = _CURRENT.first(connection, name=name)
    return None if found is None else str(found.value)


class VersionedCache(Generic[T]):
    """Caches one value for as long as its version stays the same. Thread-safe."""

    def __init__(self) -> None:
        self._entry: tuple[str, T] | None = None

    def get(self, version: str | None, make: Callable[[], T]) -> T:
        """The value cached under `version`, as this transaction read it, or else what `make` gives now.

        With None as version nothing is cached.
        """
        entry = self._entry
        if entry is not None and entry[0] == version:
            return entry[1]
        value = make()
        if version is not None:
            self._entry = version, value
        return value
