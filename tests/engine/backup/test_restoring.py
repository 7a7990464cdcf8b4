"""A backup goes back into an empty database, of the same kind or of the other, and work goes on there."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from engine.backup import archive, tables
from engine.backup.errors import (
    BackupOfAnotherLog,
    BackupOfNewer,
    BackupRolledBack,
    BackupUnwritable,
    BadBackup,
    DatabaseNotEmpty,
)
from engine.backup.making import make
from engine.backup.restoring import load, restore
from engine.db import Database
from engine.history.channels import SITE
from engine.history.checkpoints import read_kept
from engine.history.keys import new_key, read_keys
from engine.identity.sessions import Came
from engine.identity.sign_in import sign_in
from engine.migrations import head
from engine.migrations.states import SchemaState, schema_of
from engine.settings import Settings
from tests.conftest import COMPANY, FOLIO, NOTHING, WON, PostgresqlTemplates, SqliteTemplates, Templates, open_company
from tests.engine.backup.busy import PASSWORD, busy, goes_on, in_order, waiting
from tests.engine.disposal.disposing import disposed, verified
from tests.engine.verification.opportunity import seal
from tests.support import START, Company

Make = Callable[[str, str], str]
BOTH = ("sqlite", "postgresql")


@pytest.fixture
def make_url(
    sqlite_templates: SqliteTemplates, postgresql_templates: PostgresqlTemplates, tmp_path: Path
) -> Iterator[Make]:
    """The address of a database of a kind that holds what a template does."""

    def made(kind: str, template: str) -> str:
        folder = tmp_path / f"{kind}-{template}"
        folder.mkdir(exist_ok=True)
        source = sqlite_templates if kind == "sqlite" else postgresql_templates
        return source.make(template, folder)

    yield made


@pytest.fixture
def open_url() -> Iterator[Callable[[str], Company]]:
    with ExitStack() as stack:
        yield lambda url: stack.enter_context(open_company(url))


@pytest.fixture
def filled(sqlite_templates: SqliteTemplates, tmp_path: Path, open_url: Callable[[str], Company]) -> Any:
    """A busy company on SQLite, the settings of its machine, and a backup of it."""
    folder = tmp_path / "machine"
    folder.mkdir()
    company = open_url(sqlite_templates.make(COMPANY, folder))
    settings = busy(company, folder)
    make(company.database, settings, tmp_path / "backup.zip", at=START)
    return company, settings, tmp_path / "backup.zip"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/restored.sqlite3", SITE)
    yield database
    database.close()


def state(database: Database) -> SchemaState:
    with database.reading() as connection:
        return schema_of(connection, head()).state


@pytest.mark.parametrize("target", BOTH)
@pytest.mark.parametrize("source", BOTH)
def test_everything_is_there_again_and_goes_on(
    source: str, target: str, make_url: Make, open_url: Callable[[str], Company], tmp_path: Path
) -> None:
    company = open_url(make_url(source, COMPANY))
    folder = tmp_path / "machine"
    folder.mkdir()
    settings = busy(company, folder)
    letters, path = waiting(company), tmp_path / "backup.zip"
    made = make(company.database, settings, path, at=START)
    assert made.rows["instances"] == 3 and made.rows["files"] > 2 and made.size == path.stat().st_size
    again = Database(make_url(target, NOTHING), SITE)
    restored = restore(again, settings, path, at=START)
    assert (restored.waiting, restored.held, restored.beside.kept) == (len(letters), 0, "compared")
    there = replace(company, database=again)
    assert waiting(there) == letters
    assert in_order(there, settings)
    assert sign_in(again, "comercial", PASSWORD, came=Came("127.0.0.1"), device=None, at=company.clock())
    goes_on(there, settings)
    again.close()


def test_what_a_backup_holds_is_the_same_whichever_database_it_came_from(
    filled: Any, make_url: Make, tmp_path: Path
) -> None:
    _, settings, path = filled
    other = Database(make_url("postgresql", NOTHING), SITE)
    with archive.reading(path) as source, other.transaction() as connection:
        load(connection, source, head())
    make(other, settings, tmp_path / "again.zip", at=START)
    other.close()
    with archive.reading(path) as one, archive.reading(tmp_path / "again.zip") as two:
        assert one.tables == two.tables
        assert {each.described.name for each in one.tables} == {each.name for each in tables.carried()}


@pytest.mark.parametrize("kind", BOTH)
def test_a_backup_is_of_one_moment_while_people_go_on(
    kind: str,
    make_url: Make,
    open_url: Callable[[str], Company],
    empty: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    company = open_url(make_url(kind, COMPANY))
    settings = busy(company, tmp_path)
    lines = tables.lines

    def meanwhile(connection: Any, described: tables.Described) -> Iterator[bytes]:
        yield from lines(connection, described)
        if described.name == "instances":
            company.start()

    monkeypatch.setattr(tables, "lines", meanwhile)
    make(company.database, settings, tmp_path / "online.zip", at=START)
    monkeypatch.undo()
    restore(empty, settings, tmp_path / "online.zip", at=START)
    assert len(company.history("GC-2026-0003")) > 0
    assert in_order(replace(company, database=empty), settings)


def test_who_was_signed_in_signs_in_again_and_nobody_reads_the_key_in_a_backup(filled: Any) -> None:
    path = filled[2]
    with zipfile.ZipFile(path) as held:
        names = set(held.namelist())
        everything = b"".join(held.read(name) for name in names)
    assert not {f"rows/{each}.jsonl" for each in tables.LEFT_OUT} & names
    assert b"PRIVATE" not in everything and archive.PRIVATE_KEY not in names
    assert path.stat().st_mode & 0o077 == 0


def test_the_key_goes_along_where_it_is_asked_for_and_is_put_where_there_is_none(
    filled: Any, empty: Database, tmp_path: Path
) -> None:
    company, settings, _ = filled
    make(company.database, settings, tmp_path / "with.zip", with_key=True, at=START)
    elsewhere = Settings(seal_key=tmp_path / "new" / "seal.pem")
    restored = restore(empty, elsewhere, tmp_path / "with.zip", at=START)
    assert (restored.beside.key, restored.beside.kept) == ("restored", "restored")
    assert elsewhere.seal_key is not None and settings.seal_key.read_bytes() == elsewhere.seal_key.read_bytes()
    assert elsewhere.seal_key.stat().st_mode & 0o077 == 0
    assert in_order(replace(company, database=empty), elsewhere)


def test_without_the_key_a_new_one_goes_on_from_the_former(filled: Any, empty: Database, tmp_path: Path) -> None:
    company, settings, path = filled
    elsewhere = Settings(seal_key=tmp_path / "new" / "seal.pem")
    restored = restore(empty, elsewhere, path, at=START)
    assert (restored.beside.key, restored.beside.kept) == ("new", "restored")
    assert elsewhere.seal_key is not None
    assert read_keys(settings.seal_key).signer.public in read_keys(elsewhere.seal_key).trusted
    goes_on(replace(company, database=empty), elsewhere)


def test_a_key_that_did_not_sign_the_log_is_named_and_may_be_told_of_those_that_did(
    filled: Any, empty: Database, tmp_path: Path
) -> None:
    company, _, path = filled
    another = new_key(tmp_path / "another.pem")
    elsewhere = Settings(seal_key=another.path)
    restored = restore(empty, elsewhere, path, at=START)
    there = replace(company, database=empty)
    assert restored.beside.key == "unknown" and not in_order(there, elsewhere)
    with archive.reading(path) as source, another.path.open("ab") as file:
        file.write(source.text(archive.KEYS) or b"")
    goes_on(there, elsewhere)


def test_a_backup_of_before_the_kept_seal_is_named_and_nothing_is_restored(filled: Any, empty: Database) -> None:
    company, settings, path = filled
    company.start()
    seal(company, read_keys(settings.seal_key))
    with pytest.raises(BackupRolledBack) as caught:
        restore(empty, settings, path, at=START)
    kept = read_kept(settings.seal_key.with_suffix(".checkpoint"))
    assert kept is not None and caught.value.details["kept"] == str(kept.size)
    assert state(empty) is SchemaState.NONE


def test_whoever_goes_back_all_the_same_keeps_that_seal_and_sends_nothing_twice(filled: Any, empty: Database) -> None:
    company, settings, path = filled
    letters = waiting(company)
    company.start()
    seal(company, read_keys(settings.seal_key))
    kept = settings.seal_key.with_suffix(".checkpoint")
    before = kept.read_text()
    restored = restore(empty, settings, path, rollback=True, at=company.clock())
    assert restored.beside.aside is not None and restored.beside.aside.read_text() == before
    assert (restored.held, restored.waiting) == (len(letters), 0)
    there = replace(company, database=empty)
    assert waiting(there) == [] and in_order(there, settings)
    there.start()
    seal(there, read_keys(settings.seal_key))


@pytest.mark.parametrize("kind", BOTH)
def test_letters_are_held_for_whoever_asks(filled: Any, kind: str, make_url: Make) -> None:
    company, settings, path = filled
    target = Database(make_url(kind, NOTHING), SITE)
    restored = restore(target, settings, path, hold_letters=True, at=company.clock())
    assert restored.held == len(waiting(company)) and restored.waiting == 0
    assert in_order(replace(company, database=target), settings)
    target.close()


def test_the_kept_seal_of_another_log_is_named(filled: Any, empty: Database, tmp_path: Path, make_url: Make) -> None:
    path = filled[2]
    with open_company(make_url("sqlite", COMPANY)) as other:
        keys = new_key(tmp_path / "other.pem")
        other.start()
        seal(other, keys)
    with pytest.raises(BackupOfAnotherLog):
        restore(empty, Settings(seal_key=keys.path), path, at=START)
    assert state(empty) is SchemaState.NONE


@pytest.mark.parametrize("kind", BOTH)
def test_only_an_empty_database_takes_a_backup(filled: Any, kind: str, make_url: Make) -> None:
    _, settings, path = filled
    company = Database(make_url(kind, COMPANY), SITE)
    with pytest.raises(DatabaseNotEmpty) as refused:
        restore(company, settings, path, at=START)
    assert refused.value.details["kind"] == "ours"
    company.close()


def rewritten(path: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                written.writestr(name, content)
    return target


def cut(_: str, content: bytes) -> bytes:
    return content[:-1] if content.startswith(b"[") else content


def altered(name: str, content: bytes) -> bytes:
    return content.replace(b"Banco", b"Barco", 1) if name == "rows/events.jsonl" else content


def removed(name: str, content: bytes) -> bytes | None:
    return None if name == "rows/people.jsonl" else content


def no_manifest(name: str, content: bytes) -> bytes | None:
    return None if name == archive.MANIFEST else content


def of_newer(name: str, content: bytes) -> bytes:
    return json.dumps({**json.loads(content), "schema": "9999"}).encode() if name == archive.MANIFEST else content


@pytest.mark.parametrize("change", [cut, altered, removed, no_manifest])
def test_a_backup_that_is_not_what_was_written_leaves_the_database_empty(
    filled: Any, empty: Database, tmp_path: Path, change: Callable[[str, bytes], bytes | None]
) -> None:
    _, settings, path = filled
    with pytest.raises(BadBackup):
        restore(empty, settings, rewritten(path, tmp_path / "bad.zip", change), at=START)
    assert not (tmp_path / "restored.sqlite3").exists() or state(empty) is SchemaState.NONE


def test_what_is_no_backup_is_refused(empty: Database, tmp_path: Path, filled: Any) -> None:
    _, settings, path = filled
    (tmp_path / "half.zip").write_bytes(path.read_bytes()[:-2000])
    (tmp_path / "text.zip").write_text("nada")
    for name in ("half.zip", "text.zip", "nowhere.zip"):
        with pytest.raises(BadBackup):
            restore(empty, settings, tmp_path / name, at=START)
    with pytest.raises(BackupOfNewer):
        restore(empty, settings, rewritten(path, tmp_path / "newer.zip", of_newer), at=START)


def test_a_row_that_agrees_with_its_digest_and_not_with_the_schema_is_named(
    filled: Any, empty: Database, tmp_path: Path
) -> None:
    _, settings, path = filled
    bad = b'["x",null,null,true,"2026"]\n'

    def change(name: str, content: bytes) -> bytes:
        if name == "rows/people.jsonl":
            return bad
        if name == archive.MANIFEST:
            told = json.loads(content)
            [people] = [each for each in told["tables"] if each["name"] == "people"]
            people |= {"rows": 1, "sha256": hashlib.sha256(bad).hexdigest()}
            return json.dumps(told).encode()
        return content

    with pytest.raises(BadBackup, match="people"):
        restore(empty, settings, rewritten(path, tmp_path / "bad.zip", change), at=START)
    assert state(empty) is SchemaState.NONE


def test_a_backup_is_never_written_over_another_and_an_interrupted_one_leaves_nothing(
    filled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company, settings, path = filled
    before = path.read_bytes()
    with pytest.raises(BackupUnwritable):
        make(company.database, settings, path, at=START)
    with pytest.raises(BackupUnwritable):
        make(company.database, settings, tmp_path / "nowhere" / "backup.zip", at=START)
    assert path.read_bytes() == before
    folder = tmp_path / "alone"
    folder.mkdir()

    def interrupted(*_: object) -> Iterator[bytes]:
        yield b"[]\n"
        assert list(folder.iterdir()) == []  # it has no name as long as it is not whole
        raise KeyboardInterrupt

    monkeypatch.setattr(tables, "lines", interrupted)
    with pytest.raises(KeyboardInterrupt):
        make(company.database, settings, folder / "backup.zip", at=START)
    monkeypatch.undo()
    assert list(folder.iterdir()) == []


def test_where_files_must_have_a_name_an_interrupted_backup_leaves_nothing_either(
    filled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company, settings, _ = filled
    monkeypatch.setattr(archive, "_unnamed", lambda _: None)
    folder = tmp_path / "alone"
    folder.mkdir()
    make(company.database, settings, folder / "backup.zip", at=START)
    assert [each.name for each in folder.iterdir()] == ["backup.zip"]

    def interrupted(*_: object) -> Iterator[bytes]:
        raise KeyboardInterrupt
        yield b""

    monkeypatch.setattr(tables, "lines", interrupted)
    with pytest.raises(KeyboardInterrupt):
        make(company.database, settings, folder / "other.zip", at=START)
    assert [each.name for each in folder.iterdir()] == ["backup.zip"]


@pytest.mark.parametrize("kind", BOTH)
def test_an_interrupted_restore_leaves_an_empty_database(
    filled: Any, kind: str, make_url: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, settings, path = filled
    target = Database(make_url(kind, NOTHING), SITE)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.backup.restoring._require_same", interrupted)
    with pytest.raises(KeyboardInterrupt):
        restore(target, settings, path, at=START)
    monkeypatch.undo()
    assert state(target) is SchemaState.NONE
    restore(target, settings, path, at=START)
    target.close()


def test_what_was_wrong_when_the_backup_was_made_is_restored_as_it_was(
    filled: Any, empty: Database, tmp_path: Path
) -> None:
    company, settings, _ = filled
    with company.database.transaction() as connection:
        connection.execute(text("DROP TRIGGER events_refuse_update"))
        connection.execute(text("UPDATE events SET actor = 'cliente' WHERE seq = 3"))
    make(company.database, settings, tmp_path / "wrong.zip", at=START)
    restore(empty, settings, tmp_path / "wrong.zip", at=START)
    assert not in_order(replace(company, database=empty), settings)
    shutil.rmtree(tmp_path / "machine")


@pytest.mark.both_databases
def test_values_that_were_disposed_of_are_in_no_backup_that_is_made_later(
    templates: Templates, open_url: Callable[[str], Company], tmp_path: Path
) -> None:
    company = open_url(templates.make(WON, tmp_path))
    settings, client = Settings(seal_key=None), b"Aseguradora del Golfo"
    make(company.database, settings, tmp_path / "before.zip", at=START)
    disposed(company, FOLIO)
    make(company.database, settings, tmp_path / "after.zip", at=START)
    held = {}
    for name in ("before", "after"):
        with zipfile.ZipFile(tmp_path / f"{name}.zip") as archived:
            held[name] = any(client in archived.read(each) for each in archived.namelist())
    assert held == {"before": True, "after": False}
    (tmp_path / "target").mkdir()
    target = Database(templates.make(NOTHING, tmp_path / "target"), SITE)
    restore(target, settings, tmp_path / "after.zip", at=START)
    assert verified(replace(company, database=target), FOLIO).problems == ()
    target.close()
