"""bpmn.rules.loop_characteristics: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import COLLECTION, instances, loop


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", loop("", "<loopCondition>n</loopCondition>"), [], id="a condition"),
        pytest.param("start > a > end", loop('loopMaximum="3"', ""), [], id="a maximum"),
        pytest.param("start > a > end", loop("", ""), ["a"], id="neither"),
        pytest.param("start > a > end", loop('loopMaximum="0"', ""), ["a"], id="a maximum of none"),
        pytest.param(
            "start > a > end",
            loop('loopMaximum="tres"', "<loopCondition>n</loopCondition>"),
            ["a"],
            id="a maximum in words",
        ),
        pytest.param("start > a > end", loop('loopMaximum="1001"', ""), ["a"], id="too many"),
        pytest.param("start > a > end", instances(COLLECTION), [], id="a collection"),
        pytest.param("start > a > end", instances("<loopCardinality>3</loopCardinality>"), [], id="a number"),
        pytest.param(
            "start > a > end", instances("<loopCardinality>len(areas)</loopCardinality>"), [], id="an expression"
        ),
        pytest.param("start > a > end", instances(""), ["a"], id="neither of them"),
        pytest.param(
            "start > a > end", instances(COLLECTION + "<loopCardinality>3</loopCardinality>"), ["a"], id="both"
        ),
        pytest.param(
            "start > a > end", instances("<loopCardinality>-1</loopCardinality>"), ["a"], id="a number below one"
        ),
        pytest.param(
            "start > a > end", instances("<loopCardinality>1001</loopCardinality>"), ["a"], id="a number too large"
        ),
        pytest.param("start > a > end", instances("<loopCardinality>1.5</loopCardinality>"), ["a"], id="half a number"),
        pytest.param(
            "start > a > end",
            instances("<loopDataInputRef> areas </loopDataInputRef>"),
            ["a"],
            id="white space around the variable",
        ),
        pytest.param(
            "start > a > end",
            instances("<loopDataInputRef>data.areas</loopDataInputRef>"),
            ["a"],
            id="an expression for a variable",
        ),
        pytest.param("start > a > end", instances(COLLECTION + "<inputDataItem/>"), ["a"], id="an item without a name"),
        pytest.param(
            "start > a > end",
            instances(COLLECTION + '<inputDataItem id="areas"/>'),
            ["a"],
            id="an item named as its collection",
        ),
        pytest.param("start > a > end", instances(COLLECTION, 'behavior="One"'), ["a"], id="going on at the first"),
        pytest.param("start > a > end", instances(COLLECTION, 'behavior="All"'), [], id="all of them"),
        pytest.param(
            "start > a > end",
            """<userTask id="a"><standardLoopCharacteristics loopMaximum="2"/>
<multiInstanceLoopCharacteristics/></userTask>""",
            ["a"],
            id="two ways at once",
        ),
        pytest.param("start > a > end", loop('loopMaximum="3"', kind="scriptTask"), ["a"], id="a script that repeats"),
        pytest.param(
            "start > a > end", loop('loopMaximum="3"', kind="callActivity"), [], id="a called process that repeats"
        ),
    ],
)
def test_loop_characteristics(found, flows, inside, expected):
    assert found("loop_characteristics", flows, inside) == expected
