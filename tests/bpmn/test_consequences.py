"""bpmn.consequences: one arrow that is gone is one finding, with all that comes of it under it."""

from bpmn.consequences import causes
from bpmn.examples.notation import NAMESPACES, elements
from bpmn.findings import Finding, Severity
from bpmn.lint import lint
from bpmn.messages import lazy_gettext
from bpmn.model import Process
from bpmn.reader import read


def drawn(flows: str) -> tuple[list[Finding], Process]:
    diagram = (
        f'<definitions {NAMESPACES}><process id="p" isExecutable="true">{elements(flows, "")}</process></definitions>'
    )
    report = lint(diagram.encode())
    definitions = read(diagram.encode()).definitions
    assert definitions is not None
    return [each for each in report.findings if each.code == "unreachable"], definitions.processes[0]


def told(found: list[Finding], process: Process | None) -> list[tuple[str | None, list[str | None]]]:
    return [(each.finding.element, [one.element for one in each.consequences]) for each in causes(found, process)]


def test_what_follows_what_no_arrow_leads_to_stands_under_it():
    found, process = drawn("start > end; a > b > c > end2")
    assert told(found, process) == [("a", ["b", "c", "end2"])]


def test_what_leads_round_in_a_circle_stands_under_the_first_of_it():
    found, process = drawn("start > end; a > b > a; b > c")
    assert [each for each, _ in told(found, process)] == ["a"]


def test_two_places_that_no_arrow_leads_to_are_two_findings():
    found, process = drawn("start > end; a > b; c > d")
    assert told(found, process) == [("a", ["b"]), ("c", ["d"])]


def test_what_is_not_known_there_stands_under_it_too_and_other_findings_do_not():
    found, process = drawn("start > end; a > b")
    more = [
        Finding(code, Severity.WARNING, "b", None, lazy_gettext("Yes")) for code in ("unknown_variable", "form_missing")
    ]
    assert told([*found, *more], process) == [("a", ["b", "b"]), ("b", [])]


def test_without_a_process_each_finding_is_its_own():
    found, _ = drawn("start > end; a > b")
    assert told(found, None) == [("a", []), ("b", [])]
