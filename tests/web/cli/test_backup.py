"""`cauce backup` and `cauce restore`."""

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.db import Database
from engine.migrations import head
from tests.conftest import COMPANY, NOTHING, PostgresqlTemplates, SqliteTemplates
from tests.web.cli.conftest import Terminal

KILLED = """
import os, signal
from engine.backup import {module}
{module}.{function} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from web.cli import main
main()
"""


@pytest.fixture
def folio(terminal: Terminal) -> str:
    """An opportunity under way, sealed."""
    folio = str(terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"])
    terminal.json("checkpoint")
    return folio


@pytest.fixture
def elsewhere(tmp_path: Path) -> Terminal:
    """Another machine, where there is no database yet."""
    return Terminal(f"sqlite:///{tmp_path}/elsewhere/cauce.sqlite3")


def test_what_is_saved_is_restored_verified_and_goes_on(
    terminal: Terminal, elsewhere: Terminal, folio: str, tmp_path: Path
) -> None:
    file = str(tmp_path / "respaldo.zip")
    made = terminal.json("backup", file)
    assert made["bytes"] == Path(file).stat().st_size and made["rows"]["instances"] == 1
    assert (made["checkpoint"], made["key"]) == (1, False)
    restored = elsewhere.json("restore", file)
    assert restored["ok"] and [each["folio"] for each in restored["verified"]["instances"]] == [folio]
    assert (restored["key"], restored["kept"], restored["aside"]) == ("new", "restored", None)
    assert (restored["from_schema"], restored["from_database"]) == (head(), "sqlite")
    kept = elsewhere.json("db", "status")["restored"]
    assert kept["sha256"] == sha256(Path(file).read_bytes()).hexdigest() and kept["by"].startswith("terminal:")
    assert (kept["file"], kept["rollback"], kept["letters_held"]) == ("respaldo.zip", False, 0)
    told = elsewhere.run("db", "status").stdout
    assert "Se restauró el" in told and kept["sha256"] in told
    assert terminal.json("db", "status")["restored"] is None
    (task,) = elsewhere.json("tasks")
    elsewhere.json("complete", task["id"], "--as", "director_comercial", "--fill")
    assert elsewhere.json("checkpoint")["number"] == 2
    assert elsewhere.run("verify", "--all").exit_code == 0


def test_it_is_told_in_words(terminal: Terminal, elsewhere: Terminal, folio: str, tmp_path: Path) -> None:
    file = str(tmp_path / "respaldo.zip")
    saved = terminal.run("backup", file)
    assert saved.exit_code == 0 and "Oportunidades: 1; archivos: 0." in saved.stdout and "llave privada" in saved.stderr
    told = elsewhere.run("restore", file)
    assert told.exit_code == 0, told.output
    assert "Listo: todo está, y en orden." in told.stdout and folio in told.stdout and "llave" in told.stderr
    with_key = terminal.run("backup", f"{file}.2", "--with-key")
    assert with_key.exit_code == 0 and "llave privada" not in with_key.stderr


def test_a_backup_without_the_key_at_hand_says_so_and_no_other_key_takes_its_place(
    terminal: Terminal, elsewhere: Terminal, folio: str, tmp_path: Path
) -> None:
    key, file = key_of(terminal), str(tmp_path / "respaldo.zip")
    away = key.rename(tmp_path / "away.pem")
    saved = terminal.run("backup", file)
    assert saved.exit_code == 0 and "no dice qué llaves firmaron" in saved.stderr
    told = elsewhere.run("restore", file)
    assert "Ponga la copia de la llave anterior" in told.stderr and not key_of(elsewhere).exists()
    assert str(key_of(elsewhere)) in elsewhere.refused("checkpoint")
    shutil.copy(away, key_of(elsewhere))
    assert elsewhere.json("checkpoint")["number"] == 2
    assert elsewhere.run("verify", "--all").exit_code == 0


def test_a_key_that_cannot_be_read_stops_no_backup_but_one_that_asks_for_it(
    terminal: Terminal, elsewhere: Terminal, folio: str, tmp_path: Path
) -> None:
    key_of(terminal).write_text("nothing")
    saved = terminal.run("backup", str(tmp_path / "1.zip"))
    assert saved.exit_code == 0 and "releído" in saved.stdout
    assert str(key_of(terminal)) in saved.stderr and "no dice qué llaves firmaron" in saved.stderr
    assert "Traceback" not in saved.output
    made = terminal.json("backup", str(tmp_path / "2.zip"))
    assert (made["keys"], made["left_out"]) == (False, ["bad_seal_key"])
    assert str(key_of(terminal)) in terminal.refused("backup", str(tmp_path / "3.zip"), "--with-key")
    assert not (tmp_path / "3.zip").exists()
    assert elsewhere.json("restore", str(tmp_path / "1.zip"))["key"] == "missing"


def test_a_kept_seal_that_is_none_is_left_out_and_told(
    terminal: Terminal, elsewhere: Terminal, folio: str, tmp_path: Path
) -> None:
    kept = key_of(terminal).with_suffix(".checkpoint")
    kept.write_text("nothing")
    saved = terminal.run("backup", str(tmp_path / "1.zip"))
    assert saved.exit_code == 0 and str(kept) in saved.stderr
    assert elsewhere.json("restore", str(tmp_path / "1.zip"))["ok"]


def key_of(terminal: Terminal) -> Path:
    return Path(terminal.url.removeprefix("sqlite:///")).with_suffix(".seal-key.pem")


def test_from_one_database_to_the_other(
    sqlite_templates: SqliteTemplates, postgresql_templates: PostgresqlTemplates, tmp_path: Path
) -> None:
    server = Terminal(postgresql_templates.make(COMPANY, tmp_path))
    server.json("start", "gestion_comercial", "--as", "comercial")
    server.json("backup", str(tmp_path / "1.zip"))
    folder = tmp_path / "file"
    folder.mkdir()
    alone = Terminal(sqlite_templates.make(NOTHING, folder))
    assert alone.json("restore", str(tmp_path / "1.zip"))["from_database"] == "postgresql"
    alone.json("start", "gestion_comercial", "--as", "comercial")
    alone.json("backup", str(tmp_path / "2.zip"))
    other = Terminal(postgresql_templates.make(NOTHING, tmp_path))
    assert other.json("restore", str(tmp_path / "2.zip"))["ok"]
    assert other.json("start", "gestion_comercial", "--as", "comercial")["folio"] == "GC-2026-0003"


def test_what_cannot_be_done_is_refused_in_words(
    terminal: Terminal, elsewhere: Terminal, folio: str, tmp_path: Path
) -> None:
    file = tmp_path / "respaldo.zip"
    terminal.json("backup", str(file))
    assert "quedó como estaba" in terminal.refused("backup", str(file))
    assert "vacía" in terminal.refused("restore", str(file))
    file.write_bytes(file.read_bytes()[:-100])
    assert "dañado" in elsewhere.refused("restore", str(file))
    assert not (tmp_path / "elsewhere").exists()
    assert elsewhere.run("restore", str(tmp_path / "nada.zip")).exit_code == 2


def test_a_backup_of_yesterday_over_a_seal_of_today_says_what_to_do(
    terminal: Terminal, elsewhere: Terminal, folio: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pem", "checkpoint"):
        shutil.copy(tmp_path / f"cauce.seal-key.{name}", tmp_path / f"machine.{name}")
    monkeypatch.setenv("CAUCE_SEAL_KEY", str(tmp_path / "machine.pem"))
    file = str(tmp_path / "respaldo.zip")
    terminal.json("backup", file)
    terminal.json("start", "gestion_comercial", "--as", "comercial")
    terminal.json("checkpoint")
    told = elsewhere.refused("restore", file)
    assert "--rollback" in told and str(tmp_path / "machine.checkpoint") in told
    restored = elsewhere.run("restore", file, "--rollback")
    assert restored.exit_code == 0, restored.output
    assert (tmp_path / "machine.checkpoint.before-restore-1").exists() and "testigo" in restored.stderr
    assert elsewhere.run("verify", "--all").exit_code == 0


def test_whatever_is_not_in_order_after_a_restore_makes_it_fail(
    terminal: Terminal, elsewhere: Terminal, folio: str, tmp_path: Path
) -> None:
    database = Database(terminal.url)
    with database.transaction() as connection:
        connection.execute(text("DROP TRIGGER events_refuse_update"))
        connection.execute(text("UPDATE events SET actor = 'cliente' WHERE seq = 2"))
    database.close()
    terminal.json("backup", str(tmp_path / "respaldo.zip"))
    told = elsewhere.run("restore", str(tmp_path / "respaldo.zip"))
    assert told.exit_code == 1 and "Listo" not in told.stdout and "event_changed" in told.stdout


def killed(terminal: Terminal, place: str, *args: str) -> None:
    """Run a command that kills itself where `place` is called."""
    module, function = place.split(".")
    script = KILLED.format(module=module, function=function)
    env = {**os.environ, "CAUCE_DATABASE_URL": terminal.url, "CAUCE_LOCALE": "es"}
    done = subprocess.run([sys.executable, "-c", script, *args], env=env, capture_output=True, check=False)
    assert done.returncode == -9, done.stderr


@pytest.mark.processes
def test_a_backup_that_is_killed_leaves_no_file(terminal: Terminal, folio: str, tmp_path: Path) -> None:
    folder = tmp_path / "alone"
    folder.mkdir()
    killed(terminal, "making.head", "backup", str(folder / "respaldo.zip"))
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_restore_that_is_killed_leaves_an_empty_database(
    terminal: Terminal,
    folio: str,
    kind: str,
    sqlite_templates: SqliteTemplates,
    postgresql_templates: PostgresqlTemplates,
    tmp_path: Path,
) -> None:
    file, folder = str(tmp_path / "respaldo.zip"), tmp_path / "target"
    folder.mkdir()
    terminal.json("backup", file)
    templates = sqlite_templates if kind == "sqlite" else postgresql_templates
    target = Terminal(templates.make(NOTHING, folder))
    killed(target, "restoring._require_same", "restore", file)
    assert "no tiene todavía nada" in target.refused("db", "status")
    assert target.json("restore", file)["ok"]
