"""A witness co-signs growth, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.history import notes, tree
from engine.history.keys import KeyFile, new_key
from engine.history.notes import COSIGNATURE, Checkpoint, VerifierKey, read_signatures
from engine.history.witness import SIZE_TYPE, Answer, BadState, Witness, write_request
from tests.engine.history.test_tree import LEAVES, Grown

NOW = 1_770_000_000
LOG = Grown(LEAVES)
OTHER = Grown([b"other", *LEAVES[1:]])


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return new_key(tmp_path / "seal.pem")


@pytest.fixture
def witness(keys: KeyFile, tmp_path: Path) -> Witness:
    return another(keys, tmp_path)


def another(keys: KeyFile, folder: Path) -> Witness:
    """A process with the key and the state of the witness."""
    path = folder / "witness.pem"
    own = new_key(path) if not path.exists() else None
    signer = own.signer if own is not None else notes_signer(path)
    return Witness("testigo/1", signer, [VerifierKey("log/1", keys.signer.public)], folder / "state.json")


def notes_signer(path: Path):  # type: ignore[no-untyped-def]
    from engine.history.keys import read_keys

    return read_keys(path).signer


def checkpoint(keys: KeyFile, size: int, log: Grown = LOG, origin: str = "log/1") -> Checkpoint:
    return notes.signed(Checkpoint(origin, size, log.root(size).hex()), origin, keys.signer)


def add(witness: Witness, keys: KeyFile, old: int, new: int, log: Grown = LOG) -> Answer:
    proof = log.hashes(tree.consistency(old, new)) if old else []
    return witness.add_checkpoint(write_request(old, proof, checkpoint(keys, new, log)), NOW)


def test_growth_is_cosigned_from_the_first_checkpoint_on(witness: Witness, keys: KeyFile, tmp_path: Path) -> None:
    for old, new in ((0, 3), (3, 3), (3, 8)):
        answer = add(witness, keys, old, new)
        assert answer.status == 200
        seen = checkpoint(keys, new).with_signatures(read_signatures(answer.body))
        assert seen.seen_at(VerifierKey("testigo/1", notes_signer(tmp_path / "witness.pem").public, COSIGNATURE)) == NOW


def test_a_log_that_is_rolled_back_is_answered_with_the_size_that_was_seen(
    witness: Witness, keys: KeyFile, tmp_path: Path
) -> None:
    add(witness, keys, 0, 8)
    for process in (witness, another(keys, tmp_path)):
        for old in (0, 3):
            assert add(process, keys, old, 5) == Answer(409, "8\n", SIZE_TYPE)
        assert add(process, keys, 8, 5).status == 400


def test_a_log_that_forked_is_not_cosigned(witness: Witness, keys: KeyFile) -> None:
    add(witness, keys, 0, 3)
    assert add(witness, keys, 3, 8, OTHER).status == 422
    assert add(witness, keys, 3, 3, OTHER).status == 422
    assert add(witness, keys, 3, 8).status == 200


def test_only_a_log_that_is_known_and_signed_by_its_key_is_looked_at(
    witness: Witness, keys: KeyFile, tmp_path: Path
) -> None:
    stranger = new_key(tmp_path / "other.pem")
    assert add(witness, stranger, 0, 3).status == 403
    unknown = write_request(0, [], checkpoint(keys, 3, origin="log/2"))
    assert witness.add_checkpoint(unknown, NOW).status == 404
    good = checkpoint(keys, 3)
    spoilt = replace(good, signatures=tuple(replace(each, content=b"\0" * 64) for each in good.signatures))
    assert witness.add_checkpoint(write_request(0, [], spoilt), NOW).status == 403


@pytest.mark.parametrize("body", [b"", b"old 1\n\n", b"old 01\n\nx", b"old 0\nAA==\n\nx", b"new 0\n\nx", b"\xff"])
def test_what_is_no_request_is_refused(witness: Witness, body: bytes) -> None:
    assert witness.add_checkpoint(body, NOW).status == 400


@pytest.mark.parametrize("said", ["", "{", "[]", '{"log/1": "no note"}'])
def test_a_witness_that_cannot_tell_what_it_saw_cosigns_nothing(
    witness: Witness, keys: KeyFile, tmp_path: Path, said: str
) -> None:
    add(witness, keys, 0, 3)
    (tmp_path / "state.json").write_text(said)
    with pytest.raises(BadState, match=r"state\.json"):
        add(witness, keys, 3, 8)
    assert (tmp_path / "state.json").read_text() == said


def test_a_witness_that_cannot_keep_what_it_saw_cosigns_nothing(keys: KeyFile, tmp_path: Path) -> None:
    known = [VerifierKey("log/1", keys.signer.public)]
    homeless = Witness("testigo/1", keys.signer, known, tmp_path / "away" / "state.json")
    with pytest.raises(BadState):
        add(homeless, keys, 0, 3)
