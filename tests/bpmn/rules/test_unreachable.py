"""bpmn.rules.unreachable: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > xor > a [again]; xor > end [default]", "", [], id="everything is reached"),
        pytest.param("start > end; b > end", "", ["b"], id="nothing leads to a step"),
        pytest.param("start > end; b > c > b", "", ["b", "c"], id="a ring on its own"),
        pytest.param(
            "start > a > end; edge > b > end2",
            '<boundaryEvent id="edge" attachedToRef="a"><timerEventDefinition/></boundaryEvent>',
            [],
            id="a boundary event is reached through its task",
        ),
        pytest.param(
            "start > end; come > b > end2",
            '<intermediateCatchEvent id="come"><linkEventDefinition name="x"/></intermediateCatchEvent>',
            [],
            id="a link is reached from elsewhere",
        ),
        pytest.param("a > b > end", "", [], id="no start to reach it from"),
    ],
)
def test_unreachable(found, flows, inside, expected):
    assert found("unreachable", flows, inside) == expected
