"""Passwords: what is stored of one, and which are refused."""

import pytest
from argon2 import PasswordHasher

from engine.identity import passwords
from engine.identity.passwords import CommonPassword, WeakPassword

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


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password2026!",
        "P@ssw0rd2026",
        "contraseña2026",
        "Contrasena.123",
        "¡Bienvenido2026!",
        "123456789012",
        "210987654321",
        "qwertyuiop12",
        "poiuytrewq12",
        "1qaz2wsx3edc",
        "abcdefghijkl",
        "dragon dragon",
        "monkeymonkeymonkey",
        "administrador1",
        "Gestión Comercial",
        "guadalajara86",
        "1234567890123456",
    ],
)
def test_what_many_have_is_refused(password: str) -> None:
    with pytest.raises(CommonPassword):
        passwords.require_usable(password, "lramos")


@pytest.mark.parametrize("password", ["Lucía Ramos 1", "luciaramos2026", "..Ramos..Ramos..", "lucia.ramos2026"])
def test_what_everybody_knows_of_a_person_is_refused(password: str) -> None:
    with pytest.raises(CommonPassword):
        passwords.require_usable(password, "lr", ["Lucía Ramos", "lucia.ramos@empresa.mx"])
    if len(set(password)) > 8:
        passwords.require_usable(password, "lr", ["Ana Li", "ana@empresa.mx"])


@pytest.mark.parametrize(
    "password",
    [GOOD, "caballo correcto pila grapa", "x9$kLm2!qRt7", "tres tristes tigres tragaban", "ñandú-verde-3-lunes"],
)
def test_a_few_words_do_and_so_does_what_nobody_has(password: str) -> None:
    passwords.require_usable(password, "comercial", ["Comercial", "comercial@example.com"])
