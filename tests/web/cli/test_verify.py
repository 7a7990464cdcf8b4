"""Proof from a terminal: verify, checkpoint, evidence, and what they refuse."""

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
from tests.authority import new_authority, serving
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
        "reason": None, "disposal": None, "problems": [],
        "log": {
            "sealed_to": 0, "seal": None, "log_in_order": True, "stamped": None, "cosigned": None, "refused_at": None,
        },
    }  # fmt: skip
    assert [report["folio"] for report in instances(keyed.json("verify", "--all"))] == [FOLIO, "GC-2026-0002"]
    result = keyed.run("verify", FOLIO)
    assert (result.exit_code, "en orden" in result.stdout) == (0, True)


@pytest.mark.processes
def test_beside_the_verdict_of_one_history_stands_what_the_log_says_of_it(
    keyed: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Ningún sello lo cubre todavía" in keyed.run("verify", FOLIO).stdout
    known = new_authority(tmp_path / "tsa")
    monkeypatch.setenv("CAUCE_TIMESTAMP_CERTIFICATES", str(known.certificates))
    keyed.json("checkpoint")  # nobody stamps this one: the next is over it too
    keyed.json("start", "gestion_comercial", "--as", "comercial")
    with serving(known):
        monkeypatch.setenv("CAUCE_TIMESTAMP_URL", known.address.url)
        keyed.json("checkpoint")
    (report,) = instances(keyed.json("verify", FOLIO))
    log = report["log"]
    assert (log["sealed_to"], log["seal"]["number"], log["log_in_order"]) == (report["events"], 1, True)
    assert (log["stamped"]["seal"], log["cosigned"]) == (2, None)
    said = keyed.run("verify", FOLIO).stdout
    assert "en el sello 1, del" in said and "Según el reloj de una autoridad de sellado de tiempo, el sello 2" in said
    everything = keyed.json("verify", "--all")["vouched"]
    assert (everything["stamped"]["seal"], everything["cosigned"]) == (2, None)
    assert "Ningún testigo responde" in keyed.run("verify", "--all").stdout
    attack(keyed, remove_the_log)
    (report,) = instances(json.loads(keyed.run("verify", FOLIO, "--json").stdout))
    assert (report["log"]["log_in_order"], report["log"]["seal"]) == (False, None)
    assert "El registro sellado NO ESTÁ EN ORDEN" in keyed.run("verify", FOLIO).stdout


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
    told = f"Comprobaciones del registro sellado y de los libros: {len(checks)}; no en orden: 0."
    assert told in keyed.run("verify", "--all").stdout
    assert {each["subject"] for each in checks} >= {"ledger:people", "ledger:calendar"}
    assert all(each["ok"] and each["problems"] == [] for each in checks)
    attack(keyed, rename_somebody)
    result = keyed.run("verify", "--all", "--json")
    (bad,) = (each for each in json.loads(result.stdout)["checks"] if not each["ok"])
    problem = {"kind": "row_changed", "at": "person preventa name", "expected": "Preventa", "found": "Otra"}
    assert (result.exit_code, bad) == (1, {"subject": "ledger:people", "ok": False, "problems": [problem]})
    said = keyed.run("verify", "--all").stdout
    assert "Personas, roles y permisos  NO COINCIDE" in said and "(cómo se llama Preventa)" in said


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


@pytest.mark.processes
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


@pytest.mark.processes
def test_an_evidence_conforms_where_there_is_no_cauce(keyed: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "evidencia.zip"
    told = keyed.json("evidence", FOLIO, "--out", str(target))
    inside = [{"folio": FOLIO, "sealed_to": len(keyed.json("history", FOLIO))}]
    assert told == {"file": str(target), "bytes": target.stat().st_size, "instances": inside}
    start = "import runpy, sys, zipfile; zipfile.ZipFile('evidencia.zip').extract('verificar.pyz'); "
    start += "runpy.run_path('verificar.pyz', run_name='__main__')"
    command = [sys.executable, "-I", "-c", start, "evidencia.zip"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (result.returncode, result.stdout.splitlines()[-1]) == (0, "CONFORME")
    # What a form asks of the calendar is judged by what the evidence says of it; nothing else is left open.
    reserves = [line for line in result.stdout.splitlines() if "Reserva" in line]
    assert [line for line in reserves if "office.json" not in line] == []


def test_an_evidence_of_a_period_or_of_a_sample_of_it_is_saved_in_one_file(keyed: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "evidencia.zip"
    folios = {keyed.json("start", "gestion_comercial", "--as", "comercial")["folio"] for _ in range(2)}
    told = keyed.json("evidence", "--period", "2026-01-01/2999-12-31", "--out", str(target))
    assert {each["folio"] for each in told["instances"]} >= {FOLIO, *folios}
    assert all(each["sealed_to"] for each in told["instances"])
    told = keyed.json("evidence", "--period", "2026-01-01/2999-12-31", "--sample", "2", "--out", str(target))
    assert len(told["instances"]) == 2
    assert list(tmp_path.glob("*.part")) == []
    said = keyed.run("evidence", FOLIO, "GC-2026-0002", "--out", str(target)).stdout
    assert "contiene la evidencia de 2 folios" in said


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("--period", "2026-01"), "no es un periodo"),
        (("--period", "2026-02-01/2026-01-01"), "termina antes de empezar"),
        ((FOLIO, "--period", "2026-01-01/2026-01-31"), "una de las dos"),
        ((), "una de las dos"),
        ((FOLIO, "--sample", "3"), "--period"),
        (("--period", "2026-01-01/2026-01-31", "--sample", "0"), "--sample"),
    ],
)
def test_evidence_of_what_cannot_be_meant_is_wrong_usage(
    keyed: Terminal, tmp_path: Path, args: tuple[str, ...], why: str
) -> None:
    result = keyed.run("evidence", *args, "--out", str(tmp_path / "e.zip"))
    assert result.exit_code == 2 and why in result.stderr and not (tmp_path / "e.zip").exists()


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
        assert terminal.json("evidence", FOLIO, "--out", target)["instances"][0]["sealed_to"] == 2
    else:
        assert "CAUCE_SEAL_KEY" in terminal.refused("checkpoint")
        result = terminal.run("evidence", FOLIO, "--out", target)
        assert result.exit_code == 0
        assert "CAUCE_SEAL_KEY" in result.stderr


@pytest.mark.parametrize(
    "args", [("verify",), ("verify", "--all", FOLIO), ("evidence", FOLIO), ("verify", "--kept", "nada")]
)
def test_wrong_usage_ends_with_2(keyed: Terminal, args: tuple[str, ...]) -> None:
    assert keyed.run(*args).exit_code == 2


@pytest.mark.processes
def test_what_is_not_there_is_refused(keyed: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "GC-2026-9999" in keyed.refused("verify", "GC-2026-9999")
    assert "No existe el folio X-" in keyed.refused("verify", FOLIO, *(f"X-{number}" for number in range(20)))
    assert "GC-2026-9999" in keyed.refused("evidence", "GC-2026-9999", "--out", str(tmp_path / "e.zip"))
    assert "ya existe" in keyed.refused("checkpoint", "--new-key", str(tmp_path / "seal.pem"))
    keyed.refused("evidence", FOLIO, "--out", str(tmp_path / "no" / "e.zip"))
    (tmp_path / "seal.pem").write_text("no key")
    for args in (("checkpoint",), ("verify", FOLIO), ("evidence", FOLIO, "--out", str(tmp_path / "e.zip"))):
        assert "Ed25519" in keyed.refused(*args)
