"""bpmn.rules.untyped_task: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", '<userTask id="a"/>', [], id="a user task"),
        pytest.param("start > a > end", '<task id="a"/>', ["a (warning)"], id="a task"),
    ],
)
def test_untyped_task(found, flows, inside, expected):
    assert found("untyped_task", flows, inside) == expected
