"""bpmn.rules.receive_task: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > xor > end", "", [], id="other nodes"),
        pytest.param("start > it > end", '<receiveTask id="it"/>', ["it"], id="on the way"),
        pytest.param("start > end", '<receiveTask id="it"/>', ["it"], id="standing alone"),
    ],
)
def test_receive_task(found, flows, inside, expected):
    assert found("receive_task", flows, inside) == expected
