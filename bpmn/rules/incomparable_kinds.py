"""A condition compares what is never equal and has no order: a yes or no with ``"Sí"``, a number with ``"100"``.

Equal it never is, and where one has to come before the other the instance stops with an error. What was meant is put
right with one press where it is clear.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import Message, lazy_gettext
from bpmn.naming import shortened
from bpmn.rules import Context, error, warning
from bpmn.rules._comparisons import ORDERED, SAME, Comparison, comparisons, go_together, offered, with_constant
from bpmn.rules._reads import called, condition_repair

CODE = "incomparable_kinds"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("Two things are compared that cannot be compared."),
    why=lazy_gettext(
        "A number is no text, and a yes or no is no word: between quotation marks stands a "
        "text. They are never equal, and where one is to be greater the instance stops."
    ),
    how=lazy_gettext("Write numbers without quotation marks, and a yes or no by its name alone."),
    wrong=Sketch(
        'start > ask > xor > approve [total > "100"] > end; xor > reject [default] > end3',
        forms={"ask": "number! total"},
    ),
    right=Sketch(
        "start > ask > xor > approve [total > 100] > end; xor > reject [default] > end3", forms={"ask": "number! total"}
    ),
)
_ISO = re.compile(r"\d{4}-\d{2}|\d{2}:\d{2}")
KINDS = {
    "boolean": lazy_gettext("yes or no"),
    "number": lazy_gettext("a number"),
    "text": lazy_gettext("a text"),
    "date": lazy_gettext("a date"),
    "list": lazy_gettext("a list"),
}


def check(context: Context) -> Iterator[Finding]:
    for each in comparisons(context):
        name = called(each.name, context.dataflow)
        if isinstance(each.sign, (*SAME, *ORDERED)):
            if not any(go_together(one, other) for one in each.kinds for other in each.others):
                yield _finding(each, name)
            elif _is_no_date(each):
                text = lazy_gettext(
                    "“{text}” compares the date “{name}” with “{value}”; write dates as 2026-03-31.",
                    text=shortened(each.use.text),
                    name=name,
                    value=str(each.constant)[:40],
                )
                yield warning(CODE, each.use.element, text)
        elif isinstance(each.sign, (ast.In, ast.NotIn)) and _holds_nothing(each):
            text = lazy_gettext(
                "“{text}” looks for something in “{name}”, which is {kind}: the instance stops here with an error.",
                text=shortened(each.use.text),
                name=name,
                kind=KINDS[each.kinds[0].name],
            )
            yield error(CODE, each.use.element, text)


def _is_no_date(each: Comparison) -> bool:
    """Whether a date is compared with a text that holds none."""
    is_date = any(kind.name == "date" for kind in each.kinds)
    return is_date and isinstance(each.constant, str) and bool(each.constant) and not _ISO.match(each.constant)


def _holds_nothing(each: Comparison) -> bool:
    """Whether something is looked for in what holds nothing."""
    position = [each.node.left, *each.node.comparators].index(each.place)
    return position == 0 and all(kind.json in ("boolean", "number") for kind in each.kinds)


def _finding(each: Comparison, name: str) -> Finding:
    kind = each.kinds[0]
    plain = len(each.kinds) == 1 and kind.name != "list" and each.constant is not None
    value = offered(each.constant, kind) if plain else None
    finding = error(CODE, each.use.element, _text(each, name))
    if value is None:
        return finding
    return replace(finding, repair=condition_repair(each.use, with_constant(each, value)))


def _text(each: Comparison, name: str) -> Message:
    values = {
        "text": shortened(each.use.text),
        "name": name,
        "kind": KINDS[each.kinds[0].name],
        "other": KINDS.get(each.others[0].name, each.others[0].name),
    }
    if isinstance(each.sign, ORDERED):
        return lazy_gettext(
            "In “{text}”, “{name}” is {kind} and is compared with {other}: the instance stops here with an error.",
            **values,
        )
    return lazy_gettext(
        "In “{text}”, “{name}” is {kind} and is compared with {other}: the two are never equal.", **values
    )
