"""The doctor finds what is wrong, says what to do, and changes nothing."""

import socket
import threading
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email.headerregistry import Address
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from engine.clock import to_text
from engine.db import Database
from engine.doctor import machine
from engine.doctor.examination import examine
from engine.doctor.findings import Finding, Level
from engine.history.keys import new_key
from engine.history.problems import Kind, Problem
from engine.jobs.turn import Turn
from engine.setting_parts.letters import MailServer
from engine.setting_parts.sealing import Leaving
from engine.settings import Settings
from engine.verification import alarms, runs
from tests.engine.notifications.posting import notify
from tests.engine.verification.opportunity import seal, under_way
from tests.mailbox import Mailbox, mail_server
from tests.support import START, Company

NOW = START + timedelta(days=1)
SENDER = Address("Cauce", "cauce", "example.com")


def found(settings: Settings, database: Database, now: datetime = NOW, **given: Any) -> dict[str, list[Finding]]:
    by_subject: dict[str, list[Finding]] = {}
    for each in examine(settings, database, lambda: now, **given):
        assert each.advice is not None or each.level is Level.GOOD
        by_subject.setdefault(each.subject, []).append(each)
    return by_subject


def level(findings: dict[str, list[Finding]], subject: str) -> Level | None:
    """The worst that was found of a subject."""
    levels = [each.level for each in findings.get(subject, [])]
    return max(levels, key=list(Level).index) if levels else None


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(seal_key=tmp_path / "seal.pem")


@pytest.mark.both_databases
def test_a_company_that_works_is_well(company: Company, settings: Settings) -> None:
    folio = under_way(company)
    assert settings.seal_key is not None
    seal(company, new_key(settings.seal_key))
    with company.database.transaction() as connection:
        reports = list(runs.verify_sequential(company.database, company.runtime, [folio]))
        runs.record(connection, reports, at=company.clock())
    now = company.clock()
    with working(company.database, now):
        findings = found(settings, company.database, now)
    # The server's clock is not the test's, which stands in the past.
    good = ("versions", "database", "schema", "workers", "timers", "verification", "seals", "disk", "key", "kept")
    assert {each: level(findings, each) for each in good} == dict.fromkeys(good, Level.GOOD)
    assert "alarms" not in findings


@contextmanager
def working(database: Database, now: datetime) -> Iterator[None]:
    """As long as a worker is alive."""
    if database.file is None:
        with database.transaction() as connection:
            connection.execute(text("INSERT INTO procrastinate_workers DEFAULT VALUES"))
        yield
        return
    with Turn(database) as turn:
        assert turn.take()
        yield


@pytest.mark.both_databases
def test_without_a_worker_nothing_leaves(company: Company, settings: Settings) -> None:
    [said] = found(settings, company.database)["workers"]
    assert said.level is Level.WRONG
    assert ("cauce worker" if company.database.file is None else "cauce serve") in str(said.advice)
    if company.database.file is not None:
        with Turn(company.database) as turn:
            assert turn.take()
        assert level(found(settings, company.database), "workers") is Level.WRONG
        return
    with company.database.transaction() as connection:
        long_ago = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '10 minutes')"
        connection.execute(text(long_ago))
    assert level(found(settings, company.database), "workers") is Level.WRONG


@pytest.mark.both_databases
def test_letters_that_are_late_wait_for_a_way_or_did_not_arrive_are_told_apart(
    company: Company, settings: Settings
) -> None:
    notify(company)
    [waits] = found(settings, company.database)["letters"]
    assert waits.level is Level.WARNING and "CAUCE_SMTP_URL" in str(waits.advice)
    mailing = replace(settings, mail=MailServer("127.0.0.1", 1, "none", SENDER))
    assert [each.level for each in found(mailing, company.database)["letters"]] == [Level.WRONG]
    at_once = found(mailing, company.database, company.clock.now)
    assert level(at_once, "letters") is Level.GOOD
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE outbox SET status = 'dead'"))
    [dead] = found(mailing, company.database)["letters"]
    assert dead.level is Level.WARNING and "retry" in str(dead.advice)


@pytest.mark.both_databases
def test_a_timer_that_should_have_fired_is_told(company: Company, settings: Settings) -> None:
    assert level(found(settings, company.database), "timers") is Level.GOOD
    folio = company.start()
    with company.database.transaction() as connection:
        row = (
            "INSERT INTO timers (id, instance_id, process_id, scope, element, pass, due_at, status) "
            "SELECT 't', id, 'p', '', 'e', 1, :due, 'waiting' FROM instances WHERE folio = :folio"
        )
        connection.execute(text(row), {"due": to_text(START), "folio": folio})
    assert level(found(settings, company.database), "timers") is Level.WRONG


