"""Signals are not executed yet; SpiffWorkflow turns a signal end event into a plain one."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_definitions

CODE = "signal_event"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("An event sends or awaits a signal."),
    why=lazy_gettext("Signals go to nobody and come from nowhere here: what should follow would not happen."),
    how=lazy_gettext("Draw an arrow to what follows, or a notice to who should know."),
    wrong=Sketch(
        "start > review > event > end",
        inside='<intermediateThrowEvent id="event"><signalEventDefinition/></intermediateThrowEvent>',
    ),
    right=Sketch("start > review > answer > end"),
)
_MESSAGE = lazy_gettext("Signals are not executed yet; use a sequence flow, or a message event to tell somebody.")


def check(context: Context) -> Iterator[Finding]:
    return refuse_definitions(context, CODE, "signal", _MESSAGE)
