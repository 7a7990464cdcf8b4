"""The log in a database: grown, signed, and what is proven of it."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from engine.db import Database
from engine.history import checkpoints, log, tree
from engine.history.checkpoints import KeptUnreadable, Stored, dated, keep, read_kept
from engine.history.keys import KeyFile, new_key
from engine.history.log import Head, NodeMissing
from engine.history.models import log_nodes
from engine.history.notes import VerifierKey, read_note
from tests.engine.verification.attacks import drop_triggers

pytestmark = pytest.mark.both_databases

AT = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return new_key(tmp_path / "seal.pem")


def heads(*seqs: int) -> list[Head]:
    return [Head(f"GC-2026-{number:04d}", seq, f"{seq:064x}") for number, seq in enumerate(seqs, start=1)]


def grown(database: Database, *shares: list[Head]) -> list[tuple[int, str]]:
    """The sizes and roots of a log that these were appended to."""
    found = []
    for share in shares:
        with database.transaction() as connection:
            found.append(log.append(connection, log.size(connection), share))
    return found


def test_a_leaf_is_the_canonical_json_of_ledger_number_and_hash() -> None:
    assert Head("GC-2026-0001", 3, "ab").leaf == tree.leaf_hash(b'["GC-2026-0001",3,"ab"]')


def test_it_grows_and_every_earlier_size_is_still_proven(database: Database) -> None:
    shares = [heads(1), heads(2, 2, 2), heads(*range(3, 30)), [Head("log.keys", 1, "00" * 32)]]
    said = grown(database, *shares)
    leaves = [head for share in shares for head in share]
    assert [size for size, _ in said] == [1, 4, 31, 32]
    with database.reading() as connection:
        assert log.size(connection) == 32
        assert [leaf.head for leaf in log.leaves(connection)] == leaves
        assert [log.root(connection, size) for size, _ in said] == [root for _, root in said]
        for size, root in said:
            for index in {0, size // 2, size - 1}:
                proof = [bytes.fromhex(each) for each in log.inclusion(connection, index, size)]
                reached = tree.root_by_inclusion(leaves[index].leaf, index, size, proof)
                assert reached == bytes.fromhex(root)
        for old, before in said:
            for new, after in said:
                if old <= new:
                    proof = [bytes.fromhex(each) for each in log.consistency(connection, old, new)]
                    assert tree.is_consistent(old, new, bytes.fromhex(before), bytes.fromhex(after), proof)
        assert [leaf.index for leaf in log.of_ledger(connection, "GC-2026-0001")] == [0, 1, 4]
        assert "GC-2026-0027" in log.folios(connection) and "log.keys" not in log.folios(connection)


def test_two_who_append_at_once_cannot_both_be_stored(database: Database) -> None:
    grown(database, heads(1))
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"), database.transaction() as connection:
        log.append(connection, 0, heads(5))


def test_the_same_head_is_in_it_once(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        grown(database, heads(1), heads(1))


def test_a_subtree_that_is_missing_is_said_to_be(database: Database) -> None:
    grown(database, heads(1, 2, 3))
    with database.transaction() as connection:
        drop_triggers(connection)
        connection.execute(delete(log_nodes).where(log_nodes.c.level == 1))
    with database.transaction() as connection, pytest.raises(NodeMissing):
        log.root(connection, 3)
    with database.transaction() as connection, pytest.raises(NodeMissing):
        log.append(connection, 3, heads(9))


def made(database: Database, keys: KeyFile, *shares: list[Head]) -> list[Stored]:
    found = []
    for share in shares:
        with database.transaction() as connection:
            grew = log.append(connection, log.size(connection), share)
            found.append(checkpoints.make(connection, "cauce.log/test", grew, keys.signer, at=AT))
    return found


def test_a_checkpoint_says_size_root_number_and_moment_and_is_signed(database: Database, keys: KeyFile) -> None:
    first, second = made(database, keys, heads(1, 1), heads(2))
    note = second.checkpoint
    assert (second.number, second.size, second.at, second.note) == (2, 3, "2026-03-02T23:00:00.000000Z", str(note))
    assert (note.origin, note.size, dated(note)) == ("cauce.log/test", 3, (2, second.at))
    assert note.signed_by(VerifierKey("cauce.log/test", keys.signer.public))
    assert second.note.split("\n")[2] == base64.b64encode(bytes.fromhex(note.root)).decode()
    with database.reading() as connection:
        assert (checkpoints.last(connection), checkpoints.everything(connection)) == (second, [first, second])
        assert checkpoints.page(connection, limit=1) == ([second], 2)
        assert checkpoints.page(connection, before=2, limit=1) == ([first], None)
        covering = [checkpoints.covering(connection, index) for index in range(4)]
        assert covering == [first, first, second, None]


def test_a_checkpoint_over_nothing_new_cannot_be_stored(database: Database, keys: KeyFile) -> None:
    made(database, keys, heads(1))
    with pytest.raises(IntegrityError):
        made(database, keys, [])


def test_the_last_checkpoint_is_kept_in_a_file(database: Database, keys: KeyFile, tmp_path: Path) -> None:
    path = tmp_path / "last.checkpoint"
    assert read_kept(path) is None
    for each in made(database, keys, heads(1), heads(2)):
        keep(path, each.note)
        assert read_kept(path) == read_note(each.note)
    assert [file.name for file in tmp_path.iterdir() if file.is_file()].count("last.checkpoint") == 1
    path.write_text("x")
    with pytest.raises(KeptUnreadable):
        read_kept(path)
    with pytest.raises(KeptUnreadable):
        keep(tmp_path / "no" / "last.checkpoint", "x")
