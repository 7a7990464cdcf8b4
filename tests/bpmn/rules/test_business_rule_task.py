"""bpmn.rules.business_rule_task: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > xor > end", "", [], id="other nodes"),
        pytest.param("start > it > end", '<businessRuleTask id="it"/>', ["it"], id="on the way"),
        pytest.param("start > end", '<businessRuleTask id="it"/>', ["it"], id="standing alone"),
    ],
)
def test_business_rule_task(found, flows, inside, expected):
    assert found("business_rule_task", flows, inside) == expected
