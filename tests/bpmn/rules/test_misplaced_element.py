"""bpmn.rules.misplaced_element: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import task


@pytest.mark.parametrize(
    ("flows", "inside", "beside", "expected"),
    [
        pytest.param(
            "start > a > end",
            '<endEvent id="end"><terminateEventDefinition id="stop"/></endEvent>',
            '<terminateEventDefinition id="shared"/>',
            [],
            id="where it belongs",
        ),
        pytest.param(
            "start > a > end", task('<x:field xmlns:x="urn:x" id="f1"/>'), "", [], id="an extension of another tool"
        ),
        pytest.param(
            "start > a > end", task('<userTask id="hidden"/>'), "", ["hidden"], id="a task inside an extension"
        ),
        pytest.param(
            "start > a > end", task('<process id="hidden"/>'), "", ["hidden"], id="a process inside an extension"
        ),
        pytest.param(
            "start > a > end",
            """<endEvent id="end"><extensionElements>
<messageEventDefinition id="hidden"/></extensionElements></endEvent>""",
            "",
            ["hidden"],
            id="an event definition inside an extension",
        ),
        pytest.param(
            "start > a > end",
            """<sequenceFlow id="f" sourceRef="a" targetRef="end">
<extensionElements><conditionExpression id="hidden">x</conditionExpression></extensionElements></sequenceFlow>""",
            "",
            ["hidden"],
            id="a condition inside an extension",
        ),
        pytest.param(
            "start > a > end",
            '<laneSet id="ls"><lane id="l"><userTask id="hidden"/></lane></laneSet>',
            "",
            ["hidden"],
            id="a task inside a lane",
        ),
        pytest.param(
            "start > a > end",
            '<x:sequenceFlow xmlns:x="urn:x" id="evil" sourceRef="a" targetRef="end"/>',
            "",
            ["evil"],
            id="a flow of another namespace",
        ),
        pytest.param(
            "start > a > end",
            '<x:myboundaryEvent xmlns:x="urn:x" id="evil" attachedToRef="a"/>',
            "",
            ["evil"],
            id="a tag that ends like one",
        ),
        pytest.param("start > a > end", '<message id="m"/>', "", ["m"], id="a message that is not at the root"),
    ],
)
def test_misplaced_element(found, flows, inside, beside, expected):
    assert found("misplaced_element", flows, inside, beside) == expected
