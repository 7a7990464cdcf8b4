"""bpmn.rules.activity_number: what it accepts and what it finds."""

import pytest


def numbered(**numbers: str) -> str:
    """User tasks with their numbers."""
    return "".join(
        f'<userTask id="{id}"><extensionElements><cauce:activity number="{number}"/></extensionElements></userTask>'
        for id, number in numbers.items()
    )


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        pytest.param(numbered(a="4.1", b="4.2"), [], id="two under one number"),
        pytest.param(numbered(a="4", b="4.1"), [], id="a step under an activity that is one itself"),
        pytest.param(numbered(a="", b=""), [], id="no numbers"),
        pytest.param(numbered(a="4", b="4"), ["b (warning)"], id="one number twice"),
        pytest.param(numbered(a="4 bis", b="5"), ["a (warning)"], id="a number that is none"),
        pytest.param(numbered(a="4.", b="4.x"), ["a (warning)", "b (warning)"], id="half a number"),
    ],
)
def test_activity_number(found, inside, expected):
    assert found("activity_number", "start > a > b > end", inside) == expected


def test_it_says_which_step_has_it_too(findings):
    (finding,) = findings("activity_number", "start > a > b > end", {}, numbered(a="4", b="4"))
    assert "4.1" in str(finding.message) and finding.element == "b"
