"""Proof from a terminal: verify, checkpoint, export, and what they refuse."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from engine.db import Database
from engine.history import checkpoints
from engine.history.channels import SITE
from engine.verification import alarms
from tests.engine.verification.attacks import (
    drop_triggers,
    remove_the_instance,
    remove_the_log,
    rewrite_with_care,
    truncate_with_care,
)
from tests.web.cli.conftest import Terminal

FOLIO = "GC-2026-0001"
Attack = Callable[[Connection, str], object]


@pytest.fixture
def keyed(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """With a key for the log and two opportunities under way."""
    monkeypatch.setenv("CAUCE_SEAL_KEY", str(tmp_path / "seal.pem"))
    terminal.json("checkpoint", "--new-key", str(tmp_path / "seal.pem"))
    for _ in range(2):
        folio = terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"]
        terminal.json("complete", f"{folio}.2", "--as", "director_comercial", "--fill")
    return terminal


def attack(terminal: Terminal, *attacks: Attack, folio: str = FOLIO) -> None:
    database = Database(terminal.url, SITE)
    with database.transaction() as connection:
        drop_triggers(connection)
        for each in attacks:
            each(connection, folio)
    database.close()


def test_what_is_in_order_is_said_to_be(keyed: Terminal) -> None:
    (report,) = instances(keyed.json("verify", FOLIO))
    events = keyed.json("history", FOLIO)
    assert report == {
        "folio": FOLIO, "ok": True, "events": len(events), "head": events[-1]["hash"], "method": "plain",
        "reason": None, "problems": [],
    }  # fmt: skip
    assert [report["folio"] for report in instances(keyed.json("verify", "--all"))] == [FOLIO, "GC-2026-0002"]
    result = keyed.run("verify", FOLIO)
    assert (result.exit_code, "en orden" in result.stdout) == (0, True)


def test_what_is_not_ends_with_1_and_names_the_event(keyed: Terminal) -> None:
    attack(keyed, change_an_event_early)
    result = keyed.run("verify", "--all", "--json")
    assert result.exit_code == 1
    bad, good = instances(json.loads(result.stdout))
    assert good["ok"]
    assert [(problem["kind"], problem["seq"]) for problem in bad["problems"]] == [("event_changed", 3)]
    told = keyed.run("verify", FOLIO)
    assert told.exit_code == 1
    assert "event_changed en el evento 3: se cambió un evento" in told.stdout


def test_every_ledger_is_checked_beside_the_instances(keyed: Terminal) -> None:
    checks = keyed.json("verify", "--all")["checks"]
    assert {each["subject"] for each in checks} >= {"ledger:people", "ledger:calendar"}
    assert all(each["ok"] and each["problems"] == [] for each in checks)
    attack(keyed, rename_somebody)
    result = keyed.run("verify", "--all", "--json")
    (bad,) = (each for each in json.loads(result.stdout)["checks"] if not each["ok"])
    problem = {"kind": "row_changed", "at": "person preventa name", "expected": "Preventa", "found": "Otra"}
    assert (result.exit_code, bad) == (1, {"subject": "ledger:people", "ok": False, "problems": [problem]})
    assert "ledger:people  NO COINCIDE" in keyed.run("verify", "--all").stdout


def rename_somebody(connection: Connection, _folio: str) -> None:
    from sqlalchemy import text

    connection.execute(text("UPDATE people SET name = 'Otra' WHERE id = 'preventa'"))


def change_an_event_early(connection: Connection, folio: str) -> None:
    from sqlalchemy import text

    connection.execute(text("UPDATE events SET actor = 'cliente' WHERE instance_id = 1 AND seq = 3"))


def test_what_was_verified_already_is_left_out_when_it_is_asked_for(keyed: Terminal) -> None:
    assert len(instances(keyed.json("verify", "--all"))) == 2
    assert instances(keyed.json("verify", "--all", "--since-last")) == []
    keyed.json("claim", f"{FOLIO}.4", "--as", "preventa")
    assert [report["folio"] for report in instances(keyed.json("verify", "--all", "--since-last"))] == [FOLIO]
    attack(keyed, change_an_event_early)
    for _ in range(2):  # what was not in order is looked at again
        result = keyed.run("verify", "--all", "--json")
        assert [report["ok"] for report in instances(json.loads(result.stdout)) if report["folio"] == FOLIO] == [False]


def test_several_processes_find_what_one_finds(keyed: Terminal) -> None:
    for _ in range(16):
        keyed.json("start", "gestion_comercial", "--as", "comercial")
    attack(keyed, change_an_event_early)
    one, two = (
        instances(json.loads(keyed.run("verify", "--all", "--processes", n, "--json").stdout)) for n in ("1", "2")
    )
    assert len(one) == 18
    assert one == two


def test_the_log_shows_what_was_cut_off_with_care(keyed: Terminal) -> None:
    made = keyed.json("checkpoint")
    assert (made["number"], made["new"], made["refused"]) == (1, True, [])
    assert keyed.json("checkpoint") == {**made, "new": False}
    attack(keyed, truncate_with_care)
    result = keyed.run("verify", FOLIO, "--json")
    assert [problem["kind"] for problem in instances(json.loads(result.stdout))[0]["problems"]] == ["history_truncated"]


def test_an_instance_that_was_sealed_and_is_gone_is_missed(keyed: Terminal) -> None:
    keyed.json("checkpoint")
    attack(keyed, remove_the_instance)
    result = keyed.run("verify", "--all", "--json")
    assert result.exit_code == 1
    bad = [report for report in instances(json.loads(result.stdout)) if not report["ok"]]
    assert [(report["folio"], report["problems"][0]["kind"]) for report in bad] == [(FOLIO, "instance_removed")]
    told = {check["subject"]: check["ok"] for check in json.loads(result.stdout)["checks"]}
    assert told["log"] and told["checkpoints"]


def test_what_is_not_in_order_is_not_sealed_and_is_named(keyed: Terminal) -> None:
    attack(keyed, change_an_event_early)
    result = keyed.run("checkpoint", "--json")
    assert (result.exit_code, json.loads(result.stdout)["refused"]) == (1, [FOLIO])
    result = keyed.run("checkpoint")
    assert result.exit_code == 1 and f"{FOLIO} no está en orden y no se selló" in result.stderr


def checks(result: Any) -> dict[str, list[tuple[str, Any]]]:
    told = json.loads(result.stdout)["checks"]
    assert all(each["ok"] == (not each["problems"]) for each in told)
    return {each["subject"]: [(problem["kind"], problem["at"]) for problem in each["problems"]] for each in told}


def test_a_kept_checkpoint_outlives_those_in_the_database(keyed: Terminal, tmp_path: Path) -> None:
    kept = tmp_path / "sello.txt"
    made = keyed.json("checkpoint", "--out", str(kept))
    (tmp_path / "seal.checkpoint").unlink()  # whoever could do this has the machine of the key as well
    attack(keyed, truncate_with_care, remove_the_log)
    assert keyed.run("verify", "--all", "--json").exit_code == 0
    result = keyed.run("verify", "--all", "--kept", str(kept), "--json")
    assert (result.exit_code, checks(result)["checkpoints"]) == (1, [("log_rolled_back", made["size"])])
    assert all(report["ok"] for report in instances(json.loads(result.stdout)))
    alone = keyed.run("verify", "--kept", str(kept))
    assert alone.exit_code == 1 and "log_rolled_back" in alone.stdout
    kept.write_text("x")
    assert "sello.txt" in keyed.refused("verify", "--all", "--kept", str(kept))


def test_who_removes_the_log_and_rewrites_a_history_gets_no_signature(keyed: Terminal, tmp_path: Path) -> None:
    """Seals deleted, a history rewritten, what is stored of it made again, and then one waits for the company's key."""
    made = keyed.json("checkpoint")
    kept = (tmp_path / "seal.checkpoint").read_text()
    attack(keyed, rewrite_with_care, remove_the_log)
    for command in (("rebuild", FOLIO), ("checkpoint",), ("worker", "--once")):
        keyed.run(*command)
    assert "log_rolled_back" in keyed.refused("rebuild", FOLIO)
    assert "log_rolled_back" in keyed.refused("checkpoint")
    database = Database(keyed.url)
    with database.reading() as connection:
        assert checkpoints.everything(connection) == []
        assert [alarm.kind for alarm in alarms.current(connection)] == ["log_rolled_back"]
    database.close()
    assert (tmp_path / "seal.checkpoint").read_text() == kept
    assert [entry["about"] for entry in keyed.json("outbox", "--all") if entry["key"].startswith("alarm.")] != []
    result = keyed.run("verify", "--all", "--json")
    assert (result.exit_code, checks(result)["checkpoints"]) == (1, [("log_rolled_back", made["size"])])


