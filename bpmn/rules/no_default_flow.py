"""A gateway whose flows all have conditions stops the instance with an error when none of them holds (10.5.2).

Where the forms show that some condition always holds, or for which answer none does, nothing is left to be said.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.model import Gateway
from bpmn.rules import Container, Context, warning
from bpmn.rules._outcomes import choice_of
from bpmn.rules.uncovered_value import covers_all, uncovered

CODE = "no_default_flow"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("A choice has no way for when no condition holds."),
    why=lazy_gettext("If an answer comes that nobody thought of, the instance stops there with an error."),
    how=lazy_gettext("Make one of the ways the default."),
    wrong=Sketch(
        "start > ask > xor > approve [ok in note] > end; xor > reject [not ok in note] > end3",
        forms={"ask": "checkbox ok; textfield! note"},
    ),
    right=Sketch(
        "start > ask > xor > approve [ok in note] > end; xor > reject [default] > end3",
        forms={"ask": "checkbox ok; textfield! note"},
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        for node in container.nodes.values():
            if not isinstance(node, Gateway) or node.kind not in ("exclusiveGateway", "inclusiveGateway"):
                continue
            flows = container.outgoing[node.id]
            unasked = any(flow.condition is None or flow.id == node.default for flow in flows)
            if flows and not unasked and not _is_decided(context, container, node):
                text = lazy_gettext(
                    "{name} has no default way; choose one, for when no condition holds.",
                    name=context.label(node),
                )
                yield warning(CODE, node, text)


def _is_decided(context: Context, container: Container, node: Gateway) -> bool:
    """Whether the conditions provide for all that can be answered, or `uncovered_value` names what they do not."""
    choice = choice_of(context, container, node)
    return choice is not None and (covers_all(choice) or uncovered(choice) is not None)
