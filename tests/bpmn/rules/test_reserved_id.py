"""bpmn.rules.reserved_id: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "known", "expected"),
    [
        pytest.param("start > a > end", "", (), [], id="ordinary ids"),
        pytest.param("Start > a > end", '<startEvent id="Start"/>', (), [], id="the library's start"),
        pytest.param("start > a > End", '<endEvent id="End"/>', (), [], id="the library's end"),
        pytest.param("start > end", '<userTask id="p.EndJoin"/>', (), ["p.EndJoin"], id="the engine's join"),
        pytest.param(
            "start > end",
            '<userTask id="a.BoundaryEventSplit"/>',
            (),
            ["a.BoundaryEventSplit"],
            id="the engine's boundary",
        ),
        pytest.param(
            "start > other > end",
            '<subProcess id="other"/>',
            ("other",),
            ["other"],
            id="a sub-process named like a deployed process",
        ),
        pytest.param("start > other > end", "", ("other",), [], id="a task named like a deployed process"),
    ],
)
def test_reserved_id(found, flows, inside, known, expected):
    assert found("reserved_id", flows, inside, known=known) == expected
