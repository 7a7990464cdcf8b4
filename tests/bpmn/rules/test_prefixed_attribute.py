"""bpmn.rules.prefixed_attribute: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", '<userTask id="a" name="A"/>', [], id="none"),
        pytest.param(
            "start > a > end",
            '<b:subProcess xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" id="sub" b:triggeredByEvent="true"/>',
            ["sub"],
            id="the prefix of BPMN",
        ),
    ],
)
def test_prefixed_attribute(found, flows, inside, expected):
    assert found("prefixed_attribute", flows, inside) == expected
