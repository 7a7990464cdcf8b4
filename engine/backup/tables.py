"""Tables as a backup has them: which ones, their columns, and their rows as lines. The same on both databases."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    collate,
    select,
)
from sqlalchemy import Integer as AnyInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeEngine

from engine.db import Moment
from engine.migrations.states import REVISION
from engine.migrations.tables import TABLES

Kind = Literal["text", "integer", "boolean", "bytes"]
TYPES: dict[Kind, type[TypeEngine[Any]]] = {
    "text": Text,
    "integer": BigInteger,
    "boolean": Boolean,
    "bytes": LargeBinary,
}
LEFT_OUT = frozenset(
    {
        "stamps",
        "sessions",
        "api_tokens",
        "calendar_feeds",
        "sign_in_attempts",
        "link_attempts",
        "used_sign_ons",
        "client_codes",
        "population_totals",
        "element_totals",
        "flow_totals",
        "lane_totals",
        "version_fits",
        "policy_states",
        "policy_totals",
        "policy_progress",
        "instance_facts",
        "visit_facts",
        "passage_facts",
        "value_facts",
        "variants",
        "fact_progress",
        "full_texts",
    }
)
"""Tables that are not carried: stamps belong to the caches of the processes at one database. Who was signed in signs in
again: a session that was ended since must not come back, and a copy of a backup must not be somebody's session; so with
tokens, and whoever had some makes others; and with the codes of clients, who are sent another. Nor are
the tables of the queue, which only holds requests for what is done regularly anyway, nor what jobs read from histories
and find again by themselves."""


@dataclass(frozen=True, slots=True)
class Described:
    """A table as the manifest describes it. `columns` have a name and a kind each; `key` is what rows are ordered by;
    `serial` the column that counts by itself, if one does."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    key: tuple[str, ...]
    serial: str | None = None

    @classmethod
    def of(cls, table: Table) -> "Described":
        """The description of a table of the schema."""
        columns = tuple((column.name, _kind(column)) for column in table.columns)
        counts = table.autoincrement_column
        return cls(
            table.name,
            columns,
            tuple(column.name for column in table.primary_key),
            None if counts is None else counts.name,
        )

    def table(self) -> Table:
        """The table as the driver has it: moments are the texts that are stored."""
        return Table(self.name, MetaData(), *(Column(name, TYPES[kind]) for name, kind in self.columns))

    @property
    def share(self) -> int:
        """How many rows are held at a time: one with bytes may be as large as the largest file that is taken."""
        return 8 if any(kind == "bytes" for _, kind in self.columns) else 500


def carried() -> list[Described]:
    """Every table that a backup has, each after those that it refers to."""
    return [Described.of(table) for table in TABLES if table.name not in LEFT_OUT]


def lines(connection: Connection, described: Described) -> Iterator[bytes]:
    """The rows of a table in order, each as a line; read from the database a share at a time."""
    binary = [position for position, (_, kind) in enumerate(described.columns) if kind == "bytes"]
    rows = connection.execute(_ordered(described), execution_options={"yield_per": described.share})
    for row in rows:
        values = list(row)
        for position in binary:
            if values[position] is not None:
                values[position] = base64.b64encode(values[position]).decode()
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def row_of(line: bytes, described: Described) -> dict[str, object]:
    """A row, by column, as `lines` wrote it. Raises ValueError."""
    values = json.loads(line)
    if not isinstance(values, list) or len(values) != len(described.columns):
        raise ValueError(f"{described.name}: {len(described.columns)}")
    return {
        name: base64.b64decode(value, validate=True) if kind == "bytes" and value is not None else value
        for (name, kind), value in zip(described.columns, values, strict=True)
    }


def digest(written: Iterable[bytes]) -> tuple[int, str]:
    """How many lines there are, and their SHA-256."""
    count, state = 0, hashlib.sha256()
    for line in written:
        count += 1
        state.update(line)
    return count, state.hexdigest()


def is_revision(found: str) -> bool:
    """Whether a text is written as the revisions of the schema are."""
    return REVISION.fullmatch(found) is not None


class _ByBytes(ColumnElement[str]):
    """A column of texts that sorts by its bytes on both databases: on a server texts sort as its language does."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[str]) -> None:
        self.column = column


@compiles(_ByBytes)
def _as_it_is(element: _ByBytes, compiler: Any, **given: Any) -> str:
    return str(compiler.process(element.column, **given))


@compiles(_ByBytes, "postgresql")
def _collated(element: _ByBytes, compiler: Any, **given: Any) -> str:
    return str(compiler.process(collate(element.column, "C"), **given))


def _ordered(described: Described) -> Select[Any]:
    table, kinds = described.table(), dict(described.columns)
    by = (_ByBytes(table.c[name]) if kinds[name] == "text" else table.c[name] for name in described.key)
    return select(table).order_by(*by)


def _kind(column: Column[Any]) -> Kind:
    stored = column.type.impl if isinstance(column.type, Moment) else column.type
    if isinstance(stored, Boolean):
        return "boolean"
    if isinstance(stored, AnyInteger):
        return "integer"
    return "bytes" if isinstance(stored, LargeBinary) else "text"


def described_from(found: Sequence[object]) -> list[Described]:
    """The tables of a manifest. Raises ValueError, KeyError, TypeError for what is no description."""
    tables = []
    for each in cast("Sequence[dict[str, Any]]", found):
        columns = tuple((str(name), cast("Kind", kind)) for name, kind in each["columns"])
        if not {kind for _, kind in columns} <= TYPES.keys():
            raise ValueError(str(each["name"]))
        tables.append(Described(str(each["name"]), columns, tuple(map(str, each["key"])), each["serial"]))
    return tables
