"""bpmn.rules.deadlock: what it accepts and what it finds."""

import pytest

INTERRUPTING = '<boundaryEvent id="edge" attachedToRef="b"/>'
TERMINATE = '<endEvent id="end2"><terminateEventDefinition/></endEvent>'


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
            "start > xor > a [x] > and > y > end; xor > b [default] > and",
            "",
            ["and"],
            id="an exclusive split closed by a parallel join",
        ),
        pytest.param(
            "start > or > a [x] > and > y > end; or > b [default] > and; or > c [z] > and",
            "",
            ["and"],
            id="an inclusive split closed by a parallel join",
        ),
        pytest.param(
            "start > xor > a [x] > or > y > end; xor > b [default] > or",
            "",
            [],
            id="an exclusive split closed by an inclusive join",
        ),
        pytest.param(
            "start > and > a > and2 > end; and > b > and2; edge > end",
            INTERRUPTING,
            [],
            id="an event that takes a branch away is told as an end that is reached too early",
        ),
        pytest.param(
            "start > and > a > and2 > end; and > xor > b [x] > and2; xor > c [default] > and2",
            "",
            ["and2"],
            id="a join of three flows of which two exclude each other",
        ),
        pytest.param(
            "start > xor > a [x] > and; xor > b [default] > and; and > c > and2 > end; and > d > and2",
            "",
            ["and"],
            id="the one that waits, and not what would follow",
        ),
        pytest.param(
            "start > and > xor > a [x] > and2; xor > b [default] > and2; and2 > c > end; and > d > end2",
            TERMINATE,
            [],
            id="what waits in vain beside a terminate end",
        ),
    ],
)
def test_deadlock(found, flows, inside, expected):
    assert found("deadlock", flows, inside) == expected
