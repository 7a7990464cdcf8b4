"""A condition that nothing can meet: its way is never taken.

It contradicts itself or what was decided before on every way that leads there, it asks for a number out of its field's
bounds, or a condition that is asked before it at the same gateway takes all that would meet it.
"""

from collections.abc import Iterator

from bpmn.dataflow.uses import Point
from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.naming import shortened
from bpmn.rules import Context, incomparable_kinds, unoffered_value, warning
from bpmn.rules._outcomes import choices, outcomes
from bpmn.rules._reads import each_read

CODE = "impossible_condition"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("A condition can never hold."),
    why=lazy_gettext("Its way is drawn and never taken, whatever people answer."),
    how=lazy_gettext("Correct the condition, or remove the way."),
    wrong=Sketch(
        "start > ask > xor > approve [50 > total > 100] > end; xor > reject [default] > end3",
        forms={"ask": "number! total"},
    ),
    right=Sketch(
        "start > ask > xor > approve [100 > total > 50] > end; xor > reject [default] > end3",
        forms={"ask": "number! total"},
    ),
)


def _explained(context: Context) -> set[str | None]:
    """The flows of whose conditions another rule says why they are never met."""
    found = {finding.element for rule in (incomparable_kinds, unoffered_value) for finding in rule.check(context)}
    return found | {read.use.element.id for read in each_read(context) if read.known is None}


def check(context: Context) -> Iterator[Finding]:
    flow = context.dataflow
    for choice in choices(context):
        for each, condition in zip(choice.flows, choice.conditions, strict=True):
            alone = outcomes(choice.state, (condition,))
            state = flow.state(each.id, Point.FLOW)
            found = outcomes(state, (condition,)) if state else alone
            if not found.complete or any(told[0] is not False for _, told in found.worlds):
                continue
            if not found.worlds and state:
                continue  # nothing that is known fits: there is no saying why
            if each.id in _explained(context):
                continue
            if any(told[0] is not False for _, told in alone.worlds):
                text = lazy_gettext(
                    "“{text}” is never met here: what would meet it is taken by a condition that is asked before it.",
                    text=shortened(each.condition or ""),
                )
            else:
                text = lazy_gettext(
                    "“{text}” can never be met here, whatever is answered; this way is never taken.",
                    text=shortened(each.condition or ""),
                )
            yield warning(CODE, each, text)
