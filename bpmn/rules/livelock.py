"""From every step an end can be reached: a token in a ring without an exit never finishes.

A ring beside a terminate end is right: it goes round until that ends it. Found by playing the flow with tokens, choices
taken as drawn (`bpmn.soundness`).
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, label
from bpmn.rules._soundness import finding, problems

CODE = "livelock"


def check(context: Context) -> Iterator[Finding]:
    for problem, node, _ in problems(context, CODE):
        text = lazy_gettext("No end can be reached from “{name}”; draw a way out to an end event.", name=label(node))
        yield finding(context, problem, node, text)
