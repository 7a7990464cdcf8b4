"""bpmn.rules.loop_output: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import COLLECTION, ITEM, OUTPUT, RESULT, TWICE, instances, loop


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > a > end", instances(COLLECTION + OUTPUT + ITEM + RESULT), [], id="an output and its item"
        ),
        pytest.param("start > a > end", instances(COLLECTION + OUTPUT + ITEM), ["a"], id="an output without its item"),
        pytest.param("start > a > end", instances(COLLECTION + ITEM + RESULT), ["a"], id="an item without its output"),
        pytest.param("start > a > end", instances(COLLECTION + ITEM), ["a (warning)"], id="in parallel without output"),
        pytest.param(
            "start > a > end",
            instances(COLLECTION + ITEM, 'isSequential="true"'),
            ["a (warning)"],
            id="one after another without output",
        ),
        pytest.param(
            "start > a > end", instances(TWICE, 'isSequential="true"'), ["a (warning)"], id="counted, one after another"
        ),
        pytest.param(
            "start > a > end",
            instances(TWICE + ITEM, 'isSequential="true"'),
            ["a (warning)"],
            id="counted, with an item",
        ),
        pytest.param("start > a > end", loop('loopMaximum="2"', ""), [], id="a standard loop"),
    ],
)
def test_loop_output(found, flows, inside, expected):
    assert found("loop_output", flows, inside) == expected
