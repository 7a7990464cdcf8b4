"""Every finding that there can be is explained, and what no rule finds has examples that are judged as well."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bpmn.examples import FileExplanation
from bpmn.examples.reports import found_in
from bpmn.explanations import explanations
from bpmn.findings import Severity

ROOT = Path(__file__).parents[2]
MAKES = {"Finding", "XmlError", "note", "_finding", "_refused", "_report", "_duplicate"}
"""What makes a finding, or says its code to what does; the code is its first argument, or assigned to ``code``."""
OF_FILES = {code: each for code, each in explanations().items() if isinstance(each, FileExplanation)}


def codes() -> Iterator[tuple[str, str]]:
    """Every code that the project may report, with the place."""
    for path in (
        *ROOT.glob("bpmn/**/*.py"),
        *ROOT.glob("engine/definitions/*.py"),
        ROOT / "engine/execution/compiler.py",
        ROOT / "web/processes/scenario_texts.py",
    ):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            given: ast.expr | None = None
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                given = node.args[0] if name in MAKES and node.args else None
            elif (
                isinstance(node, ast.Assign)
                and "bpmn" in path.relative_to(ROOT).parts
                and getattr(node.targets[0], "id", "") in ("code", "CODE")
            ):
                given = node.value
            if isinstance(given, ast.Constant) and re.fullmatch(r"[a-z]+(_[a-z]+)*", str(given.value)):
                yield str(given.value), f"{path.relative_to(ROOT)}:{node.lineno}"


def test_every_finding_that_can_be_made_is_explained() -> None:
    assert {code: place for code, place in codes() if code not in explanations()} == {}


def test_nothing_is_explained_that_is_never_found() -> None:
    assert explanations().keys() - dict(codes()).keys() == set()


@pytest.mark.parametrize(("code", "each"), [(code, each) for code, each in OF_FILES.items() if each.wrong])
def test_the_wrong_lines_are_found_and_the_right_ones_are_not(code: str, each: FileExplanation) -> None:
    assert each.wrong is not None and each.right is not None
    assert code in {finding.code for finding in found_in(each.wrong)}
    found = {finding.code for finding in found_in(each.right) if finding.severity is Severity.ERROR}
    assert not found & OF_FILES.keys()
