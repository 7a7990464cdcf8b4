"""Statements of the hot path: written in SQLAlchemy's Core, compiled once, then run as they are.

Building, hashing and type-processing a Core statement costs five times what SQLite needs to run it, at every execution.
A `Statement` pays that once per dialect. In exchange it takes and gives what the driver does: moments are texts
(`engine.clock`), and a value may be bound but not an expression.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, Connection, CursorResult, Text, bindparam
from sqlalchemy.sql.compiler import SQLCompiler


class Statement:
    """A Core construct with named binds, compiled at its first use with each dialect."""

    def __init__(self, construct: ClauseElement, columns: Sequence[str] | None = None) -> None:
        """`columns` are those that an INSERT or UPDATE sets from the values of the same name."""
        self._construct = construct
        self._columns = columns
        self._compiled: dict[str, tuple[str, list[str] | None]] = {}

    def run(self, connection: Connection, values: dict[str, Any]) -> CursorResult[*tuple[Any, ...]]:
        """Execute with one set of values."""
        sql, order = self._sql(connection)
        return connection.exec_driver_sql(sql, values if order is None else tuple([values[name] for name in order]))

    def run_many(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
        """Execute once for each row, in one go."""
        sql, order = self._sql(connection)
        if order is None:
            connection.exec_driver_sql(sql, list(rows))
        else:
            connection.exec_driver_sql(sql, [tuple([row[name] for name in order]) for row in rows])

    def _sql(self, connection: Connection) -> tuple[str, list[str] | None]:
        dialect = connection.dialect
        found = self._compiled.get(dialect.name)
        if found is None:
            compiled = self._construct.compile(dialect=dialect, column_keys=self._columns)
            assert isinstance(compiled, SQLCompiler)
            order = list(compiled.positiontup) if compiled.positiontup is not None else None
            found = self._compiled[dialect.name] = (str(compiled), order)
        return found


class ListStatement:
    """A statement over a list of texts (``IN``), compiled once for each power of two.

    A list is padded to the next one by repeating its last text, so that a handful of statements serve every length.
    """

    def __init__(self, make: Callable[[Sequence[BindParameter[str]]], ClauseElement]) -> None:
        """`make` builds the construct from its binds."""
        self._make = make
        self._by_size: dict[int, Statement] = {}

    def run(self, connection: Connection, texts: list[str]) -> CursorResult[*tuple[Any, ...]]:
        """Execute for `texts`, of which there must be one at least."""
        size = 1 << (len(texts) - 1).bit_length()
        statement = self._by_size.get(size)
        if statement is None:
            binds = [bindparam(f"text_{number}", type_=Text) for number in range(size)]
            statement = self._by_size[size] = Statement(self._make(binds))
        padded = texts + texts[-1:] * (size - len(texts))
        return statement.run(connection, {f"text_{number}": text for number, text in enumerate(padded)})
