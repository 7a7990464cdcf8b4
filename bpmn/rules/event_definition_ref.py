"""References to an event definition elsewhere: SpiffWorkflow does not follow them and runs a plain event."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

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


def check(context: Context) -> Iterator[Finding]:
    for event in context.events:
        if any(definition.kind == "reference" for definition in event.definitions):
            text = lazy_gettext(
                "In the file, what {name} waits for or sends is written apart from it, where it is not looked for; "
                "choose it again in the editor.",
                name=context.label(event),
            )
            yield error(CODE, event, text)
