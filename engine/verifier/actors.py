"""Who did what, as far as a history tells: in which role, and whether somebody else had taken the work."""

from dataclasses import dataclass

from .events import (
    BY_PEOPLE,
    CANCELLED,
    CAUSES,
    CONSEQUENCES,
    FORWARDED,
    MIGRATED,
    RAISED,
    RESOLVED,
    by_link,
    name_of,
    place_of,
)
from .evidence import Event
from .findings import GONE, Findings
from .language import say

BEGUN = {"user_task_enabled", "user_task_moved"}
ADMINISTRATOR = "administrador"
UNKNOWN = ""
"""Who has work that somebody took or gave who could not: that event is named, and whoever did the work is not."""


@dataclass
class Work:
    """Open work: for which roles, who has taken it, and whether a client's answer could not complete it."""

    roles: list[str]
    taken_by: str | None = None
    stopped: bool = False


def check_actors(events: list[Event], findings: Findings) -> None:
    """Work is done in a role that it was for, by nobody but whoever has taken it, and what follows from a step is of
    whoever took that. Who held which role at which time stands in the company's ledger of people, which no evidence
    holds; nor are starting, cancelling, moving and making links judged here, which ask for that.
    """
    seqs = [problem["seq"] for problem in findings.problems if problem["kind"] == "execution_diverged"]
    open_, moved, cause, before = dict[str, Work](), dict[str, Work](), Event(), Event()
    for event in events[: min(seqs, default=len(events) + 1) - 1]:
        try:
            kind, place, data = event["type"], name_of(place_of(event)), event["data"]
            if kind in BEGUN:
                was = moved.get(str(data.get("from")), Work([]))
                open_[place] = Work([str(role) for role in data["roles"]], was.taken_by, was.stopped)
            elif kind not in CONSEQUENCES:
                work = open_.get(place, Work([]))
                able = could(event, work, cause, before)
                if not able:
                    expected = ", ".join(work.roles) + (f": {work.taken_by}" if work.taken_by else "")
                    found = f"{event['actor']} ({event['role']})"
                    findings.add("actor_not_entitled", event["seq"], expected or GONE, found)
                if kind in BY_PEOPLE:
                    named = {"user_task_claimed": event["actor"], "user_task_assigned": data.get("assignee")}
                    work.taken_by = named.get(kind) if able else UNKNOWN
                work.stopped |= kind == RAISED and by_link(event)
                cause = event if kind in CAUSES | {CANCELLED, MIGRATED} else cause
                moved, open_ = (open_, {}) if kind == MIGRATED else (moved, open_)
        except (AttributeError, KeyError, TypeError) as error:  # beyond where it was executed: anything may stand there
            wrong = f"{type(error).__name__}: {error}"
            findings.add("execution_diverged", event.get("seq"), say("un evento que se entienda"), wrong)
            return
        before = event


def could(event: Event, work: Work, cause: Event, before: Event) -> bool:
    """Whether the actor of an event could do it in the role that it says, as far as its history tells."""
    kind, by = event["type"], (event["actor"], event["role"])
    follows = by == (cause.get("actor"), cause.get("role"))
    if kind == RESOLVED:
        return follows
    if event["actor"] is None:
        alone = {"timer_fired", RAISED} | ({"client_link_made"} if follows else set())
        return event["role"] is None and kind in alone
    if by_link(event):
        own = {"user_task_completed", "client_link_answered", RAISED} | ({"client_link_made"} if follows else set())
        return kind in own and event["role"] == event["actor"].rpartition(":")[0]
    candidate = event["role"] in work.roles and work.taken_by in (None, UNKNOWN, event["actor"])
    match kind:
        case "timer_fired" | "client_link_answered":
            return False
        case "user_task_completed":
            sent_on = before.get("type") == FORWARDED and by == (before.get("actor"), before.get("role"))
            return sent_on or candidate
        case "user_task_claimed":
            return candidate
        case "user_task_assigned":
            return candidate or event["role"] == ADMINISTRATOR
        case "user_task_released":
            own_work = work.taken_by in (UNKNOWN, event["actor"]) and event["role"] in (None, *work.roles)
            moved = follows and cause["type"] == MIGRATED and event["at"] == cause["at"]
            return own_work or moved or event["role"] == ADMINISTRATOR
        case "incident_raised":
            return candidate or work.stopped
    return True
