"""Statements of the hot path: written in SQLAlchemy's Core, compiled once, then given to the driver as they are.

Building, hashing and type-processing a Core statement costs five times what SQLite needs to run it, at every execution,
and the library's cursors and results twice as much again. A `Statement` pays the first once per dialect and the second
never. In exchange it takes and gives what the driver does: moments are texts (`engine.clock`), a value may be bound but
not an expression, and what fails is an error of the driver's (`Database` tells those of both alike).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

from sqlalchemy import BindParameter, ClauseElement, Connection, Text, bindparam, func, select
from sqlalchemy.sql.compiler import SQLCompiler

Row = tuple[Any, ...]


class Rows(Protocol):
    """What a statement gives: the driver's cursor."""

    @property
    def rowcount(self) -> int: ...
    def __iter__(self) -> Iterator[Row]: ...
    def fetchone(self) -> Row | None: ...
    def fetchall(self) -> list[Row]: ...


class Statement:
    """A Core construct with named binds, compiled at its first use with each dialect. What stands in it as a constant,
    a number or a text, is bound as it is."""

    def __init__(self, construct: ClauseElement, columns: Sequence[str] | None = None) -> None:
        """`columns` are those that an INSERT or UPDATE sets from the values of the same name."""
        self._construct = construct
        self._columns = None if columns is None else list(columns)
        self._compiled: dict[str, tuple[str, list[str] | None, dict[str, Any]]] = {}

    def run(self, connection: Connection, values: dict[str, Any]) -> Rows:
        """Execute with one set of values. Raises what the driver raises."""
        sql, order, constants = self._sql(connection)
        if constants:
            values = constants | values
        driver: Any = connection.connection.driver_connection
        rows: Rows = driver.execute(sql, values if order is None else [values[name] for name in order])
        return rows

    def run_rows(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Execute once for each row, in one go; a row has its values in the order of `columns`, which is that of the
        table. Raises what the driver raises."""
        sql, order, _ = self._sql(connection)
        assert self._columns is not None
        names = self._columns
        cursor: Any = connection.connection.cursor()
        if order is None:
            cursor.executemany(sql, [dict(zip(names, row, strict=True)) for row in rows])
        else:
            assert order == names, order
            cursor.executemany(sql, rows)

    def run_many(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
        """Execute once for each row, in one go. Raises what the driver raises."""
        if len(rows) == 1:
            self.run(connection, rows[0])
            return
        sql, order, _ = self._sql(connection)
        cursor: Any = connection.connection.cursor()
        cursor.executemany(sql, rows if order is None else [[row[name] for name in order] for row in rows])

    def _sql(self, connection: Connection) -> tuple[str, list[str] | None, dict[str, Any]]:
        dialect = connection.dialect
        found = self._compiled.get(dialect.name)
        if found is None:
            compiled = self._construct.compile(dialect=dialect, column_keys=self._columns)
            assert isinstance(compiled, SQLCompiler)
            order = list(compiled.positiontup) if compiled.positiontup is not None else None
            constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
            found = self._compiled[dialect.name] = (str(compiled), order, constants)
        return found


class ListStatement:
    """A statement over a list of texts (``IN``), compiled once for each power of two.

    A list is padded to the next one by repeating its last text, so that a handful of statements serve every length.
    """

    def __init__(self, make: Callable[[Sequence[BindParameter[str]]], ClauseElement]) -> None:
        """`make` builds the construct from its binds."""
        self._make = make
        self._by_size: dict[int, Statement] = {}

    def run(self, connection: Connection, texts: list[str]) -> Rows:
        """Execute for `texts`, of which there must be one at least."""
        size = 1 << (len(texts) - 1).bit_length()
        statement = self._by_size.get(size)
        if statement is None:
            binds = [bindparam(f"text_{number}", type_=Text) for number in range(size)]
            statement = self._by_size[size] = Statement(self._make(binds))
        padded = texts + texts[-1:] * (size - len(texts))
        return statement.run(connection, {f"text_{number}": text for number, text in enumerate(padded)})


def together(connection: Connection) -> AbstractContextManager[object]:
    """Send the statements of this block to the server in one round trip, where the driver can.

    An error may then come as late as the end of the block, which is when everything has been answered.
    """
    if connection.dialect.name == "sqlite":
        return nullcontext()
    driver: Any = connection.connection.driver_connection
    pipeline: AbstractContextManager[object] = driver.pipeline()
    return pipeline


_WAIT = Statement(select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=Text), 0))))


def wait_for(connection: Connection, name: str) -> None:
    """Wait for whoever took this name and has not committed, and have it until this transaction ends. SQLite has one
    writer at a time: there is nobody to wait for."""
    if connection.dialect.name != "sqlite":
        _WAIT.run(connection, {"name": name})
