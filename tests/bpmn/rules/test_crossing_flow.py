"""bpmn.rules.crossing_flow: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import sub_process


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > sub > end", sub_process("a"), [], id="inside and outside"),
        pytest.param(
            "start > sub > end; a > end",
            '<subProcess id="sub"><startEvent id="s2"/><userTask id="a"/></subProcess>',
            ["f_a_end"],
            id="out of a sub-process",
        ),
        pytest.param(
            "start > sub > end; s2 > e2",
            '<subProcess id="sub"><startEvent id="s2"/><endEvent id="e2"/></subProcess>',
            ["f_s2_e2"],
            id="drawn outside of where its ends stand",
        ),
    ],
)
def test_crossing_flow(found, flows, inside, expected):
    assert found("crossing_flow", flows, inside) == expected
