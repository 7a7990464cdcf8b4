"""A condition, a script or a term counts on a field that may stay empty, and the finding says what happens then.

A condition over an empty value is not met, and the default flow is taken where one is drawn; a script or a timer stops
the instance. Require the field, or say what holds when it is empty.
"""

from collections.abc import Iterator

from bpmn.dataflow.conditions import condition
from bpmn.dataflow.uses import Role, Use
from bpmn.dataflow.worlds import UNKNOWN, World, each_world, sample
from bpmn.examples import Explanation, Sketch, Topic
from bpmn.expressions import EmptyValueError, EvaluationError, ExpressionError, parse_script
from bpmn.findings import Finding
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Event, Gateway, SequenceFlow
from bpmn.rules import Context, incomparable_kinds, info, warning
from bpmn.rules._comparisons import kinds_in
from bpmn.rules._reads import called, text_of

CODE = "empty_value"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("A condition or a computation uses a field that may be left empty."),
    why=lazy_gettext(
        "A condition over an empty field does not hold, so another way is taken than people "
        "may expect. A computation with it stops the instance."
    ),
    how=lazy_gettext("Make the field mandatory, or say what holds when it is empty."),
    wrong=Sketch(
        "start > ask > xor > approve [total > 100] > end; xor > reject [default] > end3", forms={"ask": "number total"}
    ),
    right=Sketch(
        "start > ask > xor > approve [total > 100] > end; xor > reject [default] > end3", forms={"ask": "number! total"}
    ),
)
_EMPTY: tuple[object, ...] = (None, "", [])


def check(context: Context) -> Iterator[Finding]:
    yield from _terms(context)
    for use in context.dataflow.all_uses:
        if use.role not in (Role.CONDITION, Role.LOOP, Role.SCRIPT):
            continue
        name = _wanting(context, use)
        if name is None or use.element.id in {finding.element for finding in incomparable_kinds.check(context)}:
            continue  # what never goes together does not with a value either
        text = _text(use, name, called(name, context.dataflow), _has_default(context, use))
        make = info if use.role is not Role.SCRIPT and _has_default(context, use) else warning
        yield make(CODE, use.element, text)


def _terms(context: Context) -> Iterator[Finding]:
    """The terms that count from a date that may stay empty."""
    for read in context.dataflow.reads:
        if read.use.role is not Role.TERM or read.known is None or not read.known.may_be_empty:
            continue
        if not kinds_in(read.state, read.name):
            continue  # nothing is known of what fills it in
        name = read.known.label or read.name
        if isinstance(read.use.element, Event):
            text = lazy_gettext(
                "“{name}” may be left empty, and the timer that counts from it then stops the instance with an error; "
                "require the field.",
                name=name,
            )
            yield warning(CODE, read.use.element, text)
        else:
            text = lazy_gettext("“{name}” may be left empty; the step then has no due date.", name=name)
            yield info(CODE, read.use.element, text)


def _wanting(context: Context, use: Use) -> str | None:
    """The variable for want of whose value a text cannot be worked out, where that may be."""
    test = condition(use.text)
    for case in context.dataflow.state(use.element.id, use.point):
        sampled = sample(case, use.names, () if test is None or use.role is Role.SCRIPT else (test,))
        for world in each_world(sampled):
            if any(world.get(name) is UNKNOWN for name in use.names) or use.names - world.keys():
                continue
            empty = [name for name in sorted(use.names) if world[name] in _EMPTY]
            if empty and _fails(use, world):
                return next((name for name in empty if world[name] is None), empty[0])
    return None


def _fails(use: Use, world: World) -> bool:
    """Whether a text cannot be worked out in a world for want of a value."""
    try:
        if use.role is Role.SCRIPT:
            parse_script(use.text).run(world)
        else:
            found = condition(use.text)
            if found is not None:
                found.expression.evaluate(world)
    except EmptyValueError:
        return True
    except (EvaluationError, ExpressionError):
        return False
    return False


def _has_default(context: Context, use: Use) -> bool:
    if not isinstance(use.element, SequenceFlow):
        return True  # a loop goes on or ends, and needs none
    source = next((node for node in context.nodes if node.id == use.element.source), None)
    return isinstance(source, Gateway) and source.default is not None


def _text(use: Use, variable: str, name: str, default: bool) -> Message:
    values = {"text": text_of(use, variable), "name": name}
    if use.role is Role.SCRIPT:
        return lazy_gettext(
            "“{name}” may be left empty, and the script then stops the instance with an error; require the field, or "
            "let the script provide for it.",
            **values,
        )
    if use.role is Role.LOOP:
        return lazy_gettext("“{name}” may be left empty; {text} is then not met.", **values)
    if default:
        return lazy_gettext(
            "“{name}” may be left empty; {text} is then not met, and the default way is taken unless another "
            "condition holds.",
            **values,
        )
    return lazy_gettext(
        "“{name}” may be left empty; {text} is then not met, and the instance stops there unless another condition "
        "holds. Require the field, or draw a default way.",
        **values,
    )
