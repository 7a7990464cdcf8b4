"""bpmn.rules.comment_in_text: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import instances, script_task, task


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > a > end", '<!-- why --><userTask id="a"><!-- how --></userTask>', [], id="a comment elsewhere"
        ),
        pytest.param(
            "start > xor > end [default]; a > end",
            """<sequenceFlow id="f" sourceRef="xor" targetRef="a">
<conditionExpression>x <!-- --> + 1</conditionExpression></sequenceFlow>""",
            ["f"],
            id="inside a condition",
        ),
        pytest.param("start > a > end", script_task("<!-- why --><script>x = 1</script>"), ["a"], id="beside a script"),
        pytest.param("start > a > end", script_task("<script>x = 1<?pi?></script>"), ["a"], id="inside a script"),
        pytest.param(
            "start > a > end", task("<spiff:preScript>x = 1<!-- --></spiff:preScript>"), ["a"], id="inside a preScript"
        ),
        pytest.param(
            "start > a > end",
            instances("<loopDataInputRef>are<!-- -->as</loopDataInputRef>"),
            ["a"],
            id="inside the name of a collection",
        ),
    ],
)
def test_comment_in_text(found, flows, inside, expected):
    assert found("comment_in_text", flows, inside) == expected
