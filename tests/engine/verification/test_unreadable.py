"""Whatever somebody writes by hand into what is verified, verifying everything ends with a finding that is kept: an
exception would end the night's verification, and nobody would be told of this or of anything else."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.instances.reading import EVERYTHING
from engine.instances.runtime import Runtime
from engine.verification import findings, log_checker, runs
from engine.verification.asked import Folios, LogUnreadable, Period
from engine.verification.evidence import evidence
from engine.verification.instance_verifier import InstanceVerifier
from engine.verification.ledger_checks import ledger_checks
from engine.verification.trust import policy_with
from tests.engine.verification.attacks import drop_triggers
from tests.engine.verification.opportunity import everything, sealed
from tests.support import Company

LAST = "rowid = (SELECT max(rowid) FROM {table})"
OF_VERDICTS = "ledger = 'verdicts'"
NESTED = "[" * 50_000
WRITTEN: list[tuple[str, str, object, str]] = [
    ("log_leaves", '"index"', "x", LAST),
    ("log_leaves", "ledger", b"\xff", LAST),
    ("log_nodes", "level", 10**18, LAST),
    ("log_nodes", "level", 1.5, LAST),
    ("log_nodes", '"index"', "x", LAST),
    ("checkpoints", "size", "x", LAST),
    ("checkpoints", "size", 1.5, LAST),
    ("checkpoints", "at", b"\xff", LAST),
    ("checkpoints", "at", "9999-12-31T23:59:59.999999Z", LAST),
    ("checkpoints", "at", "0001-01-01T00:00:00.000000Z", LAST),
    ("ledger_entries", "ledger", b"\xff", LAST),
    ("ledger_entries", "data", NESTED, LAST),
    ("ledger_entries", "seq", "x", OF_VERDICTS),
    ("ledger_entries", "seq", 2**63 - 1, OF_VERDICTS),
    ("ledger_entries", "at", "x", OF_VERDICTS),
    ("events", "data", NESTED, LAST),
]


class _Undo(Exception):
    pass


@pytest.mark.parametrize(("table", "column", "value", "where"), WRITTEN)
def test_it_ends_with_a_finding_that_is_kept(
    company: Company, tmp_path: Path, table: str, column: str, value: object, where: str
) -> None:
    folio, keys = sealed(company, tmp_path)
    runtime, at = Runtime(company.runtime.calendar), company.clock()
    with company.database.transaction() as connection:
        report = InstanceVerifier(connection, runtime).verify(connection, folio)
        findings.keep(connection, [report], [], str, at=at)
    with suppress(_Undo), company.database.transaction() as connection:
        drop_triggers(connection)
        changed = f"UPDATE {table} SET {column} = :value WHERE {where.format(table=table)}"
        assert connection.execute(text(changed), {"value": value}).rowcount == 1
        checks = [*log_checker.whole(connection, policy_with(keys, keys.kept)), *ledger_checks(connection)]
        verifier = InstanceVerifier(connection, runtime)
        reports = [verifier.verify(connection, each) for each in runs.folios(connection)]
        assert not all(each.ok for each in (*checks, *reports))
        findings.keep(connection, reports, checks, str, at=at)
        bad = [each for each in findings.checked(connection) if each.problems]
        assert bad or not all(each.ok for each in runs.results(connection))
        raise _Undo


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("checkpoints", "note", "x"),
        ("checkpoints", "size", "x"),
        ("log_leaves", '"index"', "x"),
        ("log_leaves", "head", "x"),
        ("log_leaves", "seq", "x"),
        ("ledger_entries", "data", NESTED),
    ],
)
def test_no_evidence_is_half_written_over_it(
    company: Company, tmp_path: Path, table: str, column: str, value: object
) -> None:
    folio, _ = sealed(company, tmp_path)
    with suppress(_Undo), company.database.transaction() as connection:
        drop_triggers(connection)
        connection.execute(
            text(f"UPDATE {table} SET {column} = :value WHERE {LAST.format(table=table)}"), {"value": value}
        )
        year = Period(date(2026, 1, 1), date(2026, 12, 31))
        for asked in (Folios([folio]), year):
            with suppress(LogUnreadable):
                _, pieces = evidence(connection, Runtime(company.runtime.calendar), EVERYTHING, asked, everything)
                assert b"".join(pieces)
        raise _Undo
