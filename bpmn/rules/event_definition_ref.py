"""References to an event definition elsewhere: SpiffWorkflow does not follow them and runs a plain event."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_definitions

CODE = "event_definition_ref"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("What an event means stands somewhere else in the file."),
    why=lazy_gettext(
        "It is not looked for there, so the event would be a plain one: an end would not stop everything."
    ),
    how=lazy_gettext("Draw the event anew in the editor, which writes its meaning inside it."),
    wrong=Sketch(
        "start > review > end",
        inside='<endEvent id="end">\n  <eventDefinitionRef>shared</eventDefinitionRef>\n</endEvent>',
        beside='<terminateEventDefinition id="shared"/>',
    ),
    right=Sketch("start > review > end", inside='<endEvent id="end">\n  <terminateEventDefinition/>\n</endEvent>'),
    in_the_file=True,
)
_MESSAGE = lazy_gettext(
    "The event refers to a definition elsewhere, which the engine does not follow; write the "
    "definition inside the event."
)


def check(context: Context) -> Iterator[Finding]:
    return refuse_definitions(context, CODE, "reference", _MESSAGE)
