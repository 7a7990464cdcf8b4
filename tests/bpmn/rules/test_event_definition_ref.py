"""bpmn.rules.event_definition_ref: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > a > end",
            '<endEvent id="end"><terminateEventDefinition/></endEvent>',
            [],
            id="a definition inside the event",
        ),
        pytest.param(
            "start > a > end",
            '<endEvent id="end"><eventDefinitionRef>shared</eventDefinitionRef></endEvent>',
            ["end"],
            id="a definition elsewhere",
        ),
    ],
)
def test_event_definition_ref(found, flows, inside, expected):
    assert found("event_definition_ref", flows, inside) == expected
