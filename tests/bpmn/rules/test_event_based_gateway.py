"""bpmn.rules.event_based_gateway: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > xor > end", "", [], id="other nodes"),
        pytest.param("start > it > end", '<eventBasedGateway id="it"/>', ["it"], id="on the way"),
        pytest.param("start > end", '<eventBasedGateway id="it"/>', ["it"], id="standing alone"),
    ],
)
def test_event_based_gateway(found, flows, inside, expected):
    assert found("event_based_gateway", flows, inside) == expected
