"""The whole examination, one subject after the other; what cannot be asked for want of another is left out."""

from collections.abc import Iterator
from datetime import datetime

from bpmn.messages import lazy_gettext
from engine.clock import Clock
from engine.db import Connection, Database
from engine.doctor import accounts, around, machine, sign_on, store, work
from engine.doctor.findings import Finding, wrong
from engine.errors import EngineError, StoreUnavailable
from engine.migrations.states import SchemaState
from engine.settings import Settings


def examine(
    settings: Settings, database: Database, clock: Clock, *, mail_to: str | None = None, subject: str = ""
) -> Iterator[Finding]:
    """Everything that is found. Nothing is changed, and nothing sent but a letter with `subject` to `mail_to`."""
    now = clock()
    yield from machine.versions()
    yield from _store(settings, database, now)
    yield from machine.disk(settings, database)
    yield from machine.key(settings)
    yield from around.mail(settings, mail_to, subject, now)
    yield from around.scanner(settings)
    yield from around.site(settings)
    yield from sign_on.provider(settings, now)


def _store(settings: Settings, database: Database, now: datetime) -> Iterator[Finding]:
    missing = store.answers(database)
    if missing is not None:
        yield missing
        return
    try:
        with database.reading() as connection:
            # A list: what fails, fails here and not where it is read.
            yield from list(_in_database(connection, settings, database, now))
    except StoreUnavailable as error:
        yield wrong(
            store.DATABASE,
            lazy_gettext("The database cannot be used: {reason}.", reason=str(error.details.get("reason", error.code))),
            lazy_gettext("See that it runs and that CAUCE_DATABASE_URL names it, with user and password."),
        )
    except EngineError as error:
        yield wrong(
            store.DATABASE,
            lazy_gettext("What the database holds cannot be read: {reason}.", reason=str(error)),
            lazy_gettext("See what is wrong with: cauce verify --all"),
        )


def _in_database(connection: Connection, settings: Settings, database: Database, now: datetime) -> Iterator[Finding]:
    yield from store.database(connection)
    found, said = store.schema(connection)
    yield said
    if found.state is not SchemaState.CURRENT:
        return
    yield from store.clock(connection, settings, now)
    yield from work.workers(connection, database, settings, now)
    yield from work.letters(connection, settings, now)
    yield from work.late_timers(connection, now)
    yield from work.verified(connection, now)
    yield from work.sealed(connection, settings, now)
    yield from accounts.guarded(connection, settings, now)
    yield from sign_on.mapping(connection, settings)
