"""A gateway that still waits when the way that it waits for has ended: an end is reached, and the instance never ends.

An instance is over when no token is left in it (13.4.6). Found by playing the flow with tokens, choices taken as drawn
(`bpmn.soundness`).
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._soundness import finding, problems

CODE = "improper_completion"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("One way ends while a gateway still waits for it."),
    why=lazy_gettext(
        "An instance is over when nothing in it is waiting. Here one way comes to an end and "
        "a gateway goes on waiting for it, so that the instance looks finished and never is."
    ),
    how=lazy_gettext(
        "Lead every way to the gateway, or let that end stop everything: the end event with the filled circle."
    ),
    wrong=Sketch(
        ("start > ask > and > review > xor > and2 [ok] > archive > end; xor > end3 [default]; and > pay > and2"),
        forms={"ask": "checkbox ok"},
    ),
    right=Sketch(
        ("start > ask > and > review > xor > and2 [ok] > archive > end; xor > end3 [default]; and > pay > and2"),
        inside='<endEvent id="end3"><terminateEventDefinition/></endEvent>',
        forms={"ask": "checkbox ok"},
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for problem, node, cause in problems(context, CODE):
        if cause is not None:
            text = lazy_gettext(
                "{name} goes on waiting after a way from {split} has come to an end, so that the instance would "
                "never be over. Lead that way there too, or end it with an end that terminates everything.",
                name=context.label(node),
                split=context.label(cause),
            )
        else:
            text = lazy_gettext(
                "{name} goes on waiting after an end has been reached, so that the instance would never be over. "
                "Lead every way there, or end with an end that terminates everything.",
                name=context.label(node),
            )
        yield finding(context, problem, node, text)
