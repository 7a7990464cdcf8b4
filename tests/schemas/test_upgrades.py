"""`cauce db upgrade` takes what earlier versions left to today's schema, and everybody goes on."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from engine import migrations
from engine.backup import archive
from engine.backup.restoring import load, restore
from engine.calendar.office import OfficeCalendar
from engine.clock import from_text
from engine.db import Database
from engine.history.channels import SITE
from engine.instances.runtime import Runtime
from engine.migrations import head, known, migrate, revision_of
from engine.settings import Settings
from tests.conftest import EMPTY, NOTHING, Templates
from tests.engine.backup.busy import goes_on, in_order, waiting
from tests.schemas import held
from tests.support import START, Company, FixedClock
from tests.web.cli.conftest import Terminal

pytestmark = pytest.mark.both_databases

# What has been in every schema, and must come along. The first histories' format is refused (test_migrations).
OF_ALWAYS = (
    "INSERT INTO people (id, name, created_at) VALUES ('ana', 'Ana', '2026-03-02T15:00:00.000000Z')",
    "INSERT INTO roles (id, name) VALUES ('preventa', 'Preventa')",
    "INSERT INTO person_roles (person_id, role_id) VALUES ('ana', 'preventa')",
    "INSERT INTO folios (prefix, year, last) VALUES ('GC', 2025, 7)",
)


def _company(database: Database) -> Company:
    clock = FixedClock()
    with database.reading() as connection:
        last = connection.execute(text("SELECT max(at) FROM ledger_entries")).scalar()
    clock.now = from_text(str(last))
    return Company(database, Runtime(OfficeCalendar("America/Mexico_City")), clock)


@pytest.mark.parametrize("revision", held())
def test_what_an_earlier_version_left_is_upgraded_and_goes_on(
    templates: Templates, tmp_path: Path, revision: str
) -> None:
    url = templates.make(NOTHING, tmp_path)
    database = Database(url, SITE)
    with archive.reading(held()[revision]) as source, database.transaction() as connection:
        load(connection, source, revision)
        assert revision_of(connection) == revision
    assert Terminal(url).json("db", "upgrade") == {"before": revision, "schema": head()}
    company, settings = _company(database), Settings(seal_key=tmp_path / "seal.pem")
    assert len(waiting(company)) > 2 and in_order(company, Settings(seal_key=None))
    database.close()
    _put_the_key(held()[revision], settings, tmp_path)
    goes_on(company, settings)
    database.close()


def _put_the_key(path: Path, settings: Settings, folder: Path) -> None:
    """The machine's own key is nowhere: another goes on, as after a restore."""
    elsewhere = Database(f"sqlite:///{folder}/elsewhere.sqlite3", SITE)
    restore(elsewhere, settings, path, at=START)
    elsewhere.close()


@pytest.mark.parametrize("revision", held())
def test_a_backup_of_an_earlier_version_is_restored_and_goes_on(
    templates: Templates, tmp_path: Path, revision: str
) -> None:
    database = Database(templates.make(NOTHING, tmp_path), SITE)
    settings = Settings(seal_key=tmp_path / "seal.pem")
    restored = restore(database, settings, held()[revision], at=START)
    assert restored.about["schema"] == revision
    with database.reading() as connection:
        assert revision_of(connection) == head()
    goes_on(_company(database), settings)
    database.close()


def test_an_upgrade_that_is_interrupted_leaves_everything_as_it_was(
    templates: Templates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    revision = min(held())
    database = Database(templates.make(NOTHING, tmp_path), SITE)
    with archive.reading(held()[revision]) as source, database.transaction() as connection:
        load(connection, source, revision)
        before = _columns(connection)
    done = migrations.migrate

    def interrupted(connection: Connection, to: str) -> None:
        done(connection, to)
        assert revision_of(connection) == head() != revision
        raise KeyboardInterrupt

    monkeypatch.setattr(migrations, "migrate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        migrations.upgrade(database)
    monkeypatch.undo()
    with database.reading() as connection:
        assert (revision_of(connection), _columns(connection)) == (revision, before)
    migrations.upgrade(database)
    assert in_order(_company(database), Settings(seal_key=None))
    database.close()


@pytest.mark.parametrize("revision", known())
def test_from_every_revision_the_schema_becomes_today_s_and_nobody_is_lost(
    templates: Templates, tmp_path: Path, revision: str
) -> None:
    database = Database(templates.make(NOTHING, tmp_path), SITE)
    with database.transaction() as connection:
        migrate(connection, revision)
        for statement in OF_ALWAYS:
            connection.execute(text(statement))
    with database.transaction() as connection:
        migrate(connection, "head")
        assert connection.execute(text("SELECT name FROM people")).scalars().all() == ["Ana"]
        assert connection.execute(text("SELECT person_id, role_id FROM person_roles")).all() == [("ana", "preventa")]
        assert connection.execute(text("SELECT last FROM folios")).scalars().all() == [7]
        upgraded = _columns(connection)
    database.close()
    (tmp_path / "new").mkdir()
    new = Database(templates.make(EMPTY, tmp_path / "new"), SITE)
    with new.reading() as connection:
        assert upgraded == _columns(connection)
    new.close()


def _columns(connection: Connection) -> dict[str, list[str]]:
    look = inspect(connection)
    return {table: [str(each["name"]) for each in look.get_columns(table)] for table in look.get_table_names()}
