"""bpmn.rules.message_name: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "beside", "expected"),
    [
        pytest.param(
            "start > send > end",
            '<sendTask id="send" messageRef="m"/>',
            '<message id="m" name="Aviso"/>',
            [],
            id="a named message",
        ),
        pytest.param("start > send > end", '<sendTask id="send"/>', "", ["send"], id="a send task without a message"),
        pytest.param(
            "start > tell > end",
            '<intermediateThrowEvent id="tell"><messageEventDefinition/></intermediateThrowEvent>',
            "",
            ["tell"],
            id="a throwing event without one",
        ),
        pytest.param(
            "start > end",
            '<endEvent id="end"><messageEventDefinition messageRef="m"/></endEvent>',
            '<message id="m"/>',
            ["end"],
            id="a message without a name",
        ),
        pytest.param("start > end", "", '<message id="m"/>', [], id="a message that nobody sends"),
    ],
)
def test_message_name(found, flows, inside, beside, expected):
    assert found("message_name", flows, inside, beside) == expected
