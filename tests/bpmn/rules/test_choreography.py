"""bpmn.rules.choreography: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "beside", "expected"),
    [
        pytest.param("start > a > end", "", "", [], id="none"),
        pytest.param(
            "start > end",
            "",
            '<choreography id="dance"><choreographyTask id="step"/></choreography>',
            ["dance", "step"],
            id="a choreography in the file",
        ),
    ],
)
def test_choreography(found, flows, inside, beside, expected):
    assert found("choreography", flows, inside, beside) == expected
