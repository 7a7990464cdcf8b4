"""The product and a witness that runs as a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from engine.db import Database
from engine.history import checkpoints
from engine.history.keys import KeyFile, new_key
from engine.history.models import checkpoints as checkpoint_rows
from engine.history.models import cosignatures, log_leaves
from engine.history.notes import VerifierKey, read_note
from engine.history.problems import Kind
from engine.setting_parts.sealing import WitnessAddress
from engine.verification.witnessing import WitnessFailed, ask
from tests.engine.verification.attacks import drop_triggers, rebuild_the_log
from tests.engine.verification.opportunity import seal
from tests.support import Company

pytestmark = [pytest.mark.both_databases, pytest.mark.processes]

TIMEOUT = 10.0


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return new_key(tmp_path / "seal.pem")


@pytest.fixture
def witness(company: Company, keys: KeyFile, tmp_path: Path) -> Iterator[WitnessAddress]:
    """`cauce witness serve`, which knows the log."""
    company.start()
    origin = seal(company, keys).checkpoint.origin
    new_key(tmp_path / "witness.pem")
    options = ["--key", "witness.pem", "--name", "testigo/1", "--state", "state.json", "--port", "0"]
    options += ["--log", str(VerifierKey(origin, keys.signer.public))]
    start = f"from web.cli import main; main(['witness', 'serve', *{options!r}])"
    process = subprocess.Popen([sys.executable, "-u", "-c", start], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    key, url = process.stdout.readline().strip(), process.stdout.readline().strip()
    yield WitnessAddress(url, VerifierKey.of(key))
    process.kill()
    process.wait()
    process.stdout.close()


def cosigned(database: Database) -> str:
    with database.reading() as connection:
        last = checkpoints.last(connection)
        assert last is not None
        return checkpoints.with_cosignatures(connection, last)


def test_each_checkpoint_is_cosigned_and_the_cosignature_kept(
    company: Company, keys: KeyFile, witness: WitnessAddress
) -> None:
    for _ in range(2):
        assert ask(company.database, witness, TIMEOUT).ok
        assert read_note(cosigned(company.database)).seen_at(witness.key) is not None
        assert ask(company.database, witness, TIMEOUT).ok  # nothing is asked twice
        company.start()
        seal(company, keys)


def test_a_database_restored_from_an_earlier_copy_is_named_as_rolled_back(
    company: Company, keys: KeyFile, witness: WitnessAddress
) -> None:
    company.start()
    seen = seal(company, keys).size
    assert ask(company.database, witness, TIMEOUT).ok
    with company.database.transaction() as connection:
        drop_triggers(connection)
        first = checkpoints.everything(connection)[0]
        connection.execute(delete(log_leaves).where(log_leaves.c.index >= first.size))
        connection.execute(delete(checkpoint_rows).where(checkpoint_rows.c.size > first.size))
        rebuild_the_log(connection)
        connection.execute(delete(cosignatures))
    check = ask(company.database, witness, TIMEOUT)
    assert [(each.kind, each.seq, each.found) for each in check.problems] == [
        (Kind.LOG_ROLLED_BACK, seen, str(first.size))
    ]


def test_a_witness_that_does_not_answer_is_told(company: Company, witness: WitnessAddress) -> None:
    nobody = WitnessAddress("http://127.0.0.1:9", witness.key)
    with pytest.raises(WitnessFailed):
        ask(company.database, nobody, TIMEOUT)
    other = VerifierKey(witness.key.name, "00" * 32, witness.key.type)
    with pytest.raises(WitnessFailed):
        ask(company.database, WitnessAddress(witness.url, other), TIMEOUT)
