"""A step that no token ever reaches, although flows lead to it: a gateway before it waits for what never comes.

Where the instance would stop for it, `deadlock` says so; this is what is left where another way ends it. Found by
playing the flow with tokens, choices taken as drawn (`bpmn.soundness`).
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._soundness import finding, problems

CODE = "dead_activity"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("A step is drawn and can never be reached."),
    why=lazy_gettext(
        "A gateway before it waits for ways that are never all taken in the same instance. "
        "Nobody will ever be given that step, although people who read the diagram believe "
        "that it is done."
    ),
    how=lazy_gettext("Bring the ways of a choice together with the gateway of a choice, or remove the step."),
    wrong=Sketch(
        (
            "start > ask > and > xor > review [ok] > and2; xor > correct [default] > and2; and2 "
            "> archive > end; and > answer > end3"
        ),
        inside='<endEvent id="end3"><terminateEventDefinition/></endEvent>',
        forms={"ask": "checkbox ok"},
    ),
    right=Sketch(
        (
            "start > ask > and > xor > review [ok] > xor2; xor > correct [default] > xor2; xor2 "
            "> archive > end; and > answer > end3"
        ),
        inside='<endEvent id="end3"><terminateEventDefinition/></endEvent>',
        forms={"ask": "checkbox ok"},
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for problem, node, _ in problems(context, CODE):
        text = lazy_gettext(
            "{name} is never reached, whatever is chosen: a gateway before it waits for ways that never come "
            "together. Join them with an exclusive gateway (X), or remove the step.",
            name=context.label(node),
        )
        yield finding(context, problem, node, text)
