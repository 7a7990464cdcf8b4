"""Every expression of the diagram can be read: conditions, loops, owners and receivers of notifications.

SpiffWorkflow reads them only when a token gets there. They are a bounded subset of Python (`bpmn.expressions`); one
that names another language is read all the same, because many tools write the language of their own on plain ones.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.expressions import ExpressionError, parse_expression
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.model import Activity, Element
from bpmn.rules import Context, error
from bpmn.rules._spelling import respelt

CODE = "expression"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("A condition is written so that it cannot be understood."),
    why=lazy_gettext(
        "Conditions are short formulas. One that cannot be read would stop the instance when it comes there."
    ),
    how=lazy_gettext("Write it as a formula: names of fields, numbers, and signs such as > or =="),
    wrong=Sketch(
        "start > ask > xor > approve [total is more than 100] > end; xor > reject [default] > end3",
        forms={"ask": "number! total"},
    ),
    right=Sketch(
        "start > ask > xor > approve [total > 100] > end; xor > reject [default] > end3", forms={"ask": "number! total"}
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for element, expression in _expressions(context):
        try:
            parse_expression(expression)
        except ExpressionError as problem:
            if respelt(expression) is not None:
                continue  # bpmn.rules.expression_spelling says how it is written here
            text = lazy_gettext(
                "“{expression}” cannot be used: {problem}", expression=expression[:80], problem=problem.message
            )
            yield error(CODE, element, text)


def _expressions(context: Context) -> Iterator[tuple[Element, str]]:
    for process in context.definitions.processes:
        for flow in process.flows:
            if flow.condition:  # an empty one has a rule of its own: missing_condition
                yield flow, flow.condition
    for node in context.nodes:
        for notification in node.notifications:
            if notification.to_expression:
                yield node, notification.to_expression
        if isinstance(node, Activity):
            for owner in node.potential_owners:
                if owner.expression is not None:
                    yield node, owner.expression
            if node.loop:
                yield from ((node, text) for text in (node.loop.condition, node.loop.cardinality) if text is not None)
