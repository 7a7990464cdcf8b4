"""bpmn.rules.no_default_flow: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > xor > a [x]; xor > end [default]; a > end", "", [], id="a default"),
        pytest.param("start > xor > a [x]; xor > end [not x]; a > end", "", ["xor (warning)"], id="none"),
        pytest.param("start > or > end [x]", "", ["or (warning)"], id="a single flow with a condition"),
        pytest.param("start > xor > end", "", [], id="a single flow without"),
    ],
)
def test_no_default_flow(found, flows, inside, expected):
    assert found("no_default_flow", flows, inside) == expected
