"""Seals: signed, chained, provable one head at a time, and made only of what has grown."""

import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from engine import canonical_json
from engine.db import Database
from engine.history import merkle
from engine.history.chain import GENESIS
from engine.history.keys import BadSealKey, KeyFile, SealKeyExists, new_key, public_pem, read_keys, verifies
from engine.history.seals import (
    BadSealFile,
    Head,
    Seal,
    all_seals,
    exported,
    heads_in,
    proof,
    read_exported,
    seal,
    sealed,
    sealed_folios,
)

pytestmark = pytest.mark.both_databases

AT = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return new_key(tmp_path / "keys" / "seal.pem")


def heads(*seqs: int) -> list[Head]:
    return [Head(f"GC-2026-{number:04d}", seq, f"{seq:064x}") for number, seq in enumerate(seqs, start=1)]


def sealing(database: Database, keys: KeyFile, *seqs: int) -> Seal | None:
    with database.transaction() as connection:
        return seal(connection, heads(*seqs), keys.signer, at=AT)


def test_a_seal_is_signed_over_all_that_it_says(database: Database, keys: KeyFile) -> None:
    made = sealing(database, keys, 3, 5)
    assert made is not None
    assert made.signed
    assert (made.number, made.count, made.prev_hash, made.key) == (1, 2, GENESIS, keys.signer.public)
    for field, value in (
        ("number", 2), ("at", "x"), ("count", 1), ("root", "0" * 64), ("prev_hash", "1" * 64), ("key", "1" * 64),
        ("signature", "0" * 128), ("signature", "x"), ("key", ""),
    ):  # fmt: skip
        assert not replace(made, **{field: value}).signed, field


def test_only_what_has_grown_is_sealed_again_and_each_seal_names_the_one_before(
    database: Database, keys: KeyFile
) -> None:
    first, nothing, second = (sealing(database, keys, *seqs) for seqs in ((3, 5), (3, 5), (3, 6, 1)))
    assert first is not None
    assert second is not None
    assert nothing is None
    assert second.prev_hash == first.hash
    with database.reading() as connection:
        assert all_seals(connection) == [first, second]
        assert [head.seq for head in heads_in(connection, 2)] == [6, 1]
        assert [(number, head.seq) for number, head in sealed(connection, "GC-2026-0002")] == [(1, 5), (2, 6)]
        assert sealed_folios(connection) == {f"GC-2026-000{number}" for number in (1, 2, 3)}


@pytest.mark.parametrize("count", range(1, 18))
def test_every_head_of_a_seal_can_be_proven_and_nothing_else(count: int) -> None:
    known = heads(*range(1, count + 1))
    root = merkle.root([head.leaf for head in known])
    for head in known:
        path = proof(known, head)
        assert merkle.root_by(head.leaf, path) == root
        assert merkle.root_by(replace(head, seq=99).leaf, path) != root
        assert len(path) <= (count - 1).bit_length()


def test_heads_of_other_histories_do_not_show_in_a_proof() -> None:
    known = heads(*range(1, 9))
    said = "".join(proof(known, known[0]))
    assert all(head.hash not in said and head.folio not in said for head in known[1:])


def test_a_new_key_is_for_its_owner_only_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "seal.pem"
    keys = new_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_keys(path) == keys or read_keys(path).trusted == keys.trusted
    with pytest.raises(SealKeyExists):
        new_key(path)


def test_seals_of_a_former_key_stay_good_when_its_public_key_is_kept(tmp_path: Path) -> None:
    former, path = new_key(tmp_path / "former.pem"), tmp_path / "seal.pem"
    new_key(path)
    path.write_bytes(path.read_bytes() + public_pem(former.signer.public))
    keys = read_keys(path)
    assert keys.trusted == {keys.signer.public, former.signer.public}


def test_what_is_no_key_is_refused_by_name(tmp_path: Path) -> None:
    other = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for number, content in enumerate((b"", b"\x00\xff", b"-----BEGIN X-----\n??\n-----END X-----", other)):
        path = tmp_path / f"{number}.pem"
        path.write_bytes(content)
        with pytest.raises(BadSealKey) as caught:
            read_keys(path)
        assert caught.value.details["path"] == str(path)
    for path in (tmp_path, tmp_path / "missing.pem"):
        with pytest.raises(BadSealKey):
            read_keys(path)
    with pytest.raises(BadSealKey):
        new_key(tmp_path / "0.pem" / "seal.pem")


def test_a_signature_that_is_none_verifies_nothing(keys: KeyFile) -> None:
    signature = keys.signer.sign(b"x")
    assert verifies(keys.signer.public, signature, b"x")
    for public, given in (("", signature), ("zz", signature), (keys.signer.public, ""), (keys.signer.public, "zz")):
        assert not verifies(public, given, b"x")


def test_seals_can_be_kept_outside_and_read_again(database: Database, keys: KeyFile) -> None:
    sealing(database, keys, 3, 5)
    sealing(database, keys, 4, 5, 1)
    with database.reading() as connection:
        outside = exported(connection)
    assert read_exported(canonical_json.dumps([each.as_dict() for each in outside])) == outside
    assert [each.whole for each in outside] == [True, True]
    assert not replace(outside[0], heads=outside[1].heads).whole


@pytest.mark.parametrize("content", ["", "x", "{}", "null", "[1]", "[{}]", '[{"statement": {}}]', "[" * 100_000])
def test_a_file_without_seals_is_refused(content: str) -> None:
    with pytest.raises(BadSealFile):
        read_exported(content)
