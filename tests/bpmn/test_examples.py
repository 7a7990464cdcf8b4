"""The examples on the rules' pages: each wrong one is found and each right one is not, by the very rule."""

import pytest

from bpmn.drawing import draw
from bpmn.examples import diagram, examples
from bpmn.findings import Severity
from bpmn.lint import lint, rules

# What an example without lanes and forms says besides.
BESIDES = {"nobody_responsible", "unknown_variable"}


@pytest.mark.parametrize("code", examples())
def test_the_wrong_one_is_found_and_the_right_one_has_nothing_to_mend(code):
    wrong, right = lint(examples()[code].wrong), lint(examples()[code].right)
    assert code in {finding.code for finding in wrong.findings}
    assert code not in {finding.code for finding in right.findings}
    assert {finding.code for finding in right.findings if finding.severity is Severity.ERROR} <= BESIDES


def test_a_rule_is_explained_in_words_where_it_has_an_example_and_only_there():
    explained = {rule.CODE for rule in rules() if hasattr(rule, "WHY") and hasattr(rule, "TITLE")}
    assert explained == set(examples())


@pytest.mark.parametrize("code", examples())
def test_everything_in_an_example_is_drawn_once_inside_the_picture(code):
    for data in (examples()[code].wrong, examples()[code].right):
        definitions = lint(data).definitions
        assert definitions is not None
        process = definitions.processes[0]
        picture = draw(process, "x")
        assert picture.count('class="node"') == len(process.nodes)
        assert picture.count("<polyline") == len(process.flows)


def test_a_step_that_cannot_be_read_is_refused():
    with pytest.raises(ValueError, match="a b"):
        diagram("start > a b")
