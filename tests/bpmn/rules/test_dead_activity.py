"""bpmn.rules.dead_activity: what it accepts and what it finds."""

import pytest

TERMINATE = '<endEvent id="end2"><terminateEventDefinition/></endEvent>'


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > and > a > and2 > c > end; and > b > and2", "", [], id="reached when both have come"),
        pytest.param(
            "start > and > xor > a [x] > and2; xor > b [default] > and2; and2 > c > e > end; and > d > end2",
            TERMINATE,
            ["c"],
            id="behind a join that never goes on",
        ),
        pytest.param(
            "start > xor > a [x] > and2; xor > b [default] > and2; and2 > c > end",
            "",
            [],
            id="told as a deadlock where the instance stops",
        ),
    ],
)
def test_dead_activity(found, flows, inside, expected):
    assert found("dead_activity", flows, inside) == expected
