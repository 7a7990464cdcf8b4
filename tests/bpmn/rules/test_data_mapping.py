"""bpmn.rules.data_mapping: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import declared


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", declared("<inputSet/><outputSet/>"), [], id="nothing declared"),
        pytest.param(
            "start > a > end",
            declared("<inputSet><dataInputRefs>x</dataInputRefs></inputSet><outputSet/>"),
            ["a (info)"],
            id="an input",
        ),
        pytest.param(
            "start > a > end",
            declared("<inputSet/><outputSet><dataOutputRefs>x</dataOutputRefs></outputSet>"),
            ["a (info)"],
            id="an output",
        ),
    ],
)
def test_data_mapping(found, flows, inside, expected):
    assert found("data_mapping", flows, inside) == expected
