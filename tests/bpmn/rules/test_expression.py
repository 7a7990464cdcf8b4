"""bpmn.rules.expression: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import COLLECTION, instances, loop, notification, owned, task


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > xor > a [total == 100 and urgente]; xor > end [default]; a > end", "", [], id="a condition"
        ),
        pytest.param(
            "start > xor > a [total >]; xor > end [default]; a > end",
            "",
            ["f_xor_a"],
            id="a condition that cannot be read",
        ),
        pytest.param(
            "start > xor > a [__import__('os')]; xor > end [default]; a > end",
            "",
            ["f_xor_a"],
            id="a condition that reaches out",
        ),
        pytest.param("start > a > end", loop("", "<loopCondition>x y</loopCondition>"), ["a"], id="a loop condition"),
        pytest.param(
            "start > a > end",
            instances(COLLECTION + "<completionCondition>=</completionCondition>"),
            ["a"],
            id="a completion condition",
        ),
        pytest.param(
            "start > a > end",
            owned(
                """<resourceAssignmentExpression>
<formalExpression>lambda: 1</formalExpression></resourceAssignmentExpression>"""
            ),
            ["a"],
            id="an owner",
        ),
        pytest.param(
            "start > a > end", owned("<resourceAssignmentExpression/>"), ["a"], id="an owner without an expression"
        ),
        pytest.param(
            "start > a > end",
            task(notification('toExpression="areas[" subject="x"', "")),
            ["a"],
            id="the receivers of a notification",
        ),
    ],
)
def test_expression(found, flows, inside, expected):
    assert found("expression", flows, inside) == expected
