"""bpmn.rules.nobody_responsible: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import owned


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > a > end",
            '<laneSet id="ls"><lane id="sales"><flowNodeRef>a</flowNodeRef></lane></laneSet>',
            [],
            id="in a lane",
        ),
        pytest.param("start > a > end", owned("<resourceRef>boss</resourceRef>"), [], id="a potential owner"),
        pytest.param("start > a > end", '<userTask id="a"/>', ["a"], id="a user task of nobody"),
        pytest.param("start > a > end", '<manualTask id="a"/>', ["a"], id="a manual task of nobody"),
        pytest.param("start > a > end", '<scriptTask id="a"/>', [], id="the engine does it"),
        pytest.param(
            "start > sub > end",
            """<subProcess id="sub"><userTask id="a"/></subProcess>
<laneSet id="ls"><lane id="sales"><flowNodeRef>sub</flowNodeRef></lane></laneSet>""",
            [],
            id="in a sub-process in a lane",
        ),
    ],
)
def test_nobody_responsible(found, flows, inside, expected):
    assert found("nobody_responsible", flows, inside) == expected
