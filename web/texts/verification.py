"""What a verification may find and how it was made, in words: the same on a page and in a terminal."""

from collections.abc import Callable, Iterator
from datetime import datetime

from bpmn.messages import Message, lazy_gettext
from engine.clock import from_text
from engine.history.problems import Kind
from engine.verification.coverage import Coverage
from engine.verification.third_parties import ThirdParties

KINDS = {
    Kind.EVENT_CHANGED: lazy_gettext("an event was changed"),
    Kind.EVENT_REMOVED: lazy_gettext("events were removed"),
    Kind.EVENT_INSERTED: lazy_gettext("an event was inserted"),
    Kind.EVENTS_REORDERED: lazy_gettext("events stand in another order"),
    Kind.KEY_CHANGED: lazy_gettext("the key that its values are checked with is not the one of this history"),
    Kind.TIME_WENT_BACK: lazy_gettext("an event's time is before that of the one before it, or is no time"),
    Kind.HISTORY_TRUNCATED: lazy_gettext("the end of the history is missing"),
    Kind.HISTORY_REWRITTEN: lazy_gettext("the history is not the one that was sealed"),
    Kind.VALUES_REMOVED: lazy_gettext("the values of an event are gone, and no disposal says so"),
    Kind.EVENT_UNKNOWN: lazy_gettext("an event is of a type that no history holds"),
    Kind.EXECUTION_DIVERGED: lazy_gettext("executing the diagram gives something else than was recorded"),
    Kind.PRUNING_DIVERGED: lazy_gettext("the product's runner and SpiffWorkflow disagree"),
    Kind.VALUE_NOT_ALLOWED: lazy_gettext("the form of that version would not have taken this answer"),
    Kind.ROLES_CHANGED: lazy_gettext("the work was not for these roles"),
    Kind.TERM_CHANGED: lazy_gettext("the term is not what diagram, data and calendar gave then"),
    Kind.EVENT_BACK_DATED: lazy_gettext("an event says an earlier time than it can have had"),
    Kind.DIAGRAM_CHANGED: lazy_gettext("a diagram is not the one that it ran on"),
    Kind.FORM_CHANGED: lazy_gettext("a form is not the one that was used"),
    Kind.FILE_CHANGED: lazy_gettext("a file is not the one that was handed in"),
    Kind.SNAPSHOT_CHANGED: lazy_gettext("the stored state is not what the history gives"),
    Kind.WORK_ITEM_CHANGED: lazy_gettext("a task is not what the history gives"),
    Kind.TIMER_CHANGED: lazy_gettext("a timer is not what the history gives"),
    Kind.LINK_CHANGED: lazy_gettext("a client's link is not what the history gives"),
    Kind.INCIDENT_CHANGED: lazy_gettext("an incident is not what the history gives"),
    Kind.SEARCH_CHANGED: lazy_gettext("what lists and searches find it by is not what the history gives"),
    Kind.FACTS_CHANGED: lazy_gettext("what auditors find and count it by is not what the history gives"),
    Kind.INSTANCE_CHANGED: lazy_gettext("the instance's row is not what the history gives"),
    Kind.INSTANCE_REMOVED: lazy_gettext("the instance was removed"),
    Kind.LOG_CHANGED: lazy_gettext("the sealed log was changed"),
    Kind.LOG_FORKED: lazy_gettext("the sealed log is not the one that was signed"),
    Kind.LOG_ROLLED_BACK: lazy_gettext("the sealed log is shorter than it was: the database is an older one"),
    Kind.CHECKPOINT_CHANGED: lazy_gettext("a seal does not hold"),
    Kind.CHECKPOINT_REMOVED: lazy_gettext("a seal was removed"),
    Kind.CHECKPOINT_NOT_TRUSTED: lazy_gettext("a kept seal is signed by no key that is known"),
    Kind.KEPT_MISSING: lazy_gettext("the last seal is not where it is kept outside the database"),
    Kind.TIMESTAMP_CHANGED: lazy_gettext("a time-stamp of a seal does not hold"),
    Kind.TIMESTAMP_REMOVED: lazy_gettext("a time-stamp of a seal was removed"),
    Kind.TIME_DISAGREES: lazy_gettext("it says another time than a seal or a time-stamp authority"),
    Kind.COSIGNATURE_CHANGED: lazy_gettext("a co-signature is by no witness that is known"),
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
REASONS = {
    "required": lazy_gettext("a value, which is required"),
    "type": lazy_gettext("a value of the field's kind"),
    "choice": lazy_gettext("one of the choices"),
    "date": lazy_gettext("a date or time that exists"),
    "past_date": lazy_gettext("a date that had not passed"),
    "min": lazy_gettext("at least the smallest number allowed"),
    "max": lazy_gettext("at most the largest number allowed"),
    "decimal_digits": lazy_gettext("no more decimal digits than allowed"),
    "increment": lazy_gettext("a multiple of the increment"),
    "min_length": lazy_gettext("a text of the shortest length allowed"),
    "max_length": lazy_gettext("no longer text than allowed"),
    "pattern": lazy_gettext("a text as the pattern asks"),
    "email": lazy_gettext("an e-mail address"),
    "phone": lazy_gettext("a telephone number with its country code"),
    "too_many": lazy_gettext("no more of them than allowed"),
    "rows": lazy_gettext("as many rows as the form has"),
    "accept": lazy_gettext("a file of the kinds accepted"),
    "read_only": lazy_gettext("what the form only shows, unchanged"),
    "too_much": lazy_gettext("less than can be checked"),
}
"""What the form asks of a value that it would not have taken, by its stable code."""
METHODS = {
    "plain": lazy_gettext("executed by SpiffWorkflow and by the product, alike at every step"),
    "pruned": lazy_gettext("executed by the product's runner from some step on"),
    "none": lazy_gettext("not executed"),
}


def expected_of(kind: str, expected: str) -> Message | str:
    """What was expected, in words where it is told by a code."""
    return REASONS.get(expected, expected) if kind == Kind.VALUE_NOT_ALLOWED else expected


def covered(found: Coverage, when: Callable[[datetime], str]) -> Iterator[Message]:
    """What the log says of one history, and who else says it. `when` formats moments."""
    if found.checkpoint is None:
        yield lazy_gettext("No seal covers it yet.")
    else:
        at = when(from_text(found.checkpoint.at))
        values = {"event": found.sealed_to, "seal": found.checkpoint.number, "at": at}
        yield lazy_gettext("Sealed to event {event} in seal {seal}, of {at}.", **values)
    if found.in_order:
        yield lazy_gettext("The sealed log is the one that was signed last, and grew from the seal that is kept.")
    else:
        yield lazy_gettext("The sealed log is NOT IN ORDER: what it says of this history proves nothing.")
    if found.checkpoint is not None:
        yield from vouched(found.others, when)


def vouched(said: ThirdParties, when: Callable[[datetime], str]) -> Iterator[Message]:
    """Which third parties vouch for a seal, since when, and whether the witness refuses."""
    if said.stamped is not None:
        values = {"seal": said.stamped.number, "at": when(said.stamped.at)}
        yield lazy_gettext("By the clock of a time-stamp authority seal {seal} was there on {at}.", **values)
    elif said.stamped_before is not None:
        seal = said.stamped_before.number
        yield lazy_gettext(
            "No time-stamp authority vouches for that yet: the last seal that it saw is {seal}.", seal=seal
        )
    else:
        yield lazy_gettext("No time-stamp authority vouches for the time.")
    if said.cosigned is not None:
        values = {"seal": said.cosigned.number, "at": when(said.cosigned.at), "witness": said.cosigned.by or "—"}
        yield lazy_gettext("The witness {witness} co-signed seal {seal} on {at}.", **values)
    elif said.cosigned_before is not None:
        values = {"seal": said.cosigned_before.number, "witness": said.cosigned_before.by or "—"}
        yield lazy_gettext(
            "No witness vouches for that yet: the last seal that {witness} co-signed is {seal}.", **values
        )
    else:
        yield lazy_gettext("No witness vouches that the log only grew.")
    if said.refused_at is not None:
        at = when(said.refused_at)
        yield lazy_gettext("The witness DOES NOT SIGN any more: on {at} it was found to have seen another log.", at=at)
