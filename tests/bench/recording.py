"""What a completion writes and reads, taken down from a real run, so that it can be written again by hand.

The rows are not taken from Cauce's statements but from the database, before and after each completion: what is written
twice, or written without being changed, counts for nothing here. What is read is taken from the statements.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Table

from engine.db import Database, metadata
from engine.instances import commands
from engine.instances.runtime import Runtime
from tests.bench.procedure import Step, moment
from tests.bench.stores import SQLITE
from tests.watching import Sent, watched

_WRITE = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?\s')
_OTHER = re.compile(r"(SELECT|BEGIN)\b")
_Keyed = dict[tuple[Any, ...], tuple[Any, ...]]
_Rows = dict[Table, _Keyed]


@dataclass(frozen=True, slots=True)
class Write:
    """Rows of a table to insert or delete, or a row's columns to change. `sql` has the driver's own placeholders."""

    sql: str
    rows: Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One completion: what it reads, what it writes, and how many statements Cauce sent for it."""

    reads: Sequence[Sent]
    writes: Sequence[Write]
    statements: int


def record(database: Database, runtime: Runtime, folios: Sequence[str], steps: Sequence[Step]) -> list[list[Recorded]]:
    """Drive each of `folios` along `steps`; gives what each completion of each was."""
    recorded: list[list[Recorded]] = []
    with watched(database) as sent:
        for number, folio in enumerate(folios, 1):
            rows = _rows(database, folio, metadata.sorted_tables)
            recorded.append([])
            for position, step in enumerate(steps):
                at = moment(number, position)
                act = partial(_complete, database, runtime, folio + step.suffix, step, at)
                recorded[-1].append(_recorded(database, folio, sent, rows, act))
    return recorded


def record_one(database: Database, folio: str, act: Callable[[], None]) -> Recorded:
    """What `act` does to one instance, by whatever commands."""
    with watched(database) as sent:
        return _recorded(database, folio, sent, _rows(database, folio, metadata.sorted_tables), act)


def _complete(database: Database, runtime: Runtime, id: str, step: Step, at: datetime) -> None:
    with database.transaction() as connection:
        commands.complete(connection, runtime, id, step.values, actor=step.actor, at=at)


def _recorded(database: Database, folio: str, sent: list[Sent], rows: _Rows, act: Callable[[], None]) -> Recorded:
    """`rows` are those of the instance before it; they are made what they are afterwards."""
    sent.clear()
    act()
    statements = list(sent)
    written = _written(statements)
    became = _rows(database, folio, written)
    mark = "?" if database.engine.dialect.name == SQLITE else "%s"
    writes = [write for table in written for write in _differences(table, rows[table], became[table], mark)]
    reads = [(sql, parameters) for sql, parameters in statements if sql.startswith("SELECT")]
    rows |= became
    return Recorded(reads, writes, len(statements))


def contents(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of Cauce's own tables, as the driver gives them, sorted."""
    with database.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.exec_driver_sql(_select(table)).all()), key=repr)
            for table in metadata.sorted_tables
        }


def _written(statements: Sequence[Sent]) -> list[Table]:
    """The tables that `statements` write to, a table after those it refers to."""
    names = set()
    for sql, _ in statements:
        write = _WRITE.match(sql)
        if write is not None:
            names.add(write[1])
        elif not _OTHER.match(sql):
            raise ValueError(f"neither a read nor a write: {sql}")
    return [table for table in metadata.sorted_tables if table.name in names]


def _rows(database: Database, folio: str, tables: Iterable[Table]) -> _Rows:
    """The rows of `tables` that are about the instance, by primary key; of tables that are about none, all rows."""
    found = {}
    with database.reading() as connection:
        id_ = connection.exec_driver_sql(f"SELECT id FROM instances WHERE folio = '{folio}'").scalar_one()
        for table in tables:
            about = "id" if table.name == "instances" else "instance_id"
            where = f" WHERE {about} = {id_}" if about in table.c else ""
            keys = [position for position, column in enumerate(table.c) if column.primary_key]
            rows = connection.exec_driver_sql(_select(table) + where).all()
            found[table] = {tuple(row[position] for position in keys): tuple(row) for row in rows}
    return found


def _differences(table: Table, before: _Keyed, after: _Keyed, mark: str) -> Iterator[Write]:
    """What makes `after` of `before`, in as few statements and columns as can be."""
    names = [f'"{column.name}"' for column in table.c]
    keys = [name for name, column in zip(names, table.c, strict=True) if column.primary_key]
    where = " AND ".join(f"{name} = {mark}" for name in keys)
    for key in before.keys() & after.keys():
        changed = [at for at in range(len(names)) if before[key][at] != after[key][at]]
        if changed:
            settings = ", ".join(f"{names[at]} = {mark}" for at in changed)
            values = (*(after[key][at] for at in changed), *key)
            yield Write(f"UPDATE {table.name} SET {settings} WHERE {where}", [values])
    gone = sorted(before.keys() - after.keys())
    if gone:
        yield Write(f"DELETE FROM {table.name} WHERE {where}", gone)
    new = sorted(after.keys() - before.keys())
    if new:
        columns, marks = ", ".join(names), ", ".join(mark for _ in names)
        yield Write(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", [after[key] for key in new])


def _select(table: Table) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.c)
    return f"SELECT {columns} FROM {table.name}"
