"""Statements of the hot path: written in SQLAlchemy's Core, compiled once, then given to the driver as they are.

Building, hashing and type-processing a Core statement costs five times what SQLite needs to run it, at every execution,
and the library's cursors and results twice as much again. A `Statement` pays the first once per dialect and the second
never. In exchange it takes and gives what the driver does: moments are texts (`engine.clock`), a value may be bound but
not an expression, and what fails is an error of the driver's (`Database` tells those of both alike), which on
PostgreSQL may come later (`engine.pipelining`).
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from sqlalchemy import (
    BindParameter,
    Boolean,
    ClauseElement,
    ColumnElement,
    Connection,
    Select,
    Text,
    bindparam,
    func,
    select,
)
from sqlalchemy.sql.compiler import SQLCompiler

from engine.clock import from_text
from engine.db import READ_AT, Moment
from engine.pipelining import catch_up

Row = tuple[Any, ...]
MOST_KEPT = 200
"""Answers that one transaction remembers: more than any page asks for, and nothing beside a list of all there is."""


class Rows(Protocol):
    """What a statement gives: the driver's cursor."""

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

    def changed(self, connection: Connection, values: dict[str, Any]) -> int:
        """Execute with one set of values; gives how many rows that changed, once it is known. Raises what the driver
        raises."""
        rows: Any = self.run(connection, values)
        catch_up(connection)
        count: int = rows.rowcount
        return count

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


class Query:
    """A SELECT as pages read it: compiled once like a `Statement`, its rows with the names of their columns and with
    moments and truths as what they are. What is named as no name can be (``pass``) is read by its place.

    A page is put together from parts that know nothing of each other, and several ask for the same. What is `kept` is
    asked once in a transaction for queries (`engine.db.Database.reading`), in which the answer cannot change; in one
    that writes, each time.
    """

    def __init__(self, query: Select[Any], *, kept: bool = False) -> None:
        self._statement = Statement(query)
        self._kept = kept
        columns = list(query.selected_columns)
        self._row: Any = namedtuple("Row", [column.key or "" for column in columns], rename=True)  # type: ignore[misc]
        self._made = [
            (place, from_text if isinstance(column.type, Moment) else bool)
            for place, column in enumerate(columns)
            if isinstance(column.type, Moment | Boolean)
        ]

    def all(self, connection: Connection, **values: Any) -> list[Any]:
        """Every row. Raises what the driver raises."""
        seen: dict[Any, tuple[Any, ...]] | None = connection.info.get(READ_AT) if self._kept else None
        if seen is None:
            return self._read(connection, values)
        key = self, *values.values()
        found = seen.get(key)
        if found is None:
            found = tuple(self._read(connection, values))
            if len(seen) >= MOST_KEPT:
                seen.clear()
            seen[key] = found
        return list(found)

    def first(self, connection: Connection, **values: Any) -> Any | None:
        """The first row; None where there is none. Raises what the driver raises."""
        found = self.all(connection, **values)  # to the end, as a cursor that is left open locks
        return found[0] if found else None

    def _read(self, connection: Connection, values: dict[str, Any]) -> list[Any]:
        return [self._of(row) for row in self._statement.run(connection, values).fetchall()]

    def _of(self, row: Row) -> Any:
        if self._made:
            made = list(row)
            for place, make in self._made:
                if made[place] is not None:
                    made[place] = make(made[place])
            row = tuple(made)
        return self._row._make(row)


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


def is_there(query: Select[tuple[int]]) -> ColumnElement[bool]:
    """That a correlated query has a row, looked up for each row that is asked about: an EXISTS may be executed by
    reading everything first."""
    return query.limit(1).scalar_subquery().is_not(None)


_WAIT = Statement(select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=Text), 0))))


def wait_for(connection: Connection, name: str) -> None:
    """Wait for whoever took this name and has not committed, and have it until this transaction ends. SQLite has one
    writer at a time: there is nobody to wait for."""
    if connection.dialect.name != "sqlite":
        _WAIT.run(connection, {"name": name})
