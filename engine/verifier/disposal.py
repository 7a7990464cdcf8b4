"""A history whose values were disposed of: what is left of its events, and how it is executed by what it recorded.

What each event committed to when it happened is checked, of what is left; which way a gateway went and how often
something was repeated is taken from the record. So this shows that the diagram allows what was recorded, not that the
values asked for it.
"""

import hmac
from typing import TYPE_CHECKING, Any

from .canonical import canonical
from .evidence import Event
from .findings import GONE, Findings
from .language import say
from .office import Office

if TYPE_CHECKING:
    from .diagrams import Diagrams

DISPOSED = "values_disposed"
OVER = {"instance_completed", "instance_cancelled"}
EVERYTHING: set[str] = set()
"""That all of it goes; told apart by being this one."""
GOES = {
    "instance_started": {"values"}, "instance_migrated": {"reason"},
    "instance_returned": {"reason"}, "instance_cancelled": {"reason"},
    "user_task_enabled": {"area", "due_at"}, "user_task_moved": {"area", "due_at"}, "user_task_completed": EVERYTHING,
    "user_task_assigned": {"reason"}, "user_task_taken_over": {"reason"}, "user_task_asked_for": {"message"},
    "user_task_due_changed": {"due_at", "reason"}, "values_changed": {"values", "reason"},
    "timer_set": {"value", "due_at"}, "timer_fired": {"due_at"},
    "client_link_made": {"email", "person", "expires_at"}, "client_link_answered": {"data", "files"},
    "incident_raised": {"reason"}, "comment_made": {"text"},
}  # fmt: skip
"""What of an event's values goes, by its type: all of it, or these."""


def mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


def committed(event: Event, key: bytes) -> str:
    """What an event's values must be committed to with. Two keys come from the instance's: under one is what stays of
    them with the digest of what goes, under the other what goes; of an event without its values, `opening` has the one
    key and that digest."""
    try:
        seq, data, goes = event["seq"], event["data"], GOES.get(str(event["type"]))
        opening = event.get("opening")
        if opening is not None:
            if len(opening) != (64 if goes is None else 128):
                return GONE
            return mac(bytes.fromhex(opening[:64]), canonical(data) + opening[64:]).hex()
        own, hidden = mac(key, str(seq)), ""
        if goes is not None:
            gone = {name: value for name, value in data.items() if goes is EVERYTHING or name in goes}
            data = {name: value for name, value in data.items() if name not in gone}
            hidden = mac(mac(key, f"{seq} values"), canonical(gone)).hex()
        return mac(own, canonical(data) + hidden).hex()
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return GONE


def is_disposed(events: list[Event]) -> bool:
    return bool(events) and events[-1].get("type") == DISPOSED


def check_disposal(events: list[Event], office: Office, findings: Findings, *, excerpt: bool) -> None:
    """Values are gone where the history ends by saying so, and of all events before that, and nowhere else; then that
    is a reserve, with who did it, when, and under which rule. An `excerpt` has no value of any event."""
    if excerpt:
        for event in events:
            if event.get("opening") is None:
                findings.add("values_removed", event.get("seq"), say("un extracto"), GONE)
        findings.reserves.append(
            say("es un extracto: no trae los valores, que quien lo pidió no puede leer; se ejecutó por el registro")
        )
        return
    disposed = is_disposed(events)
    whole = True
    for event in events:
        gone = event.get("opening") is not None
        if gone != (disposed and event is not events[-1]):
            pair = (GONE, DISPOSED) if gone else (DISPOSED, GONE)
            findings.add("values_removed", event.get("seq"), *pair)
            whole = False
    if disposed and whole:
        text = (
            "sus valores se eliminaron el {at} por {by}, conforme a «{rule}»; "
            "lo que depende de ellos se tomó del registro"
        )
        last = events[-1]
        at, by = last.get("at"), office.name(last.get("actor"), last.get("at"))
        findings.reserves.append(say(text, at=office.told(at), by=by, rule=rule_of(last)))


def rule_of(event: Event) -> str:
    """Under which rule values were disposed of; empty where a disposal says none."""
    rule = event["data"].get("rule") if isinstance(event.get("data"), dict) else None
    return rule.strip() if isinstance(rule, str) else ""


