"""bpmn.rules.compensation: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", '<userTask id="a" isForCompensation="false"/>', [], id="no compensation"),
        pytest.param(
            "start > a > end", '<userTask id="undo" isForCompensation="true"/>', ["undo"], id="a compensating task"
        ),
        pytest.param(
            "start > throw > end",
            '<intermediateThrowEvent id="throw"><compensateEventDefinition/></intermediateThrowEvent>',
            ["throw"],
            id="thrown",
        ),
    ],
)
def test_compensation(found, flows, inside, expected):
    assert found("compensation", flows, inside) == expected
