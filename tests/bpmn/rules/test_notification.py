"""bpmn.rules.notification: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import notification, task


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > a > end",
            task(notification('to="ventas" subject="Aviso de {cliente}"', "Hola {cliente}, {{entre llaves}}.")),
            [],
            id="to a role",
        ),
        pytest.param(
            "start > a > end", task(notification('toExpression="areas" subject="Aviso"', "")), [], id="to an expression"
        ),
        pytest.param("start > a > end", task(notification('subject="Aviso"', "")), ["a"], id="to nobody"),
        pytest.param(
            "start > a > end",
            task(notification('to="ventas" subject="{cliente.__class__}"', "")),
            ["a"],
            id="a place that is no variable",
        ),
        pytest.param(
            "start > a > end",
            task(notification('to="ventas" subject="Aviso"', "{monto:>9999999}")),
            ["a"],
            id="a place with a format",
        ),
        pytest.param(
            "start > a > end",
            task(notification('to="ventas" subject="Aviso {cliente"', "")),
            ["a"],
            id="a brace that is not closed",
        ),
    ],
)
def test_notification(found, flows, inside, expected):
    assert found("notification", flows, inside) == expected
