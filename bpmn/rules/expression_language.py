"""An expression in another language (FEEL, JUEL, XPath …) that is not also one of ours (8.3.2, ``language``).

`bpmn.rules.expression` says what cannot be read in it; this rule says why: the tool that drew it writes another
language.
"""

from collections.abc import Iterator

from bpmn.expressions import ExpressionError, parse_expression
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "expression_language"
_EXPRESSIONS = (
    "completionCondition", "conditionExpression", "expression", "formalExpression", "loopCardinality", "loopCondition",
)  # fmt: skip


def check(context: Context) -> Iterator[Finding]:
    usual = context.root.attributes.get("expressionLanguage", "")
    for node in context.xml(*_EXPRESSIONS):
        language = node.attributes.get("language") or usual
        if language and "python" not in language.lower() and node.text.strip() and not _ours(node.text):
            text = lazy_gettext(
                "The expression is written in “{language}”; write it as Python does, such as: total > 100 and urgente",
                language=language[:100],
            )
            yield error(CODE, node, text)


def _ours(text: str) -> bool:
    try:
        parse_expression(text)
    except ExpressionError:
        return False
    return True
