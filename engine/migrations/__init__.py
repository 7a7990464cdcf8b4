"""The schema and its history (Alembic), run from the program: there is no alembic.ini to keep beside it.

Alembic is imported to change a schema, not to look which one a database has: every command looks.
"""

import errno
import os
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import DBAPIError

from engine.db import Database
from engine.errors import HistoriesOfBefore, SchemaDiffers, StoreUnavailable
from engine.migrations.states import VERSION, Schema, SchemaState, schema_of
from engine.statements import wait_for

HERE = Path(__file__).parent
UPGRADABLE = {SchemaState.NONE, SchemaState.OLDER, SchemaState.CURRENT}


def upgrade(database: Database) -> None:
    """Bring the schema up to date in a transaction of its own; see `bring_up_to_date`."""
    with database.transaction() as connection:
        bring_up_to_date(connection)


def bring_up_to_date(connection: Connection) -> Schema:
    """Make the schema in an empty database, or bring that of an earlier version up to date; gives what was there.

    One that is up to date stays as it is. Raises SchemaDiffers for one that is newer, not whole or of another program,
    StoreUnavailable when the database refuses, HistoriesOfBefore.
    """
    wait_for(connection, "schema")
    before = schema_of(connection, head())
    if before.state not in UPGRADABLE:
        raise differs(before)
    migrate(connection, "head")
    return before


def migrate(connection: Connection, revision: str) -> None:
    """Apply the migrations up to a revision. Raises StoreUnavailable, also for a PostgreSQL with an encoding that
    cannot hold every text; HistoriesOfBefore."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        encoding = str(connection.execute(text("SHOW server_encoding")).scalar_one())
        if encoding != "UTF8":
            raise StoreUnavailable(reason=encoding, kind="encoding")
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except DBAPIError as error:
        kind = "not_permitted" if getattr(error.orig, "sqlstate", None) == "42501" else None
        raise StoreUnavailable(reason=str(error.orig), kind=kind) from error


def known() -> list[str]:
    """Every revision, from the first on."""
    return sorted(path.name.partition("_")[0] for path in (HERE / "versions").glob("[0-9]*.py"))


@cache
def head() -> str:
    """The newest revision: the scripts follow one another, and each file's name begins with its revision."""
    return known()[-1]


def revision_of(connection: Connection) -> str | None:
    """The revision of a database's schema; None where there is no schema of ours."""
    if not inspect(connection).has_table(VERSION.name):
        return None
    found: str | None = connection.scalar(select(VERSION.c.version_num))
    return found


def refuse_histories_of_before(connection: Connection) -> None:
    """Raises HistoriesOfBefore where the database holds histories of a format before this one."""
    if "opening" in {each["name"] for each in inspect(connection).get_columns("events")}:
        return
    count = connection.scalar(text("SELECT count(DISTINCT instance_id) FROM events"))
    if count:
        raise HistoriesOfBefore(count=count)


def differs(found: Schema) -> SchemaDiffers:
    """The error that says how a schema differs from this program's."""
    return SchemaDiffers(kind=found.state, found=found.found, expected=head(), tables=list(found.tables))


def require_file(database: Database) -> None:
    """Raises StoreUnavailable unless the file of SQLite's is there: looking makes none, and no folder for it."""
    file = database.file
    if file is not None and not file.is_file():
        raise StoreUnavailable(reason=f"{file}: {os.strerror(errno.EISDIR if file.exists() else errno.ENOENT)}")


def require_current(database: Database) -> None:
    """Raises StoreUnavailable unless the database is there, HistoriesOfBefore where it holds what no migration brings
    along, and SchemaDiffers unless its schema is this program's."""
    require_file(database)
    with database.reading() as connection:
        if revision_of(connection) == head():
            return
        found = schema_of(connection, head())
        if found.state is SchemaState.OLDER:
            refuse_histories_of_before(connection)
    raise differs(found)
