"""A gateway that waits for a flow that never comes, so that the instance stops there for ever (13.4.1, 13.4.3).

Most often an exclusive or inclusive split is closed by a parallel join; or a loop leads back into the gateway that it
comes from. Found by playing the flow with tokens, choices taken as drawn (`bpmn.soundness`).
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, label
from bpmn.rules._soundness import finding, problems

CODE = "deadlock"
TITLE = lazy_gettext("A gateway that waits for what never comes")
WHY = lazy_gettext(
    "A parallel gateway goes on when every flow that leads to it has brought a token. After a choice only"
    " some ways are taken, so it waits for ever, and whoever did the last step before it can do nothing "
    "about it."
)


def check(context: Context) -> Iterator[Finding]:
    for problem, node, cause in problems(context, CODE):
        if cause is not None:
            text = lazy_gettext(
                "“{name}” waits for all the flows that lead to it, and after “{split}” one of them may never come: the "
                "instance would stop there for ever. Join what “{split}” parts with a gateway of the same kind.",
                name=label(node),
                split=label(cause),
            )
        else:
            text = lazy_gettext(
                "“{name}” waits for a flow that cannot come before it has gone on; lead that flow to an exclusive "
                "gateway before it.",
                name=label(node),
            )
        yield finding(context, problem, node, text)
