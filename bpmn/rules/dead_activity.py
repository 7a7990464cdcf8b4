"""A step that no token ever reaches, although flows lead to it: a gateway before it waits for what never comes.

Where the instance would stop for it, `deadlock` says so; this is what is left where another way ends it. Found by
playing the flow with tokens, choices taken as drawn (`bpmn.soundness`).
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, label
from bpmn.rules._soundness import finding, problems

CODE = "dead_activity"
TITLE = lazy_gettext("A step that is never reached")
WHY = lazy_gettext(
    "Flows lead to it, and yet no choice ever brings anybody there, because a gateway before it waits for"
    " ways that exclude each other. Who reads the procedure believes that the step is done."
)


def check(context: Context) -> Iterator[Finding]:
    for problem, node, _ in problems(context, CODE):
        text = lazy_gettext(
            "“{name}” is never reached, whatever is chosen: a gateway before it waits for flows that never come "
            "together. Join them with an exclusive gateway, or remove the step.",
            name=label(node),
        )
        yield finding(context, problem, node, text)
