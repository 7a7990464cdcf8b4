"""A potential owner names a role or an expression that yields roles (10.2.1); other performers are not looked at."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error, warning

CODE = "potential_owner"
EXPLANATION = Explanation(
    Topic.PEOPLE,
    what=lazy_gettext("A step names who may do it in a way that is not looked at."),
    why=lazy_gettext("Then nobody, or somebody else, would be given the step."),
    how=lazy_gettext("Name one role, or one formula that yields roles; most simply, use the lane."),
    wrong=Sketch(
        "start > review > end",
        inside=('<userTask id="review">\n  <potentialOwner id="who"/>\n</userTask>'),
        beside=('<resource id="sales" name="A"/>'),
        shown=('<userTask id="review">\n  <potentialOwner id="who"/>\n</userTask>'),
    ),
    right=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review">\n'
            '  <potentialOwner id="who">\n'
            "    <resourceRef>sales</resourceRef>\n"
            "  </potentialOwner>\n"
            "</userTask>"
        ),
        beside=('<resource id="sales" name="A"/>'),
        shown=(
            '<userTask id="review">\n'
            '  <potentialOwner id="who">\n'
            "    <resourceRef>sales</resourceRef>\n"
            "  </potentialOwner>\n"
            "</userTask>"
        ),
    ),
    in_the_file=True,
)


def check(context: Context) -> Iterator[Finding]:
    for activity in context.activities:
        for owner in activity.potential_owners:
            if (owner.role is None) == (owner.expression is None):
                text = lazy_gettext(
                    "Whose {name} is must be said in one way: by a role, or by a formula that gives one. Leave one "
                    "of them.",
                    name=context.label(activity),
                )
                yield error(CODE, activity, text)
    for node in context.xml("performer", "humanPerformer", "resourceRole"):
        text = lazy_gettext(
            "The file says in another way (“{tag}”) whose {name} is, which is not looked at; say it "
            "as “potentialOwner”, or by the lane.",
            tag=node.name,
            name=context.label(node),
        )
        yield warning(CODE, node, text)
