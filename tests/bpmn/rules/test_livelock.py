"""bpmn.rules.livelock: what it accepts and what it finds."""

import pytest

TERMINATE = '<endEvent id="end2"><terminateEventDefinition/></endEvent>'


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > xor > a [again]; xor > end [default]", "", [], id="a loop with an exit"),
        pytest.param("start > xor > end [x]; xor > a [default]; a > b > a", "", ["a"], id="a loop without one"),
        pytest.param(
            "start > xor > end [x]; xor > a [default]; a > b",
            "",
            [],
            id="what leads only to a dead end has another rule",
        ),
        pytest.param(
            "start > and > a > end2; and > xor > b > xor",
            TERMINATE,
            [],
            id="an endless reminder beside a terminate end",
        ),
        pytest.param(
            "start > and > a > end; and > xor > b > xor",
            "",
            ["xor"],
            id="an endless reminder beside a plain end",
        ),
        pytest.param(
            "start > and > a > and2; and > xor > and2 [x]; xor > end [default]; and2 > xor2 > b > xor2",
            "",
            ["xor2"],
            id="an endless loop behind a join",
        ),
    ],
)
def test_livelock(found, flows, inside, expected):
    assert found("livelock", flows, inside) == expected
