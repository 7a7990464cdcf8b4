"""An expression in another language (FEEL, JUEL, XPath …) that is not also one of ours (8.3.2, ``language``).

`bpmn.rules.expression` says what cannot be read in it; this rule says why: the tool that drew it writes another
language.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.expressions import ExpressionError, parse_expression
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "expression_language"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("A condition is written in the language of another program."),
    why=lazy_gettext(
        "Each program writes conditions in a way of its own. What is written for another one cannot be executed here."
    ),
    how=lazy_gettext("Write it again as a formula, for example: total > 100 and ok"),
    wrong=Sketch(
        "start > ask > xor; approve > end; xor > reject [default] > end3",
        inside=(
            '<sequenceFlow id="f" sourceRef="xor" targetRef="approve">'
            '<conditionExpression language="FEEL">total between 1 and 100</conditionExpression></sequenceFlow>'
        ),
        forms={"ask": "number! total"},
    ),
    right=Sketch(
        "start > ask > xor; approve > end; xor > reject [default] > end3",
        inside=(
            '<sequenceFlow id="f" sourceRef="xor" targetRef="approve">'
            "<conditionExpression>100 >= total >= 1</conditionExpression></sequenceFlow>"
        ),
        forms={"ask": "number! total"},
    ),
)
_EXPRESSIONS = (
    "completionCondition", "conditionExpression", "expression", "formalExpression", "loopCardinality", "loopCondition",
)  # fmt: skip


def check(context: Context) -> Iterator[Finding]:
    usual = context.root.attributes.get("expressionLanguage", "")
    for node in context.xml(*_EXPRESSIONS):
        language = node.attributes.get("language") or usual
        if language and "python" not in language.lower() and node.text.strip() and not _ours(node.text):
            text = lazy_gettext(
                "The condition or formula is written in the language “{language}”; write it as: total > 100 and "
                "urgente",
                language=language[:100],
            )
            yield error(CODE, node, text)


def _ours(text: str) -> bool:
    try:
        parse_expression(text)
    except ExpressionError:
        return False
    return True
