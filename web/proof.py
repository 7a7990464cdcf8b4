"""What a verification may find and how it was made, in words: the same on a page and in a terminal."""

from bpmn.messages import msg
from engine.history.problems import Kind

KINDS = {
    Kind.EVENT_CHANGED: msg("an event was changed"),
    Kind.EVENT_REMOVED: msg("events were removed"),
    Kind.EVENT_INSERTED: msg("an event was inserted"),
    Kind.EVENTS_REORDERED: msg("events stand in another order"),
    Kind.HISTORY_TRUNCATED: msg("the end of the history is missing"),
    Kind.HISTORY_REWRITTEN: msg("the history is not the one that was sealed"),
    Kind.EVENT_UNKNOWN: msg("an event is of a type that no history holds"),
    Kind.EXECUTION_DIVERGED: msg("executing the diagram gives something else than was recorded"),
    Kind.PRUNING_DIVERGED: msg("the product's runner and SpiffWorkflow disagree"),
    Kind.DIAGRAM_CHANGED: msg("a diagram is not the one that it ran on"),
    Kind.FORM_CHANGED: msg("a form is not the one that was used"),
    Kind.FILE_CHANGED: msg("a file is not the one that was handed in"),
    Kind.SNAPSHOT_CHANGED: msg("the stored state is not what the history gives"),
    Kind.WORK_ITEM_CHANGED: msg("a task is not what the history gives"),
    Kind.TIMER_CHANGED: msg("a timer is not what the history gives"),
    Kind.LINK_CHANGED: msg("a client's link is not what the history gives"),
    Kind.SEARCH_CHANGED: msg("what lists and searches find it by is not what the history gives"),
    Kind.INSTANCE_CHANGED: msg("the instance's row is not what the history gives"),
    Kind.INSTANCE_REMOVED: msg("the instance was removed"),
    Kind.SEAL_CHANGED: msg("a seal does not hold"),
}
METHODS = {
    "plain": msg("executed by SpiffWorkflow and by the product, alike at every step"),
    "pruned": msg("executed by the product's runner from some step on"),
    "none": msg("not executed"),
}
