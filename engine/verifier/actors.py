"""Who did what, as far as a history tells: in which role, and whether somebody else had taken the work."""

from dataclasses import dataclass

from .causes import why
from .events import (
    ASKED_FOR,
    BY_JOBS,
    BY_PEOPLE,
    CANCELLED,
    CAUSES,
    CONSEQUENCES,
    DUE_CHANGED,
    FORWARDED,
    HANDED_BACK,
    MOVES,
    RAISED,
    RESOLVED,
    RETURNED,
    TAKEN_OVER,
    by_link,
    name_of,
    place_of,
)
from .evidence import Event
from .findings import GONE, Findings
from .language import say
from .office import Office

BEGUN = {"user_task_enabled", "user_task_moved"}
ADMINISTRATOR, AUDITOR = "administrador", "auditor"
UNKNOWN = ""
"""Who has work that somebody took or gave who could not: that event is named, and whoever did the work is not."""


@dataclass
class Work:
    """Open work: for which roles, who has taken it, and whether a client's answer could not complete it."""

    roles: list[str]
    taken_by: str | None = None
    stopped: bool = False


def check_actors(events: list[Event], office: Office, findings: Findings) -> None:
    """Work is done in a role that it was for, by nobody but whoever has taken it or their substitute, and what follows
    from a step is of whoever took that. Who held which role at which time stands in the company's ledger of people,
    which no evidence holds; nor are starting, cancelling, moving and making links judged here, which ask for that.
    """
    seqs = [problem["seq"] for problem in findings.problems if problem["kind"] == "execution_diverged"]
    open_, moved, cause, before = dict[str, Work](), dict[str, Work](), Event(), Event()
    done = dict[str, tuple[object, list[str]]]()
    for event in events[: min(seqs, default=len(events) + 1) - 1]:
        try:
            kind, place, data = event["type"], name_of(place_of(event)), event["data"]
            if kind in BEGUN:
                was = moved.get(str(data.get("from")), Work([]))
                open_[place] = Work([str(role) for role in data["roles"]], was.taken_by, was.stopped)
            elif kind not in CONSEQUENCES:
                work = open_.get(place, Work([]))
                if kind == RETURNED:
                    work = next((each for at, each in open_.items() if element_of(at) in data["mapping"]), Work([]))
                able = stands_in(event, office) and could(event, work, cause, before, done)
                if not able:
                    taker = f": {office.name(work.taken_by, event['at'])}" if work.taken_by else ""
                    expected = ", ".join(work.roles) + taker
                    instead = event.get("in_place_of")
                    by = f" × {office.name(instead, event['at'])}" if instead is not None else ""
                    found = f"{office.name(event['actor'], event['at'])}{by} ({event['role']})"
                    findings.add("actor_not_entitled", event["seq"], expected or GONE, found)
                if kind in BY_PEOPLE - {ASKED_FOR, DUE_CHANGED} | {HANDED_BACK}:
                    named = dict.fromkeys(("user_task_assigned", HANDED_BACK), data.get("assignee"))
                    named |= dict.fromkeys(("user_task_claimed", TAKEN_OVER), event["actor"])
                    work.taken_by = named.get(kind) if able else UNKNOWN
                work.stopped |= kind == RAISED and by_link(event)
                if kind == "user_task_completed":
                    done[str(event["element"])] = event["actor"], work.roles
                cause = event if kind in CAUSES | {CANCELLED} | MOVES else cause
                moved, open_ = (open_, {}) if kind in MOVES else (moved, open_)
        except (AttributeError, KeyError, TypeError) as error:  # beyond where it was executed: anything may stand there
            wrong = why(error)
            findings.add("execution_diverged", event.get("seq"), say("un evento que se entienda"), wrong)
            return
        before = event


def stands_in(event: Event, office: Office) -> bool:
    """Whether whoever did something in somebody's place stood in for them then, as far as the company says; nobody does
    so by a link, nor as administrator or auditor."""
    if "in_place_of" not in event:
        return True
    if not isinstance(event["actor"], str) or by_link(event) or event["role"] in (ADMINISTRATOR, AUDITOR):
        return False
    moments = [event["at"], *([event["clock"]] if event["clock"] else [])]
    return office.stood_in(event["actor"], event["in_place_of"], moments)


def by_of(event: Event) -> tuple[object, object, object]:
    """Who did something, in which role, and in whose place."""
    return event.get("actor"), event.get("role"), event.get("in_place_of")


def element_of(place: str) -> str:
    """The element of a place that is written."""
    return place.rpartition("/")[2].partition("#")[0]


def could(event: Event, work: Work, cause: Event, before: Event, done: dict[str, tuple[object, list[str]]]) -> bool:
    """Whether the actor of an event could do it in the role that it says, as far as its history tells."""
    kind, by = event["type"], by_of(event)
    follows = by == by_of(cause)
    theirs = UNKNOWN, event["actor"], event.get("in_place_of")
    if kind == RESOLVED:
        return follows
    if event["actor"] is None:
        alone = {"timer_fired", RAISED, *BY_JOBS} | ({"client_link_made"} if follows else set())
        left = kind != HANDED_BACK or work.taken_by in (UNKNOWN, event["data"]["from"])
        return event["role"] is None and kind in alone and left
    if kind in BY_JOBS:
        return False
    if by_link(event):
        own = {"user_task_completed", "client_link_answered", RAISED} | ({"client_link_made"} if follows else set())
        return kind in own and event["role"] == event["actor"].rpartition(":")[0]
    candidate = event["role"] in work.roles and work.taken_by in (None, *theirs)
    match kind:
        case "timer_fired" | "client_link_answered":
            return False
        case "user_task_completed":
            sent_on = before.get("type") == FORWARDED and by == by_of(before)
            return sent_on or candidate
        case "user_task_claimed":
            return candidate
        case "instance_returned":
            by_whom, roles = done.get(str(next(iter(event["data"]["mapping"].values()))), (None, []))
            completed = by_whom == event["actor"] and event["role"] in roles
            return candidate or (completed and work.taken_by in (None, *theirs))
        case "user_task_assigned":  # also by whoever heads one of its roles, from whoever has it
            return event["role"] in (ADMINISTRATOR, *work.roles)
        case "user_task_taken_over":
            return event["role"] in work.roles and work.taken_by in (UNKNOWN, event["data"]["from"])
        case "user_task_asked_for":
            return event["role"] in work.roles and work.taken_by in (UNKNOWN, event["data"]["assignee"])
        case "user_task_released":
            own_work = work.taken_by is not None and work.taken_by in theirs and event["role"] in (None, *work.roles)
            moved = follows and cause["type"] in MOVES and event["at"] == cause["at"]
            return own_work or moved or event["role"] == ADMINISTRATOR
        case "incident_raised":
            return candidate or work.stopped
    return True