def instances(told: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told["instances"]
    return found


def test_an_evidence_conforms_where_there_is_no_cauce(keyed: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "evidencia.zip"
    told = keyed.json("export", FOLIO, "--evidence", str(target))
    assert told == {
        "folio": FOLIO, "file": str(target), "bytes": target.stat().st_size,
        "sealed_to": len(keyed.json("history", FOLIO)),
    }  # fmt: skip
    start = "import runpy, sys, zipfile; zipfile.ZipFile('evidencia.zip').extract('verificar.pyz'); "
    start += "runpy.run_path('verificar.pyz', run_name='__main__')"
    command = [sys.executable, "-I", "-c", start, "evidencia.zip"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (result.returncode, result.stdout.splitlines()[-1]) == (0, "CONFORME")
    assert "Reserva" not in result.stdout


def test_without_a_key_a_sqlite_database_gets_one_and_postgresql_asks_for_one(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.json("start", "gestion_comercial", "--as", "comercial")
    target = str(tmp_path / "evidencia.zip")
    if terminal.url.startswith("sqlite"):
        result = terminal.run("checkpoint")
        assert result.exit_code == 0
        assert (tmp_path / "cauce.seal-key.pem").exists()
        assert "cauce.seal-key.pem" in result.stderr
        assert terminal.json("export", FOLIO, "--evidence", target)["sealed_to"] == 2
    else:
        assert "CAUCE_SEAL_KEY" in terminal.refused("checkpoint")
        result = terminal.run("export", FOLIO, "--evidence", target)
        assert result.exit_code == 0
        assert "CAUCE_SEAL_KEY" in result.stderr


@pytest.mark.parametrize(
    "args", [("verify",), ("verify", "--all", FOLIO), ("export", FOLIO), ("verify", "--kept", "nada")]
)
def test_wrong_usage_ends_with_2(keyed: Terminal, args: tuple[str, ...]) -> None:
    assert keyed.run(*args).exit_code == 2


def test_what_is_not_there_is_refused(keyed: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "GC-2026-9999" in keyed.refused("verify", "GC-2026-9999")
    assert "No existe el folio X-" in keyed.refused("verify", FOLIO, *(f"X-{number}" for number in range(20)))
    assert "GC-2026-9999" in keyed.refused("export", "GC-2026-9999", "--evidence", str(tmp_path / "e.zip"))
    assert "ya existe" in keyed.refused("checkpoint", "--new-key", str(tmp_path / "seal.pem"))
    keyed.refused("export", FOLIO, "--evidence", str(tmp_path / "no" / "e.zip"))
    (tmp_path / "seal.pem").write_text("no key")
    for args in (("checkpoint",), ("verify", FOLIO), ("export", FOLIO, "--evidence", str(tmp_path / "e.zip"))):
        assert "Ed25519" in keyed.refused(*args)
