"""The database: whether it answers, its schema, its clock."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from bpmn.messages import lazy_gettext
from engine.clock import from_text
from engine.db import Database
from engine.doctor.findings import Finding, good, warning, wrong
from engine.history.models import events
from engine.migrations import head
from engine.migrations.states import Schema, SchemaState, schema_of
from engine.settings import Settings

DATABASE, SCHEMA, CLOCK = "database", "schema", "clock"
POSTGRESQL = 13
"""The oldest server that will do: it makes random ids by itself from then on."""
APART = 2.0
"""Seconds by which two clocks may differ before somebody should know."""


def database(connection: Connection) -> Iterator[Finding]:
    """Which database answers, and whether it is of a version and an encoding that will do."""
    if connection.dialect.name == "sqlite":
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        if mode != "wal":
            yield wrong(
                DATABASE,
                lazy_gettext("SQLite writes without its log (journal_mode is {mode}).", mode=mode),
                lazy_gettext("Put the file on a local disk: shares of a network cannot do what SQLite needs."),
            )
        else:
            yield good(DATABASE, lazy_gettext("SQLite answers, at {path}.", path=connection.engine.url.database))
        return
    number = int(str(connection.execute(text("SHOW server_version_num")).scalar_one()))
    encoding = str(connection.execute(text("SHOW server_encoding")).scalar_one())
    said = lazy_gettext(
        "PostgreSQL {version} answers, with the encoding {encoding}.", version=number // 10_000, encoding=encoding
    )
    if number < POSTGRESQL * 10_000:
        yield wrong(DATABASE, said, lazy_gettext("Cauce needs PostgreSQL 13 or later."))
    elif encoding != "UTF8":
        yield wrong(DATABASE, said, lazy_gettext("Make the database anew with ENCODING 'UTF8', and restore a backup."))
    else:
        yield good(DATABASE, said)


def schema(connection: Connection) -> tuple[Schema, Finding]:
    """The schema, and what is to be said of it."""
    found = schema_of(connection, head())
    if found.state is SchemaState.CURRENT:
        return found, good(SCHEMA, lazy_gettext("The schema is up to date: {schema}.", schema=head()))
    advice = {
        SchemaState.NONE: lazy_gettext("Make a company in it with: cauce init"),
        SchemaState.OLDER: lazy_gettext("Stop site and workers, make a backup, and run: cauce db upgrade"),
        SchemaState.NEWER: lazy_gettext("Use the version of Cauce that wrote it, or a later one."),
        SchemaState.FOREIGN: lazy_gettext("Give Cauce a database of its own: CAUCE_DATABASE_URL"),
        SchemaState.HALF_MADE: lazy_gettext("Restore a backup into an empty database: cauce restore"),
    }[found.state]
    if found.state is SchemaState.NONE:
        said = lazy_gettext(
            "The database holds nothing of Cauce yet; the schema {expected} is needed.", expected=head()
        )
        return found, wrong(SCHEMA, said, advice)
    if found.state is SchemaState.FOREIGN:
        said = lazy_gettext("The database holds another program's: {tables}.", tables=", ".join(found.tables))
        return found, wrong(SCHEMA, said, advice)
    said = lazy_gettext(
        "The schema of the database is not this program's: it is {found}, and {expected} is needed.",
        found=found.found or "—",
        expected=head(),
    )
    return found, wrong(SCHEMA, said, advice)


def clock(connection: Connection, settings: Settings, now: datetime) -> Iterator[Finding]:
    """The machine's clock beside the server's, and beside the last moment that was recorded."""
    last = connection.execute(select(func.max(events.c.at))).scalar()
    if last is not None and (ahead := (from_text(last) - now).total_seconds()) > APART:
        yield wrong(
            CLOCK,
            lazy_gettext("The clock is {seconds} s behind the last event that was recorded.", seconds=round(ahead)),
            lazy_gettext("Set it by NTP: moments never go back in a history, and terms count from them."),
        )
        return
    if connection.dialect.name == "sqlite":
        yield good(CLOCK, lazy_gettext("The clock says {moment}.", moment=now))
        return
    theirs = connection.execute(select(func.clock_timestamp())).scalar_one()
    apart = abs((theirs - now).total_seconds())
    said = lazy_gettext(
        "The clocks of this machine and of the database are {seconds} s apart.", seconds=round(apart, 1)
    )
    advice = lazy_gettext("Set both by NTP: what a worker has taken counts as given up after CAUCE_TAKEOVER_SECONDS.")
    if apart > settings.takeover.total_seconds() / 2:
        yield wrong(CLOCK, said, advice)
    elif apart > APART:
        yield warning(CLOCK, said, advice)
    else:
        yield good(CLOCK, said)


def answers(store: Database) -> Finding | None:
    """What is wrong where the file of SQLite's is not there: looking makes none."""
    if store.file is None or store.file.is_file():
        return None
    return wrong(
        DATABASE,
        lazy_gettext("There is no database at {path}.", path=store.file),
        lazy_gettext("Make a company with «cauce init», or let CAUCE_DATABASE_URL name the one there is."),
    )
