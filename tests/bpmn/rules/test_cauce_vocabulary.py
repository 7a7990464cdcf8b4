"""bpmn.rules.cauce_vocabulary: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import document, task


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > a > end",
            task('<cauce:activity number="1"><cauce:record name="Acta"/></cauce:activity>'),
            [],
            id="as the vocabulary says",
        ),
        pytest.param("start > a > end", task('<cauce:notifcation to="ventas"/>'), ["a"], id="a misspelt element"),
        pytest.param(
            "start > a > end", task('<cauce:due businessDays="1" antes="x"/>'), ["a"], id="a misspelt attribute"
        ),
        pytest.param("start > a > end", task("<cauce:due/>"), ["a"], id="an attribute missing"),
        pytest.param(
            "start > a > end", '<userTask id="a" cauce:form="a"/>', ["a"], id="an attribute on an element of BPMN"
        ),
        pytest.param("start > a > end", document("", "") + task("<cauce:document/>"), ["a"], id="in the wrong place"),
        pytest.param(
            "start > a > end",
            '<userTask id="a"><cauce:due businessDays="1"/></userTask>',
            ["a"],
            id="outside of the extension elements",
        ),
        pytest.param(
            "start > a > end",
            task('<cauce:activity><cauce:term name="x"/></cauce:activity>'),
            ["a"],
            id="a child that belongs elsewhere",
        ),
        pytest.param(
            "start > a > end",
            task('<cauce:due businessDays="1"/><cauce:due businessDays="2"/>'),
            ["a"],
            id="twice where there is one",
        ),
        pytest.param(
            "start > a > end",
            task('<cauce:due businessDays="1">pronto</cauce:due>'),
            ["a"],
            id="text that nobody reads",
        ),
    ],
)
def test_cauce_vocabulary(found, flows, inside, expected):
    assert found("cauce_vocabulary", flows, inside) == expected
