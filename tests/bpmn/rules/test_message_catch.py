"""bpmn.rules.message_catch: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > tell > end",
            '<intermediateThrowEvent id="tell"><messageEventDefinition/></intermediateThrowEvent>',
            [],
            id="a message thrown",
        ),
        pytest.param(
            "start > end", '<endEvent id="end"><messageEventDefinition/></endEvent>', [], id="a message at the end"
        ),
        pytest.param(
            "start > end",
            '<startEvent id="start"><messageEventDefinition/></startEvent>',
            ["start"],
            id="started by a message",
        ),
        pytest.param(
            "start > wait > end",
            '<intermediateCatchEvent id="wait"><messageEventDefinition/></intermediateCatchEvent>',
            ["wait"],
            id="waiting for a message",
        ),
        pytest.param(
            "start > a > end; edge > end",
            '<boundaryEvent id="edge" attachedToRef="a"><messageEventDefinition/></boundaryEvent>',
            ["edge"],
            id="interrupted by a message",
        ),
    ],
)
def test_message_catch(found, flows, inside, expected):
    assert found("message_catch", flows, inside) == expected
