"""bpmn.rules.multiple_events: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > end", '<endEvent id="end"><terminateEventDefinition/></endEvent>', [], id="one definition"
        ),
        pytest.param(
            "start > end",
            '<startEvent id="start"><timerEventDefinition/><messageEventDefinition/></startEvent>',
            ["start"],
            id="two definitions",
        ),
    ],
)
def test_multiple_events(found, flows, inside, expected):
    assert found("multiple_events", flows, inside) == expected
