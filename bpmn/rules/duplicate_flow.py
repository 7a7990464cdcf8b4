"""Two flows between the same two nodes: SpiffWorkflow runs the second node twice, or waits for one of them only."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "duplicate_flow"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("Two arrows join the same two steps."),
    why=lazy_gettext("The second step could be done twice, or wait for something that has already come."),
    how=lazy_gettext("Leave one arrow. Where each had a condition, write both in it, joined by: or"),
    wrong=Sketch("start > review > archive > end; review > archive"),
    right=Sketch("start > review > archive > end"),
)


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        seen: dict[tuple[str, str], str] = {}
        for flow in container.flows:
            first = seen.setdefault((flow.source, flow.target), flow.id)
            if first != flow.id:
                text = lazy_gettext(
                    "Two arrows are {flow}; leave one. Where each had a condition, write both in it, joined by: or",
                    flow=context.label(flow),
                )
                yield error(CODE, flow, text)
