"""The findings of scenarios, explained."""

from bpmn.examples import FileExplanation, Topic
from bpmn.messages import lazy_gettext

EXPLANATIONS = {
    "scenario_failed": FileExplanation(
        Topic.FLOW,
        what=lazy_gettext("A trial that was kept comes to something else than when it was kept."),
        why=lazy_gettext(
            "Somebody went through the procedure once and kept what came of it. With what the draft says now, another "
            "step waits, it ends otherwise, or a step cannot be done as it was. That may be what you want, or what "
            "you did not notice."
        ),
        how=lazy_gettext(
            "In Probar, open the scenario and look. Mend the draft, or press «What it comes to now is right»; remove "
            "a scenario that makes no sense any more."
        ),
    ),
    "scenario_not_tried": FileExplanation(
        Topic.FLOW,
        what=lazy_gettext("There was no time to go through a trial that was kept."),
        why=lazy_gettext("The page does not wait for long; those that were not reached may have something to tell."),
        how=lazy_gettext("Look at the findings again: it goes on where it stopped."),
    ),
}
