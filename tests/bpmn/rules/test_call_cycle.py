"""bpmn.rules.call_cycle: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "beside", "expected"),
    [
        pytest.param(
            "start > call > end",
            '<callActivity id="call" calledElement="q"/>',
            '<process id="q"/>',
            [],
            id="one process calls another",
        ),
        pytest.param("start > call > end", '<callActivity id="call" calledElement="p"/>', "", ["call"], id="itself"),
        pytest.param(
            "start > sub > end",
            '<subProcess id="sub"><callActivity id="call" calledElement="p"/></subProcess>',
            "",
            ["call"],
            id="itself out of a sub-process",
        ),
        pytest.param(
            "start > call > end",
            '<callActivity id="call" calledElement="q"/>',
            '<process id="q"><callActivity id="back" calledElement="p"/></process>',
            ["back", "call"],
            id="each other",
        ),
        pytest.param(
            "start > call > end",
            '<callActivity id="call" calledElement="q"/>',
            '<process id="q"><callActivity id="back" calledElement="q"/></process>',
            ["back"],
            id="into a ring of others",
        ),
    ],
)
def test_call_cycle(found, flows, inside, beside, expected):
    assert found("call_cycle", flows, inside, beside) == expected
