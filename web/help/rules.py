"""The page of a rule: what it finds, why, and an example wrong and right."""

from dataclasses import dataclass
from functools import cache
from typing import cast

from bpmn.drawing import draw
from bpmn.examples import Example, examples
from bpmn.findings import Finding
from bpmn.lint import lint, rules
from bpmn.messages import Message
from bpmn.model import Process
from bpmn.rules import ExplainedRule


@dataclass(frozen=True, slots=True)
class RulePage:
    """A rule in words, what it finds in its example, and the processes of both."""

    code: str
    title: Message
    why: Message
    found: tuple[Finding, ...]
    wrong: Process
    right: Process

    def picture(self, label: str, *, wrong: bool) -> str:
        """One of its two pictures, in SVG; `label` describes it."""
        marked = {finding.element for finding in self.found if finding.element} if wrong else set()
        return draw(self.wrong if wrong else self.right, label, marked)


@cache
def pages() -> dict[str, RulePage]:
    """The pages by the code of their rule: of those that have an example."""
    explained = {rule.CODE: cast(ExplainedRule, rule) for rule in rules()}
    return {code: _page(explained[code], example) for code, example in examples().items()}


def _page(rule: ExplainedRule, example: Example) -> RulePage:
    wrong, right = lint(example.wrong), lint(example.right)
    assert wrong.definitions is not None
    assert right.definitions is not None
    found = tuple(finding for finding in wrong.findings if finding.code == rule.CODE)
    return RulePage(
        rule.CODE, rule.TITLE, rule.WHY, found, wrong.definitions.processes[0], right.definitions.processes[0]
    )
