"""Correlation of messages (8.3.2) is not executed: nothing receives a message yet."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "correlation"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("The file says how messages find their instance."),
    why=lazy_gettext("No messages are received here, so it has no effect."),
    how=lazy_gettext("Remove it."),
    wrong=Sketch("start > review > end", beside='<correlationProperty id="number"/>\n<message id="m1" name="M-1"/>'),
    right=Sketch("start > review > end", beside='<message id="m1" name="M-1"/>'),
    in_the_file=True,
)


def check(context: Context) -> Iterator[Finding]:
    for node in context.xml("correlationProperty", "correlationKey", "correlationSubscription"):
        yield error(
            CODE,
            node,
            lazy_gettext(
                "The file says how messages that arrive are told apart (correlation), which is not executed yet; "
                "remove it."
            ),
        )
