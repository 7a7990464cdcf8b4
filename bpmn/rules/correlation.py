"""Correlation of messages (8.3.2) is not executed: nothing receives a message yet."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "correlation"


def check(context: Context) -> Iterator[Finding]:
    for node in context.xml("correlationProperty", "correlationKey", "correlationSubscription"):
        yield error(CODE, node, lazy_gettext("Correlation of messages is not executed yet; remove it."))
