"""The chain of events, what their values are committed to, their times, and that none is missing at the end."""

from datetime import datetime, timedelta
from typing import Any

from .canonical import canonical, sha256
from .disposal import committed
from .evidence import Event, told
from .findings import GONE, Findings
from .language import say

GENESIS = "0" * 64


def fits(event: Event, seq: object) -> bool:
    """Whether the event says what its hash says, if it was number `seq`."""
    content = {name: value for name, value in event.items() if name not in ("hash", "data", "opening")} | {"seq": seq}
    try:
        return bool(sha256(canonical(content)) == event.get("hash"))
    except (TypeError, ValueError, RecursionError):
        return False


def check_chain(events: list[Event], folio: str, findings: Findings) -> None:
    """Walk the links from the first event on; where they break, say how. See Cauce's `engine.history.tampering`."""
    rest, taken, moved = list(events), list[Event](), list[Event]()
    while rest and len(findings.problems) < 20:
        head, following = taken[-1].get("hash") if taken else GENESIS, len(taken) + 1
        place = next(
            (n for n, event in enumerate(rest) if event.get("prev_hash") == head and fits(event, following)), None
        )
        if place is None:
            check_break(rest, taken, head, following, findings)
            continue
        if place and not any(rest[0] is each for each in moved):
            known = {event.get("hash") for event in rest}
            places = range(following + 1, len(taken) + len(rest) + 1)
            if rest[0].get("prev_hash") in known and any(fits(rest[0], seq) for seq in places):
                findings.add("events_reordered", rest[0].get("seq"), told(rest[place]), told(rest[0]))
                moved += rest[:place]
            else:
                findings.add("event_inserted", rest[0].get("seq"), GONE, told(rest[0]))
                del rest[0]
                continue
        event = rest.pop(place)
        if event.get("seq") != following and not findings.problems:
            findings.add("events_reordered", event.get("seq"), following, event.get("seq"))
        if event.get("folio") != folio:
            findings.add("event_changed", event.get("seq"), folio, event.get("folio"))
        taken.append(event)


def check_values(events: list[Event], key: str, findings: Findings) -> None:
    """Values are not in the hash of an event, which commits to them: so they can be disposed of, and it still holds."""
    try:
        secret = bytes.fromhex(key)
    except ValueError:
        secret = b""
    named = {problem["seq"] for problem in findings.problems}
    whole = [event for event in events if event.get("seq") not in named and fits(event, event.get("seq"))]
    unlike = [event for event in whole if committed(event, secret) != event.get("commitment")]
    if len(unlike) == sum(event.get("opening") is None for event in whole) > 1:
        findings.add("key_changed", None, whole[0].get("commitment"), committed(whole[0], secret), "key")
        return
    for event in unlike:
        findings.add("event_changed", event.get("seq"), event.get("commitment"), committed(event, secret))


def check_times(events: list[Event], findings: Findings) -> None:
    """Time does not go back; where a clock did, the event has the time of the one before and says so."""
    before: str | None = None
    last: Any = None
    for event in events:
        at, clock = event.get("at"), event.get("clock")
        if [at, clock] == last:
            continue
        wrong = not is_moment(at) or (before is not None and str(at) < before)
        if clock is not None:
            wrong = wrong or not is_moment(clock) or not str(clock) < str(at) == before
        if wrong:
            findings.add("time_went_back", event.get("seq"), before or GONE, f"{at} {clock or ''}".rstrip())
        before, last = str(at), [at, clock]


def is_moment(text: object) -> bool:
    """Whether a text is a moment as history writes it: UTC, with microseconds."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return False
    return found.utcoffset() == timedelta(0) and found.isoformat(timespec="microseconds")[:-6] + "Z" == text


def check_break(rest: list[Event], taken: list[Event], head: object, following: int, findings: Findings) -> None:
    """Nothing follows as it should: what comes first of what is left was changed, or something around it."""
    event = rest.pop(0)
    if event.get("prev_hash") == head:
        findings.add("event_changed", event.get("seq"), event.get("hash"), say("otro contenido"))
    elif any(earlier.get("hash") == event.get("prev_hash") for earlier in taken):
        while taken[-1].get("hash") != event.get("prev_hash"):
            inserted = taken.pop()
            findings.add("event_inserted", inserted.get("seq"), GONE, told(inserted))
        rest.insert(0, event)
        return
    else:
        was = next((seq for seq in range(following, following + 5000) if fits(event, seq)), None)
        if was is None:
            findings.add("event_changed", event.get("seq"), event.get("hash"), say("otro contenido"))
        elif was == following:
            before = taken[-1] if taken else event
            if fits(before, before.get("seq")):
                findings.add("event_changed", before.get("seq"), event.get("prev_hash"), head)
        else:
            findings.add("event_removed", following, f"{following}…{was - 1}", told(event))
            taken += [{}] * (was - following)
    taken.append(event)


def check_head(events: list[Event], head: Any, sealed: list[Any], findings: Findings) -> None:
    """Against the last event that the database knew of; which of the two is wrong, only the log can tell."""
    last = events[-1] if events else {"seq": 0, "hash": GONE}
    head = head if isinstance(head, dict) else {}
    expected, found = [head.get("seq"), head.get("hash")], [last.get("seq"), last.get("hash")]
    if expected == found:
        if events and head.get("at") != last.get("at"):
            findings.add("snapshot_changed", None, last.get("at"), head.get("at"), "head_at")
        return
    if sealed == found:
        findings.add("snapshot_changed", None, found, expected, "head")
    elif not isinstance(expected[0], int) or expected[0] > len(events):
        findings.add("history_truncated", len(events) + 1, expected[0], len(events))
    elif expected[0] < len(events):
        findings.add("event_inserted", expected[0] + 1, expected[0], len(events))
    else:
        findings.add("event_changed", len(events), expected[1], found[1])
