"""bpmn.rules.signal_event: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", "", [], id="none of them"),
        pytest.param(
            "start > a > end",
            '<startEvent id="start"><signalEventDefinition/></startEvent>',
            ["start"],
            id="on a start event",
        ),
        pytest.param(
            "start > wait > end",
            '<intermediateCatchEvent id="wait"><signalEventDefinition/></intermediateCatchEvent>',
            ["wait"],
            id="on an intermediate event",
        ),
        pytest.param(
            "start > a > end; edge > end",
            '<boundaryEvent id="edge" attachedToRef="a"><signalEventDefinition/></boundaryEvent>',
            ["edge"],
            id="on the boundary of a task",
        ),
        pytest.param(
            "start > a > end", '<endEvent id="end"><signalEventDefinition/></endEvent>', ["end"], id="on an end event"
        ),
    ],
)
def test_signal_event(found, flows, inside, expected):
    assert found("signal_event", flows, inside) == expected