@pytest.mark.both_databases
def test_what_was_not_sealed_or_verified_for_long_and_what_is_not_in_order_is_told(
    company: Company, settings: Settings
) -> None:
    assert settings.seal_key is not None
    assert "verification" not in found(settings, company.database)  # nothing is there to be verified
    assert level(found(settings, company.database), "seals") is Level.WARNING
    company.start()
    assert level(found(settings, company.database), "verification") is Level.WARNING
    seal(company, new_key(settings.seal_key))
    assert level(found(settings, company.database, company.clock()), "seals") is Level.GOOD
    company.start()
    assert level(found(settings, company.database, company.clock()), "seals") is Level.GOOD
    assert level(found(settings, company.database), "seals") is Level.WRONG
    with company.database.transaction() as connection:
        problem = Problem(Kind.EVENT_CHANGED, 3, "a", "b")
        alarms.report(connection, {"GC-2026-0001": [problem]}, str, at=company.clock())
    [alarm] = found(settings, company.database)["alarms"]
    assert alarm.level is Level.WRONG and "GC-2026-0001" in str(alarm.message)


@pytest.mark.both_databases
def test_a_schema_that_is_not_this_program_s_is_told_and_nothing_else_of_the_database_is_asked(
    database: Database, settings: Settings
) -> None:
    with database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0018'"))
    findings = found(settings, database)
    assert level(findings, "schema") is Level.WRONG and "cauce db upgrade" in str(findings["schema"][0].advice)
    assert "workers" not in findings and "versions" in findings and "mail" in findings


@pytest.mark.both_databases
def test_a_clock_that_is_behind_what_was_recorded_is_wrong(company: Company, settings: Settings) -> None:
    company.start()
    before = found(settings, company.database, START - timedelta(hours=1))
    assert level(before, "clock") is Level.WRONG


def test_two_clocks_may_differ_by_seconds_and_not_by_half_a_takeover(
    postgresql_company: Company, settings: Settings
) -> None:
    with postgresql_company.database.reading() as connection:
        theirs = connection.execute(text("SELECT clock_timestamp()")).scalar_one()

    def by(seconds: float) -> Level | None:
        return level(found(settings, postgresql_company.database, theirs + timedelta(seconds=seconds)), "clock")

    assert by(15) is Level.WARNING
    assert by(100) is Level.WRONG
    assert by(-100) is Level.WRONG


def test_a_database_that_is_not_there_is_told_and_not_made(settings: Settings, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/nowhere/cauce.sqlite3")
    findings = found(settings, database)
    assert level(findings, "database") is Level.WRONG and "cauce init" in str(findings["database"][0].advice)
    assert not (tmp_path / "nowhere").exists() and "schema" not in findings and "mail" in findings


def test_a_server_that_does_not_answer_is_told_in_its_own_words(settings: Settings) -> None:
    database = Database("postgresql+psycopg://nadie@127.0.0.1:1/cauce")
    [said] = found(settings, database)["database"]
    assert said.level is Level.WRONG and "127.0.0.1" in str(said.message)


def test_a_file_that_is_no_database_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "text.sqlite3").write_text("nada" * 1000)
    database = Database(f"sqlite:///{tmp_path}/text.sqlite3")
    assert level(found(settings, database), "database") is Level.WRONG
    database.close()


def test_the_key_must_be_there_be_one_and_be_its_owner_s_alone(settings: Settings, sqlite_company: Company) -> None:
    path = settings.seal_key
    assert path is not None

    def key(given: Settings = settings) -> Level | None:
        return level(found(given, sqlite_company.database), "key")

    assert key(replace(settings, seal_key=None)) is Level.WARNING
    assert key() is Level.WARNING
    new_key(path)
    assert key() is Level.GOOD
    path.chmod(0o640)
    assert key() is Level.WRONG
    path.chmod(0o600)
    path.write_text("nada")
    assert key() is Level.WRONG


def test_a_kept_seal_that_is_none_is_told(settings: Settings, sqlite_company: Company) -> None:
    assert settings.seal_key is not None
    keys = new_key(settings.seal_key)
    keys.kept.write_text("nada")
    assert level(found(settings, sqlite_company.database), "kept") is Level.WRONG


