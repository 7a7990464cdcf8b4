"""A process that its tool did not mark as executable: it is executed all the same, as it stands."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, info, label

CODE = "not_executable"


def check(context: Context) -> Iterator[Finding]:
    for process in context.definitions.processes:
        if process.nodes and not process.executable:
            text = lazy_gettext(
                "“{name}” is not marked as executable; it will be executed all the same.", name=label(process)
            )
            yield info(CODE, process, text)