def may_be_disposed(events: list[Event]) -> bool:
    """Whether a history may end with a disposal: it was over before it, and says once by whom and under which rule."""
    over = any(event.get("type") in OVER for event in events[:-1])
    once = not any(event.get("type") == DISPOSED for event in events[:-1])
    return over and once and bool(events[-1].get("actor") and rule_of(events[-1]))


class Recorded:
    """What was recorded of a step, and after it: it stands in for the values that are not there."""

    def __init__(self, events: list[Event], diagrams: "Diagrams", consequences: set[str]) -> None:
        """`events` are those that follow the cause of the step."""
        count = next((n for n, event in enumerate(events) if event.get("type") not in consequences), len(events))
        self.step, self.events, self.diagrams = events[:count], events, diagrams
        self.passed = [event for event in self.step if event["type"] == "gateway_passed"]
        self.taken: dict[Any, set[str]] = {}
        self.lists: dict[Any, list[int]] = {}
        self.begun: set[tuple[str, int]] = set()

    def goes(self, token: Any, condition: object) -> bool | None:
        """Whether the token took the flow of a condition; None where that is no condition of a flow."""
        spec = token.task_spec
        mine = [name for each, name in getattr(spec, "cond_task_specs", ()) if each and each.args[0] is condition]
        if not mine:
            return None
        outgoing = self.diagrams.flows.get((self.diagrams.home[token.workflow.spec.name], spec.bpmn_id), [])
        if len(outgoing) < 2:
            return True
        if token.id not in self.taken:
            place = next((n for n, event in enumerate(self.passed) if event["element"] == spec.bpmn_id), None)
            flows = [] if place is None else self.passed.pop(place)["data"].get("flows", [])
            self.taken[token.id] = {flow.get("targetRef") for flow in outgoing if flow.get("id") in flows}
        return mine[0].removesuffix(".BoundaryEventSplit") in self.taken[token.id]

    def instances(self, element: str) -> int:
        """How many instances of a repeated element were begun; none where none begins in this step."""
        for event in self.step:
            for place, index in repeated(event, element):
                if index == 0 and place not in self.begun:
                    self.begun.add(place)
                    # Counted, not read off the last, which may be any number in what somebody wrote.
                    return len({n for each in self.events for where, n in repeated(each, element) if where == place})
        return 0

    def begins(self, element: str, index: int) -> bool:
        """Whether an instance of a repeated element begins in this step."""
        return any(number == index for event in self.step for _, number in repeated(event, element))

    def is_cut(self, element: str) -> bool:
        """Whether instances of a repeated element were withdrawn in this step."""
        return any(event["type"].endswith("_withdrawn") and any(repeated(event, element)) for event in self.step)


def repeated(event: Event, element: str) -> list[tuple[tuple[str, int], int]]:
    """The instances of a repeated element that an event is of or stands in: its scope with its round, and its index."""
    found, scope = [], str(event.get("scope") or "")
    parts = scope.split("/") if scope else []
    for n, part in enumerate(parts):
        name, _, numbers = part.rpartition("#")
        number, _, index = numbers.partition(".")
        if name == element and index:
            found.append((("/".join(parts[:n]), int(number)), int(index)))
    if event.get("element") == element and isinstance(event.get("index"), int):
        found.append(((scope, event["pass"]), event["index"]))
    return found


class Counted:
    """What stands for the list that something is repeated over: as many items as were recorded."""

    def __init__(self, name: str, engine: Any, element: str) -> None:
        self.bpmn_id, self.engine, self.element = name, engine, element

    def exists(self, token: Any) -> bool:
        return True

    def get(self, token: Any) -> list[int]:
        """The items of the repetition of a token: the same each time that it asks."""
        lists = self.engine.lists
        if token.id not in lists:
            lists[token.id] = list(range(self.engine.recorded.instances(self.element)))
        return list(lists[token.id])


class Left:
    """What stands for the value that each instance of a repetition leaves: there is one, and nobody knows what it was.
    `repetition` is the kind of spec that an instance is not of."""

    def __init__(self, name: str, repetition: type) -> None:
        self.bpmn_id, self.repetition = name, repetition

    def exists(self, token: Any) -> bool:
        return not isinstance(token.task_spec, self.repetition)

    def get(self, token: Any) -> None:
        return None
