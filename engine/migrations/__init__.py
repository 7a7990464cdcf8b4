"""The schema and its history (Alembic), run from the program: there is no alembic.ini to keep beside it.

Alembic is imported to change a schema, not to look which one a database has: every command looks.
"""

import errno
import os
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table, text
from sqlalchemy.exc import DBAPIError

from engine.db import Database
from engine.errors import HistoriesOfBefore, SchemaDiffers, StoreUnavailable

HERE = Path(__file__).parent
VERSION = table("alembic_version", column("version_num"))


def upgrade(database: Database) -> None:
    """Bring the schema up to date; a database that is up to date already is left as it is.

    Raises StoreUnavailable when the database refuses, HistoriesOfBefore.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    try:
        with database.transaction() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise StoreUnavailable(reason=str(error.orig)) from error


@cache
def head() -> str:
    """The newest revision: the scripts follow one another, and each file's name begins with its revision."""
    return max(path.name for path in (HERE / "versions").glob("[0-9]*.py")).partition("_")[0]


def revision_of(connection: Connection) -> str | None:
    """The revision of a database's schema; None where there is no schema of ours."""
    if not inspect(connection).has_table(VERSION.name):
        return None
    found: str | None = connection.scalar(select(VERSION.c.version_num))
    return found


def refuse_histories_of_before(connection: Connection) -> None:
    """Raises HistoriesOfBefore where the database holds histories of a format before this one."""
    if "commitment" in {each["name"] for each in inspect(connection).get_columns("events")}:
        return
    count = connection.scalar(text("SELECT count(DISTINCT instance_id) FROM events"))
    if count:
        raise HistoriesOfBefore(count=count)


def require_current(database: Database) -> None:
    """Raises StoreUnavailable unless the database is there, HistoriesOfBefore where it holds what no migration brings
    along, and SchemaDiffers unless its schema is this program's.

    Looking makes nothing: no file of SQLite's, and no folder for it.
    """
    file = database.file
    if file is not None and not file.is_file():
        raise StoreUnavailable(reason=f"{file}: {os.strerror(errno.EISDIR if file.exists() else errno.ENOENT)}")
    with database.reading() as connection:
        found = revision_of(connection)
        if found not in (None, head()):
            refuse_histories_of_before(connection)
    if found != head():
        raise SchemaDiffers(kind="other" if found else "none", found=found, expected=head())
