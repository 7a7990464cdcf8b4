"""The wrong example of each rule's page: what a repair says that it puts right is right afterwards."""

import pytest

from bpmn.examples.reports import form_source
from bpmn.forms.schema.reader import read_form
from bpmn.lint import explained, lint
from bpmn.repair.repairing import kinds
from tests.bpmn.repair.test_repairs import answered

REPAIRED = {code for kind in kinds().values() for code in kind.CODES}
NOT_HERE = {
    "event_based_gateway": "a step after the gateway is no event, and nobody knows which",
    "loop_output": "what is kept of each repetition is known to whoever writes the form",
    "unoffered_value": "what was meant is offered only where something offered is like it",
    "variable_written_later": "only what a repair asks for is asked for again",
}
"""Findings of which a repair puts some right, and not the one of the example."""


def test_every_repair_says_what_rules_find_or_is_about_something_no_rule_finds():
    known = set(explained()) | {
        "missing_id",
        "duplicate_id",
        "dangling_reference",
        "prefixed_reference",
        "lane_conflict",
    }
    assert known >= REPAIRED


@pytest.mark.parametrize("code", sorted(REPAIRED & set(explained()) - NOT_HERE.keys()))
def test_the_example_of_a_finding_is_put_right(code):
    sketch = explained()[code].wrong
    forms = {id: form_source(id, fields) for id, fields in sketch.forms.items()}
    assert code in _codes(sketch.source(), forms)
    found = answered(sketch.source(), forms=forms)
    assert code not in _codes(found.diagram, {**forms, **found.forms}), found.offered


def _codes(diagram, forms):
    read = {id: form for id, content in forms.items() if (form := read_form(content).form) is not None}
    return {each.code for each in lint(diagram, forms=read).findings}
