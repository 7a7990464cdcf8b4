"""A gateway that still waits when the way that it waits for has ended: an end is reached, and the instance never ends.

An instance is over when no token is left in it (13.4.6). Found by playing the flow with tokens, choices taken as drawn
(`bpmn.soundness`).
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, label
from bpmn.rules._soundness import finding, problems

CODE = "improper_completion"
TITLE = lazy_gettext("An end that leaves something waiting")
WHY = lazy_gettext(
    "An instance is over when nothing is left to be done in it. Where one way may end while a gateway "
    "still waits for it, an end is reached and the instance stays open for ever."
)


def check(context: Context) -> Iterator[Finding]:
    for problem, node, cause in problems(context, CODE):
        if cause is not None:
            text = lazy_gettext(
                "“{name}” goes on waiting after the way from “{split}” has come to an end, so that the instance would "
                "never be over. Lead that way to “{name}” too, or end it with a terminate end event.",
                name=label(node),
                split=label(cause),
            )
        else:
            text = lazy_gettext(
                "“{name}” goes on waiting after an end has been reached, so that the instance would never be over. "
                "Lead every way to it, or end with a terminate end event.",
                name=label(node),
            )
        yield finding(context, problem, node, text)
