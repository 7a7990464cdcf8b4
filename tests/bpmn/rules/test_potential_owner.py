"""bpmn.rules.potential_owner: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import EXPRESSION, owned


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", owned("<resourceRef>boss</resourceRef>"), [], id="a role"),
        pytest.param("start > a > end", owned(EXPRESSION), [], id="an expression"),
        pytest.param("start > a > end", owned(""), ["a"], id="neither"),
        pytest.param("start > a > end", owned("<resourceRef>boss</resourceRef>" + EXPRESSION), ["a"], id="both"),
        pytest.param(
            "start > a > end",
            '<userTask id="a"><performer id="who"><resourceRef>boss</resourceRef></performer></userTask>',
            ["who (warning)"],
            id="a performer",
        ),
    ],
)
def test_potential_owner(found, flows, inside, expected):
    assert found("potential_owner", flows, inside) == expected
