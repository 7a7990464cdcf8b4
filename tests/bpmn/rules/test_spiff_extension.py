"""bpmn.rules.spiff_extension: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import task


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > a > end",
            task("<spiff:preScript>x = 1</spiff:preScript><spiff:postScript>y = 1</spiff:postScript>"),
            [],
            id="scripts around a task",
        ),
        pytest.param(
            "start > a > end",
            task("<spiff:instructionsForEndUser>Lea</spiff:instructionsForEndUser>"),
            [],
            id="something that only documents",
        ),
        pytest.param(
            "start > a > end",
            task("<spiff:preScript>x = 1</spiff:preScript><spiff:preScript>x = 2</spiff:preScript>"),
            ["a"],
            id="two scripts before",
        ),
        pytest.param(
            "start > xor > end",
            """<exclusiveGateway id="xor"><extensionElements>
<spiff:preScript>x = 1</spiff:preScript></extensionElements></exclusiveGateway>""",
            ["xor"],
            id="a script on a gateway",
        ),
        pytest.param(
            "start > a > end",
            """<scriptTask id="a"><extensionElements>
<spiff:postScript>x = 1</spiff:postScript></extensionElements></scriptTask>""",
            ["a"],
            id="a script on a script task",
        ),
        pytest.param(
            "start > a > end", task("<spiff:variableName>x</spiff:variableName>"), ["a"], id="data in a variable"
        ),
        pytest.param(
            "start > a > end",
            task('<spiff:properties><spiff:property name="x"/></spiff:properties>'),
            ["a"],
            id="a property without a value",
        ),
        pytest.param(
            "start > a > end",
            task('<spiff:properties><spiff:property name="x" value="y"/></spiff:properties>'),
            [],
            id="a property",
        ),
        pytest.param(
            "start > a > end",
            task('<spiff:unitTests><spiff:unitTest id="t"/></spiff:unitTests>'),
            ["t", "t"],
            id="a unit test without its parts",
        ),
    ],
)
def test_spiff_extension(found, flows, inside, expected):
    assert found("spiff_extension", flows, inside) == expected
