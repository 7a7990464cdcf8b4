"""Passwords: what is stored of one, and which are refused."""

import pytest
from argon2 import PasswordHasher

from engine.identity import passwords
from engine.identity.passwords import WeakPassword

GOOD = "cuatro palabras de más"


def test_a_password_matches_its_hash_and_no_other() -> None:
    stored = passwords.hashed(GOOD)
    assert stored.startswith("$argon2id$") and GOOD not in stored
    assert passwords.matches(stored, GOOD)
    assert not passwords.matches(stored, GOOD + " ")
    assert stored != passwords.hashed(GOOD)


def test_an_accent_is_the_same_however_the_keyboard_composes_it() -> None:
    assert passwords.matches(passwords.hashed("m\u00e1s que suficiente"), "ma\u0301s que suficiente")


@pytest.mark.parametrize("stored", [None, "", "rot", "$argon2id$v=19$m=19456,t=2,p=1$x"])
def test_without_a_usable_hash_nothing_matches(stored: str | None) -> None:
    assert not passwords.matches(stored, "nobody has this password")


def test_a_hash_with_other_parameters_still_matches_and_is_outdated() -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)
    assert passwords.matches(old, GOOD) and passwords.is_outdated(old)
    assert not passwords.is_outdated(passwords.hashed(GOOD))


@pytest.mark.parametrize(
    "password", ["", "corta", "a" * 20, "abababababab", "x" * 150 + "yz1234" * 10, "soy Comercial 12"]
)
def test_what_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        passwords.require_usable(password, "comercial")


def test_a_few_words_do() -> None:
    passwords.require_usable(GOOD, "comercial")
