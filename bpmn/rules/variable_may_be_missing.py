"""A condition, script, term or notice reads a variable that is filled in on only some of the ways that lead there.

Its step lies on another way, or its field was hidden. The finding shows such a way, and says what happens then. A
condition that asks whether it ``is None`` provides for it.
"""

import ast
from collections.abc import Iterator

from bpmn.dataflow.conditions import condition
from bpmn.dataflow.uses import Role, Use
from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Activity
from bpmn.rules import Context, warning
from bpmn.rules._reads import each_read, text_of, with_way

CODE = "variable_may_be_missing"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("Something is used that is filled in on only some of the ways."),
    why=lazy_gettext(
        "In instances that took another way it is empty, and the condition does not hold there or the notice has a gap."
    ),
    how=lazy_gettext("Ask for it on every way that leads there, or before the ways part."),
    wrong=Sketch(
        (
            "start > ask > xor > review [ok] > xor2; xor > xor2 [default]; xor2 > xor3 > pay "
            "[total > 100] > end; xor3 > reject [default] > end3"
        ),
        forms={"ask": "checkbox ok", "review": "number! total"},
    ),
    right=Sketch(
        (
            "start > ask > xor > review [ok] > xor2; xor > xor2 [default]; xor2 > xor3 > pay "
            "[total > 100] > end; xor3 > reject [default] > end3"
        ),
        forms={"ask": "checkbox ok; number! total"},
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for read in each_read(context):
        known = read.known
        if known is None or not known.may_be_missing or _asks_for(read.use, read.name):
            continue
        finding = warning(CODE, read.use.element, _text(read.use, read.name, known.label or read.name))
        yield with_way(context, finding, read.use, known.written_by)


def _asks_for(use: Use, name: str) -> bool:
    """Whether a condition asks for the variable being there: ``name is None``, ``name == None``."""
    found = condition(use.text) if use.role in (Role.CONDITION, Role.LOOP) else None
    if found is None:
        return False
    return any(
        isinstance(each, ast.Constant) and each.value is None
        for node in ast.walk(found.tree)
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and node.left.id == name
        for each in node.comparators
    )


def _text(use: Use, variable: str, name: str) -> Message:
    values = {"text": text_of(use, variable), "name": name}
    match use.role:
        case Role.CONDITION | Role.LOOP:
            return lazy_gettext(
                "“{name}” is not filled in on every way that leads here; where it is not, {text} counts it as empty. "
                "Ask for it on every way, or say what holds then with: is None.",
                **values,
            )
        case Role.PLACE:
            return lazy_gettext(
                "“{name}” is not filled in on every way that leads here; where it is not, the notice has a dash in its "
                "place.",
                **values,
            )
        case Role.RECIPIENT | Role.PERFORMER | Role.INVITATION:
            return lazy_gettext(
                "“{name}” is not filled in on every way that leads here; where it is not, {text} names nobody.",
                **values,
            )
        case Role.TERM if isinstance(use.element, Activity):
            return lazy_gettext(
                "“{name}” is not filled in on every way that leads here; where it is not, the step has no due date.",
                **values,
            )
    return lazy_gettext(
        "“{name}” is not filled in on every way that leads here; where it is not, the instance stops here with an "
        "error. Ask for it on every way.",
        **values,
    )
