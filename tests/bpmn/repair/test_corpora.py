"""The diagrams of other tools (BPMN Model Interchange Working Group): how many run as they are, repaired, and answered.

What is not accepted is told by the rules that refuse it, and none of them by an exception.
"""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from bpmn.forms.schema.reader import read_form
from bpmn.lint import Report, lint
from bpmn.repair import Repaired, repair
from bpmn.xml import BPMN, BPMNDI, CAUCE, DC, DI, XSI
from tests.bpmn.repair.test_repairs import answered
from tests.bpmn.test_corpora import CORPUS, FILES, NAMES

OURS = frozenset({BPMN, BPMNDI, CAUCE, DC, DI})
AS_THEY_ARE, REPAIRED, ANSWERED = 9, 22, 108
"""Of 128."""
REASONS = {
    "error_event": 11,
    "event_sub_process": 7,
    "message_catch": 5,
    "unknown_variable": 4,
    "compensation": 3,
    "unsupported_element": 2,
    "duplicate_flow": 1,
    "timer_event": 1,
    "loop_characteristics": 1,
    "no_process": 1,
}
"""What refuses the others, each file counted once for a rule."""


@cache
def in_the_end(path: Path) -> tuple[Repaired, Report]:
    """A diagram with all repairs and each question answered as is suggested."""
    found = answered(path.read_bytes())
    return found, judged(found)


def judged(found: Repaired) -> Report:
    forms = {id: form for id, content in found.forms.items() if (form := read_form(content).form) is not None}
    return lint(found.diagram, forms=forms)


def test_so_many_are_accepted_as_they_are():
    assert sum(lint(path.read_bytes(), forms={}).ok for path in FILES) == AS_THEY_ARE


def test_so_many_are_accepted_as_they_are_repaired():
    assert sum(judged(repair(path.read_bytes())).ok for path in FILES) == REPAIRED


def test_so_many_are_accepted_answered_and_the_others_are_refused_for_these_reasons():
    assert sum(in_the_end(path)[1].ok for path in FILES) == ANSWERED
    reasons: Counter[str] = Counter()
    for path in FILES:
        reasons.update({each.code for each in in_the_end(path)[1].findings if each.refuses})
    assert dict(reasons) == REASONS


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_what_other_tools_say_of_what_stays_is_kept(path):
    before, after = (etree.fromstring(data) for data in (path.read_bytes(), in_the_end(path)[0].diagram))
    kept = {each.get("id") for each in after.iter(etree.Element) if each.get("id")}
    assert foreign(before, kept) <= foreign(after, kept)


def foreign(root: etree._Element, of: set[str | None]) -> Counter[tuple[str, str, str]]:
    """Attributes and elements of other namespaces, by the id of the element of the model that bears them."""
    found: Counter[tuple[str, str, str]] = Counter()
    for each in root.iter(etree.Element):
        owner = next((e for e in (each, *each.iterancestors()) if etree.QName(e).namespace in (BPMN, BPMNDI)), None)
        while owner is not None and etree.QName(owner).localname == "extensionElements":
            owner = owner.getparent()
        if owner is None or etree.QName(owner).namespace != BPMN or owner.get("id") not in of or not owner.get("id"):
            continue
        if etree.QName(each).namespace not in OURS:
            found[owner.get("id"), str(each.tag), " ".join((each.text or "").split())] += 1
        for name, value in each.attrib.items():
            if name.startswith("{") and etree.QName(name).namespace not in {*OURS, XSI}:
                found[owner.get("id"), name, value] += 1
    return found


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_what_was_drawn_stays_drawn_and_what_is_new_is_drawn(path):
    assert "not_drawn" not in {each.code for each in in_the_end(path)[1].findings}


def test_the_numbers_of_the_documentation_are_these():
    text = (Path(__file__).parents[3] / "docs" / "decisions" / "0044-repairs-ask-one-thing-at-most.md").read_text()
    assert f"{AS_THEY_ARE} as they are, {REPAIRED} after the repairs that ask nothing, {ANSWERED}" in " ".join(
        text.split()
    )
    assert CORPUS.name == "miwg"
