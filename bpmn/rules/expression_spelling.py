"""An expression is written as another tool writes it: ``true``, ``null``, ``=``, ``&&``, ``${…}``, in FEEL or JUEL.

Here it would be refused, or ``true`` be taken for a variable that nobody fills in. The finding says how it is written
here, and puts it right on a flow.
"""

from collections.abc import Iterator
from dataclasses import replace

from bpmn.dataflow.uses import Role
from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.naming import shortened
from bpmn.rules import Context, error
from bpmn.rules._comparisons import with_answers
from bpmn.rules._reads import condition_repair
from bpmn.rules._spelling import FOREIGN, respelt

CODE = "expression_spelling"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("A condition uses signs or words of another program."),
    why=lazy_gettext(
        "It is clear what is meant, but it is written differently here: a yes or no is "
        "written by its name alone, and “equal” as =="
    ),
    how=lazy_gettext("Write it as the finding says; the editor does it at a press."),
    wrong=Sketch(
        "start > ask > xor > approve [ok = true] > end; xor > reject [default] > end3", forms={"ask": "checkbox ok"}
    ),
    right=Sketch("start > ask > xor > approve [ok] > end; xor > reject [default] > end3", forms={"ask": "checkbox ok"}),
)
_EXPRESSIONS = frozenset(
    (Role.CONDITION, Role.LOOP, Role.RECIPIENT, Role.PERFORMER, Role.COLLECTION, Role.TIMER)
)  # not texts with places, names alone, or scripts


def check(context: Context) -> Iterator[Finding]:
    flow = context.dataflow
    for use in flow.all_uses:
        if use.role not in _EXPRESSIONS or (use.names & FOREIGN & flow.writers.keys()):
            continue
        value = respelt(use.text)
        if value is not None:
            value = with_answers(context, use._replace(text=value))
            text = lazy_gettext(
                "“{text}” is written as in another program; here it is written: {value}",
                text=shortened(use.text),
                value=shortened(value),
            )
            yield replace(error(CODE, use.element, text), repair=condition_repair(use, value))
