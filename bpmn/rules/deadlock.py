"""A gateway that waits for a flow that never comes, so that the instance stops there for ever (13.4.1, 13.4.3).

Most often an exclusive or inclusive split is closed by a parallel join; or a loop leads back into the gateway that it
comes from. Found by playing the flow with tokens, choices taken as drawn (`bpmn.soundness`).
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._soundness import finding, problems

CODE = "deadlock"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("A gateway waits for a way that may never come."),
    why=lazy_gettext(
        "After a choice only one of the ways is taken. A gateway with a plus sign waits for "
        "all of them, so the instance stops there for ever and nobody can finish it."
    ),
    how=lazy_gettext("Bring the ways together with a gateway of the same kind as the one that parted them."),
    wrong=Sketch(
        "start > ask > xor > approve [ok] > and2 > archive > end; xor > reject [default] > and2",
        forms={"ask": "checkbox ok"},
    ),
    right=Sketch(
        "start > ask > xor > approve [ok] > xor2 > archive > end; xor > reject [default] > xor2",
        forms={"ask": "checkbox ok"},
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for problem, node, cause in problems(context, CODE):
        if cause is not None:
            text = lazy_gettext(
                "{name} waits for all the ways that lead to it, and after {split} one of them may never come: the "
                "instance would stop there for ever. Join the ways with a gateway of the same kind as the one that "
                "parts them.",
                name=context.label(node),
                split=context.label(cause),
            )
        else:
            text = lazy_gettext(
                "{name} waits for a way that comes only after it has gone on; lead that way to an exclusive gateway "
                "(X) before it.",
                name=context.label(node),
            )
        yield finding(context, problem, node, text)
