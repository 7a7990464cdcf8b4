"""bpmn.rules.duplicate_flow: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > xor > a [again]; xor > end [default]", "", [], id="there and back"),
        pytest.param("start > and > a > end; and > a", "", ["f_and_a_2"], id="twice the same way"),
    ],
)
def test_duplicate_flow(found, flows, inside, expected):
    assert found("duplicate_flow", flows, inside) == expected
