"""bpmn.rules.unknown_call: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "known", "expected"),
    [
        pytest.param(
            "start > call > end",
            '<callActivity id="call" calledElement="other"/>',
            ("other",),
            [],
            id="a deployed process",
        ),
        pytest.param(
            "start > call > end", '<callActivity id="call" calledElement="p"/>', (), [], id="a process of the file"
        ),
        pytest.param(
            "start > call > end", '<callActivity id="call" calledElement="other"/>', (), ["call"], id="nobody knows it"
        ),
        pytest.param("start > call > end", '<callActivity id="call"/>', ("other",), ["call"], id="no process named"),
    ],
)
def test_unknown_call(found, flows, inside, known, expected):
    assert found("unknown_call", flows, inside, known=known) == expected
