"""bpmn.rules.multi_instance_in_loop: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import COLLECTION, ITEM, OUTPUT, RESULT, TWICE, instances, loop


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", instances(COLLECTION + ITEM), [], id="no loop"),
        pytest.param(
            "start > a > xor > a [again]; xor > end [default]",
            instances(COLLECTION + OUTPUT + ITEM + RESULT),
            ["a (info)"],
            id="an output that is not emptied",
        ),
        pytest.param(
            "start > a > xor > a [again]; xor > end [default]",
            instances(COLLECTION + OUTPUT + ITEM + RESULT, extension="<spiff:preScript>results = []</spiff:preScript>"),
            [],
            id="emptied before",
        ),
        pytest.param(
            "start > a > xor > a [again]; xor > end [default]",
            instances(
                COLLECTION + OUTPUT + ITEM + RESULT,
                extension="<spiff:preScript>other = results == []</spiff:preScript>",
            ),
            ["a (info)"],
            id="something else emptied",
        ),
        pytest.param(
            "start > a > xor > a [again]; xor > end [default]",
            instances(
                COLLECTION + OUTPUT + ITEM + RESULT,
                'spiff:scriptsOnInstances="true"',
                extension="<spiff:preScript>results = []</spiff:preScript>",
            ),
            ["a (info)"],
            id="emptied in each instance",
        ),
        pytest.param(
            "start > a > xor > a [again]; xor > end [default]",
            instances(COLLECTION + "<loopDataOutputRef>areas</loopDataOutputRef>" + ITEM + RESULT),
            [],
            id="changed in place",
        ),
        pytest.param(
            "start > a > xor > a [again]; xor > end [default]",
            instances(COLLECTION + ITEM),
            ["a (info)"],
            id="an item left behind",
        ),
        pytest.param(
            "start > a > xor > a [again]; xor > end [default]", instances(TWICE), [], id="counted, without output"
        ),
        pytest.param(
            "start > a > xor > a [again]; xor > end [default]",
            instances(TWICE + OUTPUT + RESULT),
            ["a (info)"],
            id="counted, with output",
        ),
        pytest.param(
            "start > a > xor > a [again]; xor > end [default]", loop('loopMaximum="2"', ""), [], id="a standard loop"
        ),
    ],
)
def test_multi_instance_in_loop(found, flows, inside, expected):
    assert found("multi_instance_in_loop", flows, inside) == expected
