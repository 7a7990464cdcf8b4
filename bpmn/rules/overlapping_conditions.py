"""Two conditions of an exclusive gateway that both hold for the same answers (10.5.2: they are asked in an order).

The first one in the file is taken, which nobody sees in the drawing. Conditions that exclude each other are the same in
any order.
"""

from collections.abc import Iterator
from itertools import combinations

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.naming import shortened
from bpmn.rules import Context, warning
from bpmn.rules._outcomes import choices, outcomes

CODE = "overlapping_conditions"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("Two conditions of a choice can both hold."),
    why=lazy_gettext(
        "Only one way is taken: that of the condition that stands first in the file, which nobody sees in the drawing."
    ),
    how=lazy_gettext("Write the conditions so that each answer fits only one of them."),
    wrong=Sketch(
        (
            "start > ask > xor > approve [total > 100] > end; xor > review [total > 50] > end2; "
            "xor > reject [default] > end3"
        ),
        forms={"ask": "number! total"},
    ),
    right=Sketch(
        (
            "start > ask > xor > approve [total > 100] > end; xor > review [100 >= total > 50] > "
            "end2; xor > reject [default] > end3"
        ),
        forms={"ask": "number! total"},
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for choice in choices(context):
        if choice.gateway.kind != "exclusiveGateway" or len(choice.flows) < 2:
            continue
        found = outcomes(choice.state, choice.conditions)
        for one, other in combinations(range(len(choice.flows)), 2):
            if any(told[one] and told[other] for _, told in found.worlds):
                first, second = choice.flows[one], choice.flows[other]
                text = lazy_gettext(
                    "“{second}” and “{first}” can both hold; then the way of “{first}” is taken, because it was "
                    "drawn first. Make them exclude each other.",
                    first=shortened(first.condition or ""),
                    second=shortened(second.condition or ""),
                )
                yield warning(CODE, second, text)
                break
