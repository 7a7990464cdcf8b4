"""bpmn.rules.complex_gateway: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > xor > end", "", [], id="other nodes"),
        pytest.param("start > it > end", '<complexGateway id="it"/>', ["it"], id="on the way"),
        pytest.param("start > end", '<complexGateway id="it"/>', ["it"], id="standing alone"),
    ],
)
def test_complex_gateway(found, flows, inside, expected):
    assert found("complex_gateway", flows, inside) == expected
