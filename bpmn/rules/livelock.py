"""From every step an end can be reached: a token in a ring without an exit never finishes.

A ring beside a terminate end is right: it goes round until that ends it. Found by playing the flow with tokens, choices
taken as drawn (`bpmn.soundness`).
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._soundness import finding, problems

CODE = "livelock"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("A loop has no way out."),
    why=lazy_gettext(
        "Once in it, people do the same steps again and again, and no end can be reached "
        "from there. The instance never finishes."
    ),
    how=lazy_gettext("Draw a way from the loop to an end, usually at a gateway that asks whether it goes round again."),
    wrong=Sketch(
        "start > ask > xor > archive [ok] > end; xor > correct [default] > review > correct",
        forms={"ask": "checkbox ok"},
    ),
    right=Sketch("start > ask > xor > archive [ok] > end; xor > correct [default] > ask", forms={"ask": "checkbox ok"}),
)


def check(context: Context) -> Iterator[Finding]:
    for problem, node, _ in problems(context, CODE):
        text = lazy_gettext("No end can be reached from {name}; draw a way out to an end.", name=context.label(node))
        yield finding(context, problem, node, text)
