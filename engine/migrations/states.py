"""What is in a database, as far as its schema goes: what every refusal and `cauce db status` say."""

import re
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, column, inspect, select, table

VERSION = table("alembic_version", column("version_num"))
REVISION = re.compile(r"[0-9]{4}")
CORE = frozenset({"people", "roles", "events", "instances", "process_versions", "files"})
"""Tables that every schema of Cauce has had, from the first revision on."""
MOST_NAMED = 5


class SchemaState(StrEnum):
    """How the schema of a database stands to this program."""

    NONE = "none"
    """There is nothing in it."""
    FOREIGN = "foreign"
    """The tables in it are of another program."""
    HALF_MADE = "half_made"
    """It is a schema of Cauce, and not all of one."""
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Schema:
    """The schema of a database. `found` is its revision, where it has one; `tables` are those that are not ours, or
    those that are missing, as the state has it."""

    state: SchemaState
    found: str | None = None
    tables: tuple[str, ...] = ()


def schema_of(connection: Connection, head: str) -> Schema:
    """What is in a database, compared with the newest revision that this program knows."""
    there = set(inspect(connection).get_table_names())
    if not there:
        return Schema(SchemaState.NONE)
    if not there & CORE:
        return Schema(SchemaState.FOREIGN, tables=_named(there - {VERSION.name}) or (VERSION.name,))
    if VERSION.name not in there:
        # Another program may well have a table of people; it has not all of ours.
        if there >= CORE:
            return Schema(SchemaState.HALF_MADE, tables=(VERSION.name,))
        return Schema(SchemaState.FOREIGN, tables=_named(there))
    found = list(connection.execute(select(VERSION.c.version_num)).scalars())
    if len(found) != 1 or CORE - there:
        return Schema(SchemaState.HALF_MADE, ", ".join(found) or None, _named(CORE - there) or (VERSION.name,))
    [revision] = found
    if not REVISION.fullmatch(revision):
        return Schema(SchemaState.FOREIGN, revision, _named(there))
    if revision != head:
        return Schema(SchemaState.NEWER if revision > head else SchemaState.OLDER, revision)
    from engine.migrations.tables import TABLES  # all of the engine's models, which a command in order needs not

    missing = {each.name for each in TABLES} - there
    return Schema(SchemaState.HALF_MADE if missing else SchemaState.CURRENT, revision, _named(missing))


def _named(names: set[str] | frozenset[str]) -> tuple[str, ...]:
    """Some of these tables, in order, for people to know what is meant."""
    listed = sorted(names)
    return (*listed[:MOST_NAMED], "…") if len(listed) > MOST_NAMED else tuple(listed)
