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
TITLE = lazy_gettext("A loop without a way out")
WHY = lazy_gettext(
    "Whoever comes into it does the same steps again and again, and no end is ever reached. A loop needs "
    "a gateway from which a way leads on; beside a terminate end it may go round until that comes."
)


def check(context: Context) -> Iterator[Finding]:
    for problem, node, _ in problems(context, CODE):
        text = lazy_gettext("No end can be reached from “{name}”; draw a way out to an end event.", name=label(node))
        yield finding(context, problem, node, text)