def test_a_directory_for_seals_that_is_not_mounted_is_told(
    settings: Settings, sqlite_company: Company, tmp_path: Path
) -> None:
    leaving = replace(settings, leaving=Leaving(directory=tmp_path / "nowhere"))
    assert level(found(leaving, sqlite_company.database), "disk") is Level.WRONG


@pytest.mark.parametrize(("free", "expected"), [(10**8, Level.WRONG), (10**9, Level.WARNING), (10**12, Level.GOOD)])
def test_the_room_that_is_left_is_told(
    settings: Settings, sqlite_company: Company, monkeypatch: pytest.MonkeyPatch, free: int, expected: Level
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: usage(10**13, 0, free))
    assert level(found(settings, sqlite_company.database), "disk") is expected


def test_a_package_that_is_not_installed_is_named(
    settings: Settings, sqlite_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "requires", lambda _: ["nada-de-nada>=1", "otro>=1; extra == 'dev'", "click>=8.1"])
    [said, *_] = found(settings, sqlite_company.database)["versions"]
    assert said.level is Level.WRONG and "nada-de-nada" in str(said.message) and "otro" not in str(said.message)


def test_the_mail_server_is_asked_and_nothing_is_sent_unless_somebody_asks(
    settings: Settings, sqlite_company: Company
) -> None:
    with mail_server(Mailbox()) as box:
        mailing = replace(settings, mail=MailServer("127.0.0.1", box.port, "none", SENDER))
        assert level(found(mailing, sqlite_company.database), "mail") is Level.GOOD
        assert box.connections == 1 and box.received == []
        sent = found(mailing, sqlite_company.database, mail_to="ana@example.com", subject="Prueba")
        assert level(sent, "mail") is Level.GOOD and box.recipients == [["ana@example.com"]]
        box.rcpt["ana@example.com"] = "550 nobody"
        refused = found(mailing, sqlite_company.database, mail_to="ana@example.com", subject="Prueba")
        assert level(refused, "mail") is Level.WRONG and "550" in str(refused["mail"][0].message)
    assert level(found(mailing, sqlite_company.database), "mail") is Level.WRONG
    assert level(found(settings, sqlite_company.database), "mail") is Level.WARNING


@contextmanager
def answering(status: int) -> Iterator[str]:
    """An address that answers with a status."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_site_is_asked_at_its_own_address(settings: Settings, sqlite_company: Company) -> None:
    for status, expected in ((200, Level.GOOD), (400, Level.WARNING)):
        with answering(status) as address:
            findings = found(replace(settings, base_url=address), sqlite_company.database)
            assert level(findings, "site") is expected and "proxy" not in findings
    with socket.create_server(("127.0.0.1", 0)) as closed:
        gone = f"http://127.0.0.1:{closed.getsockname()[1]}"
    assert level(found(replace(settings, base_url=gone), sqlite_company.database), "site") is Level.WARNING
    assert level(found(settings, sqlite_company.database), "site") is Level.WARNING


@pytest.mark.parametrize(
    ("status", "said", "advice"),
    [(400, "400", "CAUCE_HOSTS"), (502, "no site", "cauce serve"), (503, "database", "log")],
)
def test_what_the_site_answers_tells_what_to_look_at(
    settings: Settings, sqlite_company: Company, status: int, said: str, advice: str
) -> None:
    with answering(status) as address:
        [finding] = found(replace(settings, base_url=address), sqlite_company.database)["site"]
    assert said in str(finding.message) and advice in str(finding.advice)


def test_a_database_of_another_program_and_an_empty_one_are_told_as_such(settings: Settings, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/other.sqlite3")
    for statement, said in (
        ("CREATE TABLE pedidos (id INTEGER)", "pedidos"),
        ("DROP TABLE pedidos", "nothing of Cauce"),
    ):
        with database.transaction() as connection:
            connection.execute(text(statement))
        assert said in str(found(settings, database)["schema"][0].message)
    database.close()


def test_an_address_that_others_use_asks_for_encryption_and_a_proxy(
    settings: Settings, sqlite_company: Company
) -> None:
    outside = replace(settings, base_url="http://cauce.invalid")
    findings = found(outside, sqlite_company.database)
    assert [each.level for each in findings["site"]] == [Level.WARNING, Level.WARNING]
    assert level(findings, "proxy") is Level.WARNING
    behind = found(replace(outside, proxy="127.0.0.1"), sqlite_company.database)
    assert level(behind, "proxy") is Level.GOOD
