"""A condition compares a choice with a value that its field does not offer: it is never equal to it.

The option was renamed or removed, or is misspelt; the value that is most like it is put in with one press.
"""

import ast
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.naming import shortened
from bpmn.rules import Context, warning
from bpmn.rules._comparisons import SAME, Comparison, comparisons, go_together, offered, with_constant
from bpmn.rules._reads import called, condition_repair
from bpmn.value_kinds import ValueKind, kind_of

CODE = "unoffered_value"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("A condition asks for an option that the field does not offer."),
    why=lazy_gettext(
        "Nobody can choose it, so that the way is never taken. Most often the option was renamed or is misspelt."
    ),
    how=lazy_gettext("Write one of the options of the field, exactly as the form has it."),
    wrong=Sketch(
        'start > ask > xor > approve [plan == "D"] > end; xor > reject [default] > end3',
        forms={"ask": "select! plan A,B,C"},
    ),
    right=Sketch(
        'start > ask > xor > approve [plan == "A"] > end; xor > reject [default] > end3',
        forms={"ask": "select! plan A,B,C"},
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for each in comparisons(context):
        if not all(kind.values for kind in each.kinds):
            continue
        for constant in _asked(each):
            values = [value for kind in each.kinds for value in kind.values or ()]
            if constant in ("", None) or constant in values:
                continue
            kind = each.kinds[0]
            text = lazy_gettext(
                "“{text}” asks “{name}” for {value}, which is none of its options: {options}.",
                text=shortened(each.use.text),
                name=called(each.name, context.dataflow),
                value=repr(constant),
                options=", ".join(_option(value, each.kinds) for value in values[:10]),
            )
            meant = _meant(constant, kind)
            finding = warning(CODE, each.use.element, text)
            if meant in values and constant == each.constant:
                finding = replace(finding, repair=condition_repair(each.use, with_constant(each, meant)))
            yield finding


def _asked(each: Comparison) -> list[object]:
    """The constants that a choice is compared with."""
    first = each.node.left is each.place
    if isinstance(each.sign, SAME) and each.kinds[0].name != "list":
        return [each.constant] if _fits(each.constant, each.kinds) else []
    if isinstance(each.sign, (ast.In, ast.NotIn)):
        if first and each.kinds[0].name == "list":
            return [each.constant]
        if not first and isinstance(each.constant, (list, tuple)) and each.kinds[0].name != "list":
            return [item for item in each.constant if _fits(item, each.kinds)]
    return []


def _fits(constant: object, kinds: tuple[ValueKind, ...]) -> bool:
    return constant is not None and any(go_together(kind, kind_of(constant)) for kind in kinds)


def _option(value: object, kinds: tuple[ValueKind, ...]) -> str:
    label = next(
        (
            each.labels[each.values.index(value)]
            for each in kinds
            if each.values and each.labels and value in each.values
        ),
        None,
    )
    return repr(value) if label is None or label == value else f"{value!r} ({label})"


def _meant(constant: object, kind: ValueKind) -> object:
    meant = offered(constant, kind)
    if meant is not None or not isinstance(constant, str):
        return meant
    texts = [value for value in kind.values or () if isinstance(value, str)]
    return next(iter(get_close_matches(constant, texts, 1, 0.7)), None)
