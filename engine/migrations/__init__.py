"""The schema and its history (Alembic), run from the program: there is no alembic.ini to keep beside it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from engine.db import Database
from engine.errors import StoreUnavailable


def configuration() -> Config:
    """Alembic's configuration: where the scripts are."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def upgrade(database: Database) -> None:
    """Bring the schema up to date; a database that is up to date already is left as it is.

    Raises StoreUnavailable when the database refuses.
    """
    config = configuration()
    try:
        with database.transaction() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise StoreUnavailable(reason=str(error.orig)) from error


def require_current(database: Database) -> None:
    """Raises StoreUnavailable unless the schema is the one that this program was written for."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    with database.reading() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != head:
        raise StoreUnavailable(reason=f"schema {found or '—'}, expected {head}")
