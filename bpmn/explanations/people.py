"""The findings about who does the work, explained."""

from bpmn.examples import FileExplanation, Topic
from bpmn.messages import lazy_gettext

EXPLANATIONS = {
    "lane_without_people": FileExplanation(
        Topic.PEOPLE,
        what=lazy_gettext("Nobody is there to do the work of a lane."),
        why=lazy_gettext(
            "None of the lane's roles has a person. Until one has, its work goes to the administrator, who may "
            "not know what to do with it."
        ),
        how=lazy_gettext("In Administración, give the role to at least one person."),
    ),
    "role_without_people": FileExplanation(
        Topic.PEOPLE,
        what=lazy_gettext("Nobody holds the role that a step names."),
        why=lazy_gettext("Until somebody does, the step goes to the administrator."),
        how=lazy_gettext("In Administración, give the role to at least one person, or choose another for the step."),
    ),
}
