"""Canonical JSON: what RFC 8785 says, whoever writes it."""

import json
import random
import shutil
import struct
import subprocess
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.forms.feel import Environment
from bpmn.forms.schema.reader import read_form
from bpmn.forms.validate import validate
from engine.canonical_json import dumps, loads
from engine.verifier.canonical import canonical
from tests.examples import examples

SAFE = 2**53 - 1
# Whole numbers between 2**53 and 1e21 are read as integers, whose last digits a double does not have.
doubles = st.floats(allow_nan=False, allow_infinity=False).filter(lambda it: not SAFE < abs(it) < 1e21)
numbers = st.integers(-SAFE, SAFE) | doubles
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=20,
)

# Appendix B of the RFC.
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}


def double(bits: str) -> float:
    found: float = struct.unpack(">d", bytes.fromhex(bits))[0]
    return found


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items())
def test_numbers_are_written_as_the_rfc_writes_them(bits: str, text: str) -> None:
    assert dumps(double(bits)) == canonical(double(bits)) == text


def test_keys_are_sorted_by_their_utf_16_units_and_texts_keep_what_need_not_be_escaped() -> None:
    """The samples of the RFC's sections 3.2.2 and 3.2.3."""
    keys = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7}
    assert list(loads(dumps(keys))) == ["\r", "1", "\x80", "\xf6", "\u20ac", "\U0001f600", "\ufb33"]
    text = '\u20ac$\x0f\nA\'B"\\\\"/'
    assert dumps({"string": text}) == '{"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'


@examples(300)
@given(values)
def test_the_product_and_the_stand_alone_verifier_write_a_value_alike_and_read_it_again(value: Any) -> None:
    text = dumps(value)
    assert text == canonical(value)
    assert loads(text) == value
    assert dumps(loads(text)) == text


@pytest.mark.node
def test_javascript_writes_them_alike() -> None:
    """`JSON.stringify` is what the RFC refers to."""
    draw = random.Random(8785)
    doubles = [struct.unpack(">d", draw.randbytes(8))[0] for _ in range(4000)]
    doubles += [round(draw.uniform(-1, 1) * 10 ** draw.randint(-9, 24), draw.randint(0, 9)) for _ in range(4000)]
    strings = ["".join(map(chr, draw.choices([*range(0x500), 0x2028, 0xFB33, 0x1F600], k=5))) for _ in range(500)]
    cases = [*(each for each in doubles if each - each == 0), *strings, dict.fromkeys(strings, 1.0)]
    program = (
        "const canon = v => v === null || typeof v !== 'object' ? JSON.stringify(v)"
        " : '{' + Object.keys(v).sort().map(k => JSON.stringify(k) + ':' + canon(v[k])).join() + '}';"
        "console.log(JSON.stringify(JSON.parse(require('fs').readFileSync(0)).map(canon)))"
    )
    node = shutil.which("node")
    assert node is not None
    found = subprocess.run([node, "-e", program], input=json.dumps(cases), capture_output=True, text=True, check=True)
    assert [dumps(case) for case in cases] == json.loads(found.stdout)


def test_an_integer_that_no_double_holds_is_written_in_full() -> None:
    for number in (2**53 + 1, -(2**63) - 1, 2**256 - 1):
        assert dumps({"n": number}) == f'{{"n":{number}}}' == canonical({"n": number})
        assert loads(dumps({"n": number})) == {"n": number}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {"\ud800": 1}, {1: 1}, {1, 2}, b"x", object()])
@pytest.mark.parametrize("beside", [None, 1.5])
def test_what_is_no_json_is_refused(value: Any, beside: object) -> None:
    with pytest.raises((TypeError, ValueError, AttributeError)):
        dumps([value, beside])


@pytest.mark.parametrize("typed", [1, 1.0, 0.1, -0.0, 12.50, 9007199254740991.0, 1e-7])
def test_what_a_form_gives_is_read_from_history_as_it_was_given(typed: float) -> None:
    """So that a script sees the same today as whoever executes the history again: no 1.0 that becomes 1."""
    source = {"type": "default", "id": "f", "components": [{"type": "number", "key": "n", "label": "N"}]}
    form = read_form(json.dumps(source).encode()).form
    assert form is not None
    given_ = validate(form, {"n": typed}, {}, environment=Environment(date(2026, 3, 2))).values
    assert repr(loads(dumps(given_))) == repr(given_)
