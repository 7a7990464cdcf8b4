"""bpmn.rules.no_way_out: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > xor > a [again]; xor > end [default]", "", [], id="a loop with an exit"),
        pytest.param("start > xor > end [x]; xor > a [default]; a > b > a", "", ["a", "b"], id="a loop without one"),
        pytest.param(
            "start > xor > end [x]; xor > a [default]; a > b",
            "",
            [],
            id="what leads only to a dead end has another rule",
        ),
    ],
)
def test_no_way_out(found, flows, inside, expected):
    assert found("no_way_out", flows, inside) == expected
