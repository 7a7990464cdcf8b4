"""bpmn.rules.improper_completion: what it accepts and what it finds."""

import pytest

INTERRUPTING = '<boundaryEvent id="edge" attachedToRef="b"/>'
TERMINATE = '<endEvent id="end2"><terminateEventDefinition/></endEvent>'
BESIDE = '<boundaryEvent id="edge" attachedToRef="c" cancelActivity="false"/>'
REFUSED = "start > and > a > and2 > end; and > b > xor > and2 [yes]; xor > end2 [default]"


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > and > a > end; and > b > end2", "", [], id="ways that end each for itself"),
        pytest.param(REFUSED, "", ["and2"], id="a way that may end while a join waits for it"),
        pytest.param(REFUSED, TERMINATE, [], id="a way that ends everything"),
        pytest.param(
            "start > and > a > and2 > end; and > b > and2; edge > end",
            INTERRUPTING,
            ["and2"],
            id="an event that takes a branch to an end",
        ),
        pytest.param(
            "start > and > a > and2 > end; and > c > d > end; edge > and2",
            BESIDE,
            ["and2"],
            id="a join that waits for an event that need not happen",
        ),
        pytest.param(
            "start > and > a > and2 > end; and > b > and2; edge > and2",
            INTERRUPTING,
            [],
            id="told as a deadlock where nothing ends",
        ),
    ],
)
def test_improper_completion(found, flows, inside, expected):
    assert found("improper_completion", flows, inside) == expected
