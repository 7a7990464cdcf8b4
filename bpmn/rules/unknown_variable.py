"""A condition, script, term, notice or form reads a variable that nothing fills in: no form, script, loop or call.

A condition over it is never met, a script stops there. It is misspelt, or its field was renamed or removed; every place
that reads it is named. In the text of a notice and in a form it only leaves a gap; and where a diagram asks nobody for
anything yet and has steps without a type, these may still be given forms.
"""

from collections.abc import Iterator
from dataclasses import replace

from bpmn.dataflow.uses import Role, Use
from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error, warning
from bpmn.rules._comparisons import meant, with_constant, written
from bpmn.rules._reads import LIGHT, called, condition_repair, each_read, nearest, renamed, text_of

CODE = "unknown_variable"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("Something is used that nobody ever fills in."),
    why=lazy_gettext(
        "The name is misspelt, or its field was renamed or removed. The condition can then "
        "never hold, and a computation stops the instance."
    ),
    how=lazy_gettext("Correct the name, or ask for it in a form before."),
    wrong=Sketch(
        "start > ask > xor > approve [totl > 100] > end; xor > reject [default] > end3", forms={"ask": "number! total"}
    ),
    right=Sketch(
        "start > ask > xor > approve [total > 100] > end; xor > reject [default] > end3", forms={"ask": "number! total"}
    ),
)


def check(context: Context) -> Iterator[Finding]:
    flow = context.dataflow
    for read in each_read(context):
        if read.known is None and read.name not in flow.writers and (read.state or not flow.is_open):
            yield _finding(context, read.use, read.name)
    for use in flow.all_uses:
        if use.role is Role.FORM and not flow.is_open:
            for name in sorted(use.names - flow.writers.keys()):
                text = lazy_gettext(
                    "The form of {step} reads “{name}”, which nothing in the procedure fills in; correct the name.",
                    step=context.label(use.element),
                    name=name,
                )
                yield warning(CODE, use.element, text)


def _finding(context: Context, use: Use, name: str) -> Finding:
    other = nearest(name, context.dataflow)
    unfinished = not context.dataflow.writers and any(activity.kind == "task" for activity in context.activities)
    make = warning if use.role in LIGHT or unfinished else error
    answer = meant(context, use, name)
    if answer is not None:
        comparison, value = answer
        text = lazy_gettext(
            "{text} reads “{name}”, which nothing in the procedure fills in. As an answer to “{question}” it is "
            "written: {value}",
            text=text_of(use, name),
            name=name,
            question=called(comparison.name, context.dataflow),
            value=written(value),
        )
        return replace(make(CODE, use.element, text), repair=condition_repair(use, with_constant(comparison, value)))
    if other is None:
        text = lazy_gettext(
            "{text} reads “{name}”, which nothing in the procedure fills in: no form, script, loop or call. Correct "
            "the name, or ask for it in a form.",
            text=text_of(use, name),
            name=name,
        )
        return make(CODE, use.element, text)
    text = lazy_gettext(
        "{text} reads “{name}”, which nothing in the procedure fills in. Is “{other}” meant?",
        text=text_of(use, name),
        name=name,
        other=called(other, context.dataflow),
    )
    value = renamed(use.text, name, other)
    repair = condition_repair(use, value, lazy_gettext("Read “{other}”", other=called(other, context.dataflow)))
    return replace(make(CODE, use.element, text), repair=repair)
