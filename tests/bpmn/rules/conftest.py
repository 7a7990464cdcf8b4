"""Diagrams in one line, for the tables of the rules' tests."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bpmn.dataflow import Called
from bpmn.findings import Finding, Severity
from bpmn.forms.form import Form
from bpmn.forms.schema.reader import read_form
from bpmn.lint import lint
from bpmn.reader import read

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


def form(id: str, fields: str) -> Form:
    """The form of ``number monto; checkbox! cumple; select estado ganada,perdida; number iva =monto = null``.

    A field is its kind (with ``!`` required), its key, its choices where it has some, and the expression that hides it.
    Its label is its key in capitals.
    """
    components = []
    for number, part in enumerate(filter(None, (each.strip() for each in fields.split(";")))):
        text, _, hide = part.partition(" =")
        kind, key, *choices = text.split()
        validate = {"required": True} if kind.endswith("!") else {}
        component: dict[str, object] = {"type": kind.rstrip("!"), "id": f"c{number}", "key": key, "label": key.upper()}
        if choices:
            values = [json.loads(each) if each in ("true", "false") else each for each in choices[0].split(",")]
            component["values"] = [{"value": value, "label": str(value).capitalize()} for value in values]
        if hide:
            component["conditional"] = {"hide": f"={hide}"}
        components.append({**component, "validate": validate})
    reading = read_form(json.dumps({"type": "default", "id": id, "components": components}).encode())
    assert reading.form is not None, reading.findings
    return reading.form


def asking(forms: Mapping[str, str], inside: str = "") -> str:
    """The user tasks that have `forms`, by id, beside what there is `inside` a diagram."""
    tasks = (
        f'<userTask id="{id}"><extensionElements><cauce:activity form="{id}"/></extensionElements></userTask>'
        for id in forms
        if f'id="{id}"' not in inside
    )
    return inside + "".join(tasks)


@pytest.fixture
def findings(diagram: Callable[..., bytes]) -> Callable[..., list[Finding]]:
    """What one rule finds in a diagram whose tasks have `forms`. `calls`: flows and forms of the process
    ``q``, and more elements inside it."""

    def run(
        code: str,
        flows: str,
        forms: Mapping[str, str] = {},
        inside: str = "",
        beside: str = "",
        calls: tuple[Any, ...] | None = None,
    ) -> list[Finding]:
        called = {}
        if calls is not None:
            other = diagram(calls[0], asking(calls[1], *calls[2:])).replace(b'<process id="p"', b'<process id="q"')
            definitions = read(other).definitions
            assert definitions is not None
            called["q"] = Called(definitions.processes[0], {id: form(id, text) for id, text in calls[1].items()})
        report = lint(
            diagram(flows, asking(forms, inside), beside),
            forms={id: form(id, fields) for id, fields in forms.items()},
            known_processes=called,
            called=called,
        )
        assert report.definitions is not None, report.findings
        return [finding for finding in report.findings if finding.code == code]

    return run


@pytest.fixture
def asked(findings: Callable[..., list[Finding]]) -> Callable[..., list[str]]:
    """As `findings`: the ids of the elements, those that do not refuse the diagram marked as such."""

    def run(*arguments: object, **more: object) -> list[str]:
        return [
            f"{finding.element}" + ("" if finding.severity is Severity.ERROR else f" ({finding.severity.value})")
            for finding in findings(*arguments, **more)
        ]

    return run
