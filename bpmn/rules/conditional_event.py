"""Conditional events are not executed yet: nothing watches their condition."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_definitions

CODE = "conditional_event"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("An event would wait until a condition holds."),
    why=lazy_gettext("Nothing watches the condition, so the instance would stay there for ever."),
    how=lazy_gettext("Ask for it at a gateway when the flow comes there."),
    wrong=Sketch(
        "start > ask > event > approve > end",
        inside=(
            '<intermediateCatchEvent id="event"><conditionalEventDefinition>'
            "<condition>ok</condition></conditionalEventDefinition></intermediateCatchEvent>"
        ),
        forms={"ask": "checkbox ok"},
    ),
    right=Sketch("start > ask > xor > approve [ok] > end; xor > reject [default] > end3", forms={"ask": "checkbox ok"}),
)
_MESSAGE = lazy_gettext(
    "Events that wait for a condition are not executed yet; ask for the condition at an exclusive gateway (X)."
)


def check(context: Context) -> Iterator[Finding]:
    return refuse_definitions(context, CODE, "conditional", _MESSAGE)
