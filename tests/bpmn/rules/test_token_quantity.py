"""bpmn.rules.token_quantity: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", '<userTask id="a" startQuantity="1"/>', [], id="one"),
        pytest.param("start > a > end", '<userTask id="a" startQuantity="2"/>', ["a"], id="two to start"),
        pytest.param("start > a > end", '<userTask id="a" completionQuantity="2"/>', ["a"], id="two at the end"),
    ],
)
def test_token_quantity(found, flows, inside, expected):
    assert found("token_quantity", flows, inside) == expected
