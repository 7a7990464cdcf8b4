"""Ways that run at the same time and meet without waiting for each other, so that what follows is done twice.

Most often a parallel split is closed by an exclusive join; or an event on a boundary that does not interrupt its
activity leads back into the flow. BPMN lets each token pass (13.4.2). Found by playing the flow with tokens, choices
taken as drawn (`bpmn.soundness`); what a loop or a repeating event begins anew is meant to be done again.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._soundness import finding, problems

CODE = "lack_of_synchronisation"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("What follows is done twice."),
    why=lazy_gettext(
        "Ways that run at the same time meet without waiting for each other. Each of them "
        "goes on by itself, so every later step comes up once for each way: two tasks, two "
        "notices, two ends."
    ),
    how=lazy_gettext("Bring them together with a gateway that waits for all of them, the one with the plus sign."),
    wrong=Sketch("start > and > review > xor2 > archive > end; and > ask > xor2"),
    right=Sketch("start > and > review > and2 > archive > end; and > ask > and2"),
)


def check(context: Context) -> Iterator[Finding]:
    for problem, node, cause in problems(context, CODE):
        if cause is not None and cause.kind == "boundaryEvent":
            text = lazy_gettext(
                "{event} happens beside its activity without interrupting it, and its way meets the activity's own "
                "at {name}: what follows is done twice. Let it interrupt, or lead it to an end of its own.",
                event=context.label(cause),
                name=context.label(node),
            )
        else:
            text = lazy_gettext(
                "Ways that run at the same time since {split} meet at {name} without waiting for each other: what "
                "follows is done twice. Join them with a gateway of the same kind as the one that parts them.",
                split=context.label(cause) if cause is not None else context.label(node),
                name=context.label(node),
            )
        yield finding(context, problem, node, text)
