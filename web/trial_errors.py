"""What is said where something cannot be done while a draft is tried (`engine.trials`): see `web.errors`."""

from bpmn.messages import Message, lazy_gettext

TEXTS: dict[str, Message] = {
    "step_not_waiting": lazy_gettext("«{step}» does not wait for anybody now."),
    "no_such_holder": lazy_gettext("Nobody who holds the role «{role}» takes part in this procedure."),
    "no_link": lazy_gettext("No link to «{step}» was sent to the client."),
    "nothing_to_wait_for": lazy_gettext("Nothing happens by itself any more, and no term ends: choose for how long."),
    "fired_too_often": lazy_gettext(
        "More than {most} terms would pass on the way. Move the clock by less, or look at how often the term repeats."
    ),
    "walk_moved": lazy_gettext(
        "You went on trying on another page since. Nothing was done: here is how it stands now."
    ),
    "walk_not_there": lazy_gettext("Nothing is being tried: begin first."),
    "walk_stuck": lazy_gettext(
        "What you tried cannot be gone through to its end with what the draft says now. Go back to before it stops, or "
        "mend the draft, and save it then."
    ),
    "bad_walk": lazy_gettext("What was saved of this trial cannot be read. Remove it and begin again."),
    "too_long_a_walk": lazy_gettext(
        "This trial is as long as one may be. Save it as a scenario and begin another one."
    ),
    "bad_wait": lazy_gettext("Write for how many hours, from 1 to {most}."),
    "bad_scenario_name": lazy_gettext("Give the scenario a name, in {longest} characters at most."),
    "too_many_scenarios": lazy_gettext("A draft has {most} scenarios at most: remove one first."),
    "not_found:scenario": lazy_gettext("There is no scenario «{id}» any more."),
}
