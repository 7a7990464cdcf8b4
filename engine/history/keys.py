"""The key that the log is signed with: an Ed25519 private key (RFC 8032) in a PEM file.

The file may hold more PEM blocks after the first: the public keys of former keys, whose checkpoints are still good.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from engine.errors import Invalid

BLOCK = re.compile(rb"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)


class BadSealKey(Invalid):
    """The file holds no key to sign with. Details: `path`, `reason`; `kind`, ``unreadable`` where the system
    says so."""

    code = "bad_seal_key"


class SealKeyExists(Invalid):
    """A key is never written over another. Details: `path`."""

    code = "seal_key_exists"


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signs. `public` is the public key, 64 hexadecimal digits."""

    public: str
    _key: Ed25519PrivateKey

    def sign(self, message: bytes) -> str:
        """The signature, 128 hexadecimal digits."""
        return self._key.sign(message).hex()


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What the key file at `path` holds: who signs, and every public key whose checkpoints are good."""

    signer: Signer
    trusted: frozenset[str]
    path: Path

    @property
    def kept(self) -> Path:
        """Where the last checkpoint is kept, unless a setting says otherwise: beside the key."""
        return self.path.with_suffix(".checkpoint")


def verifies(public: str, signature: str, message: bytes) -> bool:
    """Whether `signature` over `message` was made with the key that `public` belongs to. Never raises."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def new_key(path: Path, former: Iterable[str] = ()) -> KeyFile:
    """Write a new key to `path`, readable by its owner only, and behind it the public keys of `former` ones, whose
    checkpoints stay good. Raises SealKeyExists, BadSealKey."""
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return save_key(path, text + b"".join(map(public_pem, former)))


def save_key(path: Path, text: bytes) -> KeyFile:
    """Write the text of a key file to `path`, readable by its owner only, and read it. Raises SealKeyExists,
    BadSealKey."""
    if path.exists():
        raise SealKeyExists(path=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text)
    except OSError as error:
        raise BadSealKey(path=str(path), reason=error.strerror, kind="unreadable") from error
    return read_keys(path)


def read_keys(path: Path) -> KeyFile:
    """Read a key file. Raises BadSealKey."""
    try:
        blocks = [match[0] for match in BLOCK.finditer(path.read_bytes())]
        if not blocks:
            raise BadSealKey(path=str(path), reason="PEM")
        key = load_pem_private_key(blocks[0], password=None)
        publics = [load_pem_public_key(block) for block in blocks[1:]]
    except OSError as error:
        raise BadSealKey(path=str(path), reason=error.strerror, kind="unreadable") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadSealKey(path=str(path), reason=str(error)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadSealKey(path=str(path), reason="Ed25519")
    signer = Signer(_hex(key.public_key()), key)
    former = [_hex(public) for public in publics if isinstance(public, Ed25519PublicKey)]
    return KeyFile(signer, frozenset({signer.public, *former}), path)


def read_public(text: bytes) -> list[str]:
    """The public keys in a PEM file, in order. Raises BadSealKey."""
    try:
        publics = [load_pem_public_key(match[0]) for match in BLOCK.finditer(text)]
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadSealKey(path="", reason=str(error)) from error
    return [_hex(public) for public in publics if isinstance(public, Ed25519PublicKey)]


def public_pem(public: str) -> bytes:
    """A public key as a PEM file, for people to keep. Raises ValueError when `public` is none."""
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _hex(key: Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
