"""Whatever no other rule names and the engine does not execute: BPMN is larger than the list of what we run.

SpiffWorkflow drops such elements where nothing leads to them and fails where something does.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.kinds import CATCH_EVENTS, FLOW_NODES, SUB_PROCESSES
from bpmn.messages import lazy_gettext
from bpmn.model import Event
from bpmn.rules import Context, error
from bpmn.rules._refused import EXECUTED, REFUSED

CODE = "unsupported_element"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("Something is drawn that is not executed."),
    why=lazy_gettext(
        "The notation has more signs than are executed here. This one would be left out, or "
        "the instance would stop at it."
    ),
    how=lazy_gettext("Use tasks, sub-processes, gateways, clocks, and plain starts and ends."),
    wrong=Sketch("start > review > event > end", inside='<intermediateCatchEvent id="event"/>'),
    right=Sketch("start > review > end"),
)

# What may stand in a process or sub-process besides flow nodes (FlowElementsContainer 8.3.6, Process 10.1, Activity
# 10.2): drawing, documentation, and data that this engine leaves to other rules.
_BESIDES = frozenset(
    {
        "association", "auditing", "category", "completionCondition", "correlationSubscription", "dataInputAssociation",
        "dataObject", "dataObjectReference", "dataOutputAssociation", "dataStoreReference", "documentation",
        "extensionElements", "group", "humanPerformer", "incoming", "ioBinding", "ioSpecification", "laneSet",
        "monitoring", "multiInstanceLoopCharacteristics", "outgoing", "performer", "potentialOwner", "property",
        "resourceRole", "sequenceFlow", "standardLoopCharacteristics", "supportedInterfaceRef", "supports",
        "textAnnotation",
    }
)  # fmt: skip


def check(context: Context) -> Iterator[Finding]:
    for container in context.xml("process", *sorted(SUB_PROCESSES)):
        for child in container.children:
            if child.is_bpmn() and child.name not in FLOW_NODES | _BESIDES:
                text = lazy_gettext(
                    "The file has a “{tag}”, which is not executed; use tasks, sub-processes, calls of other "
                    "procedures, events and gateways.",
                    tag=child.name[:80],
                )
                yield error(CODE, child, text)
    for event in context.events:
        if not _known(event):
            text = lazy_gettext(
                "{name} is not executed as it is drawn; use a plain start, an end (plain, of termination or with a "
                "message), or an event that sends a message.",
                name=context.label(event),
            )
            yield error(CODE, event, text)


def _known(event: Event) -> bool:
    """Whether the event is executed, or another rule says why it is not."""
    kinds = [definition.kind for definition in event.definitions]
    if len(kinds) > 1 or (event.kind in CATCH_EVENTS and kinds == ["message"]):
        return True
    kind = kinds[0] if kinds else None
    return kind in REFUSED or (event.kind, kind) in EXECUTED
