"""The pre-flight: every finding at once, whatever the bytes, and quickly."""

import re
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import bpmn.rules
from bpmn.findings import Severity
from bpmn.forms.form import Form
from bpmn.kinds import EVENT_DEFINITIONS, EVENTS, FLOW_NODES
from bpmn.lint import lint, rules
from bpmn.messages import Message
from tests.examples import examples

SHIPPED = Path(__file__).parents[2] / "bpmn" / "processes"
RULES = Path(bpmn.rules.__file__).parent
TESTS = Path(__file__).parent / "rules"
GESTION_COMERCIAL = (SHIPPED / "gestion_comercial" / "gestion_comercial.bpmn").read_bytes()
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">'


def process(inside: str) -> bytes:
    return f"{HEAD}{inside}</process></definitions>".encode()


def row(length: int) -> bytes:
    ids = ["s", *(f"t{number}" for number in range(length)), "e"]
    flows = (f'<sequenceFlow id="f_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairwise(ids))
    tasks = (f'<userTask id="{id}"/>' for id in ids[1:-1])
    return process('<startEvent id="s"/><endEvent id="e"/>' + "".join((*tasks, *flows)))


def test_the_shipped_procedures_pass_without_a_finding():
    known = {path.stem for path in SHIPPED.glob("*/*.bpmn")}
    for path in SHIPPED.glob("*/*.bpmn"):
        report = lint(path.read_bytes(), known_processes=known)
        assert (report.findings, report.ok) == ((), True), path


def test_every_rule_is_found_and_has_its_name_its_reason_and_its_test():
    files = {path.stem for path in RULES.glob("[a-z]*.py")}
    assert {rule.CODE for rule in rules()} == files
    assert {path.stem.removeprefix("test_") for path in TESTS.glob("test_*.py")} == files
    assert all(rule.__doc__ for rule in rules())


def test_every_finding_is_collected_in_the_order_of_the_lines():
    report = lint(process('\n<task id="a"/>\n<serviceTask id="b"/>\n<scriptTask/>'))
    assert [(f.line, f.code) for f in report.findings] == sorted((f.line, f.code) for f in report.findings)
    assert {"start_event", "end_event", "dead_end", "service_task", "missing_id"} <= {f.code for f in report.findings}
    assert report.definitions is not None
    assert not report.ok


def test_warnings_do_not_refuse():
    flows = '<sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="e"/>'
    report = lint(process(f'<startEvent id="s"/><task id="a"/><endEvent id="e"/>{flows}'))
    assert {f.code for f in report.findings if f.severity is Severity.WARNING} == {"untyped_task", "not_drawn"}
    assert report.ok


def test_what_is_no_diagram_has_only_the_reader_s_finding():
    report = lint(b"<html/>")
    assert (report.definitions, [f.code for f in report.findings], report.ok) == (None, ["not_bpmn"], False)


ALONE = sorted(FLOW_NODES - EVENTS)
AN_EVENT = [(event, definition) for event in sorted(EVENTS) for definition in [None, *sorted(EVENT_DEFINITIONS)]]
EXECUTED = {
    "task", "userTask", "manualTask", "scriptTask", "sendTask", "subProcess", "callActivity",
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
    ("startEvent", None), ("endEvent", None), ("endEvent", "terminateEventDefinition"),
    ("endEvent", "messageEventDefinition"), ("intermediateThrowEvent", None),
    ("intermediateThrowEvent", "messageEventDefinition"),
}  # fmt: skip
# What is said of any lone node, or of one that is executed but not complete.
BESIDES = {
    "start_event", "end_event", "dead_end", "nobody_responsible", "script", "unknown_call", "message_name",
    "event_based_gateway",
}  # fmt: skip


@pytest.mark.parametrize("kind", [*ALONE, *AN_EVENT], ids=str)
def test_every_kind_of_node_is_executed_or_refused_for_one_reason(kind):
    tag, definition = kind if isinstance(kind, tuple) else (kind, None)
    report = lint(process(f'<{tag} id="x">{f"<{definition}/>" if definition else ""}</{tag}>'))
    refused = {f.code for f in report.findings if f.refuses} - BESIDES
    assert len(refused) == (0 if kind in EXECUTED else 1), refused


HOSTILE = {
    "an external entity": b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + process("&e;"),
    "a billion laughs": b'<!DOCTYPE d [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>' + process("&b;"),
    "binary noise": bytes(range(256)) * 1000,
    "a truncated file": GESTION_COMERCIAL[:20_000],
    "an empty file": b"",
    "NUL bytes": b"\x00" * 1000,
    "a self-calling process": process('<callActivity id="c" calledElement="p"/>'),
    "2,000 nodes in a row": row(2000),
    "10,000 deep": process('<subProcess id="x">' * 10_000 + "</subProcess>" * 10_000),
    "deep inside an extension": process("<extensionElements>" + "<x>" * 190 + "</x>" * 190 + "</extensionElements>"),
    "an enormous attribute": process(f'<task id="t" name="{"x" * 4_000_000}"/>'),
    "an enormous text": process(f'<scriptTask id="t"><script>{"x = 1 " * 700_000}</script></scriptTask>'),
    "an enormous condition": process(
        '<exclusiveGateway id="g"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="g" targetRef="e">'
        f"<conditionExpression>{'(' * 100_000}</conditionExpression></sequenceFlow>"
    ),
    "a power tower": process("<scriptTask id='t'><script>x = 9**9**8</script></scriptTask>"),
    "an escape from the sandbox": process(
        "<scriptTask id='t'><script>x = ().__class__.__bases__[0].__subclasses__()</script></scriptTask>"
    ),
    "an XInclude": process(
        '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/><task id="t"/>'
    ),
    "duplicated ids": process('<task id="t"/>' * 5000),
    "a ring of gateways": process(
        "".join(f'<inclusiveGateway id="g{n}"/>' for n in range(2000))
        + "".join(f'<sequenceFlow id="f{n}" sourceRef="g{n}" targetRef="g{(n + 1) % 2000}"/>' for n in range(2000))
        + "".join(f'<sequenceFlow id="h{n}" sourceRef="g{n}" targetRef="g{n * 7 % 2000}"/>' for n in range(2000))
    ),
    "braces without end": process(
        f'<task id="t"><extensionElements><n:notification xmlns:n="urn:cauce:bpmn:1" to="a" '
        f'subject="{"{" * 90_000}"/></extensionElements></task>'
    ),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_is_hostile_ends_in_a_finding(data):
    report = lint(data)
    assert report.findings
    assert not report.ok


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_diagram_is_the_same_in_any_encoding(encoding):
    text = GESTION_COMERCIAL.decode().replace("UTF-8", encoding.upper().removesuffix("-SIG"), 1)
    report = lint(text.encode(encoding), known_processes=["alianzas_estrategicas"])
    assert report == lint(GESTION_COMERCIAL, known_processes=["alianzas_estrategicas"])


TAGS = [(found.start(), found.end()) for found in re.finditer(rb"<[^>]*>", GESTION_COMERCIAL)]
VALUES = [(found.start(1), found.end(1)) for found in re.finditer(rb'="([^"]*)"', GESTION_COMERCIAL)]
WORDS = [b"", b"p", b"inicio", b"gestion_comercial", b"1", b"-1", b"{", b"a b", b"x:y", b"'", b"true", b"2000", b"End"]


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """The shipped diagram with tags taken out, doubled and exchanged, and values replaced."""
    pieces: list[tuple[int, int, bytes]] = []
    for _ in range(draw(st.integers(1, 6))):
        start, end = draw(st.sampled_from(TAGS))
        other = draw(st.sampled_from(TAGS))
        tag, second = GESTION_COMERCIAL[start:end], GESTION_COMERCIAL[slice(*other)]
        pieces.append((start, end, draw(st.sampled_from([b"", tag + tag, second, tag + b"<!-- -->"]))))
    for _ in range(draw(st.integers(0, 6))):
        pieces.append((*draw(st.sampled_from(VALUES)), draw(st.sampled_from(WORDS))))
    data = GESTION_COMERCIAL
    for start, end, new in sorted(pieces, reverse=True):
        data = data[:start] + new + data[end:]
    return data


@examples(40)
@given(mutations())
def test_no_mutation_of_a_diagram_raises(data):
    report = lint(data)
    assert (report.definitions is None) <= (not report.ok)
    for finding in report.findings:
        assert isinstance(finding.message, Message)
        assert str(finding.message)


@examples(40)
@given(st.binary(max_size=400))
@example(b"\xff\xfe<\x00")
def test_no_bytes_raise(data):
    assert lint(data).findings


def test_rules_see_the_forms_beside_the_diagram(monkeypatch):
    seen = []
    rule = SimpleNamespace(CODE="looks", check=lambda context: iter(seen.append(context.forms) or ()))
    monkeypatch.setattr("bpmn.lint.rules", lambda: (rule,))
    forms = {"alta": Form(id="alta")}
    lint(row(1), forms=forms)
    lint(row(1))
    assert seen == [forms, None]
