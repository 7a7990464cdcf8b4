"""A file without a process that has steps: there is nothing to execute."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "no_process"


def check(context: Context) -> Iterator[Finding]:
    if not any(process.nodes for process in context.definitions.processes):
        yield error(CODE, context.root, lazy_gettext("The file has no process with steps; draw the process."))
