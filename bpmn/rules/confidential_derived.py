"""A value is worked out from a confidential one and is not confidential itself.

Whoever reads a margin knows the costs. What a form works out is marked in the form; what a script works out, by a field
that shows it and bears the mark.
"""

from collections.abc import Iterator

from bpmn.dataflow.uses import Role
from bpmn.examples import Explanation, Sketch, Topic
from bpmn.expressions import writes
from bpmn.findings import Finding
from bpmn.forms.kinds import Computed
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, warning
from bpmn.rules._marks import confidential, marked_forms
from bpmn.rules._reads import called

CODE = "confidential_derived"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("A value is worked out from a confidential one, and everybody may read it."),
    why=lazy_gettext("Whoever reads the result can often tell what it was worked out from."),
    how=lazy_gettext("Mark the result as confidential too, where it tells anything."),
    wrong=Sketch(
        "start > ask > end",
        forms={"ask": "number! total @sales; expression price =total * 1.16"},
    ),
    right=Sketch(
        "start > ask > end",
        forms={"ask": "number! total @sales; expression price @sales =total * 1.16"},
    ),
)


def check(context: Context) -> Iterator[Finding]:
    marked = confidential(context)
    if not marked:
        return
    for activity, form, marks in marked_forms(context):
        for path, field in form.fields():
            chain = tuple(path.replace("[]", "").split("."))
            covered = any(mark.readers is not None and chain[: len(each)] == each for each, mark in marks.items())
            if isinstance(field, Computed) and not covered and chain[0] not in marked:
                for name in sorted(field.expression.names & marked.keys()):
                    text = lazy_gettext(
                        "The form of {step} works out “{result}” from “{name}”, which is confidential; mark it as "
                        "confidential too.",
                        step=context.label(activity),
                        result=field.label,
                        name=called(name, context.dataflow),
                    )
                    yield warning(CODE, activity, text)
    for use in context.dataflow.all_uses:
        if use.role is Role.SCRIPT and use.names & marked.keys():
            for result in sorted(set(writes(use.text)) - marked.keys()):
                text = lazy_gettext(
                    "The script of {step} works out “{result}” from “{name}”, which is confidential; let a field that "
                    "is confidential show it.",
                    step=context.label(use.element),
                    result=result,
                    name=called(min(use.names & marked.keys()), context.dataflow),
                )
                yield warning(CODE, use.element, text)
