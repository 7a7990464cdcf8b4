"""bpmn.rules.default_flow: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > xor > a [x]; xor > end [default]; a > end", "", [], id="one of its own"),
        pytest.param(
            "start > xor > a [x]; xor > end [y]; a > end",
            '<exclusiveGateway id="xor" default="f_a_end"/>',
            ["xor"],
            id="of another gateway",
        ),
        pytest.param("start > a > end", '<userTask id="a" default="f_a_end"/>', ["a (warning)"], id="on a task"),
        pytest.param(
            "start > and > end",
            '<parallelGateway id="and" default="f_and_end"/>',
            ["and (warning)"],
            id="on a parallel gateway",
        ),
    ],
)
def test_default_flow(found, flows, inside, expected):
    assert found("default_flow", flows, inside) == expected
