"""Activities that wait for several tokens, or send several on (10.2.1): SpiffWorkflow always counts one."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "token_quantity"


def check(context: Context) -> Iterator[Finding]:
    for activity in context.activities:
        attributes = context.elements[activity.id].attributes
        for name in ("startQuantity", "completionQuantity"):
            if attributes.get(name, "1").strip() != "1":
                text = lazy_gettext(
                    "{attribute} is not executed; remove it, or draw a parallel gateway.", attribute=name
                )
                yield error(CODE, activity, text)
