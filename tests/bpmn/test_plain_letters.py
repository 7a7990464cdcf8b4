"""Ids, keys and names of variables are made from texts in plain letters."""

import pytest

from bpmn.plain_letters import joined, plain


def test_accents_are_taken_off_and_what_has_no_plain_letter_is_left_out():
    assert plain("Área Ñandú – ß") == "area nandu  "


@pytest.mark.parametrize(
    ("text", "sign", "expected"),
    [("¿Go / No Go?", "_", "go_no_go"), ("F-COM-001", "-", "f-com-001"), (" ¿? ", "_", ""), ("2 años", "_", "2_anos")],
)
def test_what_stands_between_letters_and_digits_becomes_one_sign(text, sign, expected):
    assert joined(text, sign) == expected
