"""Events and entries are of about the time at which they were first sealed, and what waited is on record."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from engine.clock import to_text
from engine.history import checkpoints, ledger, log
from engine.history.keys import KeyFile, new_key
from engine.history.models import ledger_entries
from engine.history.problems import Kind, Problem
from engine.history.timestamps import APART
from engine.identity import commands
from engine.instances.runtime import Runtime
from engine.verification import sealing
from engine.verification.instance_verifier import InstanceVerifier
from engine.verification.ledger_checks import ledger_checks
from engine.verification.left_out import SEALING
from tests.engine.verification.attacks_on_ledgers import forged
from tests.support import Company

pytestmark = pytest.mark.both_databases


@pytest.fixture
def keys(company: Company, tmp_path: Path) -> KeyFile:
    return new_key(tmp_path / "seal.pem")


def seal(company: Company, keys: KeyFile, at: datetime | None = None) -> sealing.Sealed:
    moment = company.clock() if at is None else at
    return sealing.seal(company.database, Runtime(company.runtime.calendar), keys, keys.kept, lambda: moment)


def found(company: Company) -> list[tuple[str, Problem]]:
    """What verifying every history and every ledger finds."""
    with company.database.reading() as connection:
        verifier = InstanceVerifier(connection, Runtime(company.runtime.calendar))
        folios = list(connection.execute(text("SELECT folio FROM instances ORDER BY id")).scalars())
        reports = [(folio, each) for folio in folios for each in verifier.verify(connection, folio).problems]
        return reports + [(check.subject, each) for check in ledger_checks(connection) for each in check.problems]


def test_what_is_sealed_in_time_is_in_order_however_long_nothing_was(company: Company, keys: KeyFile) -> None:
    folio = company.start()
    company.clock.now += timedelta(days=30)  # nobody sealed meanwhile
    assert seal(company, keys).checkpoint is not None
    company.clock.now += timedelta(days=30)
    company.do(folio, "prospeccion")
    assert seal(company, keys).checkpoint is not None and found(company) == []


def give_a_role(company: Company, at: datetime) -> None:
    with company.database.transaction() as connection:
        commands.register_person(connection, "x", "X", ["auditor"], email=None, actor="administrador", at=at)


def date_back(company: Company, at: datetime) -> None:
    """As whoever has the database writes it: the program does not."""
    with company.database.transaction() as connection:
        (last,) = ledger.latest(connection, "people", limit=1)
        entry = forged(last._replace(at=to_text(at)), "role_given", "preventa", "administrador", role="auditor")
        connection.execute(insert(ledger_entries), entry._asdict())
        connection.execute(text("INSERT INTO person_roles (person_id, role_id) VALUES ('preventa', 'auditor')"))


def test_an_entry_dated_before_the_last_checkpoint_that_was_not_in_it_is_named_and_not_sealed(
    company: Company, keys: KeyFile
) -> None:
    company.start()
    seal(company, keys)
    before = company.clock.now
    company.clock.now += timedelta(hours=1)
    company.start()
    seal(company, keys)
    date_back(company, before + timedelta(minutes=10))
    assert [(subject, each.kind) for subject, each in found(company)] == [("ledger:people", Kind.TIME_DISAGREES)]
    assert list(seal(company, keys).refused) == ["ledger:people"]


def test_a_clock_that_was_nearly_an_hour_ahead_and_is_put_right_is_no_forgery(company: Company, keys: KeyFile) -> None:
    """What is entered afterwards is of the moment of the last checkpoint, and says what the clock said."""
    older = company.start()
    seal(company, keys)
    right = company.clock.now
    company.clock.now += APART - timedelta(minutes=1)
    company.start()
    seal(company, keys)
    company.clock.now = right
    company.do(older, "prospeccion")
    give_a_role(company, company.clock.now)
    with company.database.reading() as connection:
        given, last = ledger.latest(connection, "people", limit=1)[0], checkpoints.last(connection)
    assert last is not None and (given.at, given.says[ledger.CLOCK]) == (last.at, to_text(company.clock.now))
    assert found(company) == [] and seal(company, keys).refused == {}
    assert found(company) == []


def test_what_a_checkpoint_left_out_is_under_that_very_checkpoint(company: Company, keys: KeyFile) -> None:
    company.start()
    seal(company, keys)
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE people SET name = 'Otra' WHERE id = 'preventa'"))
    give_a_role(company, company.clock.now)
    company.start()
    sealed = seal(company, keys)
    assert list(sealed.refused) == ["ledger:people"] and sealed.checkpoint is not None
    with company.database.reading() as connection:
        (leaf,) = log.of_ledger(connection, SEALING)
        assert checkpoints.covering(connection, leaf.index) == sealed.checkpoint
    company.clock.now += timedelta(hours=5)
    with company.database.transaction() as connection:
        name = connection.execute(text("SELECT name FROM people WHERE id = 'comercial'")).scalar_one()
        connection.execute(text("UPDATE people SET name = 'Preventa' WHERE id = 'preventa'"))
    assert name and [each for _, each in found(company) if each.kind is Kind.TIME_DISAGREES] == []


def test_what_says_a_later_time_than_there_is_waits_until_that_has_come(company: Company, keys: KeyFile) -> None:
    folio = company.start()
    seal(company, keys)
    right = company.clock.now
    company.clock.now += timedelta(hours=2)  # a clock that was put forward
    company.do(folio, "prospeccion")
    sealed = seal(company, keys, right + timedelta(minutes=20))
    assert sealed.refused == {} and found(company) == []
    later = seal(company, keys, right + timedelta(hours=3))
    assert later.checkpoint is not None and found(company) == []


def test_what_says_a_later_time_than_the_checkpoint_over_it_is_named(company: Company, keys: KeyFile) -> None:
    folio = company.start()
    seal(company, keys)
    with company.database.transaction() as connection:
        connection.execute(text("DROP TRIGGER IF EXISTS checkpoints_refuse_update" + _on(company)))
        connection.execute(text("UPDATE checkpoints SET at = '2026-03-02T10:00:00.000000Z'"))
    assert (folio, Kind.TIME_DISAGREES, 1) in [(subject, each.kind, each.seq) for subject, each in found(company)]


def _on(company: Company) -> str:
    return " ON checkpoints" if company.database.engine.dialect.name == "postgresql" else ""
