"""Complex gateways (10.5.5): SpiffWorkflow has no such gateway."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_kind

CODE = "complex_gateway"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("A gateway has a rule of its own."),
    why=lazy_gettext("The gateway with the star is not executed: when it goes on cannot be told from the drawing."),
    how=lazy_gettext(
        "Use the one with a cross for a choice, with a ring for several answers, with a plus sign for all ways."
    ),
    wrong=Sketch(
        "start > ask > xor > approve [ok] > end; xor > reject > end3",
        inside='<complexGateway id="xor"/>',
        forms={"ask": "checkbox ok"},
    ),
    right=Sketch("start > ask > xor > approve [ok] > end; xor > reject [default] > end3", forms={"ask": "checkbox ok"}),
)
_MESSAGE = lazy_gettext(
    "Complex gateways are not executed; use one that is exclusive (X), inclusive (O) or parallel (+)."
)


def check(context: Context) -> Iterator[Finding]:
    return refuse_kind(context, CODE, "complexGateway", _MESSAGE)
