"""The pre-flight: every finding about a diagram at once, before the engine sees it.

SpiffWorkflow reports one error at a time, none with a line, and runs some diagrams silently wrong; so a diagram that
is refused here is never handed to it.
"""

import pkgutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import cast

import bpmn.rules
from bpmn.dataflow import Called
from bpmn.examples.explanation import Explanation
from bpmn.findings import Finding
from bpmn.forms.form import Form
from bpmn.model import Definitions
from bpmn.reader import read
from bpmn.rules import Context, Rule


@dataclass(frozen=True, slots=True)
class Report:
    """What the pre-flight found, by line; `definitions` is None where the file could not be read as BPMN."""

    definitions: Definitions | None
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether the diagram may be deployed: nothing refuses it."""
        return not any(finding.refuses for finding in self.findings)


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(bpmn.rules.__path__) if module.name[0] != "_")
    return tuple(cast(Rule, import_module(f"{bpmn.rules.__name__}.{name}")) for name in names)


@cache
def explained() -> Mapping[str, Explanation]:
    """What each rule says of itself, by the code of its findings. Findings that no rule makes have no explanation."""
    return {rule.CODE: rule.EXPLANATION for rule in rules()}


def lint(
    data: bytes,
    *,
    forms: Mapping[str, Form] | None = None,
    known_processes: Collection[str] = (),
    called: Mapping[str, Called] | None = None,
) -> Report:
    """Read a diagram and judge it by every rule. Never raises.

    `forms` are those beside the diagram that could be read, by the name that an activity gives; without them, what
    depends on a form is not judged. `known_processes` are the ids of the deployed processes, which a call activity may
    call besides those of the file, and `called` what they say, as far as it is known.
    """
    reading = read(data)
    if reading.definitions is None or reading.root is None:
        return Report(None, reading.findings)
    known = frozenset(known_processes)
    context = Context(reading.definitions, reading.root, reading.elements, known, forms, called or {})
    found = [*reading.findings, *(finding for rule in rules() for finding in rule.check(context))]
    # An id that the reader has given is in nobody's file: the line is what it can be found by.
    found = [replace(each, element=None) if each.element in reading.given else each for each in found]
    return Report(reading.definitions, tuple(sorted(found, key=lambda finding: (finding.line or 0, finding.code))))
