"""bpmn.rules.ignored_condition: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > xor > a [x]; xor > end [default]; a > end", "", [], id="after a gateway"),
        pytest.param("start > a > end [x]", "", ["f_a_end"], id="after a task"),
        pytest.param("start > end [x]", "", ["f_start_end"], id="after the start"),
        pytest.param("start > and > a [x]; and > end; a > end", "", ["f_and_a"], id="after a parallel gateway"),
        pytest.param(
            "start > xor > a [x]; xor > end [y]; a > end",
            '<exclusiveGateway id="xor" default="f_xor_end"/>',
            ["f_xor_end (warning)"],
            id="on the default flow",
        ),
    ],
)
def test_ignored_condition(found, flows, inside, expected):
    assert found("ignored_condition", flows, inside) == expected
