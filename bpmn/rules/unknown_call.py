"""A call activity calls a process that exists: in the file, or deployed (10.2.6)."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "unknown_call"


def check(context: Context) -> Iterator[Finding]:
    known = context.known_processes | {process.id for process in context.definitions.processes}
    for activity in context.activities:
        if activity.kind != "callActivity":
            continue
        if not activity.called_element:
            yield error(
                CODE, activity, lazy_gettext("The call activity names no process; choose the process that it calls.")
            )
        elif activity.called_element not in known:
            text = lazy_gettext(
                "The call activity calls “{process}”, and there is no such process; deploy it first or correct the id.",
                process=activity.called_element[:80],
            )
            yield error(CODE, activity, text)
