"""Data stores (10.3.1): SpiffWorkflow refuses the whole file for one that it has no code for, used or not."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "data_store"


def check(context: Context) -> Iterator[Finding]:
    for node in context.xml("dataStore"):
        text = lazy_gettext("Data stores are not executed; draw a data object or a text annotation instead.")
        yield error(CODE, node, text)
