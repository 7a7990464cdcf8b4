"""What each type of event means, how a place is called, and how an event and what was expected are compared."""

from collections.abc import Iterable
from typing import Any

from .disposal import DISPOSED
from .evidence import Event, told
from .findings import GONE, Findings

Place = tuple[str, str, int, int | None]
"""A visit to an element, as history calls it: scope, element, which time round, which of several instances."""

CAUSES = {"instance_started", "user_task_completed", "timer_fired"}
TAKEN_OVER, ASKED_FOR = "user_task_taken_over", "user_task_asked_for"
DUE_CHANGED = "user_task_due_changed"
BY_PEOPLE = {
    "user_task_claimed", "user_task_released", "user_task_assigned", TAKEN_OVER, ASKED_FOR, DUE_CHANGED,
}  # fmt: skip
HANDED_BACK = "user_task_handed_back"
BY_JOBS = {"user_task_reminded", "user_task_escalated", HANDED_BACK}
CHANGES = {"values_changed"}
"""What gives all that waits other values, and moves nothing."""
TYPES = {
    "exclusiveGateway": "gateway_passed", "inclusiveGateway": "gateway_passed", "scriptTask": "script_task_completed",
    "sendTask": "message_sent", "callActivity": "call_activity_completed", "subProcess": "sub_process_completed",
    "intermediateThrowEvent": "event_thrown", "endEvent": "event_thrown",
}  # fmt: skip
TOLD = {"scriptTask", "sendTask", "intermediateThrowEvent", "callActivity", "subProcess"}
CONSEQUENCES = {
    *TYPES.values(), "element_completed", "user_task_enabled", "user_task_withdrawn", "timer_set", "timer_withdrawn",
    "user_task_moved", "timer_moved", "instance_completed",
}  # fmt: skip
CANCELLED, MIGRATED, RETURNED = "instance_cancelled", "instance_migrated", "instance_returned"
MOVES = {MIGRATED, RETURNED}
RUNS_ON = {"instance_started": "versions", MIGRATED: "to", RETURNED: "to"}
"""Where an event says which versions of the diagrams its instance runs on from then on."""
FORWARDED = "client_answer_forwarded"
LINKS = {"client_link_made", "client_link_revoked", "client_link_answered", FORWARDED}
HAPPENED = ("at", "clock", "channel", "actor", "role", "in_place_of")
RAISED, RESOLVED = "incident_raised", "incident_resolved"
INCIDENTS = {RAISED, RESOLVED}
COMMENTS = {"comment_made", "hand_off_confirmed"}
"""What people say of an instance, while it runs and after it: in words, or that the CRM knows of it."""
# Every type of event that a history can hold stands in one of these sets; any other is refused by its name.
KNOWN = CAUSES | BY_PEOPLE | BY_JOBS | CONSEQUENCES | {CANCELLED, DISPOSED} | MOVES | LINKS | INCIDENTS | COMMENTS
KNOWN |= CHANGES


class Stop(Exception):
    """SpiffWorkflow, as it comes, is no measure from here on."""


class Diverged(Exception):
    """Executing gives something else than what was recorded; `seq` where it is another event's than the one obeyed."""

    def __init__(self, expected: str, found: str, seq: int | None = None) -> None:
        super().__init__(expected, found)
        self.expected, self.found, self.seq = expected, found, seq


def check_types(events: list[Event], findings: Findings) -> None:
    """What this verifier does not understand it cannot vouch for, however well it is chained."""
    for number, event in enumerate(events, start=1):
        if str(event.get("type")) not in KNOWN:
            findings.add("event_unknown", number, GONE, told(event))


def place_of(event: Event) -> Place:
    """Where an event happened."""
    return event["scope"], event["element"], event["pass"], event["index"]


def by_link(event: Event) -> bool:
    """Whether a client's link caused an event: no person's id has a colon."""
    return ":" in str(event["actor"])


def of_event(event: Event) -> tuple[Any, ...]:
    """What is compared of an event."""
    if event["type"] == "instance_completed":
        return "instance_completed", event["element"]
    data = event["data"]
    names = {
        "user_task_enabled": ("process", "name", "lane"),
        "user_task_moved": ("from", "process", "name", "lane"),
        "timer_set": ("process", "kind"),
        "timer_moved": ("from", "process"),
    }
    said = [data[name] for name in names.get(event["type"], ())]
    return event["type"], name_of(place_of(event)), (*said, *data.get("flows", ()))


def name_of(place: Place) -> str:
    """A place as people read it, e.g. ``alianzas#1/cotizar_soluciones#1``."""
    scope, element, number, index = place
    return f"{scope}/{element}#{number}{'' if index is None else f'.{index}'}".lstrip("/")


def outline(tellings: Iterable[tuple[Any, ...]]) -> str:
    """Some events in a few words."""
    return (
        ", ".join(sorted(" ".join(str(part) for part in each if part not in (None, ())) for each in tellings)) or GONE
    )
