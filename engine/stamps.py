"""Stamps: by which a process knows whether what it keeps in memory of some tables still holds.

Whatever changes such a table, whoever does it, gives its stamp another value (triggers in the migrations). A command
reads the stamp together with what it locks; what was kept under the same stamp need not be read again. Values are at
random and not counted up: what was seen in a transaction that rolls back must not pass for what comes after it.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, ScalarSelect, Table, Text, literal_column, select

from engine.db import metadata

T = TypeVar("T")
PEOPLE = "people"
CALENDAR = "calendar"

stamps = Table("stamps", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))


def stamp(name: str) -> ScalarSelect[Any]:
    """The stamp of that name, a word of ours, as a column of a query; without a bind: those are for its values."""
    return select(stamps.c.value).where(stamps.c.name == literal_column(f"'{name}'")).scalar_subquery()


class Kept(Generic[T]):
    """What a process keeps of some tables as long as their stamp is the same. For all threads."""

    def __init__(self) -> None:
        self._kept: tuple[str, T] | None = None

    def under(self, stamp: str | None, make: Callable[[], T]) -> T:
        """What is kept under the `stamp` that this transaction has read, or else made now; without one, nothing is
        kept."""
        kept = self._kept
        if kept is not None and kept[0] == stamp:
            return kept[1]
        found = make()
        if stamp is not None:
            self._kept = stamp, found
        return found
