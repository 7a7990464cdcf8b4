"""The token of a link: signed, for nothing else, the same at every process of a site."""

import base64
import hashlib

import pytest

from engine.client_access.tokens import digest, id_of, id_of_event, token_of

KEY, OTHER = b"k" * 32, b"o" * 32
ID = id_of_event("GC-2026-0001", 7)


def test_a_token_holds_the_id_and_32_bytes_nobody_can_guess() -> None:
    raw = base64.urlsafe_b64decode(token_of(KEY, ID) + "==")
    assert (raw[:8].hex(), len(raw)) == (ID, 40)
    assert len({ID, id_of_event("GC-2026-0001", 8), id_of_event("GC-2026-0002", 7)}) == 3


def test_the_same_key_gives_the_same_token_and_reads_it() -> None:
    assert token_of(KEY, ID) == token_of(KEY, ID)
    assert id_of(KEY, token_of(KEY, ID)) == ID


def test_another_key_neither_gives_nor_reads_it() -> None:
    assert token_of(OTHER, ID) != token_of(KEY, ID)
    assert id_of(OTHER, token_of(KEY, ID)) is None


def changed(token: str, place: int) -> str:
    return token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]


@pytest.mark.parametrize("place", [0, 5, 10, 11, 30, 52, 53])
def test_a_token_with_one_character_changed_is_none(place: int) -> None:
    assert id_of(KEY, changed(token_of(KEY, ID), place)) is None


@pytest.mark.parametrize("text", ["", "x", "á" * 54, "A" * 54, "A" * 53, "=" * 54, "%" * 54, "A" * 10_000])
def test_anything_else_is_no_token(text: str) -> None:
    assert id_of(KEY, text) is None


def test_of_the_ways_to_write_the_same_bytes_only_one_counts() -> None:
    token = token_of(KEY, ID)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = token[:-1] + alphabet[alphabet.index(token[-1]) ^ 1]
    assert base64.urlsafe_b64decode(twin + "==") == base64.urlsafe_b64decode(token + "==")
    assert id_of(KEY, twin) is None


def test_what_is_kept_is_the_sha_256() -> None:
    assert digest("abc") == hashlib.sha256(b"abc").hexdigest()
