"""bpmn.rules.join_on_itself: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > and > a > and2 > end; and > b > and2", "", [], id="a join without a loop"),
        pytest.param(
            "start > xor > and > a > and2 > xor2 > end [default]; and > b > and2; xor2 > xor [again]",
            "",
            [],
            id="a join inside a loop that leads to an exclusive gateway",
        ),
        pytest.param(
            "start > and > a > xor > and [again]; xor > end [default]",
            "",
            ["and"],
            id="a loop that leads back into the gateway that it comes from",
        ),
        pytest.param(
            "start > and > a > and2 > xor > b > and2 [again]; and > c > and2; xor > end [default]",
            "",
            ["and2"],
            id="a loop that leads back into the join before it",
        ),
        pytest.param(
            "start > or > a > xor > or [again]; xor > end [default]",
            "",
            [],
            id="an inclusive gateway does not wait for what cannot come",
        ),
        pytest.param(
            "start > and > a > and2 > end; and > c > d > end; edge > and2",
            '<boundaryEvent id="edge" attachedToRef="c" cancelActivity="false"/>',
            [],
            id="a flow that comes from the boundary of an activity",
        ),
    ],
)
def test_join_on_itself(found, flows, inside, expected):
    assert found("join_on_itself", flows, inside) == expected
