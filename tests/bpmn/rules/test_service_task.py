"""bpmn.rules.service_task: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > xor > end", "", [], id="other nodes"),
        pytest.param("start > it > end", '<serviceTask id="it"/>', ["it"], id="on the way"),
        pytest.param("start > end", '<serviceTask id="it"/>', ["it"], id="standing alone"),
    ],
)
def test_service_task(found, flows, inside, expected):
    assert found("service_task", flows, inside) == expected
