"""A user task without a form asks for nothing: whoever does it can only say that it is done."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, warning

CODE = "no_form"
EXPLANATION = Explanation(
    Topic.PEOPLE,
    what=lazy_gettext("A step asks for nothing."),
    why=lazy_gettext(
        "Without a form, whoever does it can only say that it is done; what came out of it is recorded nowhere."
    ),
    how=lazy_gettext("Give it a form with what is to be answered, or leave it as it is where nothing is."),
    wrong=Sketch("start > review > end"),
    right=Sketch("start > review > end", forms={"review": "checkbox! ok"}),
)


def check(context: Context) -> Iterator[Finding]:
    for activity in context.activities:
        if activity.kind == "userTask" and not activity.form:
            text = lazy_gettext(
                "{name} has no form: whoever does it has nothing to fill in. Choose its form in the editor, if "
                "something is to be asked.",
                name=context.label(activity),
            )
            yield warning(CODE, activity, text)
