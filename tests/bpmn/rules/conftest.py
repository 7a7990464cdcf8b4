"""Diagrams in one line, for the tables of the rules' tests."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bpmn.dataflow import Called
from bpmn.examples.notation import NAMESPACES, elements
from bpmn.examples.reports import form
from bpmn.findings import Finding, Severity
from bpmn.lint import lint
from bpmn.reader import read


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
