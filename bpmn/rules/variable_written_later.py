"""A condition, script, term or notice reads a variable that is filled in, but on no way that leads there.

It is asked only later, or on another way: here it is always empty, so that a condition over it is never met and a
script stops.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error, warning
from bpmn.rules._reads import LIGHT, each_read, step_of, text_of

CODE = "variable_written_later"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("Something is used before it is asked for."),
    why=lazy_gettext("Its form comes later, or on another way. Here it is always still empty."),
    how=lazy_gettext("Ask for it before, or use it later."),
    wrong=Sketch("start > xor > approve [ok] > ask > end; xor > reject [default] > end3", forms={"ask": "checkbox ok"}),
    right=Sketch("start > ask > xor > approve [ok] > end; xor > reject [default] > end3", forms={"ask": "checkbox ok"}),
)


def check(context: Context) -> Iterator[Finding]:
    flow = context.dataflow
    for read in each_read(context):
        writers = flow.writers.get(read.name)
        if read.known is not None or not read.state or not writers:
            continue
        step = step_of(context, writers[0].element)
        text = lazy_gettext(
            "{text} reads “{name}”, which on every way is still empty here: it is filled in at {step}. Ask for it "
            "before, or move what depends on it.",
            text=text_of(read.use, read.name),
            name=writers[0].label or read.name,
            step=lazy_gettext("another procedure") if step is None else context.label(step),
        )
        yield (warning if read.use.role in LIGHT else error)(CODE, read.use.element, text)
