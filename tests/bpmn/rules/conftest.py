"""Diagrams in one line, for the tables of the rules' tests."""

import re
from collections.abc import Callable

import pytest

from bpmn.findings import Severity
from bpmn.lint import lint

KINDS = {"start": "startEvent", "end": "endEvent", "xor": "exclusiveGateway", "and": "parallelGateway"}
KINDS |= {"or": "inclusiveGateway"}
NAMESPACES = """xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:cauce="urn:cauce:bpmn:1"
  xmlns:spiff="http://spiffworkflow.org/bpmn/schema/1.0/core" """


def elements(flows: str, around: str = "") -> str:
    """The nodes and flows of ``start > a > xor1 > b [condition]; xor1 > end [default]``.

    What `around` does not hold is made here: start…, end…, xor…, and… and or… are events and gateways, the rest user
    tasks. A flow's id is ``f_source_target``, a second one's ``f_source_target_2``.
    """
    nodes: dict[str, str] = {}
    drawn: dict[str, str] = {}
    defaults: dict[str, str] = {}
    for chain in filter(None, (part.strip() for part in flows.split(";"))):
        steps = [re.fullmatch(r"(\w+)(?: \[(.*)\])?", step.strip()) for step in chain.split(" > ")]
        for before, after in zip([None, *steps], steps, strict=False):
            nodes.setdefault(after[1], after[1].rstrip("0123456789"))
            if before is None:
                continue
            flow = f"f_{before[1]}_{after[1]}"
            while flow in drawn:
                flow += "_2"
            condition = "" if after[2] is None else f"<conditionExpression>{after[2]}</conditionExpression>"
            if after[2] == "default":
                defaults[before[1]], condition = flow, ""
            ends = f'sourceRef="{before[1]}" targetRef="{after[1]}"'
            drawn[flow] = f'<sequenceFlow id="{flow}" {ends}>{condition}</sequenceFlow>'
    made = []
    for id, word in nodes.items():
        default = f' default="{defaults[id]}"' if id in defaults else ""
        if f'id="{id}"' not in around:
            made.append(f'<{KINDS.get(word, "userTask")} id="{id}"{default} />')
    return "\n".join([*made, *drawn.values()])


@pytest.fixture
def diagram() -> Callable[..., bytes]:
    """The file of a process ``p`` from a line, with more elements `inside` it and `beside` it."""

    def make(flows: str = "", inside: str = "", beside: str = "") -> bytes:
        process = f'<process id="p" isExecutable="true">\n{inside}\n{elements(flows, inside)}\n</process>'
        return f"<definitions {NAMESPACES}>\n{beside}\n{process}\n</definitions>".encode()

    return make


@pytest.fixture
def found(diagram: Callable[..., bytes]) -> Callable[..., list[str]]:
    """What one rule finds: the ids of the elements, those that do not refuse the diagram marked as such."""

    def run(code: str, flows: str = "", inside: str = "", beside: str = "", known: tuple[str, ...] = ()) -> list[str]:
        report = lint(diagram(flows, inside, beside), known_processes=known)
        assert report.definitions is not None, report.findings
        return [
            f"{finding.element}" + ("" if finding.severity is Severity.ERROR else f" ({finding.severity.value})")
            for finding in report.findings
            if finding.code == code
        ]

    return run
