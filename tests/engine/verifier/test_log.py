"""The stand-alone verifier judges proofs of the log as the product does, and a kept seal as an auditor means it."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, update

from engine.history import checkpoints, log, notes, tree
from engine.history.keys import new_key
from engine.history.models import checkpoints as checkpoint_rows
from engine.history.models import log_leaves
from engine.history.notes import COSIGNATURE, Checkpoint, VerifierKey, cosignature
from engine.instances.runtime import Runtime
from engine.verifier.evidence import Evidence
from engine.verifier.log import Note, Trust, grown, included, kept_note, vkey
from engine.verifier.verdict import verify
from tests.engine.history.test_tree import Grown
from tests.engine.verification.attacks import drop_triggers, history, rebuild_the_log, rewrite_with_care, under
from tests.engine.verification.opportunity import evidence_of_one, seal, sealed
from tests.support import Company

leaves = st.lists(st.binary(max_size=2), min_size=1, max_size=40)


@given(leaves, st.data())
def test_inclusion_is_judged_alike(contents: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(contents)))
    index = data.draw(st.integers(0, size - 1))
    proof = Grown(contents).hashes(tree.inclusion(index, size))
    leaf = tree.leaf_hash(contents[index])
    assert included(leaf, index, size, proof) == tree.root_by_inclusion(leaf, index, size, proof)
    with pytest.raises(ValueError):
        included(leaf, index, size, [*proof, leaf])
    with pytest.raises(ValueError):
        included(leaf, size, size, proof)


@given(st.lists(st.binary(max_size=2), min_size=2, max_size=40), st.data())
def test_growth_is_judged_alike(contents: list[bytes], data: st.DataObject) -> None:
    new = data.draw(st.integers(2, len(contents)))
    old = data.draw(st.integers(1, new - 1))
    list_ = Grown(contents)
    proof = list_.hashes(tree.consistency(old, new))
    assert grown(old, new, list_.root(old), proof) == (list_.root(old), list_.root(new))
    with pytest.raises(ValueError):
        grown(old, new, list_.root(old), [*proof, proof[0]])
    with pytest.raises(ValueError):
        grown(new, new, list_.root(new), [])
    assert grown(old, new, tree.leaf_hash(b"x"), proof) != (tree.leaf_hash(b"x"), list_.root(new))


def judged(
    connection: Connection,
    company: Company,
    folio: str,
    kept: list[Checkpoint],
    witness: str | None = None,
    shown: list[Checkpoint] | None = None,
) -> list[str]:
    """The kinds of problems that the evidence has, held against kept checkpoints."""
    content = evidence_of_one(connection, Runtime(company.runtime.calendar), folio, shown or ())
    trust = Trust(kept=[Note(str(each)) for each in kept], witnesses=[vkey(witness)] if witness else [])
    return [problem["kind"] for problem in verify(Evidence(io.BytesIO(content)), trust).problems]


@pytest.mark.both_databases
def test_an_evidence_is_held_against_any_kept_checkpoint(company: Company, tmp_path: Path) -> None:
    folio, keys = sealed(company, tmp_path)
    company.start()
    newest = seal(company, keys)
    with company.database.reading() as connection:
        known = [each.checkpoint for each in checkpoints.everything(connection)]
        assert judged(connection, company, folio, known) == []
        origin = newest.checkpoint.origin
        later = notes.signed(Checkpoint(origin, 99, "00" * 32), origin, keys.signer)
        assert judged(connection, company, folio, [later]) == ["log_rolled_back"]
        forged = notes.signed(Checkpoint(origin, known[0].size, "00" * 32), origin, keys.signer)
        assert judged(connection, company, folio, [forged]) == ["log_forked"]
        assert judged(connection, company, folio, [forged], shown=[forged]) == ["log_forked"]
        other = notes.signed(Checkpoint(origin, 1, log.root(connection, 1)), origin, keys.signer)
        assert judged(connection, company, folio, [other]) == ["checkpoint_removed"]
        assert judged(connection, company, folio, [other], shown=[other]) == []


def test_the_word_of_a_witness_is_as_good_as_that_of_the_log(company: Company, tmp_path: Path) -> None:
    folio, _ = sealed(company, tmp_path)
    witness = new_key(tmp_path / "witness.pem").signer
    with company.database.reading() as connection:
        stored = checkpoints.last(connection)
        assert stored is not None
        last = stored.checkpoint
        bare = Checkpoint(last.origin, last.size, last.root, last.extension)
        seen = bare.with_signatures([cosignature(bare, "testigo/1", witness, 1_770_000_000)])
        assert judged(connection, company, folio, [seen]) == ["checkpoint_not_trusted"]
        known = str(VerifierKey("testigo/1", witness.public, COSIGNATURE))
        assert judged(connection, company, folio, [seen], known) == []


def test_a_history_and_its_log_written_anew_do_not_come_to_the_kept_checkpoint(
    company: Company, tmp_path: Path
) -> None:
    """By whoever has the database and the key, and nothing of what the auditor keeps."""
    folio, keys = sealed(company, tmp_path)
    with company.database.reading() as connection:
        kept = [each.checkpoint for each in checkpoints.everything(connection)]

    def attack(connection: Connection, folio: str) -> None:
        drop_triggers(connection)
        rewrite_with_care(connection, folio)
        found = history(connection, folio)
        for leaf in log.of_ledger(connection, folio):
            head = found[leaf.head.seq - 1].hash
            connection.execute(update(log_leaves).where(log_leaves.c.index == leaf.index).values(head=head))
        rebuild_the_log(connection)
        connection.execute(delete(checkpoint_rows))
        for size in (each.size for each in kept):
            grown = size, log.root(connection, size)
            checkpoints.make(connection, kept[0].origin, grown, keys.signer, at=company.clock.now)

    def look(connection: Connection) -> tuple[list[str], list[str]]:
        return judged(connection, company, folio, []), judged(connection, company, folio, kept)

    assert under(attack, company.database, folio, look) == ([], ["log_forked", "log_forked"])


def test_where_nothing_is_sealed_a_kept_checkpoint_is_missed(company: Company, tmp_path: Path) -> None:
    keys = new_key(tmp_path / "seal.pem")
    folio = company.start()
    kept = notes.signed(Checkpoint("cauce.log/x", 1, "00" * 32), "cauce.log/x", keys.signer)
    with company.database.reading() as connection:
        assert judged(connection, company, folio, []) == []
        assert judged(connection, company, folio, [kept]) == ["log_rolled_back"]


@pytest.mark.parametrize(
    "around", ["{}", "\ufeff{}", "\n{}\n", f"Guarde esto:\n\n{notes.MARK}\n{{}}{notes.MARK}\n\n-- \n"]
)
def test_a_kept_checkpoint_is_read_out_of_what_people_keep(tmp_path: Path, around: str) -> None:
    keys = new_key(tmp_path / "seal.pem")
    note = str(notes.signed(Checkpoint("cauce.log/x", 1, "00" * 32), "cauce.log/x", keys.signer))
    read = kept_note(around.format(note))
    assert (read.text, read.signatures) == (Note(note).text, Note(note).signatures)
    assert read.trusted([bytes.fromhex(keys.signer.public)])
