"""Activities that wait for several tokens, or send several on (10.2.1): SpiffWorkflow always counts one."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "token_quantity"
EXPLANATION = Explanation(
    Topic.TIME,
    what=lazy_gettext("A step would wait for several arrivals at once."),
    why=lazy_gettext("That is not executed: the step would be done at the first arrival."),
    how=lazy_gettext("Remove it; a gateway with a plus sign before the step waits for all ways."),
    wrong=Sketch("start > review > end", inside='<userTask id="review" startQuantity="2"/>'),
    right=Sketch("start > review > end", inside='<userTask id="review"/>'),
    in_the_file=True,
)


def check(context: Context) -> Iterator[Finding]:
    for activity in context.activities:
        attributes = context.elements[activity.id].attributes
        for name in ("startQuantity", "completionQuantity"):
            if attributes.get(name, "1").strip() != "1":
                text = lazy_gettext(
                    "In the file, {name} begins or goes on several times at once ({attribute}), which is not "
                    "executed; remove it, or draw a parallel gateway (+).",
                    name=context.label(activity),
                    attribute=name,
                )
                yield error(CODE, activity, text)
