"""The key that the log is signed with."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from engine.history.keys import BadSealKey, KeyFile, SealKeyExists, new_key, public_pem, read_keys, verifies


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return new_key(tmp_path / "keys" / "seal.pem")


def test_a_new_key_is_for_its_owner_only_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "seal.pem"
    keys = new_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_keys(path).trusted == keys.trusted
    assert (keys.path, keys.kept) == (path, tmp_path / "seal.checkpoint")
    with pytest.raises(SealKeyExists):
        new_key(path)


def test_checkpoints_of_a_former_key_stay_good_when_its_public_key_is_kept(tmp_path: Path) -> None:
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
