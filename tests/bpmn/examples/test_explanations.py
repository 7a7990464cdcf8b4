"""Every rule explains itself, and its examples are judged by the rules themselves."""

import pytest

from bpmn.examples.reports import report
from bpmn.findings import Severity
from bpmn.lint import explained, rules

CODES = [rule.CODE for rule in rules()]


@pytest.mark.parametrize("code", CODES)
def test_the_wrong_example_is_found_by_its_rule_and_the_right_one_by_none_that_refuses(code: str) -> None:
    explanation = explained()[code]
    assert code in {finding.code for finding in report(explanation.wrong).findings}
    found = report(explanation.right).findings
    assert [finding for finding in found if finding.code == code or finding.severity is Severity.ERROR] == []


@pytest.mark.parametrize("code", CODES)
def test_what_an_example_marks_is_in_its_drawing_or_in_the_lines_that_are_shown(code: str) -> None:
    explanation = explained()[code]
    if explanation.in_the_file:
        assert explanation.wrong.lines and explanation.wrong.lines != explanation.right.lines
        return
    read = report(explanation.wrong.part or explanation.wrong).definitions
    if not explanation.wrong.flows:
        assert explanation.wrong.lines
        return
    assert read is not None
    drawn = {element.id for each in read.processes for element in (each, *each.nodes, *each.flows, *each.lanes)}
    marked = {finding.element for finding in report(explanation.wrong).findings if finding.code == code}
    assert marked & drawn or explanation.wrong.part


def test_no_two_rules_say_the_same_of_themselves() -> None:
    told = [explanation.what.template for explanation in explained().values()]
    assert len(set(told)) == len(told)
