"""bpmn.rules.join_in_loop: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > and > a > and2 > end; and > b > and2", "", [], id="a join without a loop"),
        pytest.param(
            "start > a > xor > a [again]; xor > and [default]; and > b > and2 > end; and > c > and2",
            "",
            [],
            id="a loop before the join",
        ),
        pytest.param(
            "start > and > a > xor > a [again]; xor > and2 [default]; and > b > and2 > end",
            "",
            [],
            id="a loop inside a branch",
        ),
        pytest.param(
            "start > or > a [x]; or > end [default]; a > or",
            "",
            ["or (info)"],
            id="an inclusive gateway that the loop enters",
        ),
        pytest.param(
            "start > xor > and > a > and2 > xor2 > end [default]; and > b > and2; xor2 > xor [again]",
            "",
            ["and2 (info)"],
            id="a parallel join in the loop",
        ),
        pytest.param(
            "start > xor > or > a [x] > or2 > xor2 > end [default]; or > b [y] > or2; xor2 > xor [again]",
            "",
            ["or2 (info)"],
            id="an inclusive join in the loop",
        ),
    ],
)
def test_join_in_loop(found, flows, inside, expected):
    assert found("join_in_loop", flows, inside) == expected
