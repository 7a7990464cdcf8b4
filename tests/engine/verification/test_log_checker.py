"""Whatever was done to the log is found, by its name and where it was done."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, text, update

from engine.db import Database
from engine.history import checkpoints, log, notes
from engine.history.checkpoints import Stored
from engine.history.keys import KeyFile, new_key
from engine.history.log import KEYS, Head
from engine.history.models import checkpoints as checkpoint_rows
from engine.history.models import log_leaves, log_nodes
from engine.history.notes import COSIGNATURE, Checkpoint, VerifierKey, cosignature
from engine.history.problems import Kind
from engine.verification.log_checker import standing, whole
from engine.verification.trust import TrustPolicy
from tests.engine.verification.attacks import drop_triggers, rebuild_the_log, under
from tests.support import START

pytestmark = pytest.mark.both_databases

SIZES = (4, 7, 13)
Found = dict[str, list[tuple[Kind, int | None]]]


@dataclass(frozen=True)
class Log:
    """A log of thirteen leaves in three checkpoints, and what was kept of it elsewhere."""

    database: Database
    keys: KeyFile
    made: tuple[Stored, ...]

    @property
    def policy(self) -> TrustPolicy:
        return TrustPolicy(self.keys.trusted, (self.made[-1].checkpoint,))


@pytest.fixture
def signed(database: Database, tmp_path: Path) -> Log:
    keys = new_key(tmp_path / "seal.pem")
    heads = [Head(KEYS, 1, keys.signer.public)]
    heads += [Head(f"GC-2026-{number:04d}", 3, f"{number:064x}") for number in range(1, SIZES[-1])]
    made, before = [], 0
    for size in SIZES:
        with database.transaction() as connection:
            grown = log.append(connection, before, heads[before:size])
            made.append(checkpoints.make(connection, "cauce.log/test", grown, keys.signer, at=START))
        before = size
    return Log(database, keys, tuple(made))


def look(connection: Connection, policy: TrustPolicy) -> Found:
    return {
        check.subject: [(problem.kind, problem.seq) for problem in check.problems]
        for check in whole(connection, policy)
    }


def after(signed: Log, attack: Callable[[Connection], object], policy: TrustPolicy | None = None) -> tuple[Found, bool]:
    """What reading all of it finds after an attack, and whether the short look finds anything."""

    def both(connection: Connection) -> tuple[Found, bool]:
        given = policy or signed.policy
        return look(connection, given), not all(check.ok for check in standing(connection, given))

    def attacked(connection: Connection, _: str) -> None:
        drop_triggers(connection)
        attack(connection)

    return under(attacked, signed.database, "", both)


def executing(*statements: str) -> Callable[[Connection], None]:
    def attack(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    return attack


def nothing(_: Connection) -> None: ...


def test_what_nobody_touched_is_in_order(signed: Log) -> None:
    kept = TrustPolicy(signed.keys.trusted, tuple(each.checkpoint for each in signed.made))
    for policy in (kept, TrustPolicy(signed.keys.trusted), TrustPolicy()):
        assert after(signed, nothing, policy) == ({"log": [], "checkpoints": []}, False)


def test_a_log_that_nobody_began_is_in_order(database: Database) -> None:
    with database.reading() as connection:
        assert look(connection, TrustPolicy()) == {"log": [], "checkpoints": []}


CHANGED = {
    "UPDATE log_leaves SET head = 'x' WHERE \"index\" = 5": 5,
    "UPDATE log_leaves SET ledger = 'GC-2026-0099' WHERE \"index\" = 8": 8,
    'DELETE FROM log_leaves WHERE "index" = 6': 6,
    "UPDATE log_nodes SET hash = '00' WHERE level = 0 AND \"index\" = 9": 9,
    "UPDATE log_nodes SET hash = 'zz' WHERE level = 2 AND \"index\" = 1": 4,
    'DELETE FROM log_nodes WHERE level = 1 AND "index" = 1': 2,
    "INSERT INTO log_nodes VALUES (7, 0, '00')": 0,
}


@pytest.mark.parametrize("statement", CHANGED)
def test_a_changed_leaf_or_subtree_is_named_at_its_place_and_nothing_else_is(signed: Log, statement: str) -> None:
    found, _ = after(signed, executing(statement))
    assert found == {"log": [(Kind.LOG_CHANGED, CHANGED[statement])], "checkpoints": []}


def test_a_leaf_and_its_hash_changed_together_are_found_beside_their_neighbour(signed: Log) -> None:
    def attack(connection: Connection) -> None:
        head = Head("GC-2026-0005", 3, "f" * 64)
        connection.execute(update(log_leaves).where(log_leaves.c.index == 5).values(head=head.hash))
        node = (log_nodes.c.level == 0) & (log_nodes.c.index == 5)
        connection.execute(update(log_nodes).where(node).values(hash=head.leaf.hex()))

    assert after(signed, attack)[0] == {"log": [(Kind.LOG_CHANGED, 4)], "checkpoints": []}


def test_a_log_made_again_from_other_leaves_is_not_the_one_that_was_signed(signed: Log) -> None:
    """From the first checkpoint on that is over what was changed."""

    def attack(connection: Connection) -> None:
        connection.execute(update(log_leaves).where(log_leaves.c.index == 5).values(head="f" * 64))
        rebuild_the_log(connection)

    forked = [(Kind.LOG_FORKED, 7), (Kind.LOG_FORKED, 13), (Kind.LOG_FORKED, 13)]  # the last is the kept one
    assert after(signed, attack) == ({"log": [], "checkpoints": forked}, True)


def test_leaves_that_nobody_signed_are_found(signed: Log) -> None:
    def attack(connection: Connection) -> None:
        log.append(connection, SIZES[-1], [Head("GC-2026-0099", 1, "f" * 64)])

    assert after(signed, attack) == ({"log": [(Kind.LOG_CHANGED, 13)], "checkpoints": []}, True)


def cut_to(connection: Connection, size: int) -> None:
    """What the log was at an earlier size, as a restored copy has it."""
    connection.execute(delete(log_leaves).where(log_leaves.c.index >= size))
    rebuild_the_log(connection)
    connection.execute(delete(checkpoint_rows).where(checkpoint_rows.c.size > size))


def test_a_database_restored_from_an_earlier_copy_is_named_by_the_kept_checkpoint(signed: Log) -> None:
    found, short = after(signed, lambda connection: cut_to(connection, 7))
    assert (found, short) == ({"log": [], "checkpoints": [(Kind.LOG_ROLLED_BACK, 13)]}, True)
    assert after(signed, lambda connection: cut_to(connection, 7), TrustPolicy(signed.keys.trusted))[1] is False


def test_a_log_that_is_not_there_any_more_is_named_by_the_kept_checkpoint(signed: Log) -> None:
    wiped = executing("DELETE FROM log_leaves", "DELETE FROM log_nodes", "DELETE FROM checkpoints")
    found, short = after(signed, wiped)
    assert (found, short) == ({"log": [], "checkpoints": [(Kind.LOG_ROLLED_BACK, 13)]}, True)


def test_checkpoints_without_their_leaves_and_leaves_without_checkpoints_are_found(signed: Log) -> None:
    found, short = after(signed, executing("DELETE FROM checkpoints WHERE number = 3"))
    assert (found["log"], short) == ([(Kind.LOG_CHANGED, 7)], True)
    found, short = after(signed, executing('DELETE FROM log_leaves WHERE "index" > 9', "DELETE FROM log_nodes"))
    assert (Kind.LOG_CHANGED, 10) in found["log"] and short


def test_a_checkpoint_that_was_removed_is_missed_by_its_number(signed: Log) -> None:
    found, _ = after(signed, executing("DELETE FROM checkpoints WHERE number = 2"))
    assert found == {"log": [], "checkpoints": [(Kind.CHECKPOINT_REMOVED, 2)]}
    renumbered = executing(
        "DELETE FROM checkpoints WHERE number = 2", "UPDATE checkpoints SET number = 2 WHERE number = 3"
    )
    assert (Kind.CHECKPOINT_CHANGED, 2) in after(signed, renumbered)[0]["checkpoints"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE checkpoints SET note = 'x' WHERE number = 3",
        "UPDATE checkpoints SET at = '2020-01-01T00:00:00.000000Z' WHERE number = 3",
        "UPDATE checkpoints SET note = replace(note, 'checkpoint 3', 'checkpoint 4') WHERE number = 3",
        "UPDATE checkpoints SET note = replace(note, 'cauce.log/test', 'another.log') WHERE number = 3",
    ],
)
def test_a_changed_checkpoint_is_named_and_no_leaf_is(signed: Log, statement: str) -> None:
    found, short = after(signed, executing(statement))
    assert (found["log"], found["checkpoints"][0], short) == ([], (Kind.CHECKPOINT_CHANGED, 3), True)


def test_a_checkpoint_by_a_key_that_is_not_trusted_counts_for_nothing(signed: Log, tmp_path: Path) -> None:
    stranger = new_key(tmp_path / "other.pem")
    found, short = after(signed, nothing, TrustPolicy(stranger.trusted))
    assert (found["checkpoints"], short) == ([(Kind.CHECKPOINT_CHANGED, number) for number in (1, 2, 3)], True)

    def attack(connection: Connection) -> None:
        """Who has the database and a key of their own writes it all anew, and puts that key on record."""
        for table in (log_nodes, log_leaves, checkpoint_rows):
            connection.execute(delete(table))
        grown = log.append(connection, 0, [Head(KEYS, 1, stranger.signer.public), Head("GC-2026-0001", 3, "f" * 64)])
        checkpoints.make(connection, "cauce.log/test", grown, stranger.signer, at=START)

    found, short = after(signed, attack)
    assert (found["checkpoints"][0], short) == ((Kind.CHECKPOINT_CHANGED, 1), True)


def test_a_key_signs_only_after_it_is_on_record(signed: Log, tmp_path: Path) -> None:
    second = new_key(tmp_path / "second.pem")
    both = TrustPolicy(signed.keys.trusted | second.trusted)

    def grow(connection: Connection, *heads: Head) -> None:
        grown = log.append(connection, SIZES[-1], heads)
        checkpoints.make(connection, "cauce.log/test", grown, second.signer, at=START)

    on_record = Head(KEYS, 2, second.signer.public)
    assert after(signed, lambda connection: grow(connection, on_record), both) == (
        {"log": [], "checkpoints": []},
        False,
    )
    found, short = after(signed, lambda connection: grow(connection, Head("GC-2026-0001", 4, "f" * 64)), both)
    assert (found, short) == ({"log": [], "checkpoints": [(Kind.CHECKPOINT_CHANGED, 4)]}, True)


def test_a_kept_checkpoint_must_be_signed_by_somebody_who_is_known(signed: Log, tmp_path: Path) -> None:
    witness = new_key(tmp_path / "witness.pem")
    last = signed.made[-1].checkpoint
    bare = Checkpoint(last.origin, last.size, last.root, last.extension)
    trusted = signed.keys.trusted
    assert after(signed, nothing, TrustPolicy(trusted, (bare,)))[0]["checkpoints"] == [
        (Kind.CHECKPOINT_NOT_TRUSTED, 13)
    ]
    seen = bare.with_signatures([cosignature(bare, "testigo/1", witness.signer, 1_770_000_000)])
    known = VerifierKey("testigo/1", witness.signer.public, COSIGNATURE)
    assert after(signed, nothing, TrustPolicy(trusted, (seen,), (known,)))[0]["checkpoints"] == []
    assert after(signed, nothing, TrustPolicy(trusted, (seen,)))[1] is True


def test_a_kept_checkpoint_of_another_log_or_another_past_is_told(signed: Log) -> None:
    signer = signed.keys.signer
    other = notes.signed(Checkpoint("cauce.log/other", 4, signed.made[0].checkpoint.root), "cauce.log/other", signer)
    never = notes.signed(Checkpoint("cauce.log/test", 4, "00" * 32), "cauce.log/test", signer)
    between = log_root_at(signed, 6)
    for kept, kind in (
        (other, Kind.LOG_FORKED),
        (never, Kind.LOG_FORKED),
        (notes.signed(Checkpoint("cauce.log/test", 6, between), "cauce.log/test", signer), Kind.CHECKPOINT_REMOVED),
    ):
        found, _ = after(signed, nothing, TrustPolicy(signed.keys.trusted, (kept,)))
        assert found == {"log": [], "checkpoints": [(kind, kept.size)]}


def log_root_at(signed: Log, size: int) -> str:
    with signed.database.reading() as connection:
        return log.root(connection, size)


def test_the_file_that_should_keep_the_last_checkpoint_is_missed(signed: Log) -> None:
    found, short = after(signed, nothing, TrustPolicy(signed.keys.trusted, missing=("/k", "—")))
    assert (found["checkpoints"], short) == ([(Kind.KEPT_MISSING, 13)], True)


def test_a_leaf_far_away_does_not_keep_the_reader_busy(signed: Log) -> None:
    def attack(connection: Connection) -> None:
        row = {"index": 10**12, "ledger": "GC-2026-0099", "seq": 1, "head": "f" * 64}
        connection.execute(insert(log_leaves), row)

    assert after(signed, attack)[0]["log"] == [(Kind.LOG_CHANGED, 13)]
