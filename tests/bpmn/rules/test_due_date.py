"""bpmn.rules.due_date: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import task


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", task('<cauce:due businessDays="2"/>'), [], id="days after it is enabled"),
        pytest.param(
            "start > a > end",
            task('<cauce:due businessDays="1" before="fecha_entrega"/>'),
            [],
            id="a day before a date",
        ),
        pytest.param("start > a > end", task('<cauce:due businessDays="0.5"/>'), ["a"], id="half a day"),
        pytest.param("start > a > end", task('<cauce:due businessDays="-1"/>'), ["a"], id="days in the past"),
        pytest.param(
            "start > a > end",
            task('<cauce:due businessDays="1" before="hoy + 1"/>'),
            ["a"],
            id="before something computed",
        ),
        pytest.param(
            "start > wait > end",
            '<intermediateCatchEvent id="wait"><extensionElements><cauce:due businessDays="2"/></extensionElements>'
            "<timerEventDefinition><timeDuration>P2D</timeDuration></timerEventDefinition></intermediateCatchEvent>",
            [],
            id="a timer that counts business days",
        ),
        pytest.param(
            "start > xor > end",
            '<exclusiveGateway id="xor"><extensionElements><cauce:due businessDays="2"/></extensionElements>'
            "</exclusiveGateway>",
            ["xor"],
            id="a gateway is never due",
        ),
    ],
)
def test_due_date(found, flows, inside, expected):
    assert found("due_date", flows, inside) == expected
