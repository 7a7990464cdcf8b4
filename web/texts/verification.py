"""What a verification may find and how it was made, in words: the same on a page and in a terminal."""

from bpmn.messages import lazy_gettext
from engine.history.problems import Kind

KINDS = {
    Kind.EVENT_CHANGED: lazy_gettext("an event was changed"),
    Kind.EVENT_REMOVED: lazy_gettext("events were removed"),
    Kind.EVENT_INSERTED: lazy_gettext("an event was inserted"),
    Kind.EVENTS_REORDERED: lazy_gettext("events stand in another order"),
    Kind.KEY_CHANGED: lazy_gettext("the key that its values are checked with is not the one of this history"),
    Kind.TIME_WENT_BACK: lazy_gettext("an event's time is before that of the one before it, or is no time"),
    Kind.HISTORY_TRUNCATED: lazy_gettext("the end of the history is missing"),
    Kind.HISTORY_REWRITTEN: lazy_gettext("the history is not the one that was sealed"),
    Kind.EVENT_UNKNOWN: lazy_gettext("an event is of a type that no history holds"),
    Kind.EXECUTION_DIVERGED: lazy_gettext("executing the diagram gives something else than was recorded"),
    Kind.PRUNING_DIVERGED: lazy_gettext("the product's runner and SpiffWorkflow disagree"),
    Kind.DIAGRAM_CHANGED: lazy_gettext("a diagram is not the one that it ran on"),
    Kind.FORM_CHANGED: lazy_gettext("a form is not the one that was used"),
    Kind.FILE_CHANGED: lazy_gettext("a file is not the one that was handed in"),
    Kind.SNAPSHOT_CHANGED: lazy_gettext("the stored state is not what the history gives"),
    Kind.WORK_ITEM_CHANGED: lazy_gettext("a task is not what the history gives"),
    Kind.TIMER_CHANGED: lazy_gettext("a timer is not what the history gives"),
    Kind.LINK_CHANGED: lazy_gettext("a client's link is not what the history gives"),
    Kind.INCIDENT_CHANGED: lazy_gettext("an incident is not what the history gives"),
    Kind.SEARCH_CHANGED: lazy_gettext("what lists and searches find it by is not what the history gives"),
    Kind.INSTANCE_CHANGED: lazy_gettext("the instance's row is not what the history gives"),
    Kind.INSTANCE_REMOVED: lazy_gettext("the instance was removed"),
    Kind.LOG_CHANGED: lazy_gettext("the sealed log was changed"),
    Kind.LOG_FORKED: lazy_gettext("the sealed log is not the one that was signed"),
    Kind.LOG_ROLLED_BACK: lazy_gettext("the sealed log is shorter than it was: the database is an older one"),
    Kind.CHECKPOINT_CHANGED: lazy_gettext("a seal does not hold"),
    Kind.CHECKPOINT_REMOVED: lazy_gettext("a seal was removed"),
    Kind.CHECKPOINT_NOT_TRUSTED: lazy_gettext("a kept seal is signed by no key that is known"),
    Kind.KEPT_MISSING: lazy_gettext("the last seal is not where it is kept outside the database"),
    Kind.ENTRY_CHANGED: lazy_gettext("an entry of the ledger was changed"),
    Kind.ENTRY_REMOVED: lazy_gettext("entries of the ledger were removed"),
    Kind.ENTRY_INSERTED: lazy_gettext("an entry was inserted into the ledger"),
    Kind.ENTRY_UNKNOWN: lazy_gettext("an entry is none that the ledger can hold"),
    Kind.ENTRY_BACK_DATED: lazy_gettext("an entry says an earlier time than the one before it"),
    Kind.FOLIO_MISSING: lazy_gettext("a folio was given and there is nothing of it"),
    Kind.INSTANCE_NOT_REGISTERED: lazy_gettext("the instance is not in the register of starts"),
    Kind.START_CHANGED: lazy_gettext("the instance does not begin as it was registered"),
    Kind.ROW_CHANGED: lazy_gettext("what is stored is not what the ledger gives"),
    Kind.ACTOR_NOT_ENTITLED: lazy_gettext("whoever did it could not do that work at that time"),
    Kind.ACTOR_WITHOUT_RIGHT: lazy_gettext("whoever did it might not do it at that time"),
    Kind.VERSION_CHANGED: lazy_gettext("a version or a draft is not as the acts of document control say"),
}
METHODS = {
    "plain": lazy_gettext("executed by SpiffWorkflow and by the product, alike at every step"),
    "pruned": lazy_gettext("executed by the product's runner from some step on"),
    "none": lazy_gettext("not executed"),
}
CHECKS = {
    "log": lazy_gettext("Sealed log"),
    "checkpoints": lazy_gettext("Seals"),
    "witness": lazy_gettext("Witness"),
}
"""What is checked of the log; the other checks are called by their subjects."""
