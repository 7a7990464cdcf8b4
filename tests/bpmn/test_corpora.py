"""Diagrams by other tools (BPMN Model Interchange Working Group): each is accepted, or refused by name and line."""

import codecs
import re
from functools import cache
from pathlib import Path
from xml.sax.saxutils import unescape

import pytest
from lxml import etree
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser

from bpmn.canonical import canonical, digest
from bpmn.lint import Report, lint
from bpmn.xml import BPMN

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpora" / "miwg"
FILES = sorted(CORPUS.rglob("*.bpmn"))
NAMES = [str(path.relative_to(CORPUS)) for path in FILES]
# Comments, CDATA and instructions are passed over; quotes may hold anything but "<".
TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<([^\s/>!?]+)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL
)
LINE_END = re.compile(r"\r\n|\r|\n")
ID = re.compile(r"\sid\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
CONTAINERS = ("process", "subProcess", "transaction", "adHocSubProcess")
FLOW_ELEMENTS = ("ask", "Event", "Gateway", "Process", "Activity", "transaction", "sequenceFlow")


def text_of(data: bytes) -> str:
    declared = re.match(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=["']([\w.-]+)["']""", data)
    encoding = codecs.lookup(declared[1].decode() if declared else "utf-8").name
    return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)


def tags(data: bytes) -> set[tuple[str | None, int]]:
    """The id and the line of every start tag, found in the raw text without a parser."""
    text = text_of(data)
    found: set[tuple[str | None, int]] = set()
    line, position = 1, 0
    for token in TOKEN.finditer(text):
        line += len(LINE_END.findall(text, position, token.start()))
        position = token.start()
        if token[1] is not None:
            id = ID.search(token[2])
            found.add((unescape(id[1] or id[2] or "") if id else None, line))
    return found


@cache
def report_of(path: Path) -> Report:
    return lint(path.read_bytes())


def test_the_corpus_is_there():
    assert len(FILES) == 128


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_each_is_accepted_or_refused_with_findings_that_point_at_their_own_tags(path):
    report = report_of(path)
    assert report.ok or any(finding.refuses for finding in report.findings)
    places = tags(path.read_bytes())
    ids, lines = {id for id, _ in places}, {line for _, line in places}
    for finding in report.findings:
        if finding.element is None:
            assert finding.line in lines, finding
        else:
            assert finding.element in ids, finding
            assert (finding.element, finding.line) in places, finding


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_every_flow_node_and_flow_of_the_file_is_in_the_model(path):
    definitions = report_of(path).definitions
    assert definitions is not None
    read = {node.id for process in definitions.processes for node in (*process.nodes, *process.flows)}
    drawn = {
        element.get("id")
        for element in etree.fromstring(path.read_bytes()).iter(f"{{{BPMN}}}*")
        if etree.QName(element.getparent() if element.getparent() is not None else element).localname in CONTAINERS
        and etree.QName(element).localname.endswith(FLOW_ELEMENTS)
    }
    dangling = {finding.element for finding in report_of(path).findings if finding.code == "dangling_reference"}
    assert drawn - dangling <= read


def test_some_are_accepted_and_most_are_refused():
    accepted = [path for path in FILES if report_of(path).ok]
    assert 5 <= len(accepted) <= 30


def test_every_flow_node_of_an_accepted_one_is_in_spiffworkflow_s_model():
    for path in FILES:
        report = report_of(path)
        if not report.ok:
            continue
        tree = etree.fromstring(path.read_bytes())
        for process in tree.iter(f"{{{BPMN}}}process"):
            process.set("isExecutable", "true")
        parser = SpiffBpmnParser()
        parser.add_bpmn_xml(tree)
        for process in report.definitions.processes:
            if process.nodes:
                specs = [parser.get_spec(process.id), *parser.get_subprocess_specs(process.id).values()]
                executed = {name for spec in specs for name in spec.task_specs}
                assert {node.id for node in process.nodes} <= executed, path


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_the_canonical_form_is_its_own_and_no_other_s(path):
    data = path.read_bytes()
    form = canonical(data)
    assert canonical(form) == form
    assert digest(form) == digest(data)
