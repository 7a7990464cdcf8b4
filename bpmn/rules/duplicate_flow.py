"""Two flows between the same two nodes: SpiffWorkflow runs the second node twice, or waits for one of them only."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "duplicate_flow"
TITLE = lazy_gettext("Two flows between the same two elements")
WHY = lazy_gettext(
    "The second says nothing that the first does not say, and a gateway would count it as a way of its own."
)


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        seen: dict[tuple[str, str], str] = {}
        for flow in container.flows:
            first = seen.setdefault((flow.source, flow.target), flow.id)
            if first != flow.id:
                text = lazy_gettext(
                    "The flow “{first}” already joins these two; leave one, with both conditions.", first=first
                )
                yield error(CODE, flow, text)
