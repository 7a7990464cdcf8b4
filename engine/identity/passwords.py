"""Hashes and checks passwords: Argon2id, with parameters that may grow. Pure."""

import hashlib
import unicodedata
from collections.abc import Collection
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.errors import Invalid
from engine.identity.common_passwords import is_common

SHORTEST, LONGEST = 12, 200
# Of the settings that OWASP holds equally strong the one that needs least memory but one: eight people who sign in at
# the same moment, one in each thread of the server, take 150 MB.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class WeakPassword(Invalid):
    """A password that is easily guessed, or of a length that is not accepted. Details: `shortest`, `longest`."""

    code = "weak_password"


class CommonPassword(Invalid):
    """A password that many others have, such as are tried first: one of the list, or one with digits and signs around
    it, a repetition or a row of keys."""

    code = "common_password"


def require_usable(password: str, person_id: str, theirs: Collection[str] = ()) -> None:
    """Raise WeakPassword for one that is too short or too long, repeats a few characters, or holds the person's id;
    CommonPassword for one that many have, or that is nothing but what everybody knows of the person (`theirs`: name and
    e-mail address)."""
    plain = _plain(password)
    if (
        not SHORTEST <= len(plain) <= LONGEST
        or len(set(plain)) < SHORTEST // 2
        or person_id.casefold() in plain.casefold()
    ):
        raise WeakPassword(shortest=SHORTEST, longest=LONGEST)
    if is_common(plain, theirs):
        raise CommonPassword()


def hashed(password: str) -> str:
    """The hash of a password that is stored, with its own salt and the current parameters."""
    return _hasher.hash(_plain(password))


def digest(stored: str) -> str:
    """The SHA-256 of a stored hash: what the ledger of people knows of a password. Its salt is in no ledger."""
    return hashlib.sha256(stored.encode()).hexdigest()


def matches(stored: str | None, password: str) -> bool:
    """Whether `password` is the one that was stored.

    Without a stored one it is not, which takes as long to find out: whoever measures learns no names.
    """
    nobodys = _nobodys()
    try:
        return _hasher.verify(nobodys if stored is None else stored, _plain(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether the parameters have changed since it was stored."""
    return _hasher.check_needs_rehash(stored)


def _plain(password: str) -> str:
    # One keyboard composes an accent, another writes it as two characters.
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")
